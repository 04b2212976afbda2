// Starts the page: who we are, the workspace, then everything the server says, for as long as the page is open.
import { get, listen, post } from "./api.js";
import { app, person } from "./app.js";
import { drawHeader, selectTab, showUnread } from "./header.js";
import { showHome } from "./home.js";
import { focusComposer, scrollToNewest, showMessages } from "./messages.js";
import { showViews } from "./modal.js";
import { drawPeople, showCounts } from "./people.js";
import { drawStrip, showStrip } from "./strip.js";
import { showNotice, showNotices, tell } from "./toasts.js";

let tab = "home";
let told = 0; // The newest message that the server was told of as seen.

/** Shows the conversation. Whoever looks at it has seen what is in it, and the server is told so. */
function showConversation() {
  const { messages, read, unread = {} } = app.state;
  const looking = tab === "messages" && document.visibilityState === "visible";
  showMessages(messages, read, looking);
  showUnread(looking ? 0 : unread[app.user] || 0);
  showCounts(looking ? { ...unread, [app.user]: 0 } : unread);
  const newest = Math.max(0, ...messages.map((message) => Number(message.ts)));
  if (!looking || newest <= Math.max(Number(read), told)) return;
  told = newest;
  post("/page/read", { ts: messages.find((message) => Number(message.ts) === newest).ts });
}

/** Slack tells an app once that Home was opened. Whoever was here before the app was connected opens it again. */
function openAgain(state, before) {
  if (tab === "home" && !state.home && state.connected && before && !before.connected) post("/page/open", { tab });
}

function showState(state) {
  openAgain(state, app.state);
  app.state = state;
  showStrip(state);
  showHome(state.home);
  showConversation();
  showViews(state.views);
  showNotices(state.notices);
}

function onEvent(event) {
  if (event.type === "state") showState(event.state ?? event);
  else if (event.type === "notice") showNotice(event.notice);
}

function onOnline(online) {
  const bar = document.getElementById("offline");
  if (bar.hidden === online) return;
  bar.hidden = online;
  bar.textContent = online ? "" : "The sandbox is not answering. What you typed is still here. This page goes on by itself when the sandbox is back.";
}

async function openTab(id) {
  tab = id;
  selectTab(id);
  const url = new URL(window.location);
  url.searchParams.set("tab", id);
  window.history.replaceState(null, "", url);
  drawPeople(); // Its links keep the tab.
  if (app.state) showConversation();
  if (id === "messages") {
    scrollToNewest();
    if (matchMedia("(hover: hover)").matches && document.activeElement === document.body) focusComposer();
  }
  const answer = await post("/page/open", { tab: id });
  if (!answer.ok) tell(answer);
}

function whoWeAre(query) {
  const here = app.workspace.people.filter((one) => !one.deleted);
  return here.find((one) => one.id === query.get("user"))?.id ?? here[0]?.id;
}

/** A name for this tab that outlives a reload: two browsers of a person then have their own windows, as in Slack. */
function ownDevice() {
  const name = sessionStorage.getItem("device") ?? Math.random().toString(36).slice(2, 12);
  sessionStorage.setItem("device", name);
  return name;
}

async function start() {
  const workspace = await get("/page/workspace");
  if (!workspace.people) {
    onOnline(false);
    setTimeout(start, 1500);
    return;
  }
  onOnline(true);
  app.workspace = workspace;
  const query = new URLSearchParams(window.location.search);
  app.user = whoWeAre(query);
  app.device = query.get("device") ?? ownDevice();
  const url = new URL(window.location);
  url.searchParams.set("user", app.user);
  window.history.replaceState(null, "", url);
  document.title = `${workspace.app.name} · ${person(app.user).name}`;
  drawHeader(openTab);
  drawStrip();
  document.addEventListener("visibilitychange", () => app.state && showConversation());
  listen(onEvent, onOnline);
  await openTab(query.get("tab") === "messages" ? "messages" : "home");
}

start();
