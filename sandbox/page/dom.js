// Small tools for building elements. Data only ever becomes text, never markup.

/**
 * Makes an element. `props` holds attributes; `class` and `text` are shorthands and functions named `onclick`
 * and the like become listeners. Empty values (null, undefined, false) are left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "class") node.className = value;
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  close: "M6 6l12 12M18 6L6 18",
  back: "M14.5 5.5L8 12l6.5 6.5",
  bolt: "M13 3L5 13.5h6L10.5 21 19 10.5h-6z",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  down: "M7 10l5 5 5-5",
  send: "M4 12l16-7-5 15-3.2-6.2z",
  eye: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  warn: "M12 8v5M12 16.5h.01M12 3.5l9 16H3z",
  reply: "M20 15a3 3 0 0 1-3 3H9l-5 3V8a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3z",
};

/** A drawn sign that screen readers skip; the button around it has the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** The coloured square with a person's initials. Colours come from the server, so they are set as a property. */
export function avatar(person) {
  const node = el("span", { class: "avatar", "aria-hidden": "true", text: person.initials || "?" });
  if (/^#?[0-9a-f]{3,8}$/i.test(person.color || "")) {
    node.style.setProperty("--avatar", person.color.startsWith("#") ? person.color : `#${person.color}`);
  }
  return node;
}

let lastId = 0;

/** An id that no other element of the page has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Puts `nodes` into `parent` in this order, moving only what stands elsewhere, so that focus and typing stay. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Keeps a link only if following it is safe: web pages, mail and telephone. Null otherwise. */
export function safeUrl(url) {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url || "") ? url : null;
}

const FOCUSABLE =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex='0']";

/** What Tab reaches inside `root`, in order. */
export function focusable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter((node) => node.getClientRects().length > 0 && node.tabIndex >= 0);
}
