// The page: the present at one glance first; plan, history and the site's devices in views of their own.
import { html, render, useEffect, useState } from "/lib/preact.js";
import { current, load, start, subscribe } from "/live.js";
import { age, dayBefore, kindName, lang, localDate, money, nextLanguage, number, percent, power, setDevices, setZone, switchLanguage, t, time } from "/words.js";
import { FlowPicture, FlowTable, nameOf, nodesOf, shownPower, troubleOf, verb } from "/flow.js";
import { DayChart, Forecasts, PlanCharts } from "/charts.js";
import { Car, Commands, Requests } from "/commands.js";
import { History } from "/history.js";
import { Proposals } from "/proposals.js";
import { TokenForm } from "/token.js";
import { Deadlines, Devices, LastDay, LastMonth, Quality } from "/details.js";

const VIEWS = ["now", "plan", "history", "site"];
/** Silence of control after which the shown values are old, s. */
const OLD_S = 10;

/** Time since which the shown values are old; undefined = they are present. */
function oldSince({ lost, state }) {
  if (!state) return undefined;
  if (lost) return state.now;
  return state.cycleAgeS > OLD_S ? state.at : undefined;
}

/** A number and its unit, which stay on one line. */
const UNIT = /(\d) (k?Wh?|ct|%|h)(?!\p{L})/gu;

function Headline({ state, since }) {
  const said = state.headlineIn?.[lang()] ?? state.doingIn?.[lang()] ?? t("starting");
  return html`<p class="sentence" data-test="sentence">${since ? html`<span class="asOf">${t("asOf", { time: time(since) })}</span> ` : null}${said.replace(UNIT, "$1\u00a0$2")}</p>`;
}

/** The money: measured of today or yesterday, and expected of the next day; nothing of what nothing is known. Its lines are kept free while the answer is awaited. */
function Money({ planned, measured, currency }) {
  const parts = [];
  if (measured && Math.abs(measured.less) >= 0.005) {
    parts.push(`${t(measured.day)}: ${t(measured.less > 0 ? "monthLess" : "monthMore", { amount: money(Math.abs(measured.less), currency), what: t("withoutBattery") })}`);
  }
  const saves = planned?.valid ? planned.savesNextDay : undefined;
  if (saves !== undefined && Math.abs(saves) >= 0.005) parts.push(t(saves > 0 ? "saves" : "keeps", { amount: money(Math.abs(saves), currency) }));
  return parts.length || measured === undefined ? html`<p class=${`ahead ${measured === undefined ? "waits" : ""}`} data-test="money">${sentence(parts)}</p>` : null;
}

function Highlights({ planned, now }) {
  if (!planned?.valid) return null;
  const parts = [];
  if (planned.fullAt) parts.push(t("fullAt", { time: time(planned.fullAt, now) }));
  if (planned.sunriseSocPct !== undefined) parts.push(t("sunrise", { pct: percent(planned.sunriseSocPct), time: time(planned.sunrise, now) }));
  return parts.length ? html`<p class="hint">${sentence(parts)}</p>` : null;
}

/** Parts in a row, the first with a capital. */
const sentence = parts => parts.join(" · ").replace(/^./u, first => first.toUpperCase());

function Banner({ store, state, since }) {
  const texts = [];
  if (store.lost) texts.push(`${since ? t("lost", { time: time(since) }) : t("lostFromStart")} ${t("reconnect")}`);
  else if (since) texts.push(t("stale", { time: time(since) }));
  else if (state?.health === "not-controlling") texts.push(t("starting"));
  if (state?.site.monitorOnly) texts.push(t("monitorOnly"));
  return html`<div role="status" class=${texts.length ? "banner" : ""} data-test="banner">${texts.map(text => html`<p>${text}</p>`)}</div>`;
}

function Alarms({ problems, notes }) {
  return html`<section class=${`card ${problems.length ? "alarmed" : ""}`} aria-labelledby="alarms"><h2 id="alarms">${t("alarms")}</h2>
    <div aria-live="polite">${problems.length ? html`<ul class="alarms">${problems.map(one => html`
      <li data-alarm=${one.code}><span>${one.textIn[lang()]}</span>${one.adviceIn ? html`<br /><span class="hint">${t("todo")} ${one.adviceIn[lang()]}</span>` : null}</li>`)}</ul>`
      : html`<p>${t("noAlarms")}</p>`}</div>
    ${notes?.length ? html`<h3>${t("notes")}</h3><ul>${notes.map(text => html`<li>${text[lang()]}</li>`)}</ul>` : null}</section>`;
}

/** Points by their names, with who set a limit or why a value is unknown. */
function Points({ points, name }) {
  const value = point => point.value === undefined ? "?" : point.unit === "W" ? power(point.value) : point.unit ? `${number(point.value, 1)} ${point.unit}` : number(point.value, 0);
  return html`<section class="card" aria-labelledby=${name}><h2 id=${name}>${t(name)}</h2>
    <dl class="points" data-test=${name}>${points.map(point => html`<div><dt>${lang() === "de" ? point.nameDe : point.name}</dt><dd>${value(point)}${" "}
      <span class="hint">${point.by ? t("by", { who: t(point.by) }) : point.recorded ? t("byRecord") : point.value === undefined ? (lang() === "en" && point.unknown) || t("unknown") : ""}</span></dd></div>`)}</dl></section>`;
}

/** Only limits have somebody who set them. */
const limitsOf = state => state.points.filter(point => point.by);
const valuesOf = state => state.points.filter(point => !point.by);

function Chosen({ id, state }) {
  const nodes = nodesOf(state.flow);
  const node = nodes.find(one => one.id === id);
  if (!node) return null;
  const reading = state.readings.find(one => one.id === (node.device ?? id));
  return html`<p class="chosen" role="status"><strong>${nameOf(node)}</strong>: ${verb(node)} ${shownPower(node, 3)}
    ${reading?.ageS === undefined ? null : html`<br />${t("age")}: ${t("unitAgo", { t: age(reading.ageS) })}`}</p>`;
}

/** What is wrong, under the headline: the first alarm and how many more, or the devices that fail before there is one. */
function Troubles({ state }) {
  const nodes = nodesOf(state.flow);
  const faults = nodes.filter(node => !state.problems.some(one => one.device === (node.device ?? node.id)))
    .flatMap(node => troubleOf(node, state).map(text => ({ key: node.id, device: node.device ?? node.id, text })));
  // A device that is not read is the cause of what else is said of it.
  const causes = state.problems.filter(one => one.code.startsWith("device/"));
  const all = [...causes, ...state.problems.filter(one => !causes.includes(one))].map(one => ({ key: one.code, device: one.device, text: one.textIn[lang()] }));
  const [first, ...more] = [...all, ...faults];
  return first ? html`<p class="trouble" key=${first.key} data-trouble=${first.device}>⚠ ${first.text}${
    more.length ? html` <a href="#alarms">${t("moreAlarms", { n: more.length })}</a>` : null}</p>` : null;
}

/** Documents beside the stream, loaded anew with each plan. */
function useDocument(path, stamp) {
  const [document, setDocument] = useState(null);
  useEffect(() => {
    let ended = false;
    if (stamp) load(path).then(loaded => ended || setDocument(loaded)).catch(() => {});
    return () => { ended = true; };
  }, [stamp]);
  return document;
}

/** By how much the meter's cost was less than without a battery: of today where it is known, else of yesterday; null = of neither, undefined = not answered yet. */
function useMeasured(state, stamp) {
  const today = localDate(state.now);
  const running = useDocument(`/api/history?period=day&from=${today}`, stamp);
  const ended = useDocument(`/api/history?period=day&from=${dayBefore(today)}`, stamp);
  const lessOf = (doc, name) => doc?.costs?.measured && doc.costs.withoutBattery && { day: name, less: doc.costs.withoutBattery.total - doc.costs.measured.total };
  return lessOf(running, "soFarToday") || lessOf(ended, "yesterday") || (running && ended ? null : undefined);
}

const storedOf = state => Object.fromEntries([...(state.batteries ?? []), ...(state.evs ?? [])]
  .filter(one => one.socPct?.value !== undefined).map(one => [one.id, one.socPct.value]));

/** A car's card needs its state, its power and its charging target. */
function carsOf(state) {
  const ids = state.site.devices.filter(device => device.role === "ev-charger").map(device => device.id);
  return ids.map(id => {
    const seen = (state.evs ?? []).find(one => one.id === id);
    const need = (state.charging ?? []).find(one => one.id === id);
    return { id, name: kindName("ev", id), presence: seen?.presence, socPct: seen?.presence === "away" ? undefined : seen?.socPct?.value,
      w: state.flow?.nodes.find(node => node.id === id)?.w, targetPct: need?.targetPct,
      // A car announces seconds left, of which some milliseconds have passed.
      departure: need && Math.round(Date.parse(need.departure) / 60000) * 60000 };
  });
}

function Now({ state, since, session }) {
  const [selected, select] = useState(null);
  const specs = useDocument("/api/commands", state.site)?.commands ?? [];
  const cars = carsOf(state);
  const requests = state.requests ?? [];
  const made = state.planned?.at ?? state.site.name;
  const past = useDocument("/api/day", made);
  const ahead = useDocument("/api/ahead", made);
  const measured = useMeasured(state, made);
  // What a plan expects that is not followed, or of a battery that is not read, would be a promise.
  const followed = state.mode === "auto" && !state.flow?.nodes.some(node => node.kind === "battery" && node.w === undefined);
  const planned = followed ? state.planned : undefined;
  const ofCar = id => specs.filter(spec => spec.device === id);
  return html`<section class=${`card wide first ${since ? "old" : ""}`} aria-labelledby="flow"><h2 id="flow" class="vh">${t("flow")}</h2>
      <div class="said"><${Headline} state=${state} since=${since} />
        ${since || !state.flow?.nodes.some(node => node.kind === "battery") ? null : html`<${Money} planned=${planned} measured=${measured} currency=${state.site.currency} />`}
        ${since ? null : html`<${Highlights} planned=${planned} now=${state.now} />`}
        ${state.flow ? html`<${Troubles} state=${state} />` : null}
        ${state.mode ? html`<details class="because"><summary>${t("because")} <span class="hint" data-test="mode">· ${t(state.mode)}, ${state.reasonIn[lang()]}</span></summary>
          <p class="hint" data-test="doing">${state.doingIn[lang()]}</p></details>` : null}</div>
      ${state.flow ? html`<div class="powers"><${FlowPicture} state=${state} stored=${storedOf(state)} selected=${selected} select=${select} />
        <${Chosen} id=${selected} state=${state} /></div>` : null}
      ${window.uPlot ? html`<${DayChart} past=${past} ahead=${ahead} state=${state} />` : null}
      ${state.flow ? html`<${FlowTable} state=${state} />` : null}
    </section>
    <div class="column">
      <${Alarms} problems=${state.problems} notes=${state.notesIn} />
      <${Requests} requests=${requests} specs=${specs} now=${state.now} session=${session} />
      ${state.points ? html`<${Points} points=${limitsOf(state)} name="limits" />` : null}
      <${Deadlines} state=${state} /></div>
    <div class="column">
      ${state.site.assistant ? html`<${Proposals} specs=${specs} now=${state.now} session=${session} />` : null}
      ${cars.map(car => html`<${Car} key=${car.id} car=${car} specs=${ofCar(car.id)} requests=${requests} now=${state.now} session=${session} />`)}
      <${Commands} specs=${specs.filter(spec => spec.form && !cars.some(car => car.id === spec.device))} now=${state.now} session=${session} />
    </div>`;
}

function Plan({ state }) {
  const made = state.planned?.at ?? state.site.name;
  const ahead = useDocument("/api/ahead", made);
  const past = useDocument("/api/day", made);
  if (!window.uPlot) return null;
  return html`<${PlanCharts} ahead=${ahead} state=${state} currency=${state.site.currency} />
    <${Forecasts} past=${past} ahead=${ahead} state=${state} />
    <${Quality} forecasts=${ahead?.forecasts} />`;
}

/** The past: the last month, and the decisions of the last day. */
function Past({ state }) {
  const past = useDocument("/api/day", state.planned?.at ?? state.site.name);
  const month = useDocument("/api/month", state.now.slice(0, 10));
  return html`<${History} stamp=${state.planned?.at ?? state.now.slice(0, 13)} />
    <${LastMonth} month=${month} />
    <${LastDay} past=${past} now=${state.now} currency=${state.site.currency} />`;
}

/** Two quarter hours may not be on record yet. */
const RECORDED_LATE_S = 1800;

/** Today's import on record, kWh; undefined if a part of the day is not. */
function recordedImport(doc, now) {
  const flow = doc?.flows?.import;
  const passedS = (new Date(now) - new Date(doc?.start)) / 1000;
  return flow && flow.totalKnownS > passedS - RECORDED_LATE_S ? flow.totalWh / 1000 : undefined;
}

/** The devices, and the energies, prices and device values that have no place in the picture. */
function Site({ state }) {
  const doc = useDocument(`/api/history?period=day&from=${localDate(state.now)}`, state.planned?.at ?? state.site.name);
  const recorded = recordedImport(doc, state.now);
  // A daemon that began today has not counted the whole day.
  const values = valuesOf(state).map(point => (point.id === "import-today" && point.value === undefined && recorded !== undefined ? { ...point, value: recorded, recorded: true } : point));
  return html`<${Devices} state=${state} />
    ${state.points ? html`<${Points} points=${values} name="values" />` : null}`;
}

const views = { now: Now, plan: Plan, history: Past, site: Site };

/** The view that the address names; anything else leaves the view as it is. */
function useView() {
  const named = () => VIEWS.find(name => location.hash === `#${name}`);
  const [view, setView] = useState(named() ?? VIEWS[0]);
  useEffect(() => {
    const changed = () => { if (named()) { setView(named()); scrollTo(0, 0); } };
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return view;
}

function App() {
  const [, redraw] = useState(0);
  const view = useView();
  useEffect(() => subscribe(() => redraw(n => n + 1)), []);
  const store = current();
  const { state, session } = store;
  if (state) {
    setZone(state.site.zone);
    setDevices(state.site.devices);
  }
  document.documentElement.lang = lang();
  document.title = state ? `${state.site.name} – Spikewatt` : "Spikewatt";
  const since = oldSince(store);
  return html`
    <a class="skip" href="#content">${t("skip")}</a>
    <header><h1>${state?.site.name ?? "Spikewatt"}</h1>
      ${state ? html`<time data-test="now">${time(state.now)}</time>` : null}
      <button type="button" class="language" lang=${nextLanguage().lang} onClick=${() => { switchLanguage(); redraw(n => n + 1); }}>${nextLanguage().name}</button></header>
    ${session.maySee ? html`<nav aria-label=${t("views")}>${VIEWS.map(name => html`
      <a key=${name} href=${`#${name}`} aria-current=${view === name ? "page" : undefined}>${t(`view-${name}`)}${
        name === "now" && state?.problems.length ? html` <span class="count"><span class="vh">${t("alarms")}: </span>${state.problems.length}</span>` : null}</a>`)}</nav>` : null}
    <${Banner} store=${store} state=${state} since=${since} />
    ${!session.maySee ? html`<main id="content" class="cards"><section class="card"><${TokenForm} why=${t("seeToken")} /></section></main>`
      : state ? html`<main id="content" class="cards" data-view=${view}><${views[view]} state=${state} since=${since} session=${session} /></main>`
      : html`<main id="content" class="cards"><p role="status">${t("connecting")}</p></main>`}
    <footer>${state ? t("version", { v: state.site.version }) : ""}</footer>`;
}

document.getElementById("app").replaceChildren();
render(html`<${App} />`, document.getElementById("app"));
start();
