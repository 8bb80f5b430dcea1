// Counts, as the fleet's page writes them.
import { number, t } from "/language.js";

export * from "/language.js";

/** A text with a number; one has a text of its own where it needs one. */
export function count(key, n, values = {}) {
  const one = `${key}-one`;
  return t(n === 1 && t(one) !== one ? one : key, { n: number(n), ...values });
}
