// A menu on a button, as the ARIA guide has it: arrows move, Enter chooses, Escape goes back to the button.
import { el, freshId } from "./dom.js";
import { hide, show } from "./place.js";

function menuItem(item, close) {
  const about = item.about && el("span", { class: "about", text: item.about });
  const node = el("button", { type: "button", role: "menuitem", class: "menu-item", tabindex: "-1" }, el("span", { text: item.label }), about);
  node.addEventListener("click", () => {
    close();
    item.run();
  });
  return node;
}

function step(nodes, key) {
  const at = nodes.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[key];
  if (next === undefined) return false;
  nodes.at(next % nodes.length).focus();
  return true;
}

/** Makes `button` open a menu of `items` ({label, about, run}); returns the element that holds both. */
export function attachMenu(button, items) {
  const id = freshId("menu");
  const menu = el("div", { id, role: "menu", class: "menu", popover: "auto" });
  const close = () => {
    button.focus();
    hide(menu);
  };
  const nodes = items.map((item) => menuItem(item, close));
  menu.append(...nodes);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.popoverTargetElement = menu; // So that the press which opens it does not also count as one outside.
  button.popoverTargetAction = "toggle";
  menu.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return menu.unfollow?.();
    show(menu, button, { width: 280 });
    return nodes[0]?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (step(nodes, event.key)) event.preventDefault();
    if (event.key === "Tab") hide(menu);
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  return el("span", { class: "menu-host" }, button, menu);
}
