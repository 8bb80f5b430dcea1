// Below the first view: jobs, devices, forecasters, the last month, the last day as decided.
import { html, useState } from "/lib/preact.js";
import { age, dateTime, deviceName, lang, money, monthName, named, number, percent, price, signed, t, time } from "/words.js";

/** A table that becomes cards on a phone. */
const Table = ({ label, head, rows }) => html`
  <table class="stacked" aria-label=${label}>
    <thead><tr>${head.map(text => html`<th scope="col">${text}</th>`)}</tr></thead>
    <tbody>${rows.map(row => html`<tr>${row.map((cell, i) => (i ? html`<td data-label=${head[i]}>${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`)}</tbody>
  </table>`;

/** Jobs in hand, and requests that the plan cannot meet. Cars have a card of their own. */
export function Deadlines({ state }) {
  const jobs = (state.computes ?? []).filter(one => one.job).map(one => html`<li><strong>${deviceName(one.id)}</strong> ${t("job", { left: number(one.job.leftWh / 1000, 1), all: number(one.job.energyWh / 1000, 1), time: time(one.job.by, state.now) })}</li>`);
  const unmet = (state.planned?.unmetIn ?? []).map(text => html`<li class="warn">${text[lang()]}</li>`);
  if (!jobs.length && !unmet.length) return null;
  return html`<section class="card" aria-labelledby="deadlines"><h2 id="deadlines">${t("deadlines")}</h2><ul>${[...jobs, ...unmet]}</ul></section>`;
}

export function Devices({ state }) {
  const away = new Set((state.evs ?? []).filter(one => one.presence === "away").map(one => one.id));
  const budgets = Object.fromEntries((state.writeBudgets ?? []).map(one => [one.id, one]));
  const told = id => state.problems.filter(one => one.device === id).map(one => one.textIn[lang()]);
  return html`<section class="card wide" aria-labelledby="devices"><h2 id="devices">${t("devices")}</h2>
    <${Table} label=${t("devices")} head=${[t("device"), t("age"), t("state"), ...(state.writeBudgets?.length ? [t("writes")] : [])]}
      rows=${state.readings.map(device => [
        html`${deviceName(device.id)} <span class="hint">${device.id}</span>`,
        device.ageS === undefined ? t("never") : t("unitAgo", { t: age(device.ageS) }),
        away.has(device.id) ? t("away")
          : html`<span class=${device.fault ? "bad" : "fine"} data-device=${device.id}>${device.fault ? `⚠ ${device.faultIn?.[lang()] ?? t("unknown")}` : t("good")}</span>${
            device.fault ? html`<details><summary>${t("more")}</summary>${told(device.id).map(text => html`<p>${text}</p>`)}<p class="hint" lang="en" data-cause>${device.fault}</p></details>` : null}`,
        ...(state.writeBudgets?.length ? [budgets[device.id] ? `${number(budgets[device.id].left)} / ${number(budgets[device.id].perDay)}` : ""] : []),
      ])} /></section>`;
}

/** Details for experts, folded at first. */
export function Quality({ forecasts }) {
  const rows = Object.entries(forecasts ?? {}).map(([series, one]) => [
    named(series, series), one.model.replace(/@.*/, ""), one.skill === undefined ? "?" : percent(one.skill * 100),
    one.coverage === undefined ? "?" : percent(one.coverage * 100), one.best ? t(one.best) : "?", one.learntTo ? dateTime(one.learntTo) : "–",
  ]);
  return html`<section class="card wide" aria-labelledby="quality"><details id="quality-facts"><summary><h2 id="quality">${t("quality")}</h2></summary>
    ${rows.length ? html`<${Table} label=${t("quality")} rows=${rows}
      head=${[t("series"), t("model"), t("skill"), t("coverage"), t("best"), t("learnt")]} />` : html`<p>${t("noneYet")}</p>`}</details></section>`;
}

/** Text of a decision; older versions logged no headline, and their sentence in English. */
const saidOf = ({ decision, headlineIn }) => headlineIn?.[lang()] ?? (lang() === "en" ? decision.doing : t(decision.mode));

/** Why a setpoint has its value; older versions logged it in English alone, as the gate's reasons still are. */
const becauseOf = (one, reasonIn) => (lang() === "en" ? ` ${one.reason ?? one.refused}${one.limitedBy ? ` (${one.limitedBy})` : ""}`
  : reasonIn?.[lang()] ? ` ${reasonIn[lang()]}` : "");

/** Value of the last kWh that a cluster may draw, where it has a curve. */
const worthOf = (one, currency) => (one.lastKwhWorth === undefined ? "" : `; ${t("lastKwh", { price: price(one.lastKwhWorth, currency) })}`);

function Decision({ decision, headlineIn, becauseIn, unlogged, currency }) {
  const { prices, costs } = decision;
  const actions = costs ? ["chosen", "charge", "idle", "discharge"].filter(name => costs[name]) : [];
  return html`<div class="decision">
    ${headlineIn && lang() === "en" ? html`<p>${decision.doing}</p>` : null}
    ${decision.setpoints.length ? html`<h3>${t("setpoints")}</h3><ul>${decision.setpoints.map((one, i) => {
      const quantity = Object.keys(one).find(key => typeof one[key] === "number");
      return html`<li><strong>${deviceName(one.id)}</strong> ${quantity?.endsWith("_w") ? signed(one[quantity]) : one[quantity] ?? ""}${becauseOf(one, becauseIn?.[i])}${worthOf(one, currency)}</li>`;
    })}</ul>` : null}
    ${prices ? html`<h3>${t("prices")}</h3><p>${t("importPrice")} ${price(prices.importPerKwh, currency)}, ${t("exportPrice")} ${price(prices.exportPerKwh, currency)}${prices.storedPerKwh === undefined ? "" : `, ${t("storedPrice")} ${price(prices.storedPerKwh, currency)}`}</p>` : null}
    ${actions.length ? html`<h3>${t("costs")}</h3><ul>${actions.map(name => html`<li>${t(name === "idle" ? "idle_" : name)} ${signed(costs[name].powerW)}: ${money(costs[name].cost, costs.currency)}</li>`)}</ul>` : decision.noCosts && lang() === "en" ? html`<p>${decision.noCosts}</p>` : null}
    ${unlogged ? html`<p>${t("unlogged", { n: unlogged })}</p>` : null}
  </div>`;
}

function Line({ row, now, currency }) {
  const [open, setOpen] = useState(false);
  return html`<details class="slot" onToggle=${event => setOpen(event.target.open)}>
    <summary><time>${time(row.at, now)}</time> ${saidOf(row)}</summary>
    ${open ? html`<${Decision} ...${row} currency=${currency} />` : null}</details>`;
}

/** What the last calendar month cost, beside what rules would have made of it. */
export function LastMonth({ month: of }) {
  if (!of) return null;
  const month = monthName(of.month);
  const rows = ["measured", "selfConsumption", "withoutBattery"].filter(name => of[name]);
  const title = name => t(name === "selfConsumption" && !of.withoutBattery ? "selfConsumptionBare" : name);
  const cost = name => money(of[name].cost, of.currency);
  const against = name => {
    const less = of[name].cost - of.measured.cost;
    const key = Math.abs(less) < 0.005 ? "monthSame" : less > 0 ? "monthLess" : "monthMore";
    return t(key, { amount: money(Math.abs(less), of.currency), what: title(name) });
  };
  return html`<section class="card wide" aria-labelledby="month"><h2 id="month">${t("month", { month })}</h2>
    ${of.askedSlots !== undefined ? html`<p data-test="month">${t("monthLittle", { month, known: number(of.knownSlots), all: number(of.askedSlots) })}</p>` : html`
      <p data-test="month"><strong>${of.measured ? t("monthCost", { month, amount: cost("measured") }) : t("monthUnknown", { month })}</strong> ${of.measured ? t("monthIs", { parts: rows.slice(1).map(against).join(t("and")) }) : null}</p>
      <${Table} label=${t("month", { month })} head=${[t("course"), t("total"), `${t("imported")} kWh`, `${t("exported")} kWh`]}
        rows=${rows.map(name => [title(name), cost(name), number(of[name].importKwh), number(of[name].exportKwh)])} />
      ${of.unknownSlots ? html`<p data-test="month-gaps">${t("monthGaps", { n: number(of.unknownSlots), all: number(of.slots + of.unknownSlots) })}</p>` : null}
      ${of.recordedFrom > of.start ? html`<p data-test="month-since">${t("monthSince", { time: dateTime(of.recordedFrom) })}</p>` : null}
      <p class="hint">${t("monthHint")}</p>`}</section>`;
}

export function LastDay({ past, now, currency }) {
  const [shown, setShown] = useState(false);
  const rows = shown ? [...(past?.decisions ?? [])].reverse() : [];
  return html`<section class="card wide" aria-labelledby="day"><details onToggle=${event => event.target.id === "day-list" && setShown(event.target.open)} id="day-list">
    <summary><h2 id="day">${t("day")}</h2></summary>
    <p class="hint">${t("dayHint")}</p>
    ${shown && !rows.length ? html`<p>${t("noneYet")}</p>` : null}
    <div class="slots" tabindex="0" role="group" aria-label=${t("day")}>${rows.map(row => html`<${Line} key=${row.at} row=${row} now=${now} currency=${currency} />`)}</div>
  </details></section>`;
}
