// The site as the daemon sends it: the whole state first, then what changed.

const listeners = new Set();
const store = { state: null, lost: false, seenAt: 0, rate: 1, session: { mayCommand: false, maySee: true } };
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
  store.lost = false;
  told();
}

// Storage belongs to scheme, host and port; a cookie would go to every port of the host.
const KEPT = "spikewatt-session";
const headers = more => {
  const session = localStorage.getItem(KEPT);
  return session ? { ...more, Authorization: `Bearer ${session}` } : more;
};

function frame(text) {
  const [event, data] = text.split("\n").map(line => line.slice(line.indexOf(": ") + 2));
  const fields = JSON.parse(data);
  if (event === "state") return take(fields);
  const next = { ...store.state };
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) delete next[name]; else next[name] = value;
  }
  take(next);
}

/** An event comes each second: after this, the daemon or the network is gone, though no connection has ended. */
const SILENCE_MS = 15000;

/** Reads the stream of events, which an EventSource could not ask for with a header. Ends by an error. */
async function read(mine) {
  let patience = setTimeout(() => mine.abort(), SILENCE_MS);
  const heard = () => {
    clearTimeout(patience);
    patience = setTimeout(() => mine.abort(), SILENCE_MS);
  };
  const answer = await fetch("/events", { headers: headers({ Accept: "text/event-stream" }), signal: mine.signal });
  if (!answer.ok) throw new Error(answer.statusText);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the stream has ended");
    heard();
    const frames = (text + value).split("\n\n");
    text = frames.pop();
    frames.forEach(frame);
  }
}

function open() {
  if (source || document.hidden || !store.session.maySee) return;
  const mine = new AbortController();
  source = mine;
  read(mine).catch(() => {
    if (source !== mine) return;
    close();
    store.lost = true;
    told();
    // Perhaps the token has changed.
    setTimeout(() => refreshSession().catch(() => {}).then(open), 3000);
  });
}

function close() {
  source?.abort();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);

async function refreshSession() {
  store.session = await (await fetch("/api/session", { headers: headers({}) })).json();
  told();
}

export async function start() {
  try { await refreshSession(); } catch { store.lost = true; }
  open();
}

/** Shows the token once; the browser keeps what it is answered, which ends with the token. */
export async function signIn(token) {
  const answer = await fetch("/api/session", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) return false;
  localStorage.setItem(KEPT, (await answer.json()).session);
  await refreshSession();
  open();
  return true;
}

export async function signOut() {
  localStorage.removeItem(KEPT);
  await refreshSession();
}

/** The site's present: its clock counts, not this device's. */
export const siteNow = () =>
  new Date(store.state ? new Date(store.state.now).getTime() + (performance.now() - store.seenAt) : Date.now());

/** Validity of a command that ends another: long enough to arrive, also where a demo's time runs faster. */
export const shortestS = () => Math.ceil(3 * store.rate);

/** A document of the daemon; throws with its sentence if it has none. */
export async function load(path) {
  const answer = await fetch(path, { headers: headers({}) });
  const document = await answer.json();
  if (!answer.ok || document.error) throw new Error(document.error ?? answer.statusText);
  return document;
}

/** A text of the daemon, as a table to be saved; throws if it has none. */
export async function loadText(path) {
  const answer = await fetch(path, { headers: headers({}) });
  if (!answer.ok) throw new Error((await answer.json()).error ?? answer.statusText);
  return answer.text();
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
    method: "POST", headers: headers({ "Content-Type": "application/json" }), body: JSON.stringify(body),
  });
  const result = await answer.json();
  if (answer.status === 401) await refreshSession();
  return result.error ? { accepted: false, reason: result.error } : result;
}

/** Sends texts to a path of the page; returns {accepted, reason}. */
export async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: headers({ "Content-Type": "application/json" }), body: JSON.stringify(body) });
  const result = await answer.json();
  if (answer.status === 401) await refreshSession();
  return result.error ? { accepted: false, reason: result.error } : result;
}
