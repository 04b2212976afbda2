// One place that holds blocks: Home, one view of a modal, one message. It patches block by block: what did not
// change stays as it is, and a field keeps what the person typed while block id, action id and type are the same.
import { post } from "./api.js";
import { drawBlock } from "./blocks.js";
import { problem } from "./check.js";
import { arrange, freshId } from "./dom.js";
import { initialState, MAKERS } from "./elements.js";
import { rememberFocus } from "./focus.js";
import { confirmFirst } from "./layers.js";
import { tell } from "./toasts.js";

function withoutInitials(element) {
  return Object.fromEntries(Object.entries(element).filter(([name]) => !name.startsWith("initial_")));
}

function optionsOf(element) {
  return element.options || element.option_groups?.flatMap((group) => group.options) || null;
}

/** What a changed element goes on holding, as Slack has it; null if one of its choices is not offered any more. */
function kept(control, element) {
  const value = control.read?.();
  const offered = optionsOf(element);
  if (!value || !offered) return value ?? null;
  const chosen = value.selected_options || [value.selected_option].filter(Boolean);
  return chosen.every((one) => offered.some((option) => option.value === one.value)) ? value : null;
}

export class Surface {
  /** `ref` is the surface as `/page/action` wants it; `kind` is home, view or message; `root` holds the blocks. */
  constructor({ kind, ref, root }) {
    Object.assign(this, { kind, ref, root });
    this.records = new Map(); // Block key → {sign, node, keys of its controls}.
    this.controls = new Map(); // "block|action|type" → control.
    this.inputs = new Map(); // Block id → {control, element, optional, setError}.
    this.errors = new Map();
  }

  /**
   * Shows `blocks`; `values` is the server's state, for fields that are new here. False if not one of the blocks
   * from before is still here: another page altogether.
   */
  update(blocks, values = {}) {
    this.patching = true;
    const focus = rememberFocus(this.root);
    this.told = values;
    const records = new Map();
    const before = this.records;
    blocks.forEach((block, index) => {
      const key = `${block.type}|${block.block_id ?? `#${index}`}`;
      const sign = JSON.stringify(block);
      const old = this.records.get(key);
      records.set(key, old?.sign === sign ? old : this.draw(block, sign));
    });
    this.records = records;
    this.dropUnused();
    arrange(this.root, [...records.values()].map((record) => record.node));
    focus.restore();
    for (const control of this.controls.values()) control.revive?.();
    this.patching = false;
    return before.size === 0 || [...records.keys()].some((key) => before.has(key));
  }

  draw(block, sign) {
    this.drawing = { sign, keys: new Set() };
    const record = this.drawing;
    record.node = drawBlock(block, this);
    record.node.dataset.block = block.block_id ?? "";
    if (this.errors.has(block.block_id)) this.inputs.get(block.block_id)?.setError(this.errors.get(block.block_id));
    return record;
  }

  dropUnused() {
    const used = new Set([...this.records.values()].flatMap((record) => [...record.keys]));
    for (const key of this.controls.keys()) if (!used.has(key)) this.controls.delete(key);
    for (const [id, input] of this.inputs) {
      if (used.has(input.control.key)) continue;
      this.inputs.delete(id);
      this.errors.delete(id);
    }
  }

  /** The control for an element: the one already here where Slack would keep it, else a new one. Null if unknown. */
  control(block, element) {
    const key = `${block.block_id}|${element.action_id}|${element.type}`;
    const sign = JSON.stringify([withoutInitials(element), block.optional, block.dispatch_action]);
    const old = this.controls.get(key);
    this.drawing.keys.add(key);
    if (old?.sign === sign) return old;
    const maker = MAKERS[element.type];
    if (!maker) return null;
    const told = this.told[block.block_id]?.[element.action_id];
    const value = (old && kept(old, element)) ?? told ?? initialState(element);
    const control = maker(element, value, this.environment(block, element, key));
    Object.assign(control, { key, sign, block, element, accepted: control.read?.() });
    const { dataset } = control.target;
    dataset.key = key;
    dataset.action = `${element.action_id}|${element.value ?? ""}`;
    this.controls.set(key, control);
    return control;
  }

  environment(block, element, key) {
    const dispatches = block.type !== "input" || block.dispatch_action === true;
    return {
      id: freshId("field"),
      dispatches,
      optional: block.type === "input" && block.optional === true,
      patching: () => this.patching,
      changed: () => this.clearError(block.block_id),
      act: () => dispatches && this.actFor(this.controls.get(key)),
      send: (value) => this.send(block, element, value),
      suggest: (query) =>
        post("/page/suggest", { surface: this.ref, block_id: block.block_id, action_id: element.action_id, query }),
    };
  }

  async actFor(control) {
    const { block, element } = control;
    if (element.confirm && !(await confirmFirst(element.confirm))) return this.putBack(control);
    control.accepted = control.read();
    return this.send(block, element, control.accepted);
  }

  /** After "no" in a confirmation the field shows again what it held. */
  putBack(control) {
    this.controls.delete(control.key);
    this.told = { [control.block.block_id]: { [control.element.action_id]: control.accepted } };
    for (const [key, record] of this.records) {
      if (!record.keys.has(control.key)) continue;
      const fresh = this.draw(JSON.parse(record.sign), record.sign);
      this.records.set(key, fresh);
      record.node.replaceWith(fresh.node);
    }
    this.controls.get(control.key)?.target.focus();
  }

  /** Nothing is sent from a surface that was closed, such as a date that loses the focus with its window. */
  close() {
    this.closed = true;
  }

  async send(block, element, value) {
    if (this.closed) return;
    const where = { surface: this.ref, block_id: block.block_id, action_id: element.action_id };
    const answer = await post("/page/action", { ...where, value, values: this.values() });
    if (!answer.ok) tell(answer);
  }

  /** The whole state of this surface, in Slack's shape. */
  values() {
    const out = {};
    for (const { read, block, element } of this.controls.values()) {
      if (read) (out[block.block_id] ??= {})[element.action_id] = read();
    }
    return out;
  }

  /** What is missing or wrong before anything is sent, by block id. */
  problems() {
    const found = {};
    for (const [id, input] of this.inputs) {
      const sentence = problem(input.element, input.control.read?.(), input.optional);
      if (sentence) found[id] = sentence;
    }
    return found;
  }

  /** Writes each sentence under its field, takes away the others, and goes to the first in reading order. */
  showErrors(errors) {
    this.errors = new Map(Object.entries(errors));
    for (const [id, input] of this.inputs) input.setError(this.errors.get(id) || "");
    const ordered = [...this.inputs.entries()].map(([id, { control }]) => ({ id, ...control }));
    const wrong = ordered.filter((one) => this.errors.has(one.id) && one.target);
    wrong.sort((a, b) => (a.target.compareDocumentPosition(b.target) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    if (wrong.length) {
      (wrong[0].focus || (() => wrong[0].target.focus()))();
      // The sentence stands under the field, where the window's foot may hide it.
      wrong[0].target.closest(".block")?.scrollIntoView({ block: "center" });
    }
  }

  clearError(id) {
    if (this.errors.delete(id)) this.inputs.get(id)?.setError("");
  }
}
