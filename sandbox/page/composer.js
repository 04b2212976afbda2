// Where messages and slash commands are written. "/" shows the app's commands, as its manifest lists them.
import { post } from "./api.js";
import { app } from "./app.js";
import { el, freshId, icon } from "./dom.js";
import { hide, show } from "./place.js";
import { tell } from "./toasts.js";

export class Composer {
  /** `thread` is the ts of the thread's first message, or null for the conversation itself. */
  constructor({ label, thread = null }) {
    this.thread = thread;
    this.list = el("div", { id: freshId("commands"), class: "list commands", role: "listbox", popover: "manual", "aria-label": "Commands" });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.hint = el("p", { class: "usage", id: freshId("usage"), "aria-live": "polite" });
    this.input = el("textarea", {
      id: freshId("composer"), rows: 1, placeholder: label, "aria-label": label, autocomplete: "off",
      "aria-autocomplete": thread ? null : "list", "aria-controls": thread ? null : this.list.id, "aria-describedby": this.hint.id,
    });
    const send = el("button", { type: "submit", class: "button primary icon-only", "aria-label": "Send" }, icon("send"));
    const row = el("div", { class: "composer-row" }, this.input, send);
    this.row = row;
    this.node = el("form", { class: "composer", onsubmit: (event) => this.submit(event) }, row, this.hint, this.list);
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.closeList());
  }

  focus() {
    this.input.focus();
  }

  get matches() {
    const typed = /^\/\S*$/.exec(this.input.value);
    if (!typed || this.thread) return [];
    return app.workspace.commands.filter((one) => one.command.startsWith(typed[0].toLowerCase()));
  }

  changed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 160)}px`;
    this.at = 0;
    this.drawList();
    const command = this.thread ? null : app.workspace.commands.find((one) => this.input.value.startsWith(`${one.command} `));
    this.hint.textContent = command ? `${command.command} ${command.usage_hint || ""}` : "";
  }

  drawList() {
    const { matches } = this;
    if (!matches.length) return this.closeList();
    this.at = (this.at + matches.length) % matches.length;
    const nodes = matches.map((one, index) => {
      const name = el("span", {}, el("strong", { text: one.command }), ` ${one.usage_hint || ""}`);
      const about = el("span", { class: "about", text: one.description });
      const active = index === this.at;
      const props = { id: `${this.list.id}-${index}`, role: "option", class: active ? "option active" : "option", "aria-selected": String(active) };
      return el("div", { ...props, onclick: () => this.complete(one) }, name, about);
    });
    this.list.replaceChildren(...nodes);
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    return show(this.list, this.row);
  }

  closeList() {
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren();
    hide(this.list);
  }

  complete(command) {
    this.input.value = `${command.command} `;
    this.changed();
    this.input.focus();
  }

  onKey(event) {
    if (event.isComposing) return;
    if (this.list.childElementCount && this.onListKey(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.node.requestSubmit();
    }
    return undefined;
  }

  onListKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at += step;
      this.drawList();
    } else if (event.key === "Escape") this.closeList();
    else if (event.key === "Tab" && !event.shiftKey) this.complete(this.matches[this.at]);
    else if (event.key === "Enter" && !event.shiftKey) {
      // A command that is written out in full is sent at once, as in Slack.
      if (this.matches[this.at].command === this.input.value) return false;
      this.complete(this.matches[this.at]);
    } else return false;
    return true;
  }

  async submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || this.node.getAttribute("aria-busy") === "true") return;
    if (text.startsWith("/") && this.thread) {
      tell({ message: "Commands do not work in threads. Write it in the conversation below." });
      return;
    }
    this.input.value = "";
    this.changed();
    this.node.setAttribute("aria-busy", "true");
    const answer = text.startsWith("/")
      ? await post("/page/command", { text })
      : await post("/page/message", { text, ...(this.thread ? { thread_ts: this.thread } : {}) });
    this.node.removeAttribute("aria-busy");
    if (answer.ok) return;
    tell(answer);
    if (!this.input.value) this.input.value = text;
    this.changed();
  }
}
