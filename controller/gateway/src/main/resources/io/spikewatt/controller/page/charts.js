// Forecast against what happened, and the plan: canvases with a sentence for those who cannot see.
import { html, useEffect, useRef, useState } from "/lib/preact.js";
import { lang, number, percent, t, time, timeZone } from "/words.js";

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A canvas that follows its box, the language and the colour scheme. */
function Chart({ label, data, series, bands, axes, scales, height = 190 }) {
  const box = useRef(null);
  const dark = useDark();
  useEffect(() => {
    const ink = style("--muted");
    const grid = { stroke: style("--line"), width: 1 };
    const plot = new uPlot({
      width: box.current.clientWidth, height, series: [{}, ...series.map(one => ({ spanGaps: false, points: { show: false }, ...one, stroke: one.color && style(one.color), fill: one.fill && style(one.fill) }))],
      bands: (bands ?? []).map(band => ({ ...band, fill: style(band.fill) })),
      legend: { show: false }, cursor: { show: false },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), timeZone()),
      scales: scales ?? {},
      axes: [
        { stroke: ink, grid, ticks: grid, font: "12px system-ui", space: 60,
          values: (_, ticks) => ticks.map(tick => time(tick * 1e3)) },
        ...(axes ?? [{}]).map(axis => ({ stroke: ink, grid, ticks: grid, font: "12px system-ui", size: 52,
          values: (_, ticks) => ticks.map(tick => number(tick, axis.digits ?? 0)), ...axis })),
      ],
    }, data, box.current);
    const observer = new ResizeObserver(() => plot.setSize({ width: box.current?.clientWidth || 300, height }));
    observer.observe(box.current);
    return () => { observer.disconnect(); plot.destroy(); };
  }, [data, dark, lang()]);
  return html`<div class="chart" role="img" aria-label=${label} ref=${box}></div>`;
}

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

export const Key = ({ entries }) => html`<ul class="key">${entries.map(([color, text]) =>
  html`<li><svg viewBox="0 0 14 10" aria-hidden="true"><rect width="14" height="10" rx="2" class=${color} /></svg>${text}</li>`)}</ul>`;

const seconds = iso => new Date(iso).getTime() / 1000;

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

function history(columns, day, name, into, scale) {
  for (const series of day?.series ?? []) {
    if (series.name !== name) continue;
    series.values.forEach((value, i) => {
      if (value !== null) columns.put(seconds(series.start) + i * series.slotS, into, value * scale);
    });
  }
}

const DAY_S = 24 * 3600;

function forecastData(day, forecasts, past, kind, now) {
  const columns = new Columns(["actual", "p50", "p10", "p90"]);
  history(columns, day, `${kind}_w`, "actual", 1 / 1000);
  for (const { at, decision } of day?.decisions ?? []) {
    const band = decision[past];
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

export function Forecasts({ day, ahead, now }) {
  const at = seconds(now);
  const [data, setData] = useState(null);
  useEffect(() => {
    // Only one of sun and wind has its own band; together the sun's is shown.
    const source = ahead?.forecasts?.wind && !ahead?.forecasts?.pv?.p50.some(w => w > 0) ? "wind" : "pv";
    setData([
      ["loadTitle", "load", forecastData(day, ahead?.forecasts, "loadForecastW", "load", at)],
      ["sourceTitle", source, forecastData(day, ahead?.forecasts, "sourceForecastW", source, at)],
    ]);
  }, [day, ahead]);
  return html`
    <section class="card" aria-labelledby="forecast"><h2 id="forecast">${t("forecast")}</h2>
      ${(data ?? []).map(([title, kind, columns]) => html`
        <h3>${t(title)} <span class="unit">kW</span></h3>
        <${Chart} label=${`${t(title)}: ${t("actual")} ${range(columns[1])}, ${t("expected")} ${range(columns[2])}`} data=${columns}
          series=${[{ color: `--${kind}`, width: 2 }, { color: "--ink", width: 1, dash: [4, 3] }, { width: 0 }, { width: 0 }]}
          bands=${[{ series: [4, 3], fill: `--${kind}-band` }]} />
        <${Key} entries=${[[kind, t("actual")], ["ink", t("expected")], [`${kind} band`, t("band")]]} />`)}
    </section>`;
}

const kilo = values => values.map(value => value / 1000);

export function PlanCharts({ plan, powers, currency }) {
  const [data, setData] = useState(null);
  useEffect(() => {
    if (!plan) return;
    const times = plan.importPerKwh.map((_, k) => seconds(plan.start) + k * plan.slotS);
    const soc = plan.batterySocPct.slice(0, times.length);
    setData({
      power: [times, ...powers.map(one => kilo(plan[one.key]))],
      money: [times, plan.importPerKwh, plan.exportPerKwh, soc.length ? soc : times.map(() => null), times.map(() => plan.reserveSocPct)],
    });
  }, [plan]);
  if (!plan || !data) return html`<section class="card" aria-labelledby="plan"><h2 id="plan">${t("plan")}</h2><p>${t("noPlan")}</p></section>`;
  const stepped = globalThis.uPlot.paths.stepped({ align: 1 });
  const soc = data.money[3].filter(value => value !== null);
  return html`
    <section class="card" aria-labelledby="plan"><h2 id="plan">${t("plan")}</h2>
      <h3>${t("powerPlan")} <span class="unit">kW</span></h3>
      <${Chart} label=${`${t("powerPlan")}: ${t("grid")} ${range(data.power[1])}, ${t("battery")} ${range(data.power[3])}`} data=${data.power}
        series=${powers.map(({ kind }) => ({ color: `--${kind}`, width: 2, paths: stepped }))} />
      <${Key} entries=${powers.map(({ kind }) => [kind, t(kind)])} />
      <h3>${t("price_")}, ${t("soc")} <span class="unit">${currency}/kWh, %</span></h3>
      <${Chart} label=${`${t("soc")}: ${soc.length ? `${percent(Math.min(...soc))} – ${percent(Math.max(...soc))}` : "?"}; ${t("importPrice")} ${number(Math.min(...plan.importPerKwh), 3)}–${number(Math.max(...plan.importPerKwh), 3)}`}
        data=${data.money}
        series=${[{ color: "--grid", width: 2, paths: stepped }, { color: "--genset", width: 2, paths: stepped },
          { color: "--battery", width: 2, scale: "pct" }, { color: "--battery", width: 1, dash: [4, 3], scale: "pct" }]}
        scales=${{ pct: { range: [0, 100] } }}
        axes=${[{ digits: 2 }, { scale: "pct", side: 1, size: 40, grid: { show: false } }]} />
      <${Key} entries=${[["grid", t("importPrice")], ["genset", t("exportPrice")], ["battery", t("soc")], ["battery band", t("reserve")]]} />
      ${plan.unmet.length ? html`<h3>${t("unmet")}</h3><ul>${plan.unmet.map(text => html`<li>${text}</li>`)}</ul>` : null}
    </section>`;
}
