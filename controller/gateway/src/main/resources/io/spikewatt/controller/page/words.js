// Numbers, money and advice, as this page writes them.
import { lang, number, t } from "/language.js";

export * from "/language.js";

/** What to do about an alarm; empty if there is no advice. */
export function adviceFor(code) {
  const key = `advice.${code.split("/")[0]}`;
  return t(key) === key ? "" : t(key);
}

export const watts = value => `${number(Math.abs(value))} W`;
export const percent = value => `${number(value)} %`;
export const money = (value, currency, digits = 2) =>
  new Intl.NumberFormat(lang(), { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
/** A calendar month, 2026-10. */
export const monthName = month =>
  new Intl.DateTimeFormat(lang(), { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15`));
