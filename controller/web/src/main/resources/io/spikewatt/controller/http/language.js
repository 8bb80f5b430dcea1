// The language of a page, and numbers and times as people write them.

let words = { en: {}, de: {} };
const stored = localStorage.getItem("language");
let language = stored === "de" || stored === "en" ? stored : navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
let zone = "UTC";

export const lang = () => language;
export function switchLanguage() {
  language = language === "de" ? "en" : "de";
  localStorage.setItem("language", language);
}
/** Texts by language and key; {name} is a place for a value. */
export function setWords(all) { words = all; }
export function setZone(name) { zone = name; }
export const timeZone = () => zone;

export function t(key, values = {}) {
  const text = words[language][key] ?? key;
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
