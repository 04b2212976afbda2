// Keeps the focus, and the place in half-typed text, while blocks are redrawn around it.

function selection(node) {
  try {
    return [node.selectionStart, node.selectionEnd, node.selectionDirection];
  } catch {
    return null;
  }
}

function again(root, data) {
  if (!data) return null;
  const all = [...root.querySelectorAll("[data-key]")];
  return all.find((node) => node.dataset.key === data.key) || all.find((node) => node.dataset.action === data.action) || null;
}

/** Notes what has the focus inside `root`; `restore` gives it back, to the same field or to the one that replaced it. */
export function rememberFocus(root) {
  const active = document.activeElement;
  if (!active || active === root || !root.contains(active)) return { restore() {} };
  const marks = selection(active);
  const data = active.dataset.key ? { ...active.dataset } : null;
  const restore = () => {
    if (document.activeElement === active) return;
    const target = active.isConnected ? active : again(root, data);
    // A button that went away takes the focus with it: the surface itself is next, so that Tab goes on from there.
    (target || root.closest("[tabindex='-1']"))?.focus({ preventScroll: true });
    if (target && marks?.[0] !== null && marks && "setSelectionRange" in target) target.setSelectionRange(...marks);
  };
  return { restore };
}
