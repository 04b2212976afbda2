// Check boxes and radio buttons.
import { el, freshId } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

function choice(element, option, type, name, checked) {
  const id = freshId("option");
  const about = option.description ? `${id}-about` : null;
  const input = el("input", { type, id, name, value: option.value, "aria-describedby": about });
  input.checked = checked;
  const label = el("label", { for: id }, textNodes(option.text));
  const description = about && el("p", { class: "about", id: about }, textNodes(option.description));
  return { option, input, node: el("div", { class: "choice" }, input, el("div", {}, label, description)) };
}

function group(element, env, role, choices) {
  const target = el("div", { role, id: env.id, class: "choices" }, ...choices.map((one) => one.node));
  target.addEventListener("change", () => {
    env.changed();
    env.act();
  });
  const focus = () => (choices.find((one) => one.input.checked) || choices[0])?.input.focus();
  return { node: target, target, focus, grouped: true };
}

/** checkboxes: a group, whose state is the options in their own order. */
export function checkboxes(element, value, env) {
  const chosen = new Set((value?.selected_options || []).map((option) => option.value));
  const choices = element.options.map((option) => choice(element, option, "checkbox", env.id, chosen.has(option.value)));
  const picked = () => choices.filter((one) => one.input.checked).map((one) => one.option);
  const read = () => ({ type: element.type, selected_options: picked() });
  return { ...group(element, env, "group", choices), read };
}

/** radio_buttons: none is chosen until the person or an initial option says so. */
export function radioButtons(element, value, env) {
  const chosen = value?.selected_option?.value;
  const choices = element.options.map((option) => choice(element, option, "radio", env.id, option.value === chosen));
  const read = () => ({
    type: element.type,
    selected_option: choices.find((one) => one.input.checked)?.option || null,
  });
  return { ...group(element, env, "radiogroup", choices), read };
}
