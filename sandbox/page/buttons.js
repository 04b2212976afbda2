// Buttons and the overflow menu.
import { el, icon, safeUrl } from "./dom.js";
import { confirmFirst } from "./layers.js";
import { attachMenu } from "./menu.js";
import { textNodes, words } from "./mrkdwn.js";

function follow(url) {
  const href = safeUrl(url);
  if (href) window.open(href, "_blank", "noopener,noreferrer");
}

/** A button; `env.act` sends it. One with a link opens the link as well. */
export function button(element, _value, env) {
  const style = { primary: "button primary", danger: "button danger" }[element.style] || "button";
  const node = el("button", { type: "button", class: style, id: env.id, "aria-label": element.accessibility_label }, textNodes(element.text));
  node.addEventListener("click", async () => {
    if (element.confirm && !(await confirmFirst(element.confirm))) return;
    if (element.url) follow(element.url);
    node.setAttribute("aria-busy", "true");
    await env.send({ type: "button" });
    node.removeAttribute("aria-busy");
  });
  return { node, target: node, read: null };
}

/** The three dots with up to five choices. Its choice is sent and not kept. */
export function overflow(element, _value, env) {
  const node = el("button", { type: "button", class: "button icon-only", id: env.id }, icon("more"));
  const items = element.options.map((option) => ({
    label: words(option.text),
    about: option.description ? words(option.description) : "",
    run: async () => {
      if (element.confirm && !(await confirmFirst(element.confirm))) return;
      if (option.url) follow(option.url);
      await env.send({ type: "overflow", selected_option: option });
    },
  }));
  const host = attachMenu(node, items);
  return { node: host, target: node, read: null, named: "More actions" };
}
