// Elements that hold text, a number, a date or a time. Each maker returns a control:
// {node, target, read()}; `target` is what has the name and the focus, `read` gives Slack's own state shape.
import { words } from "./mrkdwn.js";
import { el } from "./dom.js";

const TEXTUAL = {
  plain_text_input: { type: "text" },
  number_input: { type: "text" },
  email_text_input: { type: "email", inputmode: "email" },
  url_text_input: { type: "url", inputmode: "url" },
};

function counter(element, input) {
  if (!element.max_length) return null;
  const note = el("p", { class: "counter", "aria-live": "polite" });
  const show = () => {
    const left = element.max_length - input.value.length;
    note.textContent = left > Math.min(40, element.max_length / 5) ? "" : `${left} characters left`;
    note.classList.toggle("over", left < 0);
  };
  input.addEventListener("input", show);
  show();
  return note;
}

function dispatchKeys(element, input, env) {
  const on = element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  if (on.includes("on_character_entered")) input.addEventListener("input", () => env.act());
  if (!on.includes("on_enter_pressed")) return;
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    env.act();
  });
}

/** plain_text_input, number_input, email_text_input, url_text_input. */
export function textField(element, value, env) {
  const common = {
    id: env.id,
    class: "field",
    placeholder: element.placeholder ? words(element.placeholder) : null,
    autocomplete: "off",
  };
  const decimal = element.is_decimal_allowed ? "decimal" : "numeric";
  const kind = { ...TEXTUAL[element.type], ...(element.type === "number_input" ? { inputmode: decimal } : {}) };
  const input = element.multiline
    ? el("textarea", { ...common, rows: 4 })
    : el("input", { ...common, ...kind });
  input.value = value?.value ?? "";
  input.addEventListener("input", () => env.changed());
  if (env.dispatches) dispatchKeys(element, input, env);
  const read = () => ({ type: element.type, value: input.value === "" ? null : input.value });
  return { node: el("div", { class: "field-box" }, input, counter(element, input)), target: input, read };
}

const QUIET = 600; // Milliseconds without a key after which a date that is typed part by part counts as entered.

/** Calls `env.act` once for a date or time: at once when it is picked, after a pause when it is typed. */
function settle(input, env) {
  let timer = null;
  let typed = false;
  let sent = input.value;
  const send = () => {
    clearTimeout(timer);
    if (input.value === sent) return;
    sent = input.value;
    env.act();
  };
  input.addEventListener("keydown", (event) => {
    typed = true;
    if (event.key === "Enter") send();
  });
  input.addEventListener("pointerdown", () => (typed = false));
  input.addEventListener("blur", () => !env.patching() && send());
  input.addEventListener("change", () => {
    env.changed();
    clearTimeout(timer);
    if (typed) timer = setTimeout(send, QUIET);
    else send();
  });
}

function nativeField(element, value, env, type, slot) {
  const input = el("input", { id: env.id, class: "field", type });
  input.value = value?.[slot] ?? "";
  settle(input, env);
  const read = () => ({ type: element.type, [slot]: input.value || null });
  return { node: input, target: input, read };
}

/** datepicker: the browser's own, which suits phones. */
export function dateField(element, value, env) {
  return nativeField(element, value, env, "date", "selected_date");
}

/** timepicker: the browser's own, with 24-hour values whatever it shows. */
export function timeField(element, value, env) {
  return nativeField(element, value, env, "time", "selected_time");
}
