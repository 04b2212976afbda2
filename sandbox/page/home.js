// The Home tab: the view that the app published for this person.
import { person, app } from "./app.js";
import { arrange, el } from "./dom.js";
import { Surface } from "./surface.js";

let surface = null;
let empty = null;

function waiting() {
  const { name } = app.workspace.app;
  const title = el("h2", { class: "header", text: `${name} has not filled this page yet` });
  const text = `It does so when you open Home. If nothing comes, see whether ${name} is running.`;
  return el("div", { class: "empty" }, title, el("p", { text: `Hello, ${person(app.user).name}. ${text}` }));
}

/** Shows `view`, or says that there is none yet. */
export function showHome(view) {
  const pane = document.getElementById("home");
  if (!view) {
    surface = null;
    empty ??= waiting();
    return arrange(pane, [empty]);
  }
  if (!surface || surface.viewId !== view.id) {
    const root = el("div", { class: "blocks" });
    surface = new Surface({ kind: "home", ref: { type: "home" }, root });
    surface.viewId = view.id;
  }
  arrange(pane, [surface.root]);
  return surface.update(view.blocks, view.values);
}
