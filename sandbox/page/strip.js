// What belongs to the sandbox and not to Slack: its clock, whether the app is connected, and the developer log.
import { get, post } from "./api.js";
import { app } from "./app.js";
import { clockTime, dayAndTime, sandboxNow, setClock } from "./dates.js";
import { el } from "./dom.js";
import { closeLayer, frame, openLayer } from "./layers.js";

let clock = null;
let link = null;

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

function openLog() {
  const close = () => closeLayer(parts.node);
  const parts = frame({ title: "Developer log", onClose: close, wide: true });
  const list = el("ol", { class: "log-list", tabindex: "0", "aria-label": "Entries, newest first" });
  const again = el("button", { type: "button", class: "button", text: "Refresh", onclick: () => fill(list) });
  parts.body.append(list);
  parts.foot.append(again);
  openLayer(parts.node, close);
  parts.box.focus();
  return fill(list);
}

function tick() {
  const moved = app.state?.clock.offset_seconds ? el("span", { class: "wide-only", text: " (moved)" }) : "";
  clock.replaceChildren(dayAndTime(sandboxNow()), moved);
}

const JUMPS = [
  ["reminder", "To reminder time"],
  ["tomorrow", "To tomorrow"],
  ["next_school_day", "To the next school day"],
];

function jumps() {
  const box = el("details", { class: "strip-jump" }, el("summary", { text: "Move the clock" }));
  for (const [to, text] of JUMPS) {
    const go = async () => {
      box.open = false;
      await post("/page/clock", { to });
    };
    box.append(el("button", { type: "button", class: "link", text, onclick: go }));
  }
  return box;
}

/** Draws the strip once; its clock goes on by itself. */
export function drawStrip() {
  clock = el("span", { class: "strip-clock", title: "The sandbox's time, in the time zone of the person you are" });
  link = el("span", { class: "strip-link", role: "status" });
  const name = el("span", { class: "wide-only", text: "Developer " });
  const log = el("button", { type: "button", class: "link", "aria-label": "Developer log", onclick: openLog }, name, "log");
  document.getElementById("strip").replaceChildren(el("span", { class: "strip-name", text: "Practice workspace" }), clock, jumps(), link, log);
  tick();
  setInterval(tick, 10000);
}

/** Takes over the sandbox's clock and whether the app is connected. */
export function showStrip(state) {
  if (state.clock) setClock(state.clock.now);
  tick();
  const { name } = app.workspace.app;
  const text = state.connected ? `${name} is connected` : `${name} is not connected`;
  if (link.textContent !== text) link.textContent = text;
  link.classList.toggle("off", !state.connected);
}
