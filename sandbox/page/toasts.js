// What Slack itself tells a person: a calm note at the edge of the page, with the reason for developers.
import { post } from "./api.js";
import { el, icon } from "./dom.js";

const here = new Map(); // Notice id → {node, text}. Ids that start with "local" are the page's own.
let own = 0;

function host() {
  return document.getElementById("toasts");
}

function remove(id) {
  here.get(id)?.node.remove();
  here.delete(id);
}

function shown(text) {
  return [...here.values()].some((one) => one.text === text);
}

function add(notice, onClose) {
  const close = () => {
    remove(notice.id);
    onClose?.();
  };
  const why = notice.detail && el("details", {}, el("summary", { text: "Why?" }), el("p", { text: notice.detail }));
  const node = el(
    "div",
    { class: "toast", role: "alert" },
    icon("warn"),
    el("div", { class: "toast-text" }, el("p", { text: notice.text }), why),
    el("button", { type: "button", class: "plain", "aria-label": "Dismiss notice", onclick: close }, icon("close")),
  );
  here.set(notice.id, { node, text: notice.text });
  host().append(node);
}

/** Shows a notice of the server once; putting it away tells the server. */
export function showNotice(notice) {
  if (here.has(notice.id)) return;
  for (const [id, one] of here) if (String(id).startsWith("local") && one.text === notice.text) remove(id);
  add(notice, () => post("/page/dismiss", { notice_id: notice.id }));
}

/** Shows exactly the server's notices, beside the page's own. */
export function showNotices(notices) {
  const ids = new Set(notices.map((notice) => notice.id));
  for (const id of [...here.keys()]) if (!String(id).startsWith("local") && !ids.has(id)) remove(id);
  notices.forEach(showNotice);
}

/** Tells the person about an answer that is not ok, unless the server's own notice says the same already. */
export function tell(answer) {
  const text = answer.message || "That did not work. Please try again.";
  if (shown(text)) return;
  own += 1;
  add({ id: `local-${own}`, text, detail: answer.detail || answer.error });
}
