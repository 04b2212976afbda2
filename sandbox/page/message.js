// One message: who, when, what it says, its blocks, and what Slack adds around it.
import { post } from "./api.js";
import { app, person } from "./app.js";
import { clockTime, dayAndTime } from "./dates.js";
import { avatar, el, icon } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { editor, ownActions } from "./own.js";
import { Surface } from "./surface.js";
import { emojiFor } from "./emoji.js";
import { tell } from "./toasts.js";

function reaction(one) {
  const name = typeof one === "string" ? one : one.name;
  const count = one.count || one.users?.length || 1;
  return el("span", { class: "reaction", title: name, text: `${emojiFor(name) || `:${name}:`} ${count}` });
}

export class Message {
  constructor({ ts, at }) {
    this.ts = ts;
    this.date = new Date(at * 1000); // By the sandbox's clock; a ts is in real time.
    this.face = el("div", { class: "face" });
    this.head = el("div", { class: "message-head" });
    this.text = el("div", { class: "text message-text" });
    this.blocks = el("div", { class: "blocks" });
    this.extra = el("div", { class: "message-extra" });
    this.content = el("div", { class: "message-content" }, this.head, this.text, this.blocks, this.extra);
    this.body = el("div", { class: "message-body" }, this.content);
    this.node = el("article", { class: "message" }, this.face, this.body);
  }

  /** Takes over what the server says about this message; nothing is redrawn if it says the same. */
  update(data) {
    const sign = JSON.stringify(data);
    if (this.sign === sign) return;
    this.sign = sign;
    this.data = data;
    const who = person(data.user);
    this.node.setAttribute("aria-label", `${who.name}, ${clockTime(this.date)}`);
    this.node.classList.toggle("ephemeral", Boolean(data.ephemeral));
    this.node.classList.toggle("deleted", Boolean(data.deleted));
    this.face.replaceChildren(avatar(who));
    this.drawHead(who);
    this.drawText();
    this.drawBlocks();
    this.drawExtra();
  }

  drawHead(who) {
    const badge = who.bot ? el("span", { class: "badge", text: "App" }) : null;
    const time = el("time", { datetime: this.date.toISOString(), title: dayAndTime(this.date), text: clockTime(this.date) });
    const edited = this.data.edited && this.data.blocks?.length ? el("span", { class: "edited", text: "(edited)" }) : null;
    const own = this.data.user === app.user && !this.data.deleted && !this.data.ephemeral;
    this.actions ??= own ? ownActions(this) : null;
    const nodes = [el("strong", { text: who.name }), badge, time, edited, own ? this.actions : null];
    this.head.replaceChildren(...nodes.filter(Boolean));
  }

  /** Lets the person change the words: the text gives way to a field until it is saved or left. */
  edit() {
    this.editor?.remove();
    this.editor = editor(this, () => this.stopEditing());
    this.text.hidden = true;
    this.text.after(this.editor);
    this.editor.querySelector("textarea").focus();
  }

  stopEditing() {
    this.editor?.remove();
    this.editor = null;
    this.text.hidden = false;
    this.actions?.querySelector("button").focus();
  }

  drawText() {
    const alone = !this.data.blocks?.length;
    // Beside blocks it stands in the head: after them it would be a line of its own.
    const edited = this.data.edited && alone ? [" ", el("span", { class: "edited", text: "(edited)" })] : [];
    this.text.hidden = !alone || Boolean(this.editor);
    this.text.replaceChildren(...(alone ? [mrkdwn(this.data.text || "")] : []), ...edited);
  }

  drawBlocks() {
    const ref = { type: "message", channel: app.state.channel, ts: this.ts };
    this.surface ??= new Surface({ kind: "message", ref, root: this.blocks });
    this.surface.update(this.data.blocks || [], this.data.values);
  }

  drawExtra() {
    const nodes = (this.data.reactions || []).map(reaction);
    if (this.data.ephemeral) {
      const dismiss = el("button", { type: "button", class: "link", text: "Dismiss message", onclick: () => this.dismiss() });
      nodes.push(el("span", { class: "only-you" }, icon("eye"), "Only visible to you · ", dismiss));
    }
    this.extra.replaceChildren(...nodes);
  }

  async dismiss() {
    const answer = await post("/page/dismiss", { channel: app.state.channel, ts: this.ts });
    if (!answer.ok) tell(answer);
  }
}
