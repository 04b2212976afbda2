// The app's own header: its name, the tabs, and the shortcuts.
import { post } from "./api.js";
import { app } from "./app.js";
import { avatar, el, icon } from "./dom.js";
import { attachMenu } from "./menu.js";
import { tell } from "./toasts.js";

const TABS = [
  { id: "home", label: "Home" },
  { id: "messages", label: "Messages" },
];

let unread = null;

function tabButton(tab, onTab) {
  const count = tab.id === "messages" ? (unread = el("span", { class: "count", hidden: true })) : null;
  const props = { type: "button", role: "tab", id: `tab-${tab.id}`, class: "tab", "aria-controls": tab.id };
  return el("button", { ...props, onclick: () => onTab(tab.id) }, tab.label, count);
}

function moveTab(event, onTab) {
  const at = TABS.findIndex((tab) => `tab-${tab.id}` === document.activeElement.id);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  const tab = TABS.at(next % TABS.length);
  onTab(tab.id);
  document.getElementById(`tab-${tab.id}`).focus();
}

function shortcuts() {
  const items = app.workspace.shortcuts.map((one) => ({
    label: one.name,
    about: one.description,
    run: async () => {
      const answer = await post("/page/shortcut", { callback_id: one.callback_id });
      if (!answer.ok) tell(answer);
    },
  }));
  const button = el("button", { type: "button", class: "button quiet shortcuts" }, icon("bolt"), el("span", { text: "Shortcuts" }));
  return items.length ? attachMenu(button, items) : null;
}

/** Draws the header; `onTab(id)` runs when the person picks a tab. */
export function drawHeader(onTab) {
  const { name, color } = app.workspace.app;
  const bot = { initials: "✓", color };
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": name, onkeydown: (event) => moveTab(event, onTab) });
  list.append(...TABS.map((tab) => tabButton(tab, onTab)));
  const title = el("div", { class: "app-title" }, avatar(bot), el("h1", { text: name }), el("span", { class: "badge", text: "App" }));
  document.getElementById("app-header").replaceChildren(title, list, ...[shortcuts()].filter(Boolean));
}

/** Marks the chosen tab and shows its pane. */
export function selectTab(id) {
  for (const tab of TABS) {
    const button = document.getElementById(`tab-${tab.id}`);
    button.setAttribute("aria-selected", String(tab.id === id));
    button.tabIndex = tab.id === id ? 0 : -1;
    document.getElementById(tab.id).hidden = tab.id !== id;
  }
}

/** Says how many messages came while the person was elsewhere. */
export function showUnread(count) {
  unread.hidden = !count;
  unread.textContent = count || "";
  unread.title = `${count} new`;
}
