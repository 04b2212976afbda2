// The developer's corner: trouble that can be switched on, and the log of late answers and refused calls.
import { get, post } from "./api.js";
import { app } from "./app.js";
import { clockTime } from "./dates.js";
import { el, freshId } from "./dom.js";
import { closeLayer, frame, openLayer } from "./layers.js";
import { tell } from "./toasts.js";

const SWITCHES = [
  ["rate_limit", "Too many messages", "Every new message of the app is refused with 429 and “try again in 2 seconds”."],
  ["repeat_events", "Events come twice", "Each event is sent again, as after an acknowledgement that was lost."],
];

let boxes = new Map(); // Kind → check box, while the window is open.

function logEntry(entry) {
  const at = typeof entry.at === "number" ? clockTime(new Date(entry.at * 1000), true) : entry.at;
  const level = String(entry.level || "info").toLowerCase();
  return el(
    "li",
    { class: `log-entry log-${level}` },
    el("span", { class: "log-meta", text: [at, entry.where].filter(Boolean).join(" · ") }),
    el("span", { class: "log-level", text: level }),
    el("p", { text: entry.text }),
  );
}

async function fill(list) {
  const { entries } = await get("/page/log");
  const nodes = (entries || []).map(logEntry).reverse();
  const nothing = entries ? "Nothing yet: no late answers and no refused calls." : "The log could not be read. Try Refresh.";
  list.replaceChildren(...(nodes.length ? nodes : [el("li", { text: nothing })]));
}

async function make(kind, on, list) {
  const answer = await post("/page/trouble", { kind, on });
  if (!answer.ok) tell(answer);
  return fill(list);
}

function troubleSwitch([kind, label, about], list) {
  const hint = el("span", { id: freshId("about"), class: "about", text: about });
  const box = el("input", { type: "checkbox", role: "switch", "aria-describedby": hint.id, onchange: () => make(kind, box.checked, list) });
  boxes.set(kind, box);
  return el("div", { class: "trouble-row" }, el("label", {}, box, el("span", { text: label })), hint);
}

function troubles(list) {
  const drop = el("button", { type: "button", class: "button", text: "Drop the connection", onclick: () => make("drop_connection", true, list) });
  const about = el("span", { class: "about", text: "Once, without a word, as a network that fails. The app has to come back by itself." });
  const rows = SWITCHES.map((one) => troubleSwitch(one, list));
  return el("div", { class: "trouble" }, ...rows, el("div", { class: "trouble-row" }, drop, about));
}

/** Opens the window with the switches and the log. */
export function openDeveloper() {
  const close = () => {
    boxes = new Map();
    closeLayer(parts.node);
  };
  const parts = frame({ title: "Developer", onClose: close, wide: true });
  const list = el("ol", { class: "log-list", tabindex: "0", "aria-label": "Entries, newest first" });
  const again = el("button", { type: "button", class: "button", text: "Refresh", onclick: () => fill(list) });
  parts.body.append(el("h3", { text: "Make trouble" }), troubles(list), el("h3", { text: "Log" }), list);
  parts.foot.append(again);
  openLayer(parts.node, close);
  parts.box.focus();
  if (app.state) showTrouble(app.state.trouble);
  return fill(list);
}

/** Takes over which switches are on. */
export function showTrouble(trouble = {}) {
  for (const [kind, box] of boxes) box.checked = trouble[kind] === true;
}
