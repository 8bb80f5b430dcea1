// Charts: canvases that show values at the finger, with a sentence for those who cannot see.
import { html, useEffect, useRef, useState } from "/lib/preact.js";
import { age, day, kindName, lang, named, number, percent, priceUnit, t, time, timeZone } from "/words.js";

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const seconds = iso => new Date(iso).getTime() / 1000;
const midnight = tick => time(tick * 1e3) === "00:00";

function useDark() {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const changed = () => setDark(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return dark;
}

/** A dashed line at the present, with its word. */
function drawNow(plot, now) {
  const x = Math.round(plot.valToPos(now, "x", true));
  const { left, top, width, height } = plot.bbox;
  if (x < left || x > left + width) return;
  const { ctx } = plot;
  ctx.save();
  ctx.fillStyle = style("--ink");
  ctx.font = `${12 * devicePixelRatio}px system-ui`;
  ctx.textAlign = "center";
  ctx.fillText(t("view-now"), x, top - 5 * devicePixelRatio);
  ctx.strokeStyle = style("--ink");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.restore();
}

/** Follows a finger, which sends no mouse events while it moves. */
function followTouch(plot) {
  const move = event => {
    const box = plot.over.getBoundingClientRect();
    plot.setCursor({ left: event.touches[0].clientX - box.left, top: 0 });
  };
  plot.over.addEventListener("touchstart", move, { passive: true });
  plot.over.addEventListener("touchmove", move, { passive: true });
}

/** Decimals that tell an axis' ticks apart. */
const tickDigits = ticks => {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
  return [0, 1, 2, 3].find(digits => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6) ?? 3;
};

/**
 * A canvas that follows its box, the language and the colour scheme, with its legend below.
 *
 * @param data times in seconds, then one array a series
 * @param series {color, name, shown}: colour's name, legend's text, and a value as the legend shows it at the finger;
 *     without a name it is not in the legend
 * @param now seconds; empty = the chart shows the past alone
 * @param height of the canvas by the window's size, px
 * @param hint text below until a finger is on the chart
 */
export function Chart({ label, data, series, bands, axes, scales, now, height = () => 200, hint = t("touch") }) {
  const box = useRef(null);
  const plot = useRef(null);
  const present = useRef(now);
  const [index, setIndex] = useState(null);
  const dark = useDark();
  present.current = now;
  useEffect(() => {
    const ink = style("--muted");
    const grid = { stroke: style("--line"), width: 1 };
    const made = new uPlot({
      width: box.current.clientWidth, height: height(),
      series: [{}, ...series.map(one => ({ spanGaps: false, points: { show: false }, ...one, stroke: style(`--${one.edge ?? one.color}`), fill: one.fill && style(`--${one.color}`) }))],
      bands: (bands ?? []).map(band => ({ ...band, fill: style(band.fill) })),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { show: false } },
      tzDate: at => uPlot.tzDate(new Date(at * 1e3), timeZone()),
      scales: scales ?? {},
      axes: [
        { stroke: ink, grid, ticks: grid, font: "12px system-ui", space: 64, size: 32,
          values: (_, ticks) => ticks.map(tick => (midnight(tick) ? day(tick * 1e3) : time(tick * 1e3))) },
        ...(axes ?? [{}]).map(axis => ({ stroke: ink, font: "12px system-ui", size: 44,
          values: (_, ticks) => ticks.map(tick => number(tick, tickDigits(ticks))), ...axis, grid: { ...grid, ...axis.grid }, ticks: { ...grid, ...axis.ticks } })),
      ],
      hooks: {
        setCursor: [self => setIndex(self.cursor.left >= 0 ? self.cursor.idx ?? null : null)],
        draw: [self => present.current && drawNow(self, present.current)],
      },
    }, data, box.current);
    followTouch(made);
    plot.current = made;
    setIndex(null);
    const observer = new ResizeObserver(() => made.setSize({ width: box.current?.clientWidth || 300, height: height() }));
    observer.observe(box.current);
    return () => { observer.disconnect(); made.destroy(); plot.current = null; };
  }, [data, dark, lang()]);
  const minute = now && Math.floor(now / 60);
  // Before its first drawing it has no paths that could be drawn again.
  useEffect(() => { if (plot.current?.status) plot.current.redraw(false); }, [minute]);
  const at = index === null ? null : data[0][index];
  return html`<div class="chart" role="img" aria-label=${label} ref=${box}></div>
    <p class="at" data-test="at">${at === null ? hint : `${day(at * 1e3)} ${time(at * 1e3)}`}</p>
    <ul class="key">${series.map((one, i) => (one.name ? html`<li key=${one.name}><${Swatch} ...${one} />${one.name}${
      at === null || !one.shown ? null : html` <b>${one.shown(index, data[i + 1][index])}</b>`}</li>` : null))}</ul>`;
}

/** Sample of the line or area for the legend. */
const Swatch = ({ color, width, dash, fill, band }) => html`<svg viewBox="0 0 20 10" aria-hidden="true" class=${`swatch ${color}`}>${
  fill || band ? html`<rect width="20" height="10" rx="2" class=${band ? "band" : ""} />` : html`<path d="M0 5H20" stroke-width=${width ?? 1} stroke-dasharray=${(dash ?? []).join(" ")} />`}</svg>`;

/** A legend: {color, width, dash, fill, band} and a text each. */
export const Key = ({ entries }) => html`<ul class="key">${entries.map(([look, text]) => html`<li><${Swatch} ...${typeof look === "string" ? { color: look, fill: true } : look} />${text}</li>`)}</ul>`;

/** Points by time: several series on one axis of quarter hours. */
class Columns {
  constructor(names) { this.names = names; this.rows = new Map(); }
  put(at, name, value) {
    const key = Math.round(at / 900) * 900;
    if (!this.rows.has(key)) this.rows.set(key, {});
    if (value !== null && value !== undefined) this.rows.get(key)[name] = value;
  }
  data() {
    const times = [...this.rows.keys()].sort((a, b) => a - b);
    return [times, ...this.names.map(name => times.map(at => this.rows.get(at)[name] ?? null))];
  }
}

function recorded(columns, past, name) {
  for (const series of past?.series ?? []) {
    if (series.name !== name) continue;
    series.values.forEach((value, i) => {
      if (value !== null) columns.put(seconds(series.start) + i * series.slotS, "actual", value / 1000);
    });
  }
}

const DAY_S = 24 * 3600;

function forecastData(past, forecasts, field, kind, now) {
  const columns = new Columns(["actual", "p50", "p10", "p90"]);
  recorded(columns, past, `${kind}_w`);
  for (const { at, decision } of past?.decisions ?? []) {
    const band = decision[field];
    if (band) for (const name of ["p10", "p50", "p90"]) columns.put(seconds(at), name, band[name] / 1000);
  }
  const forecast = forecasts?.[kind];
  forecast?.p50.forEach((_, i) => {
    const at = seconds(forecast.origin) + i * forecast.slotS;
    if (at < now || at > now + DAY_S) return;
    for (const name of ["p10", "p50", "p90"]) columns.put(at, name, forecast[name][i] / 1000);
  });
  return columns.data();
}

const range = values => {
  const known = values.filter(value => value !== null);
  return known.length ? `${number(Math.min(...known), 1)}–${number(Math.max(...known), 1)} kW` : "?";
};
const kw = (_, value) => (value === null || value === undefined ? "?" : `${number(value, 2)} kW`);

export function Forecasts({ past, ahead, state }) {
  const [data, setData] = useState(null);
  const made = state.planned?.at ?? state.now;
  useEffect(() => {
    // Only one of sun and wind has its own band; together the sun's is shown.
    const source = ahead?.forecasts?.wind && !ahead?.forecasts?.pv?.p50.some(w => w > 0) ? "wind" : "pv";
    setData([
      ["load", "load", forecastData(past, ahead?.forecasts, "loadForecastW", "load", seconds(made))],
      [source, source, forecastData(past, ahead?.forecasts, "sourceForecastW", source, seconds(made))],
    ]);
  }, [past, ahead]);
  return html`
    <section class="card wide" aria-labelledby="forecast"><h2 id="forecast">${t("forecast")}</h2>
      ${ahead && !ahead.forecasts?.load ? html`<p>${firstPlan(state)}</p>` : html`<div class="pair">${(data ?? []).map(([title, kind, columns]) => html`
        <div key=${title}><h3>${t(title)} <span class="unit">kW</span></h3>
        <${Chart} label=${`${t(title)}: ${t("actual")} ${range(columns[1])}, ${t("expected")} ${range(columns[2])}`} data=${columns} now=${seconds(state.now)}
          series=${[{ color: kind, width: 2, name: t("actual"), shown: kw }, { color: "ink", width: 1, dash: [4, 3], name: t("expected"), shown: kw },
            { color: kind, width: 0 }, { color: kind, width: 0, band: true, name: t("band"), shown: i => (columns[3][i] === null ? "?" : `${number(columns[3][i], 2)}–${number(columns[4][i], 2)} kW`) }]}
          bands=${[{ series: [4, 3], fill: `--${kind}-band` }]} /></div>`)}</div>`}
    </section>`;
}

/** When the first plan comes, where that is known. */
const firstPlan = state => (state.firstPlan ? t("firstPlan", { time: time(state.firstPlan, state.now) })
  : state.waitsIn ? t("planWaits", { why: state.waitsIn[lang()] }) : t("noPlan"));

/** From the outside of the stack to its middle: sources above 0, consumers below. */
const ORDER = ["grid", "genset", "wind", "pv", "battery", "ev", "compute", "heat-pump", "load"];

/**
 * Layers of the stack, the outermost first, so that each inner one is painted over it.
 *
 * @param parts {kind, w}: W into the bus, by slot; they sum to 0
 */
function stack(parts, sign) {
  const layers = [];
  const sum = new Array(parts[0].w.length + 1).fill(0);
  for (const kind of [...ORDER].reverse()) {
    for (const part of parts.filter(one => one.kind === kind)) {
      if (!part.w.some(w => sign * w > 0)) continue;
      // The last slot lasts as long as the others.
      [...part.w, part.w.at(-1)].forEach((w, k) => { sum[k] += (sign * Math.max(0, sign * w)) / 1000; });
      layers.push({ part, edge: [...sum] });
    }
  }
  return layers.reverse();
}

function planData(ahead) {
  const { plan, parts } = ahead;
  const times = [...plan.importPerKwh, 0].map((_, k) => seconds(plan.start) + k * plan.slotS);
  const last = values => [...values, values.at(-1)];
  const up = stack(parts, 1);
  const down = stack(parts, -1);
  const soc = plan.batterySocPct.slice(0, times.length);
  return {
    power: [times, ...up.map(one => one.edge), ...down.map(one => one.edge)],
    layers: [...up, ...down], up: up.length,
    money: [times, last(plan.importPerKwh), last(plan.exportPerKwh), soc.length ? soc : times.map(() => null), times.map(() => ahead.reserveSocPct)],
  };
}

/** The parts of a price in the slot that begins at a time, and its source; nothing of a price with one part. */
export function partsAt(prices, name, at, times, digits) {
  const k = Math.floor((at - seconds(prices.start)) / prices.slotS);
  const known = prices[`${name}Parts`].filter(one => (one.perKwh[k] ?? null) !== null);
  if (known.length < 2) return "";
  const source = prices[`${name}Source`][k];
  return ` = ${known.map(one => `${named(`price-${one.part}`, one.part)} ${number(one.perKwh[k] * times, digits)}`).join(" + ")} (${named(`from-${source}`, source)})`;
}

/** Origins of the horizon's import prices in their order, and the age that no source's newest answer exceeds; empty where only the tariff is known. */
export function pricesFrom(prices, state) {
  const all = prices.importSource;
  if (all.every(one => one === "tariff")) return "";
  const ends = [...all.keys()].filter(k => all[k] !== all[k + 1]);
  const until = k => time(new Date((seconds(prices.start) + (k + 1) * prices.slotS) * 1000).toISOString(), state.now);
  const runs = ends.slice(0, 4).map((k, i) => {
    const origin = named(`from-${all[k]}`, all[k]);
    return i === ends.length - 1 ? origin : t("originUntil", { origin, time: until(k) });
  });
  const minutes = state.sourceAgeMin?.value;
  return t("pricesFrom", { origins: runs.join(", ") + (ends.length > 4 ? ", …" : "") })
    + (minutes === undefined ? "" : ` ${t("sourcesAnswered", { t: age((minutes + 1) * 60) })}`);
}

/** Weather that is expected in the hour that runs, its range in the next day, its sources and the age of the oldest prediction; empty without any. */
export function weatherExpected(weather, state) {
  if (!weather) return [];
  const k = Math.max(0, Math.floor((seconds(state.now) - seconds(weather.start)) / weather.slotS));
  return weather.quantities.map(one => {
    const unit = one.unit;
    const digits = ["W", "W/m²", "%"].includes(unit) ? 0 : 1;
    const text = mean => ((mean ?? null) === null ? "?" : number(mean, digits));
    const next = one.means.slice(k, k + 24).filter(mean => mean !== null);
    const [quantity, now, least, most] = [named(`weather-${one.quantity}`, one.quantity), text(one.means[k]), text(next.length ? Math.min(...next) : null), text(next.length ? Math.max(...next) : null)];
    const [sources, old] = [one.sources.join(", "), age((one.ageMin + 1) * 60)];
    return t("weatherExpected", { quantity, unit, now, least, most, sources, t: old });
  });
}

/** Kinds of the day's lines, and the sign of their power into the site's bus. */
const DAY_KINDS = [["pv", 1], ["wind", 1], ["load", -1], ["battery", 1], ["grid", 1]];
/** Parts of the chart's height: of the prices below, and of the powers above them. */
const PRICE_SHARE = 0.22;
const POWER_SHARE = 0.7;
/** As the style sheet reserves it, px. */
const dayHeight = () => (matchMedia("(min-width: 56rem)").matches ? 300 : matchMedia("(min-width: 40rem)").matches ? 240 : 150);

/** Powers, kW, and the price of import a kWh: today as measured, the next day as planned. A slot without a value stays empty. */
function dayData(past, ahead, now) {
  const columns = new Columns([...DAY_KINDS.map(([kind]) => kind), "price"]);
  const today = at => day(at * 1e3) === day(now * 1e3);
  for (const [kind] of DAY_KINDS) {
    const series = past?.series?.find(one => one.name === `${kind}_w`);
    series?.values.forEach((value, i) => {
      const at = seconds(series.start) + i * series.slotS;
      if (today(at)) columns.put(at, kind, value === null ? null : value / 1000);
    });
  }
  for (const { at, decision } of past?.decisions ?? []) {
    if (today(seconds(at))) columns.put(seconds(at), "price", decision.prices?.importPerKwh);
  }
  const plan = ahead?.plan;
  plan?.importPerKwh.forEach((price, k) => {
    const at = seconds(plan.start) + k * plan.slotS;
    if (at + plan.slotS <= now || at >= now + DAY_S) return;
    columns.put(at, "price", price);
    for (const [kind, sign] of DAY_KINDS) {
      const parts = ahead.parts.filter(one => one.kind === kind);
      if (parts.length) columns.put(at, kind, (sign * parts.reduce((sum, one) => sum + one.w[k], 0)) / 1000);
    }
  });
  return columns.data();
}

const extent = columns => {
  const known = columns.flat().filter(value => value !== null);
  return known.length ? [Math.min(0, ...known), Math.max(0, ...known)] : [0, 1];
};

/** The day on the first screen: powers so far and as planned, with the price of import below. */
export function DayChart({ past, ahead, state }) {
  const [shown, setShown] = useState(null);
  const now = seconds(state.now);
  const currency = state.site.currency;
  useEffect(() => { if (past && ahead) setShown(dayLines(dayData(past, ahead, now), currency)); }, [past, ahead, currency, lang()]);
  return html`<section class="today" aria-labelledby="today"><h2 id="today">${t("today")} <span class="unit">kW</span></h2>
    ${shown?.data[0].length ? html`<${Chart} ...${shown} now=${now} height=${dayHeight} hint=${t(shown.hint)} />`
      : html`<div class="chart"></div><p class="at">${ahead && !ahead.plan ? firstPlan(state) : t("connecting")}</p><ul class="key"></ul>`}</section>`;
}

/** What the chart draws of the day: lines with a value, and axes that keep powers above the prices. */
function dayLines(columns, currency) {
  const [unit, times, digits] = priceUnit(currency);
  const stepped = globalThis.uPlot.paths.stepped({ align: 1 });
  const prices = columns.at(-1).map(price => (price === null ? null : price * times));
  const all = [
    ...DAY_KINDS.map(([kind], i) => [columns[i + 1], { color: kind, width: 2, paths: stepped, name: t(kind), shown: kw }]),
    [prices, { color: "ink", width: 1.5, dash: [2, 2], paths: stepped, scale: "price", name: `${t("importPrice")}, ${unit}`, shown: (_, value) => (value === null ? "?" : number(value, digits)) }],
  ].filter(([values]) => values.some(value => value));
  const [least, most] = extent(columns.slice(1, -1));
  const [lowest, highest] = extent([prices]);
  const kwSpan = (most - least) / POWER_SHARE;
  const priceSpan = (highest - lowest) / PRICE_SHARE;
  const isPower = tick => tick >= least - 0.01 * kwSpan;
  const said = all.map(([values, line]) => (line.scale ? `${line.name} ${number(lowest, digits)}–${number(highest, digits)}` : `${line.name} ${range(values)}`));
  return {
    hint: all.some(([, line]) => line.color === "battery") ? "todayHint" : "todayHintGrid",
    label: `${t("today")}: ${said.join(", ")}`,
    data: [columns[0], ...all.map(([values]) => values)], series: all.map(([, line]) => line),
    scales: { y: { range: [most + 0.05 * kwSpan - kwSpan, most + 0.05 * kwSpan] }, price: { range: [lowest, lowest + priceSpan] } },
    axes: [{ values: (_, ticks) => ticks.map(tick => (isPower(tick) ? number(tick, tickDigits(ticks)) : null)), ticks: { show: false },
        grid: { filter: (_, ticks) => ticks.map(tick => (isPower(tick) ? tick : null)) } },
      { scale: "price", side: 1, size: 40, grid: { show: false }, ticks: { show: false }, splits: () => [lowest, highest], values: (_, ticks) => ticks.map(tick => number(tick, digits > 1 ? 2 : 0)) }],
  };
}

export function PlanCharts({ ahead, state, currency }) {
  const [data, setData] = useState(null);
  const plan = ahead?.plan;
  useEffect(() => { if (plan) setData(planData(ahead)); }, [plan]);
  if (!plan || !data) return html`<section class="card wide" aria-labelledby="plan"><h2 id="plan">${t("plan")}</h2><p data-test="first-plan">${ahead ? firstPlan(state) : t("connecting")}</p></section>`;
  const stepped = globalThis.uPlot.paths.stepped({ align: 1 });
  const name = part => kindName(part.kind, part.id);
  const now = seconds(state.now);
  // A device that gives and takes has a layer above and one below, and one line in the legend.
  const first = part => data.layers.findIndex(one => one.part === part);
  const value = part => i => `${number(part.w[Math.min(i, part.w.length - 1)] / 1000, 2)} kW`;
  const soc = data.money[3].filter(level => level !== null);
  const [unit, times, digits] = priceUnit(currency);
  const money = [data.money[0], data.money[1].map(one => one * times), data.money[2].map(one => one * times), data.money[3], data.money[4]];
  return html`
    <section class="card wide" aria-labelledby="plan"><h2 id="plan">${t("plan")}</h2>
      <h3>${t("powerPlan")} <span class="unit">kW</span></h3>
      <p class="hint">${t("stackHint")}</p>
      <${Chart} label=${`${t("powerPlan")}: ${ahead.parts.map(part => `${name(part)} ${range(part.w.map(w => w / 1000))}`).join(", ")}`} data=${data.power} now=${now} height=${() => 280}
        series=${data.layers.map(({ part }, i) => ({ color: part.kind, edge: "card", fill: true, fillTo: 0, width: 1, paths: stepped, ...(first(part) === i ? { name: name(part), shown: value(part) } : {}) }))} />
      <h3>${t("price")}, ${t("soc")} <span class="unit">${unit}, %</span></h3>
      ${pricesFrom(ahead.prices, state) ? html`<p class="hint" data-test="prices-from">${pricesFrom(ahead.prices, state)}</p>` : null}
      <${PriceChart} label=${`${t("soc")}: ${soc.length ? `${percent(Math.min(...soc))} – ${percent(Math.max(...soc))}` : "?"}; ${t("importPrice")} ${number(Math.min(...money[1]), digits)}–${number(Math.max(...money[1]), digits)} ${unit}`}
        data=${data} money=${money} prices=${ahead.prices} now=${now} unit=${unit} times=${times} digits=${digits} stepped=${stepped} />
      ${weatherExpected(ahead.weather, state).length ? html`<h3>${t("weather")}</h3><ul class="hint" data-test="weather">${weatherExpected(ahead.weather, state).map(text => html`<li>${text}</li>`)}</ul>` : null}
      ${plan.unmet.length && state.planned?.unmetIn ? html`<h3>${t("unmet")}</h3><ul>${state.planned.unmetIn.map(text => html`<li>${text[lang()]}</li>`)}</ul>` : null}
    </section>`;
}

function PriceChart({ label, data, money, prices, now, unit, times, digits, stepped }) {
  // The same array for the same plan, or the chart would be made anew each second.
  const kept = useRef([]);
  if (kept.current[0] !== data) kept.current = [data, money];
  const costs = (_, value) => (value === null || value === undefined ? "?" : `${number(value, digits)} ${unit}`);
  const parts = name => (i, value) =>
    costs(i, value) + partsAt(prices, name, data.money[0][i], times, digits);
  const pct = (_, value) => (value === null || value === undefined ? "?" : percent(value));
  return html`<${Chart} label=${label} data=${kept.current[1]} now=${now}
    series=${[{ color: "grid", width: 2, paths: stepped, name: t("importPrice"), shown: parts("import") }, { color: "genset", width: 2, paths: stepped, name: t("exportPrice"), shown: parts("export") },
      { color: "battery", width: 2, scale: "pct", name: t("soc"), shown: pct }, { color: "battery", width: 1.5, dash: [4, 3], scale: "pct", name: t("reserve"), shown: pct }]}
    scales=${{ pct: { range: [0, 100] } }}
    axes=${[{}, { scale: "pct", side: 1, size: 40, grid: { show: false } }]} />`;
}
