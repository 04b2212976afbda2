// The person's stack of views. Only the top one shows; the ones below keep their fields until they are back.
import { post } from "./api.js";
import { arrange, el, freshId, icon } from "./dom.js";
import { closeLayer, openLayer } from "./layers.js";
import { words } from "./mrkdwn.js";
import { Surface } from "./surface.js";
import { tell } from "./toasts.js";

class View {
  constructor(view) {
    this.id = view.id;
    this.title = el("h2", { id: freshId("view") });
    this.back = el("button", { type: "button", class: "plain", "aria-label": "Back", onclick: () => this.leave(false) }, icon("back"));
    this.out = el("button", { type: "button", class: "plain", "aria-label": "Dismiss window", onclick: () => this.leave(true) }, icon("close"));
    this.body = el("div", { class: "modal-body blocks" });
    this.no = el("button", { type: "button", class: "button", onclick: () => this.leave(false) });
    this.yes = el("button", { type: "submit", class: "button primary" });
    this.foot = el("footer", { class: "modal-foot" }, this.no, this.yes);
    const form = el("form", { novalidate: true, onsubmit: (event) => this.submit(event) }, this.body, this.foot);
    const head = el("header", { class: "modal-head" }, this.back, this.title, this.out);
    const props = { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": this.title.id, tabindex: "-1" };
    this.node = el("div", props, head, form);
    this.surface = new Surface({ kind: "view", ref: { type: "view", view_id: view.id }, root: this.body });
    this.waiting = false;
    this.scroll = 0;
  }

  /** Takes over what the server says; `depth` is how many views lie below. */
  update(view, depth) {
    this.view = view;
    this.title.textContent = words(view.title) || "…";
    this.back.hidden = depth === 0;
    this.depth = depth;
    const same = this.surface.update(view.blocks, view.values);
    this.draw();
    if (same) return;
    this.body.scrollTop = 0;
    this.scroll = 0; // Another page is seen from its top, also when it was turned while something lay on it.
    this.last = null;
    if (this !== top) return;
    // A "next" that is still there keeps the focus, so that it can be pressed again.
    if (this.body.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
    else this.focus();
  }

  draw() {
    const busy = this.waiting || this.view.busy === true;
    this.no.textContent = words(this.view.close) || "Close";
    this.yes.hidden = !this.view.submit;
    this.yes.textContent = busy ? "Working…" : words(this.view.submit);
    // Not `disabled`: that would take the focus away from somebody who pressed it with the keyboard.
    this.yes.setAttribute("aria-disabled", String(busy));
    this.node.setAttribute("aria-busy", String(busy));
  }

  async submit(event) {
    event.preventDefault();
    if (!this.view.submit || this.waiting || this.view.busy) return;
    const problems = this.surface.problems();
    this.surface.showErrors(problems);
    if (Object.keys(problems).length) return;
    this.waiting = true;
    this.draw();
    const answer = await post("/page/submit", { view_id: this.id, values: this.surface.values() });
    this.waiting = false;
    this.draw();
    if (answer.errors) this.surface.showErrors(answer.errors);
    else if (!answer.ok) tell(answer);
    else this.body.scrollTop = 0; // What the app says to what was sent begins at the top.
  }

  async leave(all) {
    if (this.leaving) return;
    this.leaving = true;
    const answer = await post("/page/close", { view_id: this.id, all: all && this.depth > 0 });
    this.leaving = false;
    if (!answer.ok) tell(answer);
  }

  /** Notes where the person was, for when this view is on top again. */
  leaveStage() {
    this.last = this.node.contains(document.activeElement) ? document.activeElement : this.node;
    this.scroll = this.body.scrollTop;
  }

  /** Goes to the element that asked for it, else to where the person was, else to the window itself. */
  focus() {
    const asked = [...this.surface.controls.values()].find((control) => control.element.focus_on_load);
    const target = this.last?.isConnected ? this.last : !this.last && asked?.target;
    if (target && asked?.focus && target === asked.target) asked.focus();
    else (target || this.node).focus({ preventScroll: !target });
  }
}

const views = new Map(); // View id → View.
let overlay = null;
let top = null;

function closeAll() {
  for (const view of views.values()) view.surface.close();
  views.clear();
  top = null;
  if (overlay) closeLayer(overlay);
  overlay = null;
}

/** Shows the stack that the server has: the last of `stack` is on top. */
export function showViews(stack) {
  if (!stack.length) return closeAll();
  if (!overlay) {
    overlay = el("div", { class: "overlay" });
    openLayer(overlay, () => top?.leave(false));
  }
  if (top && stack.at(-1).id !== top.id) top.leaveStage();
  for (const [id, view] of [...views]) {
    if (stack.some((one) => one.id === id)) continue;
    view.surface.close();
    views.delete(id);
  }
  stack.forEach((view, depth) => {
    if (!views.has(view.id)) views.set(view.id, new View(view));
    views.get(view.id).update(view, depth);
  });
  const next = views.get(stack.at(-1).id);
  arrange(overlay, [next.node]);
  if (next !== top) {
    top = next;
    top.body.scrollTop = top.scroll;
    top.focus();
  }
  return undefined;
}
