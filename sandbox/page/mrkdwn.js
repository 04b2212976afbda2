// Slack's text: mrkdwn becomes elements. Nothing here ever makes markup out of data.
import { app, person } from "./app.js";
import { sandboxNow, slackDate } from "./dates.js";
import { el, safeUrl } from "./dom.js";
import { emojiFor, withEmoji } from "./emoji.js";

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function lines(text) {
  const nodes = [];
  unescape(text)
    .split("\n")
    .forEach((line, index) => {
      if (index) nodes.push(el("br"));
      if (line) nodes.push(line);
    });
  return nodes;
}

function link(target, label) {
  const href = safeUrl(unescape(target));
  const text = unescape(label || target.replace(/^mailto:/, ""));
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer", text }) : text;
}

function angled(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) {
    const who = person(target.slice(1));
    return el("span", { class: who.id === app.user ? "mention me" : "mention", text: `@${who.name}` });
  }
  if (target.startsWith("#")) return el("span", { class: "mention", text: `#${label || target.slice(1)}` });
  const date = /^!date\^(-?\d+)\^([^^]*)/.exec(target);
  if (date) return el("time", { text: slackDate(Number(date[1]), unescape(date[2]), sandboxNow()), title: label });
  if (target.startsWith("!")) return el("span", { class: "mention", text: `@${label || target.slice(1).split("^")[0]}` });
  return link(target, label);
}

function styled(tag) {
  return (match) => el(tag, {}, inline(match[1]));
}

// What may start at a character. `edge` marks need a word's edge before and after, so that snake_case stays as it is.
const MARKS = [
  { start: "`", rule: /`([^`\n]+)`/y, make: (match) => el("code", { text: unescape(match[1]) }) },
  { start: "<", rule: /<([^<>\n]+)>/y, make: (match) => angled(match[1]) },
  { start: ":", rule: /:([a-z0-9_+'-]+):/iy, make: (match) => emojiFor(match[1]) },
  { start: "*", edge: true, rule: /\*((?! )[^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/uy, make: styled("strong") },
  { start: "_", edge: true, rule: /_((?! )[^_\n]*[^_\s])_(?![\p{L}\p{N}_])/uy, make: styled("em") },
  { start: "~", edge: true, rule: /~((?! )[^~\n]*[^~\s])~(?![\p{L}\p{N}~])/uy, make: styled("s") },
];
const WORD = /[\p{L}\p{N}]/u;

function markAt(text, at) {
  for (const mark of MARKS) {
    if (mark.start !== text[at] || (mark.edge && at > 0 && WORD.test(text[at - 1]))) continue;
    mark.rule.lastIndex = at;
    const match = mark.rule.exec(text);
    const node = match && mark.make(match);
    if (node) return { node, end: at + match[0].length };
  }
  return null;
}

function inline(text) {
  const out = document.createDocumentFragment();
  let plain = 0;
  let at = 0;
  while (at < text.length) {
    const found = markAt(text, at);
    if (found) {
      out.append(...lines(text.slice(plain, at)), found.node);
      plain = found.end;
      at = found.end;
    } else at += 1;
  }
  out.append(...lines(text.slice(plain)));
  return out;
}

const QUOTE = /^(?:&gt;|>) ?/;

function paragraphs(text) {
  const out = document.createDocumentFragment();
  const runs = [];
  for (const line of text.split("\n")) {
    const quote = QUOTE.test(line);
    const last = runs.at(-1);
    if (last && last.quote === quote) last.lines.push(line);
    else runs.push({ quote, lines: [line] });
  }
  for (const run of runs) {
    const body = run.lines.map((line) => (run.quote ? line.replace(QUOTE, "") : line)).join("\n");
    if (run.quote) out.append(el("blockquote", {}, inline(body)));
    else out.append(inline(body));
    if (!run.quote && run !== runs.at(-1) && !body.trim()) out.append(el("br"));
  }
  return out;
}

/** mrkdwn as nodes: *bold*, _italic_, ~strike~, `code`, ```blocks```, > quotes, links, people, dates, emoji. */
export function mrkdwn(text) {
  const out = document.createDocumentFragment();
  text.split(/```\n?([\s\S]*?)```\n?/).forEach((part, index) => {
    if (index % 2) out.append(el("pre", {}, el("code", { text: unescape(part) })));
    else if (part) out.append(paragraphs(part));
  });
  return out;
}

/** A text object (`plain_text` or `mrkdwn`), or a bare string, as nodes. */
export function textNodes(object) {
  if (!object) return document.createDocumentFragment();
  if (object.type === "mrkdwn") return mrkdwn(object.text || "");
  const out = document.createDocumentFragment();
  const text = typeof object === "string" ? object : object.text || "";
  text.split("\n").forEach((line, index) => out.append(...(index ? [el("br")] : []), withEmoji(line)));
  return out;
}

/** The words of a text object without any marks, for names and titles. */
export function words(object) {
  const nodes = textNodes(object);
  for (const line of nodes.querySelectorAll("br")) line.replaceWith("\n");
  return nodes.textContent.trim();
}
