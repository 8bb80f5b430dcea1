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

/** Dates as the language writes them; English ones as in America only where the site is there. */
const locale = () => (language !== "en" ? language : zone.startsWith("America/") ? "en-US" : "en-GB");
const formats = new Map();
/** A formatter is dear to make, so each is made once. */
function format(kind, options) {
  const key = `${locale()} ${zone} ${kind.name} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new kind(locale(), options));
  return formats.get(key);
}

/** A value that rounds to 0 has no sign. */
const unsignedZero = (value, digits) => (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value);
export const number = (value, digits = 0) =>
  format(Intl.NumberFormat, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(unsignedZero(value, digits));
export const money = (value, currency, digits = 2) =>
  format(Intl.NumberFormat, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(unsignedZero(value, digits));

const dated = (iso, options) => format(Intl.DateTimeFormat, { timeZone: zone, hourCycle: "h23", ...options }).format(new Date(iso));
const CLOCK = { hour: "2-digit", minute: "2-digit" };

/** A time of day, with the weekday if it is not today's, and the date if it is a week or more away. */
export function time(iso, now) {
  if (!now || day(iso) === day(now)) return dated(iso, CLOCK);
  const far = Math.abs(new Date(iso) - new Date(now)) > 6 * 86400e3;
  return dated(iso, far ? { day: "numeric", month: "short", ...CLOCK } : { weekday: "short", ...CLOCK });
}
export const day = iso => dated(iso, { weekday: "short", day: "numeric", month: "short" });
export const dateTime = iso => dated(iso, { dateStyle: "medium", timeStyle: "short" });
/** The site's calendar day of a time: 2026-10-25. */
export const localDate = iso => new Intl.DateTimeFormat("sv", { timeZone: zone }).format(new Date(iso));
export const dayBefore = date => new Date(new Date(`${date}T00:00Z`).getTime() - 864e5).toISOString().slice(0, 10);
/** A calendar month, 2026-10. */
export const monthName = month =>
  format(Intl.DateTimeFormat, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15`));

export function age(seconds) {
  if (seconds < 120) return `${number(seconds)} s`;
  if (seconds < 7200) return `${number(seconds / 60)} min`;
  return `${number(seconds / 3600)} h`;
}
