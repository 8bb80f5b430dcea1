// Counts and times, as the fleet's page writes them.
import { dateTime, number, t, time } from "/language.js";

export * from "/language.js";

const WEEK_MS = 6 * 24 * 3600 * 1000;

/** A text with a number; one has a text of its own where it needs one. */
export function count(key, n, values = {}) {
  const one = `${key}-one`;
  return t(n === 1 && t(one) !== one ? one : key, { n: number(n), ...values });
}

/** A time of day, with the weekday if it is not today's, or a date if it is long ago. */
export const when = (iso, now) => (new Date(now) - new Date(iso) > WEEK_MS ? dateTime(iso) : time(iso, now));
