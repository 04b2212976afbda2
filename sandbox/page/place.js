// Puts a popup beside the control it belongs to, in the browser's top layer, so that nothing cuts it off.

/** Shows `popup` under `anchor`, or over it where there is more room; follows scrolling until `hide` is called. */
export function show(popup, anchor, { width = null } = {}) {
  const place = () => {
    const box = anchor.getBoundingClientRect();
    const below = window.innerHeight - box.bottom - 12;
    const above = box.top - 12;
    const up = below < 200 && above > below;
    const wide = Math.min(width || box.width, window.innerWidth - 16);
    popup.style.width = `${wide}px`;
    popup.style.maxHeight = `${Math.max(120, Math.min(320, up ? above : below))}px`;
    popup.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - wide - 8))}px`;
    popup.style.top = up ? "auto" : `${box.bottom + 4}px`;
    popup.style.bottom = up ? `${window.innerHeight - box.top + 4}px` : "auto";
  };
  if (!popup.matches(":popover-open")) popup.showPopover();
  place();
  popup.unfollow?.();
  window.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
  popup.unfollow = () => {
    window.removeEventListener("scroll", place, { capture: true });
    window.removeEventListener("resize", place);
  };
}

/** Takes the popup away. */
export function hide(popup) {
  popup.unfollow?.();
  if (popup.isConnected && popup.matches(":popover-open")) popup.hidePopover();
}
