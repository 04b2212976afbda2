// The workspace's name and the people one can be. Each is a link, so that another tab can be another person.
import { app } from "./app.js";
import { avatar, el } from "./dom.js";

let counts = new Map(); // Person id → {badge, option, label}.

function address(id) {
  const url = new URL(window.location);
  url.searchParams.set("user", id);
  return `${url.pathname}${url.search}`;
}

function entry(one, badge) {
  const me = one.id === app.user;
  const about = el("span", { class: "person-about" }, el("span", { class: "person-name", text: one.name }), el("span", { class: "person-title", text: one.title }));
  const link = el("a", { class: "person", href: address(one.id), "aria-current": me ? "true" : null }, avatar(one), about, badge);
  return el("li", {}, link);
}

function chooser(options) {
  const pick = (event) => window.location.assign(address(event.target.value));
  const select = el("select", { id: "be", onchange: pick }, ...options);
  return el("div", { class: "chooser" }, el("label", { for: "be", text: "You are" }), select);
}

function counted(one) {
  const label = one.title ? `${one.name}, ${one.title}` : one.name;
  const option = el("option", { value: one.id });
  option.selected = one.id === app.user;
  const made = { badge: el("span", { class: "count", hidden: true }), option, label };
  counts.set(one.id, made);
  return made;
}

/** Draws the left bar: a list on a wide screen, a chooser on a phone. */
export function drawPeople() {
  const people = app.workspace.people.filter((one) => !one.deleted);
  document.getElementById("workspace-name").textContent = app.workspace.team.name;
  counts = new Map();
  const entries = people.map((one) => entry(one, counted(one).badge));
  const options = people.map((one) => counts.get(one.id).option);
  const list = el("ul", { class: "people" }, ...entries);
  document.getElementById("people").replaceChildren(el("p", { class: "side-label", text: "You are" }), list, chooser(options));
  showCounts(app.state?.unread);
}

/** Says for whom the app has messages that they have not seen: in the sandbox one looks after everybody. */
export function showCounts(unread = {}) {
  for (const [id, { badge, option, label }] of counts) {
    const number = unread[id] || 0;
    badge.hidden = !number;
    badge.textContent = number || "";
    badge.title = `${number} new`;
    const text = number ? `${label} (${number} new)` : label;
    if (option.textContent !== text) option.textContent = text;
  }
}
