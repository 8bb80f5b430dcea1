// Powers, energies and prices, as this page writes them.
import { lang, money, number, t } from "/language.js";

export * from "/language.js";

/** A power without its sign: kW from 1,000 W on. digits: of kW; empty = as many as a glance needs. */
export function power(watts, digits) {
  const size = Math.abs(watts);
  if (Math.round(size) < 1000) return `${number(size)} W`;
  return `${number(size / 1000, digits ?? (size < 9995 ? 2 : 1))} kW`;
}
export const signed = watts => `${Math.round(watts) < 0 ? "−" : ""}${power(watts)}`;
export const percent = value => `${number(value)} %`;
export const energy = wh => `${number(wh / 1000, 1)} kWh`;

const HUNDREDTHS = { EUR: "ct", USD: "¢", GBP: "p", CHF: "Rp.", SEK: "öre", DKK: "øre", NOK: "øre" };
/** Unit of prices of a kWh on a chart, and the factor of its numbers. */
export const priceUnit = currency => (HUNDREDTHS[currency] ? [`${HUNDREDTHS[currency]}/kWh`, 100, 1] : [`${currency}/kWh`, 1, 3]);
/** A price of a kWh: 30.0 ct. */
export const price = (perKwh, currency) =>
  (HUNDREDTHS[currency] ? `${number(perKwh * 100, 1)} ${HUNDREDTHS[currency]}` : money(perKwh, currency, 3));

/** The text of a key that is made from a name; the name itself if there is none. */
export const named = (key, name) => (t(key) === key ? name : t(key));

let devices = new Map();
/** The site's devices, with what people call them. */
export const setDevices = list => { devices = new Map(list.map(device => [device.id, device])); };
/** What people call a device: the word of its kind, with a number where there are several. */
export const deviceName = id => devices.get(id)?.nameIn[lang()] ?? id;
/** The same by another word than its role's: Sun, Car. */
export const kindName = (kind, id) => (devices.get(id)?.number ? t("numbered", { name: t(kind), n: devices.get(id).number }) : t(kind));
