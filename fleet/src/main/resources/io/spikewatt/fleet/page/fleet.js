// A fleet on one screen: what needs a person first.
import { html, render, useEffect, useState } from "/lib/preact.js";
import { current, signOut, start, subscribe } from "/live.js";
import { TokenForm } from "/token.js";
import { count, lang, nextLanguage, number, setZone, switchLanguage, t, time } from "/words.js";
import { Sites, sitesOf } from "/sites.js";

const LEVELS = ["well", "silent", "degraded", "alarms", "unknown"];

/** The fleet in one sentence, for example "24 sites: 22 well, 1 silent since 13:40, 1 degraded". */
function sentence(sites, now) {
  if (!sites.length) return t("noSites");
  const parts = [];
  for (const level of LEVELS) {
    const those = sites.filter(site => site.level === level);
    if (!those.length) continue;
    const first = level === "silent" ? those.map(site => site.heard).sort()[0] : null;
    parts.push(count(first ? "silent-since" : level, those.length, { time: first ? time(first, now) : "" }));
  }
  return `${count("sites", sites.length)}: ${parts.join(", ")}`;
}

function Banner({ store, state }) {
  const text = store.lost && state ? t("lost", { time: time(state.now) })
    : state && !state.listening ? t("noBroker") : "";
  return html`<div role="status" class=${text ? "banner" : ""} data-test="banner">${text ? html`<p>${text}</p>` : null}</div>`;
}

function Privacy({ privacy }) {
  return html`<p class="hint">${privacy
    ? t("privacyOf", { month: number(privacy.perMonth, 2), year: number(privacy.perYear, 2) }) : t("noNoise")}</p>`;
}

const Table = ({ label, head, rows }) => html`
  <div class="scroll" tabindex="0" role="group" aria-label=${label}><table>
    <thead><tr>${head.map(text => html`<th scope="col">${text}</th>`)}</tr></thead>
    <tbody>${rows.map(row => html`<tr>${row.map((cell, i) => (i ? html`<td>${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`)}</tbody>
  </table></div>`;

const phase = round => (round.phases
  ? `${[...new Set(round.phases)].map(name => t(`phase-${name.toLowerCase()}`)).join(", ")}${round.awaited ? `, ${count("awaited", round.awaited)}` : ""}`
  : html`${t(`round-${round.state}`)} <span class="hint text" lang="en">${round.reason}</span>`);

function Rounds({ state }) {
  return html`<section class="card" aria-labelledby="rounds"><h2 id="rounds">${t("rounds")}</h2>
    ${state.rounds.length ? html`<${Table} label=${t("rounds")} head=${[t("round"), t("features"), t("opened"), t("members"), t("phase")]}
      rows=${state.rounds.map(round => [round.round, round.features, time(round.openedAt, state.now), round.members, phase(round)])} />`
      : html`<p>${t("noRounds")}</p>`}
    <${Privacy} privacy=${state.privacy} />
    <h3>${count("refusals", state.refused)}</h3>
    ${state.refusals.length ? html`<details><summary>${t("newestRefusals")}</summary><ul>${state.refusals.map(one => html`
      <li class="text"><time>${time(one.at, state.now)}</time> <strong>${one.gateway}</strong> <span lang="en">${one.text}</span></li>`)}</ul></details>` : null}</section>`;
}

function Trainers({ model }) {
  if (!model.gateways) return t("cameAlong");
  const more = model.gateways - model.trainedBy.length;
  return html`<details><summary>${count("gateways", model.gateways)}</summary><span class="text">${model.trainedBy.join(", ")}${more > 0 ? ` ${t("andMore", { n: more })}` : ""}</span></details>`;
}

function Models({ state }) {
  return html`<section class="card" aria-labelledby="models"><h2 id="models">${t("models")}</h2>
    <${Table} label=${t("models")} head=${[t("version"), t("features"), t("stage"), t("made"), t("trainedBy")]}
      rows=${state.models.map(model => [model.version, model.features, t(`stage-${model.stage}`), time(model.madeAt, state.now), html`<${Trainers} model=${model} />`])} /></section>`;
}

function Fleet({ state }) {
  const sites = sitesOf(state);
  return html`<main id="content" class="cards">
    <section class="card wide" aria-labelledby="sites"><h2 id="sites" class="vh">${t("siteList")}</h2>
      <p class="sentence" role="status" data-test="sentence">${sentence(sites, state.now)}</p>
      <${Sites} sites=${sites} now=${state.now} silentAfterS=${state.silentAfterS} /></section>
    <${Rounds} state=${state} /><${Models} state=${state} /></main>`;
}

function App() {
  const [, redraw] = useState(0);
  useEffect(() => subscribe(() => redraw(n => n + 1)), []);
  const store = current();
  const { state, session } = store;
  document.documentElement.lang = lang();
  document.title = t("title");
  return html`
    <a class="skip" href="#content">${t("skip")}</a>
    <header><h1>${t("title")}</h1>
      ${state && session.maySee ? html`<time data-test="now">${time(state.now, state.now)}</time>
        <button type="button" class="language" onClick=${() => signOut()}>${t("signOut")}</button>` : null}
      <button type="button" class="language" lang=${nextLanguage().lang} onClick=${() => { switchLanguage(); redraw(n => n + 1); }}>${nextLanguage().name}</button></header>
    <${Banner} store=${store} state=${state} />
    ${!session.maySee ? html`<main id="content" class="cards"><section class="card"><${TokenForm} why=${t("seeToken")} /></section></main>`
      : state ? html`<${Fleet} state=${state} />`
      : html`<main id="content"><p role="status">${t("connecting")}</p></main>`}`;
}

setZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
document.getElementById("app").replaceChildren();
render(html`<${App} />`, document.getElementById("app"));
start();
