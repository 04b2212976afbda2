// The Messages tab: the conversation between this person and the app, with threads under their first message.
import { app } from "./app.js";
import { Composer } from "./composer.js";
import { dayName, sandboxNow } from "./dates.js";
import { arrange, el, icon } from "./dom.js";
import { Message } from "./message.js";

const messages = new Map(); // ts → Message.
const threads = new Map(); // ts of the first message → {node, list, composer}.
const days = new Map();
const line = el("div", { class: "day new", role: "separator" }, el("span", { text: "New" }));
let frame = null;
let newFrom; // The ts of the message before which the line stands, or null.

function build() {
  const log = el("div", { class: "log", role: "log", "aria-label": "Conversation", tabindex: "0" });
  const empty = el("p", { class: "empty", text: "No messages yet. Write one, or type / to see what you can do." });
  const composer = new Composer({ label: `Message ${app.workspace.app.name}` });
  document.getElementById("messages").append(log, composer.node);
  return { log, empty, composer };
}

function divider(message) {
  const name = dayName(message.date, sandboxNow());
  if (!days.has(name)) days.set(name, el("div", { class: "day", role: "separator" }, el("span", { text: name })));
  return days.get(name);
}

function toggleReply(thread) {
  thread.open = !thread.open;
  thread.composer.node.hidden = !thread.open;
  thread.toggle.setAttribute("aria-expanded", String(thread.open));
  if (!thread.open) return;
  thread.composer.focus();
  thread.composer.node.scrollIntoView({ block: "nearest" });
}

function newThread(ts) {
  const list = el("div", { class: "replies", role: "group", "aria-label": "Replies" });
  const composer = new Composer({ label: "Reply in thread", thread: ts });
  composer.node.hidden = true;
  const count = el("span", {});
  const thread = { list, composer, count, open: false };
  thread.toggle = el(
    "button",
    { type: "button", class: "reply-toggle", "aria-expanded": "false", onclick: () => toggleReply(thread) },
    icon("reply"),
    count,
  );
  thread.node = el("div", { class: "thread" }, list, thread.toggle, composer.node);
  threads.set(ts, thread);
  return thread;
}

function showThread(message, replies) {
  if (message.data.ephemeral) return;
  const thread = threads.get(message.ts) || newThread(message.ts);
  const many = `${replies.length} ${replies.length === 1 ? "reply" : "replies"} · `;
  thread.count.textContent = `${replies.length ? many : ""}Reply in thread`;
  thread.node.classList.toggle("has-replies", replies.length > 0);
  arrange(thread.list, replies.flatMap(nodesOf));
  if (thread.node.parentNode !== message.body) message.body.append(thread.node);
}

function atEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

function scrollToEnd() {
  frame.log.scrollTop = frame.log.scrollHeight;
}

/** Scrolls to the end, or to where the new messages begin if they are more than a screenful. */
export function scrollToNewest() {
  if (!frame) return;
  scrollToEnd();
  if (line.isConnected && line.getBoundingClientRect().top < frame.log.getBoundingClientRect().top) line.scrollIntoView();
}

function nodesOf(message) {
  return message.ts === newFrom ? [line, message.node] : [message.node];
}

function firstNew(shown, read) {
  return shown.find(({ ts, data }) => Number(ts) > Number(read) && data.user !== app.user && !data.ephemeral)?.ts ?? null;
}

function takeOver(list) {
  const known = new Set(list.map((data) => data.ts));
  for (const ts of [...messages.keys()]) {
    if (known.has(ts)) continue;
    messages.delete(ts);
    threads.delete(ts);
  }
  const sorted = [...list].sort((a, b) => Number(a.ts) - Number(b.ts));
  for (const data of sorted) {
    if (!messages.has(data.ts)) messages.set(data.ts, new Message(data));
    messages.get(data.ts).update(data);
  }
  return sorted.map((data) => messages.get(data.ts));
}

/** After something new: to the end, where a tall message shows its beginning; or to the thread that is written in. */
function follow(shown) {
  const writing = [...threads.values()].find((thread) => thread.node.contains(document.activeElement));
  if (writing) return writing.composer.node.scrollIntoView({ block: "nearest" });
  scrollToEnd();
  const newest = shown.at(-1);
  const tall = newest.node.offsetHeight > frame.log.clientHeight;
  return tall && newest.data.user !== app.user && newest.node.scrollIntoView();
}

/**
 * Shows these messages; stays at the end of the conversation if the person was there. `read` is the ts up to which the
 * person has seen them. The line "New" stays where it is as long as the person is `looking`.
 */
export function showMessages(list, read = "0", looking = true) {
  frame ??= build();
  const wasAtEnd = atEnd(frame.log);
  const before = new Set(messages.keys());
  const shown = takeOver(list);
  const fresh = shown.filter(({ ts }) => !before.has(ts));
  // Who writes looks at what they wrote, wherever they were.
  const looks = wasAtEnd || frame.log.contains(document.activeElement) || fresh.some(({ data }) => data.user === app.user);
  if (!looking || newFrom === undefined) newFrom = firstNew(shown, read);
  const isReply = (message) => message.data.thread_ts && message.data.thread_ts !== message.ts && messages.has(message.data.thread_ts);
  const nodes = [];
  for (const message of shown.filter((one) => !isReply(one))) {
    const day = divider(message);
    if (!nodes.includes(day)) nodes.push(day);
    showThread(message, shown.filter((one) => isReply(one) && one.data.thread_ts === message.ts));
    nodes.push(...nodesOf(message));
  }
  arrange(frame.log, nodes.length ? nodes : [frame.empty]);
  if (fresh.length && looks) follow(shown);
}

/** Puts the cursor where a message is written. */
export function focusComposer() {
  frame?.composer.focus();
}
