// The rich_text block: what Slack's own composer makes.
import { person } from "./app.js";
import { sandboxNow, slackDate } from "./dates.js";
import { el, safeUrl } from "./dom.js";
import { emojiFor } from "./emoji.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

function leaf(part) {
  if (part.type === "text") return text(part.text || "");
  if (part.type === "emoji") return emojiFor(part.name) || `:${part.name}:`;
  if (part.type === "user") return el("span", { class: "mention", text: `@${person(part.user_id).name}` });
  if (part.type === "broadcast") return el("span", { class: "mention", text: `@${part.range}` });
  if (part.type === "date") return slackDate(part.timestamp, part.format || "{date}", sandboxNow());
  if (part.type === "link") {
    const href = safeUrl(part.url);
    const label = part.text || part.url;
    return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer", text: label }) : label;
  }
  return "";
}

function text(value) {
  const out = document.createDocumentFragment();
  value.split("\n").forEach((line, index) => out.append(...(index ? [el("br")] : []), line));
  return out;
}

function dressed(part) {
  let node = leaf(part);
  for (const [name, tag] of Object.entries(STYLES)) if (part.style?.[name]) node = el(tag, {}, node);
  return node;
}

function group(item) {
  const inside = (item.elements || []).map((part) => (part.elements ? group(part) : dressed(part)));
  if (item.type === "rich_text_list") {
    const tag = item.style === "ordered" ? "ol" : "ul";
    const list = el(tag, { class: `indent-${Math.min(item.indent || 0, 4)}` }, ...inside.map((one) => el("li", {}, one)));
    if (item.offset) list.setAttribute("start", item.offset + 1);
    return list;
  }
  if (item.type === "rich_text_quote") return el("blockquote", {}, ...inside);
  if (item.type === "rich_text_preformatted") return el("pre", {}, el("code", {}, ...inside));
  return el("div", { class: "rich-section" }, ...inside);
}

/** A rich_text block's content. */
export function richText(block) {
  return el("div", { class: "rich" }, ...(block.elements || []).map(group));
}
