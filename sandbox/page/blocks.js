// Draws each block. A surface hands out the controls, so that they outlive a redrawn block.
import { el, freshId } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { mrkdwn, textNodes, words } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** A picture of this server; anything from outside is only named, since the page loads nothing from outside. */
function picture(item) {
  const here = window.location;
  const own = URL.canParse(item.image_url, here) && new URL(item.image_url, here).origin === here.origin;
  if (own) return el("img", { src: item.image_url, alt: item.alt_text });
  return el("span", { class: "picture", role: "img", "aria-label": item.alt_text, text: `🖼 ${item.alt_text}` });
}

function nameFor(element, control, context) {
  if (element.accessibility_label || element.type === "button") return element.accessibility_label || null;
  const named = [element.placeholder && words(element.placeholder), control.named, context].filter(Boolean);
  return named.join(", ").slice(0, 120) || element.action_id;
}

function unknown(type) {
  return el("p", { class: "unknown", text: `This page cannot show “${type}”.` });
}

function placed(surface, block, element, context) {
  if (element.type === "image") return picture(element);
  const control = surface.control(block, element);
  if (!control) return unknown(element.type);
  const name = nameFor(element, control, context);
  if (name) control.target.setAttribute("aria-label", name);
  return el("div", { class: `element element-${element.type}` }, control.node);
}

function section(block, surface) {
  const text = block.text && el("div", { class: "text" }, textNodes(block.text));
  const cells = (block.fields || []).map((field) => el("div", { class: "text cell" }, textNodes(field)));
  const fields = cells.length ? el("div", { class: "cells" }, ...cells) : null;
  const firstLine = block.text ? words(block.text).split("\n")[0] : "";
  const accessory = block.accessory && placed(surface, block, block.accessory, firstLine);
  return el("div", { class: "section" }, el("div", { class: "section-main" }, text, fields), accessory);
}

function contextLine(block) {
  const parts = block.elements.map((item) =>
    item.type === "image" ? picture(item) : el("span", { class: "text" }, textNodes(item)),
  );
  return el("div", { class: "context" }, ...parts);
}

function image(block) {
  const title = block.title && el("figcaption", {}, textNodes(block.title));
  return el("figure", {}, title, picture(block));
}

function labelled(control, block, id) {
  const label = control.grouped
    ? el("span", { class: "label", id: `${id}-label` }, textNodes(block.label))
    : el("label", { class: "label", for: control.target.id }, textNodes(block.label));
  if (control.grouped) control.target.setAttribute("aria-labelledby", `${id}-label`);
  const mark = block.optional && el("span", { class: "optional", text: "(optional)" });
  return el("div", { class: "label-row" }, label, mark);
}

function input(block, surface) {
  const control = surface.control(block, block.element);
  if (!control) return unknown(block.element.type);
  const id = freshId("input");
  const hint = block.hint && el("p", { class: "hint", id: `${id}-hint` }, textNodes(block.hint));
  const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
  const setError = (sentence) => {
    error.textContent = sentence;
    error.hidden = !sentence;
    const about = [hint && hint.id, sentence && error.id].filter(Boolean).join(" ");
    if (about) control.target.setAttribute("aria-describedby", about);
    else control.target.removeAttribute("aria-describedby");
    if (sentence) control.target.setAttribute("aria-invalid", "true");
    else control.target.removeAttribute("aria-invalid");
  };
  if (!block.optional && control.read) control.target.setAttribute("aria-required", "true");
  setError("");
  surface.inputs.set(block.block_id, { control, element: block.element, optional: block.optional === true, setError });
  return el("div", { class: "input-block" }, labelled(control, block, id), control.node, hint, error);
}

function alertBox(block) {
  const level = ["info", "success", "warning", "error"].includes(block.level) ? block.level : "default";
  const sign = { info: "information_source", success: "white_check_mark", warning: "warning", error: "no_entry" }[level];
  const mark = sign && el("span", { "aria-hidden": "true", text: emojiFor(sign) });
  return el("div", { class: `alert alert-${level}`, role: "note" }, mark, el("div", { class: "text" }, textNodes(block.text)));
}

function markdown(block) {
  return el("div", { class: "text" }, mrkdwn(block.text.replaceAll("**", "*")));
}

const DRAW = {
  section,
  input,
  image,
  context: contextLine,
  alert: alertBox,
  markdown,
  divider: () => el("hr"),
  rich_text: richText,
  header: (block, surface) => el(surface.kind === "home" ? "h2" : "h3", { class: "header" }, textNodes(block.text)),
  actions: (block, surface) =>
    el("div", { class: "actions" }, ...block.elements.map((element) => placed(surface, block, element, ""))),
};

/** The element for one block, in a frame of its own. */
export function drawBlock(block, surface) {
  const draw = DRAW[block.type];
  return el("div", { class: `block block-${block.type}` }, draw ? draw(block, surface) : unknown(block.type));
}
