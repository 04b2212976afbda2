// Slack's selects, of one or several, on top of the combobox.
import { Combobox } from "./combobox.js";
import { words } from "./mrkdwn.js";
import { sourceFor } from "./options.js";

function initially(element, value, source) {
  if (!element.type.includes("users")) return value?.selected_options || [value?.selected_option].filter(Boolean);
  const ids = value?.selected_users || [value?.selected_user].filter(Boolean);
  const all = source.load("").flatMap((group) => group.options);
  return all.filter((option) => ids.includes(option.value));
}

function state(element, selected, multi) {
  if (element.type.includes("users")) {
    const ids = selected.map((option) => option.value);
    return multi ? { type: element.type, selected_users: ids } : { type: element.type, selected_user: ids[0] ?? null };
  }
  if (multi) return { type: element.type, selected_options: selected };
  return { type: element.type, selected_option: selected[0] ?? null };
}

/** static_select, external_select, users_select and their multi_ forms. */
export function selectField(element, value, env) {
  const multi = element.type.startsWith("multi_");
  const source = sourceFor(element, env.suggest);
  const combo = new Combobox({
    id: env.id,
    source,
    selected: initially(element, value, source),
    multi,
    max: element.max_selected_items,
    clearable: env.optional,
    placeholder: element.placeholder ? words(element.placeholder) : "Choose…",
    onChange: () => {
      env.changed();
      env.act();
    },
  });
  combo.patching = env.patching;
  return { node: combo.node, target: combo.input, read: () => state(element, combo.selected, multi) };
}
