// The page's calls to the sandbox, as docs/sandbox.md lists them.
import { app } from "./app.js";

const GONE = { ok: false, error: "no_answer", message: "The sandbox did not answer. Wait a moment, then try again." };

async function read(response) {
  try {
    return await response.json();
  } catch {
    return { ok: false, error: `http_${response.status}`, message: "The sandbox gave an answer that this page cannot read." };
  }
}

/** GET, as JSON. Never throws: a server that is gone is an answer with `ok: false`. */
export async function get(path) {
  try {
    return await read(await fetch(path));
  } catch {
    return { ...GONE };
  }
}

/** POST `body` with the person that we are. Never throws, as `get`. */
export async function post(path, body = {}) {
  try {
    const options = {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: app.user, device: app.device || undefined, ...body }),
    };
    return await read(await fetch(path, options));
  } catch {
    return { ...GONE };
  }
}

/**
 * Listens to the server for as long as the page lives. EventSource comes back by itself after a lost line, but not
 * after an answer that is an error, so then a new one is made.
 */
export function listen(onEvent, onOnline) {
  let source = null;
  const connect = () => {
    const who = new URLSearchParams({ user: app.user, device: app.device });
    source = new EventSource(`/page/stream?${who}`);
    source.onopen = () => onOnline(true);
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    source.onerror = () => {
      onOnline(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1500);
    };
  };
  connect();
  // Without this, a page that is left open in the background cache keeps one of the browser's few connections.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && connect());
}
