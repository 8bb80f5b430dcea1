// The sites: those that need a person in full, the others in a line each.
import { html, useState } from "/lib/preact.js";
import { count, number, t, time } from "/words.js";

const ORDER = ["silent", "degraded", "alarms", "unknown", "well"];
const NEED = new Set(["silent", "degraded", "alarms"]);
const FIRST = 100;

/** Sites of the state, those that need a person first, then by name. */
export function sitesOf(state) {
  return Object.entries(state).filter(([key]) => key.startsWith("site/"))
    .map(([key, site]) => ({ name: key.slice(5), ...site }))
    .sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || a.name.localeCompare(b.name, "en", { numeric: true }));
}

const matches = (site, words) => {
  const text = [site.name, site.features, site.climate, site.software, site.mode, t(site.level), ...(site.alarms ?? []).map(one => one.code)].join(" ").toLowerCase();
  return words.every(word => text.includes(word));
};

function Contact({ site, now }) {
  if (site.level === "silent") return t("silentSince", { time: time(site.heard, now) });
  return site.connected ? t("connectedSince", { time: time(site.connected, now) }) : t("leftAt", { time: time(site.heard, now) });
}

function Condition({ site, now }) {
  return html`<span class=${`level ${site.level}`}>${t(`is-${site.level}`)}</span>${site.mode ? html` <span class="hint" lang="en">${site.mode}</span>` : null}
    ${site.alarms ? html`<ul class="alarms">${site.alarms.map(one => html`<li data-alarm=${one.code} class=${one.severity}>${one.code} <span class="hint">${t(one.severity)}, ${t("since", { time: time(one.since, now) })}</span></li>`)}
      ${site.moreAlarms ? html`<li>${count("moreAlarms", site.moreAlarms)}</li>` : null}</ul>` : null}`;
}

const model = site => `${site.used ?? (site.epsilon === undefined ? "–" : t("shipped"))}${site.onTrial === undefined ? "" : ` · ${t("onTrial", { v: site.onTrial })}`}`;
const privacy = site => (site.epsilon === undefined ? "–" : `${number(site.epsilon, 2)}${site.epsilonLimit === undefined ? "" : ` / ${number(site.epsilonLimit, 2)}`}`);

function Row({ site, now }) {
  return html`<tr data-site=${site.name} data-level=${site.level}><th scope="row">${site.name}</th>
    <td><${Condition} site=${site} now=${now} /></td><td><${Contact} site=${site} now=${now} /></td>
    <td>${site.features || "–"}${site.climate ? html` <span class="hint">${site.climate}</span>` : null}</td><td>${model(site)}</td>
    <td>${site.recordsTo ? time(site.recordsTo, now) : "–"}</td><td>${privacy(site)}</td><td>${site.software}</td></tr>`;
}

function SiteTable({ sites, now, label, kind }) {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${label}><table class=${`sites ${kind}`}>
    <thead><tr>${["name", "condition", "contact", "group", "model", "recordsTo", "epsilon", "software"].map(key => html`<th scope="col">${t(key)}</th>`)}</tr></thead>
    <tbody>${sites.map(site => html`<${Row} key=${site.name} site=${site} now=${now} />`)}</tbody></table></div>`;
}

export function Sites({ sites, now, silentAfterS }) {
  const [filter, setFilter] = useState("");
  const [all, showAll] = useState(false);
  const words = filter.toLowerCase().split(/\s+/).filter(word => word);
  const found = words.length ? sites.filter(site => matches(site, words)) : sites;
  const needing = found.filter(site => NEED.has(site.level));
  const rest = found.filter(site => !NEED.has(site.level));
  const shown = all ? rest : rest.slice(0, FIRST);
  return html`<label class="filter">${t("filter")} <input type="search" name="filter" value=${filter} onInput=${event => setFilter(event.target.value)} /></label>
    <p role="status" class="hint" data-test="found">${words.length ? count("found", found.length) : ""}</p>
    ${needing.length ? html`<h3>${t("needing")}</h3><${SiteTable} sites=${needing} now=${now} label=${t("needing")} kind="needing" />` : null}
    ${rest.length ? html`<h3>${t("rest")}</h3><${SiteTable} sites=${shown} now=${now} label=${t("rest")} kind="rest" />` : null}
    ${shown.length < rest.length ? html`<p><button type="button" data-test="all" onClick=${() => showAll(true)}>${t("showAll", { n: number(rest.length) })}</button></p>` : null}
    <p class="hint">${t("silentMeans", { n: Math.round(silentAfterS / 60) })}</p>`;
}
