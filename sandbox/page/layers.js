// Windows over the page: the modal, the confirmation, the developer log. What lies below can be neither reached nor read.
import { el, focusable, icon } from "./dom.js";
import { textNodes, words } from "./mrkdwn.js";

const open = []; // The windows that are open, the top one last: {node, back}.

function settle() {
  const top = open.at(-1);
  document.getElementById("app").inert = open.length > 0;
  for (const layer of open) layer.node.inert = layer !== top;
  document.documentElement.classList.toggle("has-layer", open.length > 0);
}

function loop(event, node) {
  if (event.key !== "Tab") return;
  const stops = [...focusable(node), ...focusable(document.getElementById("toasts"))];
  if (!stops.length) return event.preventDefault();
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const atEdge = document.activeElement === edge || document.activeElement === node;
  if (!atEdge || (document.activeElement === node && !event.shiftKey)) return undefined;
  event.preventDefault();
  return (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

/** Puts `node` on top; Escape runs `onEscape`. The focus comes back to where it was when the window closes. */
export function openLayer(node, onEscape) {
  open.push({ node, back: document.activeElement });
  document.getElementById("layers").append(node);
  node.addEventListener("keydown", (event) => {
    loop(event, node.querySelector("[role=dialog], [role=alertdialog]") || node);
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      onEscape();
    }
  });
  settle();
}

/** Takes the window away and gives the focus back, to the same control where it is still there. */
export function closeLayer(node) {
  const at = open.findIndex((layer) => layer.node === node);
  if (at < 0) return;
  const [{ back }] = open.splice(at, 1);
  node.remove();
  settle();
  const same = back?.dataset?.key && document.querySelector(`[data-key="${CSS.escape(back.dataset.key)}"]`);
  const target = back?.isConnected && back !== document.body ? back : same || document.getElementById("main");
  target.focus({ preventScroll: true });
}

/** The frame of a small window with a heading and a way out. */
export function frame({ title, role = "dialog", onClose, wide = false }) {
  const heading = el("h2", { id: `layer-title-${open.length}`, text: title });
  const out = el("button", { type: "button", class: "plain", "aria-label": "Dismiss window", onclick: onClose }, icon("close"));
  const body = el("div", { class: "modal-body" });
  const foot = el("footer", { class: "modal-foot" });
  const props = { class: wide ? "modal wide" : "modal", role, "aria-modal": "true", "aria-labelledby": heading.id, tabindex: "-1" };
  const box = el("div", props, el("header", { class: "modal-head" }, heading, out), body, foot);
  return { box, body, foot, node: el("div", { class: "overlay small" }, box) };
}

/** Asks as a confirm object says; resolves to true or false. */
export function confirmFirst(confirm) {
  return new Promise((resolve) => {
    const answer = (yes) => {
      closeLayer(parts.node);
      resolve(yes);
    };
    const parts = frame({ title: words(confirm.title) || "Are you sure?", role: "alertdialog", onClose: () => answer(false) });
    const style = confirm.style === "danger" ? "button danger solid" : "button primary";
    const yes = el("button", { type: "button", class: style, onclick: () => answer(true) }, textNodes(confirm.confirm || "Yes"));
    const no = el("button", { type: "button", class: "button", onclick: () => answer(false) }, textNodes(confirm.deny || "Cancel"));
    parts.body.append(el("div", { class: "text" }, textNodes(confirm.text)));
    parts.foot.append(no, yes);
    openLayer(parts.node, () => answer(false));
    no.focus();
  });
}
