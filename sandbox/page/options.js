// Where a select's options come from. A source is {least, load(query)}: `load` gives groups of
// {label, options}, or a promise of them; `least` is how many characters it wants before it is asked.
import { app } from "./app.js";
import { words } from "./mrkdwn.js";

function grouped(answer) {
  if (answer.option_groups?.length) {
    return answer.option_groups.map((group) => ({ label: words(group.label), options: group.options }));
  }
  return [{ label: "", options: answer.options || [] }];
}

function matching(groups, query) {
  const needles = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (option) => {
    const hay = `${words(option.text)} ${option.description ? words(option.description) : ""}`.toLowerCase();
    return needles.every((needle) => hay.includes(needle));
  };
  return groups
    .map((group) => ({ label: group.label, options: group.options.filter(fits) }))
    .filter((group) => group.options.length);
}

function people() {
  const here = app.workspace.people.filter((one) => !one.deleted);
  return here.map((one) => ({ text: { type: "plain_text", text: one.name }, value: one.id }));
}

/** The source for any kind of select; `suggest(query)` asks the app for external ones. */
export function sourceFor(element, suggest) {
  if (element.type.includes("external")) {
    const load = async (query) => {
      const answer = await suggest(query);
      return answer.ok === false ? null : grouped(answer);
    };
    return { least: element.min_query_length ?? 3, load, remote: true };
  }
  const all = element.type.includes("users") ? [{ label: "", options: people() }] : grouped(element);
  return { least: 0, load: (query) => matching(all, query) };
}
