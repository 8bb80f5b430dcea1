// The page: what there is in one glance first, everything else below.
import { html, render, useEffect, useState } from "/lib/preact.js";
import { current, load, start, subscribe } from "/live.js";
import { adviceFor, age, lang, money, nextLanguage, number, percent, setZone, switchLanguage, t, time, watts } from "/words.js";
import { FlowPicture, FlowTable, nameOf, nodesOf, shownWatts, verb } from "/flow.js";
import { Forecasts, PlanCharts } from "/charts.js";
import { Commands } from "/commands.js";
import { History } from "/history.js";
import { TokenForm } from "/token.js";
import { Deadlines, Devices, LastDay, LastMonth, Quality } from "/details.js";

function Sentence({ state }) {
  return html`<p class="sentence" data-test="sentence">${state.doingIn?.[lang()] ?? t("starting")}</p>`;
}

function Highlights({ planned, now, currency }) {
  if (!planned || !planned.valid) return null;
  const parts = [];
  if (planned.fullAt) parts.push(t("fullAt", { time: time(planned.fullAt, now) }));
  if (planned.sunriseSocPct !== undefined) parts.push(t("sunrise", { pct: percent(planned.sunriseSocPct), time: time(planned.sunrise, now) }));
  const saves = planned.savesNextDay;
  if (saves !== undefined && Math.abs(saves) >= 0.005) parts.push(t(saves > 0 ? "saves" : "keeps", { amount: money(Math.abs(saves), currency) }));
  return parts.length ? html`<p class="ahead">${parts.join(" · ")}</p>` : null;
}

function Banner({ store, state }) {
  const texts = [];
  if (store.lostAt) texts.push(`${t("lost", { time: store.lostAt.toLocaleTimeString(lang()) })} ${t("reconnect")}`);
  else if (state?.health === "not-controlling") texts.push(state.cycleAgeS > 10 ? t("stale", { s: state.cycleAgeS }) : t("starting"));
  if (state?.site.monitorOnly) texts.push(t("monitorOnly"));
  return html`<div role="status" class=${texts.length ? "banner" : ""} data-test="banner">${texts.map(text => html`<p>${text}</p>`)}</div>`;
}

function Alarms({ problems, notes }) {
  return html`<section class=${`card ${problems.length ? "alarmed" : ""}`} aria-labelledby="alarms"><h2 id="alarms">${t("alarms")}</h2>
    <div aria-live="polite">${problems.length ? html`<ul class="alarms">${problems.map(one => html`
      <li data-alarm=${one.code}><span>${one.textIn[lang()]}</span>${adviceFor(one.code) ? html`<br /><span class="hint">${t("todo")} ${adviceFor(one.code)}</span>` : null}</li>`)}</ul>`
      : html`<p>${t("noAlarms")}</p>`}</div>
    ${notes?.length ? html`<h3>${t("notes")}</h3><ul lang="en">${notes.map(text => html`<li>${text}</li>`)}</ul>` : null}</section>`;
}

function Limits({ state }) {
  const value = point => point.value === undefined ? "?" : point.unit === "W" ? watts(point.value) : `${number(point.value, 1)} ${point.unit}`;
  return html`<section class="card" aria-labelledby="limits"><h2 id="limits">${t("limits")}</h2>
    <dl><dt>${t("mode")}</dt><dd data-test="mode">${t(state.mode)} <span class="hint">${state.reasonIn[lang()]}</span></dd>
    <dt>${t("grid")}</dt><dd data-test="limits">${state.points.map(point => html`<div>${lang() === "de" ? point.nameDe : point.name} ${value(point)}${" "}
      <span class="hint">${point.by ? t("by", { who: t(point.by) }) : point.unknown}</span></div>`)}</dd></dl></section>`;
}

function Chosen({ id, state }) {
  const nodes = nodesOf(state.flow);
  const node = nodes.find(one => one.id === id);
  if (!node) return null;
  const reading = state.readings.find(one => one.id === id);
  return html`<p class="chosen" role="status"><strong>${nameOf(node, nodes)}</strong> (${node.id}): ${verb(node)} ${shownWatts(node)}
    ${node.unknown ? html`<br /><span lang="en">${node.unknown}</span>` : null}
    ${reading?.ageS === undefined ? null : html`<br />${t("age")}: ${t("unitAgo", { t: age(reading.ageS) })}`}</p>`;
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

function Site({ state, session }) {
  const [selected, select] = useState(null);
  const ahead = useDocument("/api/ahead", state.planned?.at ?? state.site.name);
  const day = useDocument("/api/day", state.planned?.at ?? state.site.name);
  const catalogue = useDocument("/api/commands", state.site);
  const month = useDocument("/api/month", state.now.slice(0, 10));
  const stored = {};
  for (const one of [...(state.batteries ?? []), ...(state.evs ?? [])]) if (one.socPct?.value !== undefined) stored[one.id] = one.socPct.value;
  const unknownCharge = (state.batteries ?? []).filter(one => one.socPct?.unknown);
  return html`
    <main id="content" class="cards">
      <section class="card first" aria-labelledby="flow"><h2 id="flow" class="vh">${t("flow")}</h2>
        <${Sentence} state=${state} />
        <${Highlights} planned=${state.planned} now=${state.now} currency=${state.site.currency} />
        ${state.flow ? html`<${FlowPicture} flow=${state.flow} stored=${stored} selected=${selected} select=${select} />
          <${Chosen} id=${selected} state=${state} /><${FlowTable} flow=${state.flow} />` : null}
        ${unknownCharge.map(one => html`<p class="hint">${one.id}: ${t("soc")} ? <span lang="en">${one.socPct.unknown}</span></p>`)}
      </section>
      <${Alarms} problems=${state.problems} notes=${state.notes} />
      ${state.points ? html`<${Limits} state=${state} />` : null}
      <${Commands} specs=${catalogue?.commands ?? []} now=${state.now} session=${session} />
      <${Deadlines} state=${state} />
      ${window.uPlot ? html`<${PlanCharts} plan=${ahead?.plan} powers=${ahead?.powers} currency=${state.site.currency} />
        <${Forecasts} day=${day} ahead=${ahead} now=${state.planned?.at ?? state.now} />` : null}
      <${LastMonth} month=${month} />
      <${History} stamp=${state.planned?.at ?? state.now.slice(0, 13)} />
      <${Quality} forecasts=${ahead?.forecasts} />
      <${Devices} state=${state} />
      <${LastDay} day=${day} now=${state.now} currency=${state.site.currency} />
    </main>`;
}

function App() {
  const [, redraw] = useState(0);
  useEffect(() => subscribe(() => redraw(n => n + 1)), []);
  const store = current();
  const { state, session } = store;
  if (state) setZone(state.site.zone);
  document.documentElement.lang = lang();
  document.title = state ? `${state.site.name} – Spikewatt` : "Spikewatt";
  return html`
    <a class="skip" href="#content">${t("skip")}</a>
    <header><h1>${state?.site.name ?? "Spikewatt"}</h1>
      ${state ? html`<time data-test="now">${time(state.now)}</time>` : null}
      <button type="button" class="language" lang=${nextLanguage().lang} onClick=${() => { switchLanguage(); redraw(n => n + 1); }}>${nextLanguage().name}</button></header>
    <${Banner} store=${store} state=${state} />
    ${!session.maySee ? html`<main id="content" class="cards"><section class="card"><${TokenForm} why=${t("seeToken")} /></section></main>`
      : state ? html`<${Site} state=${state} session=${session} />`
      : html`<main id="content"><p role="status">${t("connecting")}</p></main>`}
    <footer>${state ? t("version", { v: state.site.version }) : ""}</footer>`;
}

document.getElementById("app").replaceChildren();
render(html`<${App} />`, document.getElementById("app"));
start();
