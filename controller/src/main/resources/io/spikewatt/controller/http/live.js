// The site as the daemon sends it: the whole state first, then what changed.

const listeners = new Set();
const store = { state: null, connected: false, lostAt: null, seenAt: 0, rate: 1, session: { mayCommand: false, maySee: true } };
let source = null;

export const current = () => store;
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const told = () => listeners.forEach(listener => listener());

function take(next) {
  const seenAt = performance.now();
  if (store.state && seenAt > store.seenAt + 100) {
    store.rate = Math.max(1, (new Date(next.now) - new Date(store.state.now)) / (seenAt - store.seenAt));
  }
  store.state = next;
  store.seenAt = seenAt;
  store.connected = true;
  store.lostAt = null;
  told();
}

function open() {
  if (source || document.hidden || !store.session.maySee) return;
  source = new EventSource("/events");
  source.addEventListener("state", event => take(JSON.parse(event.data)));
  source.addEventListener("change", event => {
    const next = { ...store.state };
    for (const [name, value] of Object.entries(JSON.parse(event.data))) {
      if (value === null) delete next[name]; else next[name] = value;
    }
    take(next);
  });
  source.onerror = () => {
    if (store.connected || !store.lostAt) store.lostAt = new Date();
    store.connected = false;
    told();
    // A refused stream is not tried again by the browser; perhaps the token has changed.
    if (source && source.readyState === EventSource.CLOSED) {
      close();
      setTimeout(() => refreshSession().catch(() => {}).then(open), 3000);
    }
  };
}

function close() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);

async function refreshSession() {
  store.session = await (await fetch("/api/session")).json();
  told();
}

export async function start() {
  try { await refreshSession(); } catch { store.lostAt = new Date(); }
  open();
}

/** Shows the token once; the browser keeps a cookie that scripts cannot read. */
export async function signIn(token) {
  const answer = await fetch("/api/session", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) return false;
  await refreshSession();
  open();
  return true;
}

export async function signOut() {
  await fetch("/api/session", { method: "DELETE" });
  await refreshSession();
}

/** The site's present: its clock counts, not this device's. */
export const siteNow = () =>
  new Date(store.state ? new Date(store.state.now).getTime() + (performance.now() - store.seenAt) : Date.now());

/** Validity of a command that ends another: long enough to arrive, also where a demo's time runs faster. */
export const shortestS = () => Math.ceil(3 * store.rate);

/** A document of the daemon; throws with its sentence if it has none. */
export async function load(path) {
  const answer = await fetch(path);
  const document = await answer.json();
  if (!answer.ok || document.error) throw new Error(document.error ?? answer.statusText);
  return document;
}

/**
 * Sends a command.
 *
 * @returns {accepted, reason, effectiveUntil}; refused ones have accepted false
 */
export async function command(name, value, validForS) {
  const id = `page-${crypto.getRandomValues(new Uint32Array(3)).join("-")}`;
  const body = { id, issuedAt: siteNow().toISOString(), validForS, value };
  const answer = await fetch(`/api/command?name=${encodeURIComponent(name)}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const result = await answer.json();
  if (answer.status === 401) await refreshSession();
  return result.error ? { accepted: false, reason: result.error } : result;
}
