// The language of a page, its texts, and numbers and times as people write them.
import texts from "/texts.js";

const all = Object.keys(texts);
let language = [localStorage.getItem("language"), navigator.language.toLowerCase().split("-")[0], "en"].find(one => all.includes(one));
let zone = "UTC";

export const lang = () => language;
const next = () => all[(all.indexOf(language) + 1) % all.length];
/** The language that a switch leads to, with its own name. */
export const nextLanguage = () => ({ lang: next(), name: texts[next()].language });
export function switchLanguage() {
  language = next();
  localStorage.setItem("language", language);
}
export function setZone(name) { zone = name; }
export const timeZone = () => zone;

/** The text of a key; {name} in it is a place for a value. */
export function t(key, values = {}) {
  const text = texts[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");
}

export const number = (value, digits = 0) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

const sameDay = (a, b) => a.toLocaleDateString("en", { timeZone: zone }) === b.toLocaleDateString("en", { timeZone: zone });

/** A time of day, with the weekday if it is not today's. */
export function time(iso, now) {
  const at = new Date(iso);
  const options = { hour: "2-digit", minute: "2-digit", timeZone: zone, hour12: false };
  if (now && !sameDay(at, new Date(now))) options.weekday = "short";
  return new Intl.DateTimeFormat(language, options).format(at);
}
export const dateTime = iso =>
  new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short", timeZone: zone, hour12: false }).format(new Date(iso));

export function age(seconds) {
  if (seconds < 120) return `${number(seconds)} s`;
  if (seconds < 7200) return `${number(seconds / 60)} min`;
  return `${number(seconds / 3600)} h`;
}
