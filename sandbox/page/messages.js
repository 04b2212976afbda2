// The Messages tab: the conversation between this person and the app, with threads under their first message.
import { app } from "./app.js";
import { Composer } from "./composer.js";
import { dayName, sandboxNow } from "./dates.js";
import { arrange, el, icon } from "./dom.js";
import { Message } from "./message.js";

const messages = new Map(); // ts → Message.
const threads = new Map(); // ts of the first message → {node, list, composer}.
const days = new Map();
let frame = null;

function build() {
  const log = el("div", { class: "log", role: "log", "aria-label": "Conversation", tabindex: "0" });
  const empty = el("p", { class: "empty", text: "No messages yet. Write one, or type / to see what you can do." });
  const composer = new Composer({ label: `Message ${app.workspace.app.name}` });
  document.getElementById("messages").append(log, composer.node);
  return { log, empty, composer };
}

function divider(message) {
  const name = dayName(message.date, sandboxNow());
  if (!days.has(name)) days.set(name, el("div", { class: "day", role: "separator" }, el("span", { text: name })));
  return days.get(name);
}

function toggleReply(thread) {
  thread.open = !thread.open;
  thread.composer.node.hidden = !thread.open;
  thread.toggle.setAttribute("aria-expanded", String(thread.open));
  if (thread.open) thread.composer.focus();
}

function newThread(ts) {
  const list = el("div", { class: "replies", role: "group", "aria-label": "Replies" });
  const composer = new Composer({ label: "Reply in thread", thread: ts });
  composer.node.hidden = true;
  const count = el("span", {});
  const thread = { list, composer, count, open: false };
  thread.toggle = el(
    "button",
    { type: "button", class: "reply-toggle", "aria-expanded": "false", onclick: () => toggleReply(thread) },
    icon("reply"),
    count,
  );
  thread.node = el("div", { class: "thread" }, list, thread.toggle, composer.node);
  threads.set(ts, thread);
  return thread;
}

function showThread(message, replies) {
  if (message.data.ephemeral) return;
  const thread = threads.get(message.ts) || newThread(message.ts);
  const many = `${replies.length} ${replies.length === 1 ? "reply" : "replies"} · `;
  thread.count.textContent = `${replies.length ? many : ""}Reply in thread`;
  thread.node.classList.toggle("has-replies", replies.length > 0);
  arrange(thread.list, replies.map((reply) => reply.node));
  if (thread.node.parentNode !== message.body) message.body.append(thread.node);
}

function atEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

/** Scrolls to the newest message. */
export function scrollToEnd() {
  if (frame) frame.log.scrollTop = frame.log.scrollHeight;
}

function takeOver(list) {
  const known = new Set(list.map((data) => data.ts));
  for (const ts of [...messages.keys()]) {
    if (known.has(ts)) continue;
    messages.delete(ts);
    threads.delete(ts);
  }
  const sorted = [...list].sort((a, b) => Number(a.ts) - Number(b.ts));
  for (const data of sorted) {
    if (!messages.has(data.ts)) messages.set(data.ts, new Message(data.ts));
    messages.get(data.ts).update(data);
  }
  return sorted.map((data) => messages.get(data.ts));
}

/** Shows these messages; stays at the end of the conversation if the person was there. */
export function showMessages(list) {
  frame ??= build();
  const follow = atEnd(frame.log);
  const before = messages.size;
  const shown = takeOver(list);
  const isReply = (message) => message.data.thread_ts && message.data.thread_ts !== message.ts && messages.has(message.data.thread_ts);
  const nodes = [];
  for (const message of shown.filter((one) => !isReply(one))) {
    const day = divider(message);
    if (!nodes.includes(day)) nodes.push(day);
    showThread(message, shown.filter((one) => isReply(one) && one.data.thread_ts === message.ts));
    nodes.push(message.node);
  }
  arrange(frame.log, nodes.length ? nodes : [frame.empty]);
  if (follow && messages.size !== before) scrollToEnd();
}

/** Puts the cursor where a message is written. */
export function focusComposer() {
  frame?.composer.focus();
}
