// A select that one can type into: one choice, or several as chips. Keyboard: arrows, Home and End with Ctrl left to
// the text, Enter chooses, Escape closes the list only, Backspace in an empty field takes the last chip.
import { el, freshId, icon } from "./dom.js";
import { ListBox } from "./listbox.js";
import { words } from "./mrkdwn.js";

const PAUSE = 150; // Milliseconds of quiet before the app is asked for suggestions.

export class Combobox {
  /** `source` is that of options.js; `selected` a list of options; `onChange` runs after each choice by the person. */
  constructor({ id, source, selected, multi = false, max = 0, clearable = false, placeholder = "", onChange }) {
    Object.assign(this, { source, selected, multi, max: max || Infinity, onChange, placeholder });
    this.asked = 0;
    this.list = new ListBox(freshId("list"), { multi, onChoose: (option) => this.choose(option) });
    this.input = el("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox", "aria-controls": this.list.node.id,
    });
    this.chips = el("ul", { class: "chips", "aria-label": "Chosen", hidden: !multi });
    this.clear = clearable && !multi
      ? el("button", { type: "button", class: "clear", "aria-label": "Clear this choice", onclick: () => this.empty() }, icon("close"))
      : null;
    this.box = el("div", { class: multi ? "combo multi" : "combo" }, this.chips, this.input, this.clear, icon("down"));
    this.node = el("div", { class: "combo-host" }, this.box, this.list.node);
    this.listen();
    this.draw();
  }

  listen() {
    this.input.addEventListener("input", () => this.open(true));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => !this.patching?.() && this.close());
    this.box.addEventListener("click", (event) => {
      if (event.target.closest("button")) return;
      this.input.focus();
      if (!this.isOpen) this.open(false);
    });
  }

  get isOpen() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  /** Shows the list; `typed` says whether the field's text is a query or only the name of the choice. */
  open(typed) {
    this.typed = typed;
    if (!typed && !this.multi) this.input.select();
    this.input.setAttribute("aria-expanded", "true");
    this.list.show(this.box);
    this.load();
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.list.hide();
    this.draw();
  }

  get query() {
    return this.typed || this.multi ? this.input.value.trim() : "";
  }

  load() {
    clearTimeout(this.timer);
    this.asked += 1;
    const turn = this.asked;
    const { query } = this;
    if (query.length < this.source.least) {
      const least = this.source.least;
      this.list.note(`Type at least ${least} ${least === 1 ? "character" : "characters"} to search.`);
    } else if (!this.source.remote) this.offer(this.source.load(query));
    else {
      this.list.note("Loading…");
      const ask = async () => {
        const groups = await this.source.load(query);
        if (turn === this.asked) this.offer(groups);
      };
      this.timer = setTimeout(ask, query ? PAUSE : 0);
    }
  }

  offer(groups) {
    const full = this.selected.length >= this.max && this.multi ? this.max : 0;
    this.list.offer(groups, this.selected, full, Boolean(this.query));
    this.point();
  }

  point() {
    const active = this.list.active;
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.isOpen) this.list.move(step);
      else this.open(false);
      this.point();
    } else if (event.key === "Enter" && this.isOpen) {
      event.preventDefault();
      this.list.chooseActive();
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.input.value = "";
      this.close();
    } else if (event.key === "Backspace" && this.multi && !this.input.value && this.selected.length) {
      this.remove(this.selected.at(-1));
    }
  }

  choose(option) {
    if (!this.multi) {
      this.selected = [option];
      this.close();
      this.input.select();
    } else if (this.selected.some((one) => one.value === option.value)) return this.remove(option);
    else if (this.selected.length < this.max) {
      this.selected = [...this.selected, option];
      this.input.value = "";
      this.draw();
      this.load();
    }
    return this.onChange();
  }

  remove(option) {
    this.selected = this.selected.filter((one) => one.value !== option.value);
    this.draw();
    if (this.isOpen) this.load();
    this.onChange();
  }

  empty() {
    this.selected = [];
    this.draw();
    this.input.focus();
    this.onChange();
  }

  /** Writes what is chosen: as the field's text for one, as chips for several. */
  draw() {
    this.input.placeholder = this.multi && this.selected.length ? "" : this.placeholder;
    if (this.clear) this.clear.hidden = !this.selected.length;
    if (this.multi) {
      this.drawChips();
      if (!this.isOpen) this.input.value = "";
    } else this.input.value = this.selected.length ? words(this.selected[0].text) : "";
  }

  /** Leaves the chips alone while they are the same: one of them may have the focus or be just pressed. */
  drawChips() {
    const sign = JSON.stringify(this.selected);
    if (sign === this.chipSign) return;
    this.chipSign = sign;
    this.chips.replaceChildren(...this.selected.map((option) => this.chip(option)));
    this.chips.hidden = !this.selected.length;
  }

  chip(option) {
    const name = words(option.text);
    const drop = () => {
      this.remove(option);
      this.input.focus();
    };
    const button = el("button", { type: "button", "aria-label": `Remove ${name}`, onclick: drop }, icon("close"));
    return el("li", { class: "chip" }, el("span", { text: name }), button);
  }
}
