// What a person can do with a message that they wrote: edit it and delete it, as in Slack.
import { post } from "./api.js";
import { el, icon } from "./dom.js";
import { confirmFirst } from "./layers.js";
import { attachMenu } from "./menu.js";
import { tell } from "./toasts.js";

const plain = (text) => ({ type: "plain_text", text });
const SURE = {
  title: plain("Delete message"),
  text: plain("Do you want to delete this message? This cannot be undone."),
  confirm: plain("Delete"),
  deny: plain("Cancel"),
  style: "danger",
};

async function remove(message) {
  if (!(await confirmFirst(SURE))) return;
  const answer = await post("/page/delete", { ts: message.ts });
  if (!answer.ok) tell(answer);
}

/** The three dots beside the name. */
export function ownActions(message) {
  const dots = el("button", { type: "button", class: "own-actions", "aria-label": "More actions for your message" }, icon("more"));
  return attachMenu(dots, [
    { label: "Edit message", run: () => message.edit() },
    { label: "Delete message", run: () => remove(message) },
  ]);
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A field with the message's words; `onEnd` is called when it was saved or left. */
export function editor(message, onEnd) {
  const field = el("textarea", { rows: 2, "aria-label": "Edit message" });
  field.value = unescaped(message.data.text || "");
  const cancel = el("button", { type: "button", class: "button", text: "Cancel", onclick: onEnd });
  const save = el("button", { type: "submit", class: "button primary", text: "Save" });
  const form = el("form", { class: "editor" }, field, el("div", { class: "editor-row" }, cancel, save));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await post("/page/edit", { ts: message.ts, text: field.value });
    if (answer.ok) onEnd();
    else tell(answer);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onEnd();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return form;
}
