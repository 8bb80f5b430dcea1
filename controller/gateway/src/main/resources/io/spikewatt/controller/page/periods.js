// Days, weeks, months and years: energies as bars, time without a record hatched, decisions on the same axis.
import { html, useEffect, useRef, useState } from "/lib/preact.js";
import { load, loadText } from "/live.js";
import { dayBefore, kindName, lang, money, number, percent, t, time, timeZone } from "/words.js";
import { Key } from "/charts.js";

document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/history.css" }));

const PERIODS = ["day", "week", "month", "year"];
/** Sources above the axis, consumers below: [flow, colour]. Both sums are equal. */
const INTO = [["production", "pv"], ["discharged", "battery"], ["carDischarged", "ev"], ["import", "grid"]];
const OUT = [["house", "load"], ["heatPump", "heat-pump"], ["car", "ev"], ["compute", "compute"], ["charged", "battery"], ["export", "grid"]];
const HEIGHT = 260, TOP = 16, BOTTOM = 22, LEFT = 40, RIGHT = 34;

const seconds = iso => new Date(iso).getTime() / 1000;
// English is the British one here: the day comes before the month.
const format = (at, options) => new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : lang(), { timeZone: timeZone(), ...options }).format(new Date(at * 1000));
const kwh = wh => `${number(wh / 1000, wh < 99500 ? 1 : 0)} kWh`;
const duration = s => (s < 172800 ? t("history.hours", { n: number(s / 3600, s % 3600 ? (s % 1800 ? 2 : 1) : 0) }) : t("history.days", { n: number(s / 86400, s % 86400 ? 1 : 0) }));

/** The steps of an answer: start, length, and whether it is missing, in part missing, or still to come. */
export function stepsOf(doc) {
  const to = doc.recordedTo ? seconds(doc.recordedTo) : 0;
  let at = seconds(doc.start);
  return doc.seconds.map((length, i) => {
    const start = at;
    at += length;
    const due = Math.max(0, Math.min(at, to) - start);
    const known = Math.min(...["production", "consumption", "import"].map(name => {
      const flow = doc.flows[name];
      return flow.wh[i] === null ? 0 : flow.knownS?.[i] ?? length;
    }));
    return { start, length, due, missingS: Math.max(0, due - known), known };
  });
}

function label(doc, step) {
  if (doc.period === "day") return time(step.start * 1000);
  return format(step.start, doc.period === "year" ? { month: "long", year: "numeric" } : { weekday: "short", day: "numeric", month: "short" });
}

function title(doc) {
  const from = seconds(doc.start), last = seconds(doc.end) - 1;
  if (doc.period === "year") return format(from, { year: "numeric" });
  if (doc.period === "month") return format(from, { month: "long", year: "numeric" });
  const day = { day: "numeric", month: "long", year: "numeric" };
  return doc.period === "day" ? format(from, { weekday: "long", ...day }) : `${format(from, day)} – ${format(last, day)}`;
}

const flowsOf = (doc, which) => which.filter(([name]) => doc.flows[name]);
/** Of quarter hours the mean power, of longer steps the energy. */
const shown = (doc, wh) => (doc.period === "day" ? `${number(wh * 4 / 1000, 2)} kW` : kwh(wh));

const doing = ({ decision, headlineIn }) => headlineIn?.[lang()] ?? (lang() === "en" ? decision.doing : t(decision.mode));

/** A round number of one to five steps below the largest value. */
function tick(most) {
  const raw = most / 2, size = 10 ** Math.floor(Math.log10(raw || 1));
  return [5, 2, 1].map(n => n * size).find(n => n <= raw) ?? size;
}

function Picture({ doc, steps, chosen, choose }) {
  const box = useRef(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(box.current?.clientWidth || 300));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const from = seconds(doc.start), length = seconds(doc.end) - from;
  const x = at => LEFT + (at - from) / length * (width - LEFT - RIGHT);
  const scale = doc.period === "day" ? 4 / 1000 : 1 / 1000;
  const sums = which => steps.map((_, i) => which.reduce((sum, [name]) => sum + (doc.flows[name].wh[i] ?? 0) * scale, 0));
  const into = flowsOf(doc, INTO), out = flowsOf(doc, OUT);
  const most = Math.max(0.1, ...sums(into), ...sums(out));
  const zero = TOP + (HEIGHT - TOP - BOTTOM) / 2, perUnit = (zero - TOP) / most;
  const gap = doc.period === "day" ? 0 : Math.min(4, (width - LEFT - RIGHT) / steps.length * 0.2);
  const bars = (which, sign) => {
    const base = steps.map(() => zero);
    return which.map(([name, colour]) => {
      let path = "";
      steps.forEach((step, i) => {
        const high = (doc.flows[name].wh[i] ?? 0) * scale * perUnit;
        if (high < 0.1) return;
        const left = x(step.start) + gap / 2, wide = Math.max(0.5, x(step.start + step.length) - x(step.start) - gap);
        path += `M${left.toFixed(1)} ${base[i].toFixed(1)}h${wide.toFixed(1)}v${(-sign * high).toFixed(1)}h${(-wide).toFixed(1)}z`;
        base[i] -= sign * high;
      });
      return html`<path class=${colour} d=${path} data-flow=${name} />`;
    });
  };
  // Neighbours without a record make one hatched band; where only a part is missing, it is a strip at the bottom.
  const bands = [];
  steps.forEach(step => {
    if (!step.missingS) return;
    const whole = step.known === 0, last = bands.at(-1);
    if (last && last.end === step.start && last.whole === whole) Object.assign(last, { end: step.start + step.length, s: last.s + step.missingS });
    else bands.push({ start: step.start, end: step.start + step.length, whole, s: step.missingS });
  });
  const every = doc.period === "day" ? (width < 560 ? 6 : 3) : doc.period === "month" ? (width < 560 ? 7 : 3) : doc.period === "year" && width < 560 ? 3 : 1;
  const ticks = steps.filter((step, i) => (doc.period === "day" ? step.start % 3600 === 0 && Number(format(step.start, { hour: "numeric", hour12: false })) % every === 0 && format(step.start, { minute: "numeric" }) === "0" : i % every === 0));
  const tickText = step => (doc.period === "day" ? time(step.start * 1000) : format(step.start, doc.period === "week" ? { weekday: "short" } : doc.period === "month" ? { day: "numeric" } : { month: "short" }));
  const unit = tick(most), levels = [-2, -1, 0, 1, 2].map(n => n * unit).filter(v => Math.abs(v) <= most);
  const soc = pct => HEIGHT - BOTTOM - pct / 100 * (HEIGHT - TOP - BOTTOM);
  const lines = doc.socPct.map(battery => {
    let path = "", pen = false;
    battery.values.forEach((value, i) => {
      if (value !== null) path += `${pen ? "L" : "M"}${x(steps[i].start + 450).toFixed(1)} ${soc(value).toFixed(1)}`;
      pen = value !== null;
    });
    return html`<path class="soc" d=${path} data-soc=${battery.id} />`;
  });
  const now = doc.recordedTo ? seconds(doc.recordedTo) : 0;
  const touch = event => {
    const at = from + (event.clientX - box.current.getBoundingClientRect().left - LEFT) / (width - LEFT - RIGHT) * length;
    const found = steps.findIndex(step => at >= step.start && at < step.start + step.length);
    if (found >= 0) choose(found);
  };
  const one = steps[chosen];
  return html`<div ref=${box}><svg class="past" role="img" aria-label=${`${t("history.title")}: ${title(doc)}`} onPointerMove=${touch} onPointerDown=${touch} data-test="past">
    <defs><pattern id="missing" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" /></pattern></defs>
    ${levels.map(v => html`<line class=${v ? "line" : "line zero"} x1=${LEFT} x2=${width - RIGHT} y1=${zero - v * perUnit} y2=${zero - v * perUnit} />
      <text x=${LEFT - 4} y=${zero - v * perUnit + 4} text-anchor="end">${number(Math.abs(v), unit < 1 ? 1 : 0)}</text>`)}
    ${ticks.map(step => html`<text x=${x(step.start) + (doc.period === "day" ? 0 : (x(step.start + step.length) - x(step.start)) / 2)} y=${HEIGHT - 6} text-anchor=${doc.period === "day" && step.start === from ? "start" : "middle"}>${tickText(step)}</text>`)}
    <g class="flows">${bars(into, 1)}${bars(out, -1)}</g>
    ${bands.map(band => html`<rect class="missing" data-missing=${band.s} x=${x(band.start)} width=${x(band.end) - x(band.start)} y=${band.whole ? TOP : HEIGHT - BOTTOM - 8} height=${band.whole ? HEIGHT - TOP - BOTTOM : 8} />`)}
    ${lines}${lines.length ? [0, 50, 100].map(p => html`<text x=${width - RIGHT + 4} y=${soc(p) + 4}>${p} %</text>`) : null}
    ${doc.decisions.map(row => html`<path class="mark" data-decision=${row.at} d=${`M${x(seconds(row.at)).toFixed(1)} ${TOP - 1}l-4 -9h8z`} />`)}
    ${now > from && now < from + length ? html`<line class="now" x1=${x(now)} x2=${x(now)} y1=${TOP} y2=${HEIGHT - BOTTOM} />` : null}
    ${one ? html`<line class="finger" x1=${x(one.start + one.length / 2)} x2=${x(one.start + one.length / 2)} y1=${TOP} y2=${HEIGHT - BOTTOM} />` : null}
  </svg></div>`;
}

/** Values of a step as [name, text]; an unknown value is a question mark. */
function values(doc, i) {
  const names = [...new Set(["production", "consumption", "import", "export", ...INTO.concat(OUT).map(([name]) => name)])];
  return names.filter(name => doc.flows[name]).map(name => [name, doc.flows[name].wh[i] === null ? "?" : shown(doc, doc.flows[name].wh[i])]);
}

function Value({ doc, steps, chosen }) {
  const step = steps[chosen];
  if (!step) return html`<p class="value hint">${t("history.touch")}</p>`;
  const decided = doc.decisions.filter(row => seconds(row.at) < step.start + step.length).at(-1);
  const soc = doc.socPct.map(battery => `${kindName("battery", battery.id)} ${battery.values[chosen] === null ? "?" : percent(battery.values[chosen])}`);
  const known = step.due && step.known > 0;
  return html`<p class="value" data-test="value"><strong>${label(doc, step)}</strong> ${!step.due ? t("history.future") : !known ? t("history.none")
    : [...values(doc, chosen).map(([name, text]) => `${t(`history.${name}`)} ${text}`), ...soc].join(" · ")}
    ${known && step.missingS ? html` <span class="hint">${t("history.part", { time: duration(step.missingS) })}</span>` : null}
    ${decided ? html`<br />${time(decided.at)} ${doing(decided)}` : null}</p>`;
}

function Table({ doc, steps }) {
  const names = values(doc, 0).map(([name]) => name);
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t("history.table")}><table data-test="past-table">
    <thead><tr><th scope="col">${t("history.when")}</th>${names.map(name => html`<th scope="col">${t(`history.${name}`)}</th>`)}</tr></thead>
    <tbody>${steps.map((step, i) => step.due ? html`<tr><th scope="row">${label(doc, step)}</th>${values(doc, i).map(([name, text]) => html`<td class="number" data-cell=${name}>${text}</td>`)}</tr>` : null)}</tbody></table></div>`;
}

function Money({ doc }) {
  const { costs } = doc;
  if (!costs) return html`<p class="hint" data-test="past-money">${t("history.noMoney")}</p>`;
  const parts = ["withoutBattery", "byRule"].filter(name => costs[name]).map(name => {
    const less = costs[name].total - costs.measured.total;
    return t(Math.abs(less) < 0.005 ? "monthSame" : less > 0 ? "monthLess" : "monthMore", { amount: money(Math.abs(less), doc.currency), what: t(name === "withoutBattery" ? name : costs.withoutBattery ? "selfConsumption" : "selfConsumptionBare") });
  });
  return html`<p data-test="past-money"><strong>${t("history.cost", { amount: money(costs.measured.total, doc.currency) })}</strong> ${t("monthIs", { parts: parts.join(t("and")) })}
    ${costs.measured.peakCharge ? ` ${t("history.peak", { amount: money(costs.measured.peakCharge, doc.currency) })}` : ""}
    ${doc.period === "day" ? "" : html` <span class="hint">${t("history.costDays", { n: number(costs.days) })}</span>`}</p>`;
}

async function save(path, name) {
  const url = URL.createObjectURL(new Blob([await loadText(path)], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export function Periods({ stamp }) {
  const [asked, ask] = useState({ period: "day", from: "" });
  const [doc, setDoc] = useState(null);
  const [failed, setFailed] = useState("");
  const [chosen, choose] = useState(-1);
  const [table, setTable] = useState(false);
  const query = `period=${asked.period}${asked.from && `&from=${asked.from}`}`;
  useEffect(() => {
    let ended = false;
    load(`/api/history?${query}`).then(loaded => { if (!ended) { setDoc(loaded); setFailed(""); } }).catch(error => ended || setFailed(error.message));
    return () => { ended = true; };
  }, [query, stamp]);
  const go = (period, from) => { choose(-1); setFailed(""); ask({ period, from }); };
  const trouble = failed ? html`<p role="status" class="warn" data-test="past-failed">${t("history.failed")} <span lang="en">${failed}</span></p>` : null;
  if (!doc && trouble) return trouble;
  if (!doc) return html`<p role="status">${t("connecting")}</p>`;
  const steps = stepsOf(doc);
  const missingS = steps.reduce((sum, step) => sum + step.missingS, 0);
  const recorded = Boolean(doc.recordedTo);
  const share = value => (value === undefined ? "?" : percent(value * 100));
  const total = name => (doc.flows[name].totalWh === undefined ? "?" : kwh(doc.flows[name].totalWh));
  return html`
    <div class="periods">
      <div role="group" aria-label=${t("history.period")}>${PERIODS.map(one => html`<button type="button" data-period=${one} aria-pressed=${doc.period === one} onClick=${() => go(one, doc.from)}>${t(`history.${one}`)}</button>`)}</div>
      <div><button type="button" data-test="earlier" aria-label=${t("history.earlier")} disabled=${!recorded || seconds(doc.start) <= seconds(doc.recordedFrom)} onClick=${() => go(doc.period, dayBefore(doc.from))}>‹</button>
        <span class="period-name" aria-live="polite" data-test="period">${title(doc)}</span>
        <button type="button" data-test="later" aria-label=${t("history.later")} disabled=${!recorded || seconds(doc.end) >= seconds(doc.recordedTo)} onClick=${() => go(doc.period, doc.to)}>›</button></div>
      <div><input type="date" aria-label=${t("history.jump")} value=${doc.from} onChange=${event => event.target.value && go(doc.period, event.target.value)} />
        <button type="button" data-test="csv" onClick=${() => save(`/api/history.csv?period=${doc.period}&from=${doc.from}`, `spikewatt-${doc.period}-${doc.from}.csv`).catch(error => setFailed(error.message))}>CSV</button></div>
    </div>${trouble}
    <dl class="figures" data-test="figures">
      <div><dt>${t("history.selfSufficiency")}</dt><dd data-figure="selfSufficiency">${share(doc.selfSufficiency)}</dd></div>
      <div><dt>${t("history.selfConsumption")}</dt><dd data-figure="selfConsumption">${share(doc.selfConsumption)}</dd></div>
      ${["production", "consumption", "import", "export", "charged", "discharged", "car", "heatPump"].filter(name => doc.flows[name]).map(name => html`<div><dt>${t(`history.${name}`)}</dt><dd data-figure=${name}>${total(name)}</dd></div>`)}
    </dl>
    <${Money} doc=${doc} />
    <h3>${t("history.title")} <span class="unit">${doc.period === "day" ? `kW${doc.socPct.length ? ", %" : ""}` : "kWh"}</span></h3>
    <${Picture} doc=${doc} steps=${steps} chosen=${chosen} choose=${choose} />
    <${Key} entries=${[["pv", t("history.production")], ["battery", t("battery")], ["grid", t("grid")], ...OUT.slice(0, 4).filter(([name]) => doc.flows[name]).map(([name, colour]) => [colour, t(`history.${name}`)])]} />
    <p class="hint">${t("history.axis")} ${doc.socPct.length ? t("history.socLine") : ""} ${doc.decisions.length ? t("history.marks") : ""}</p>
    ${missingS ? html`<p data-test="past-missing">${t("history.missing", { time: duration(missingS) })} ${seconds(doc.recordedFrom) > seconds(doc.start) ? t("monthSince", { time: format(seconds(doc.recordedFrom), { dateStyle: "medium", timeStyle: "short" }) }) : ""}</p>` : null}
    <${Value} doc=${doc} steps=${steps} chosen=${chosen} />
    ${doc.decisions.length ? html`<details><summary>${t("history.decisions", { n: number(doc.decisions.length) })}</summary><ul class="decided">${doc.decisions.map(row => html`<li><time>${time(row.at)}</time> ${doing(row)}</li>`)}</ul></details>` : null}
    <details class="as-table" onToggle=${event => setTable(event.target.open)}><summary data-test="as-table">${t("history.table")}</summary>${table ? html`<${Table} doc=${doc} steps=${steps} />` : null}</details>`;
}
