// The list of a combobox. The field keeps the focus; the active option is only pointed at.
import { el } from "./dom.js";
import { textNodes } from "./mrkdwn.js";
import { hide, show } from "./place.js";

const MOST = 1000; // More options than this are not drawn; typing narrows them.

export class ListBox {
  constructor(id, { multi, onChoose }) {
    this.onChoose = onChoose;
    this.options = [];
    this.node = el("div", {
      id, class: "list", role: "listbox", popover: "manual", "aria-label": "Choices", "aria-multiselectable": multi ? "true" : null,
    });
    // Keeps the focus in the field while the mouse is used.
    this.node.addEventListener("pointerdown", (event) => event.preventDefault());
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  show(anchor) {
    show(this.node, anchor);
  }

  hide() {
    hide(this.node);
    this.node.replaceChildren();
    this.options = [];
    this.active = null;
  }

  /** One line instead of options: loading, nothing found. */
  note(text) {
    this.options = [];
    this.active = null;
    this.node.replaceChildren(el("p", { class: "list-note", role: "status", text }));
  }

  /**
   * Draws groups of options; null means that they could not be loaded. `full` is the most that may be chosen, once reached.
   * The pointer goes to the `first` where a query was typed; else it stays where it was, or begins at what is chosen.
   */
  offer(groups, selected, full, first) {
    if (!groups) return this.note("The choices could not be loaded. Type again to retry.");
    const total = groups.reduce((sum, group) => sum + group.options.length, 0);
    if (!total) return this.note("No matches");
    const chosen = new Set(selected.map((option) => option.value));
    const before = this.active?.dataset.value;
    this.options = [];
    const nodes = groups.map((group) => this.group(group, chosen, full));
    if (full) nodes.unshift(el("p", { class: "list-note", role: "status", text: `You can choose ${full} at most.` }));
    if (total > MOST) nodes.push(el("p", { class: "list-note", text: `${total - MOST} more. Type to narrow the list.` }));
    this.node.replaceChildren(...nodes);
    const stays = this.options.find((node) => node.dataset.value === before);
    const start = stays || this.options.find((node) => node.getAttribute("aria-selected") === "true");
    this.activate((first ? this.options[0] : start) || null);
    return undefined;
  }

  group(group, chosen, full) {
    const room = MOST - this.options.length;
    const nodes = group.options.slice(0, room).map((option) => this.option(option, chosen.has(option.value), full));
    if (!group.label) return el("div", { role: "presentation" }, ...nodes);
    const heading = el("p", { class: "list-group", role: "presentation", text: group.label });
    return el("div", { role: "group", "aria-label": group.label }, heading, ...nodes);
  }

  option(option, isChosen, full) {
    const id = `${this.node.id}-${this.options.length}`;
    const blocked = full > 0 && !isChosen;
    const props = { id, role: "option", class: "option", "aria-selected": String(isChosen), "aria-disabled": blocked ? "true" : null };
    const about = option.description && el("span", { class: "about" }, textNodes(option.description));
    const node = el("div", props, el("span", {}, textNodes(option.text)), about);
    node.dataset.value = option.value;
    node.choose = () => !blocked && this.onChoose(option);
    node.addEventListener("click", node.choose);
    this.options.push(node);
    return node;
  }

  activate(node) {
    this.active?.classList.remove("active");
    this.active = node;
    node?.classList.add("active");
    node?.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    if (!this.options.length) return;
    const at = this.options.indexOf(this.active);
    if (at < 0) this.activate(step > 0 ? this.options[0] : this.options.at(-1));
    else this.activate(this.options[(at + step + this.options.length * 8) % this.options.length]);
  }

  chooseActive() {
    this.active?.choose();
  }
}
