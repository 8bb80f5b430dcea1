// Commands: forms, confirmation and result; and requests in force, with a button to end them.
import { html, useEffect, useRef, useState } from "/lib/preact.js";
import { command, shortestS, signOut } from "/live.js";
import { TokenForm } from "/token.js";
import { deviceName, energy, named, number, percent, power, t, time } from "/words.js";

const DURATIONS = [900, 3600, 4 * 3600, 24 * 3600];
/** Of a command that acts once: to arrive. */
const ONCE = 60;
const duration = s => (s < 3600 ? t("minutes", { n: s / 60 }) : t("hours", { n: s / 3600 }));

const unitOf = spec => (spec.unit && spec.form !== "trip" ? ` (${spec.unit})` : "");
export const labelOf = spec => t(`command-${spec.word}`, { id: deviceName(spec.device) });
/** A word of the command itself comes before one that others share. */
export const option = (spec, word) => named(`${spec.word}-${word}`, t(word));

function Ask({ text, answered }) {
  const dialog = useRef(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  return html`<dialog ref=${dialog} aria-labelledby="ask" onClose=${() => answered(dialog.current.returnValue === "yes")}>
    <p id="ask">${t("really")}</p><p><strong>${text}</strong></p>
    <p class="buttons"><button type="button" class="primary" data-test="confirm" onClick=${() => dialog.current.close("yes")}>${t("yes")}</button>
    <button type="button" onClick=${() => dialog.current.close("no")}>${t("no")}</button></p></dialog>`;
}

/** Sends a command and shows its outcome: ask({name, payload, holds, once, label}) asks for confirmation first. */
function useSender(now) {
  const [asking, ask] = useState(null);
  const [answer, setAnswer] = useState("");
  const send = async (name, payload, seconds, label, said) => {
    try {
      const result = await command(name, payload, seconds);
      setAnswer(result.accepted ? `${label}: ${t(said, { time: time(result.effectiveUntil, now) })}`
        : html`${label}: ${t("refused")} <span lang="en" data-cause>${result.reason}</span>`);
    } catch (error) {
      setAnswer(html`${t("failed")} <span lang="en" data-cause>${error.message}</span>`);
    }
  };
  const answered = yes => {
    ask(null);
    if (yes) send(asking.name, asking.payload, asking.holds, asking.label, asking.once ? "sent" : "accepted");
  };
  const view = html`<p role="status" data-test="answer">${answer}</p>
    ${asking ? html`<${Ask} text=${asking.once ? asking.label : `${asking.label}, ${t("holds")} ${duration(asking.holds)}`} answered=${answered} />` : null}`;
  return { ask, send, view };
}

/** The next such time of day in the site's zone, to the minute. */
function nextTime(clock, now) {
  const [hours, minutes] = clock.split(":").map(Number);
  const [nowHours, nowMinutes] = time(now).split(":").map(Number);
  const ahead = ((hours * 60 + minutes - nowHours * 60 - nowMinutes + 1440 - 1) % 1440) + 1;
  return new Date((Math.floor(new Date(now) / 60000) + ahead) * 60000).toISOString();
}

/** Of each form its fields, and what is sent and said of what was entered. */
const forms = {
  number: {
    fields: ({ spec, value, setValue }) => html`<label>${t("value")}${unitOf(spec)} <input name="value" type="number" inputmode="numeric" min=${spec.min} max=${spec.max} step="any" value=${value} onInput=${event => setValue(event.target.value)} required /></label>`,
    read: (spec, value) => [Number(value), `${value}${spec.unit ? ` ${spec.unit}` : ""}`],
  },
  reserve: {
    fields: all => html`${forms.number.fields(all)}
      <label>${t("fromTime")} <input name="from" type="time" value=${all.more} onInput=${event => all.setMore(event.target.value)} /></label>`,
    read: (spec, value, more, now) => (more ? [{ percent: Number(value), from: nextTime(more, now) }, `${value} % ${t("fromAt", { time: more })}`] : [Number(value), `${value} %`]),
  },
  choice: {
    fields: ({ spec, value, setValue }) => html`<label>${t("value")} <select name="value" value=${value} onChange=${event => setValue(event.target.value)}>${spec.options.map(one => html`<option value=${one}>${option(spec, one)}</option>`)}</select></label>`,
    read: (spec, value) => [value, option(spec, value)],
  },
  trip: {
    fields: ({ value, setValue, more, setMore }) => html`<label>${t("departure")} <input name="value" type="time" value=${value} onInput=${event => setValue(event.target.value)} required=${!more} /></label>
      <label>${t("evEnergy")} <input name="energy" type="number" min="0" max="1000" step="0.1" value=${more} onInput=${event => setMore(event.target.value)} /></label>`,
    read: (spec, value, more, now) => [
      { ...(value ? { departure: nextTime(value, now) } : {}), ...(more ? { energyWh: Number(more) * 1000 } : {}) },
      `${value} ${more ? `${more} kWh` : ""}`,
    ],
  },
  none: { fields: () => null, read: () => [true, ""] },
};

/** The form of one of several commands. children: what else its buttons are. */
function Form({ specs, now, ask, children }) {
  const [chosen, choose] = useState("");
  const [entered, setValue] = useState("");
  const [more, setMore] = useState("");
  const [holds, setHolds] = useState(DURATIONS[specs[0].form === "trip" ? 3 : 0]);
  const spec = specs.find(one => one.name === chosen) ?? specs[0];
  const value = entered || (spec.options?.[0] ?? "");
  const once = spec.form === "none";
  const submit = event => {
    event.preventDefault();
    const [payload, said] = forms[spec.form].read(spec, value, more, now);
    ask({ name: spec.name, payload, once, label: said ? `${labelOf(spec)}: ${said}` : labelOf(spec), holds: once ? Math.max(ONCE, shortestS()) : holds });
  };
  return html`<form class="command" data-form=${specs.length > 1 ? "site" : spec.name} onSubmit=${submit}>
    ${specs.length > 1 ? html`<label>${t("what")} <select name="command" value=${spec.name} onChange=${event => { choose(event.target.value); setValue(""); setMore(""); }}>${specs.map(one => html`<option value=${one.name}>${labelOf(one)}</option>`)}</select></label>` : null}
    ${forms[spec.form].fields({ spec, value, setValue, more, setMore })}
    ${once ? null : html`<label>${t("holds")} <select name="holds" value=${String(holds)} onChange=${event => setHolds(Number(event.target.value))}>${DURATIONS.map(s => html`<option value=${String(s)}>${duration(s)}</option>`)}</select></label>`}
    <p class="buttons"><button class="primary" data-test="send">${t("send")}</button>${children}</p></form>`;
}

/** The commands of the site, and of devices without a card of their own. */
export function Commands({ specs, now, session }) {
  const { ask, view } = useSender(now);
  return html`<section class="card" aria-labelledby="commands"><h2 id="commands">${t("commands")}</h2>
    ${!session.mayCommand ? html`<${TokenForm} why=${t("needToken")} />`
      : specs.length ? html`<${Form} specs=${specs} now=${now} ask=${ask}><button type="button" onClick=${() => signOut()}>${t("signOut")}</button></${Form}>` : null}
    ${view}</section>`;
}

/** A car: how it is, and its commands; those with few values are one row of buttons. */
export function Car({ car, specs, requests, now, session }) {
  const { ask, view } = useSender(now);
  const choices = specs.filter(one => one.form === "choice");
  const others = specs.filter(one => one.form && one.form !== "choice");
  const inForce = spec => requests.find(one => one.key === spec.name && one.counts)?.value ?? spec.usual;
  const id = `car-${car.id}`;
  return html`<section class="card" aria-labelledby=${id} data-car=${car.id}><h2 id=${id}>${car.name}</h2>
    <p>${[car.presence && named(car.presence, car.presence), car.w !== undefined && Math.abs(car.w) >= 25 ? `${t(car.w < 0 ? "charging" : "discharging")} ${power(car.w)}` : null,
      car.socPct === undefined ? null : percent(car.socPct)].filter(Boolean).join(" · ")}</p>
    ${car.departure ? html`<p>${t("needs", { target: percent(car.targetPct), time: time(car.departure, now) })}</p>` : null}
    ${choices.map(spec => html`<fieldset class="choice" data-choice=${spec.name} disabled=${!session.mayCommand}><legend>${named(`choice-${spec.word}`, labelOf(spec))}</legend>
      ${spec.options.map(one => html`<button type="button" value=${one} aria-pressed=${inForce(spec) === one ? "true" : "false"}
        onClick=${() => ask({ name: spec.name, payload: one, holds: DURATIONS[3], label: `${labelOf(spec)}: ${option(spec, one)}` })}>${option(spec, one)}</button>`)}</fieldset>`)}
    ${session.mayCommand ? others.map(spec => html`<details><summary>${named(`choice-${spec.word}`, labelOf(spec))}</summary><${Form} specs=${[spec]} now=${now} ask=${ask} /></details>`)
      : specs.length ? html`<p class="hint">${t("needToken")}</p>` : null}
    ${view}</section>`;
}

/** The value of a request in words; one.word is the command's first. */
export function valueOf(one, spec, now) {
  const { value, from, departure, energyWh } = one;
  const parts = [];
  if (departure) parts.push(t("leavesAt", { time: time(departure, now) }));
  if (energyWh !== undefined) parts.push(energy(energyWh));
  if (typeof value === "number") parts.push(spec?.unit === "W" ? power(value) : spec?.unit === "Wh" ? energy(value) : spec?.unit === "%" ? percent(value) : number(value));
  else if (value !== undefined) parts.push(isNaN(new Date(value)) ? option(one, value) : time(value, now));
  if (from) parts.push(t("fromAt", { time: time(from, now) }));
  return parts.join(", ");
}

/** The value that was sent, so that it can be sent again with a short validity: that ends it. */
const payloadOf = one => (one.from ? { percent: one.value, from: one.from }
  : one.value !== undefined ? one.value
    : { ...(one.departure ? { departure: one.departure } : {}), ...(one.energyWh === undefined ? {} : { energyWh: one.energyWh }) });

const senderOf = one => (one.mine ? t("sender-page") : one.sender ? named(`sender-${one.sender}`, one.sender) : t("sender-nobody"));

/** Requests in force: sender, end, and a button that ends one of this page. */
export function Requests({ requests, specs, now, session }) {
  const { send, view } = useSender(now);
  return html`<section class="card" aria-labelledby="requests"><h2 id="requests">${t("requests")}</h2>
    ${requests.length ? html`<ul class="requests">${requests.map(one => {
      const spec = specs.find(other => other.name === one.key);
      const label = labelOf(one);
      return html`<li key=${`${one.sender} ${one.key}`} data-request=${one.key}><p><strong>${label}</strong> ${valueOf(one, spec, now)}
        <span class="hint">${t("byUntil", { who: senderOf(one), time: one.until ? time(one.until, now) : "–" })}${one.counts ? "" : ` · ${t("outvoted")}`}</span></p>
        ${one.mine && session.mayCommand ? html`<button type="button" data-test="end" onClick=${() => send(one.key, payloadOf(one), shortestS(), label, "ended")}>${t("end")}<span class="vh"> ${label}</span></button>` : null}</li>`;
    })}</ul>` : html`<p>${t("noRequests")}</p>`}
    ${view}</section>`;
}
