// The workspace's name and the people one can be. Each is a link, so that another tab can be another person.
import { app } from "./app.js";
import { avatar, el } from "./dom.js";

function address(id) {
  const url = new URL(window.location);
  url.searchParams.set("user", id);
  return `${url.pathname}${url.search}`;
}

function entry(one) {
  const me = one.id === app.user;
  const about = el("span", { class: "person-about" }, el("span", { class: "person-name", text: one.name }), el("span", { class: "person-title", text: one.title }));
  const link = el("a", { class: "person", href: address(one.id), "aria-current": me ? "true" : null }, avatar(one), about);
  return el("li", {}, link);
}

function chooser(people) {
  const options = people.map((one) => {
    const option = el("option", { value: one.id, text: one.title ? `${one.name}, ${one.title}` : one.name });
    option.selected = one.id === app.user;
    return option;
  });
  const pick = (event) => window.location.assign(address(event.target.value));
  const select = el("select", { id: "be", onchange: pick }, ...options);
  return el("div", { class: "chooser" }, el("label", { for: "be", text: "You are" }), select);
}

/** Draws the left bar: a list on a wide screen, a chooser on a phone. */
export function drawPeople() {
  const people = app.workspace.people.filter((one) => !one.deleted);
  document.getElementById("workspace-name").textContent = app.workspace.team.name;
  const list = el("ul", { class: "people" }, ...people.map(entry));
  document.getElementById("people").replaceChildren(el("p", { class: "side-label", text: "You are" }), list, chooser(people));
}
