// What belongs to the sandbox and not to Slack: its clock, whether the app is connected, and the developer's corner.
import { post } from "./api.js";
import { app } from "./app.js";
import { dayAndTime, sandboxNow, setClock } from "./dates.js";
import { openDeveloper, showTrouble } from "./developer.js";
import { el } from "./dom.js";
import { attachMenu } from "./menu.js";
import { tell } from "./toasts.js";

const JUMPS = [
  ["reminder", "To reminder time", "When the next reminder of the person you are is due"],
  ["tomorrow", "To tomorrow", "7:00 in the morning"],
  ["next_school_day", "To the next school day", "When the morning's digests are due"],
];

let clock = null;
let link = null;

function tick() {
  const moved = app.state?.clock.offset_seconds ? el("span", { class: "wide-only", text: " (moved)" }) : "";
  clock.replaceChildren(dayAndTime(sandboxNow()), moved);
}

async function jump(to) {
  const answer = await post("/page/clock", { to });
  if (!answer.ok) tell(answer);
}

function jumps() {
  const button = el("button", { type: "button", class: "link", text: "Move the clock" });
  return attachMenu(button, JUMPS.map(([to, label, about]) => ({ label, about, run: () => jump(to) })));
}

/** Draws the strip once; its clock goes on by itself. */
export function drawStrip() {
  clock = el("span", { class: "strip-clock", title: "The sandbox's time, in the time zone of the person you are" });
  link = el("span", { class: "strip-link", role: "status" });
  const developer = el("button", { type: "button", class: "link strip-developer", text: "Developer", onclick: openDeveloper });
  document.getElementById("strip").replaceChildren(el("span", { class: "strip-name", text: "Practice workspace" }), clock, jumps(), link, developer);
  tick();
  setInterval(tick, 10000);
}

/** Takes over the sandbox's clock, whether the app is connected, and which trouble is switched on. */
export function showStrip(state) {
  if (state.clock) setClock(state.clock.now);
  tick();
  const { name } = app.workspace.app;
  const trouble = Object.values(state.trouble || {}).some(Boolean);
  const text = `${name} is ${state.connected ? "connected" : "not connected"}${trouble ? ", with trouble" : ""}`;
  if (link.textContent !== text) link.textContent = text;
  link.classList.toggle("off", !state.connected || trouble);
  showTrouble(state.trouble);
}
