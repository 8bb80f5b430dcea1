// Commands: a form, a question whether it is meant, the answer, and the way back.
import { html, useEffect, useRef, useState } from "/lib/preact.js";
import { command, shortestS, signOut } from "/live.js";
import { TokenForm } from "/token.js";
import { t, time } from "/words.js";

const DURATIONS = [900, 3600, 4 * 3600, 24 * 3600];
/** Of a command that acts once: to arrive. */
const ONCE = 60;
const duration = s => (s < 3600 ? t("minutes", { n: s / 60 }) : t("hours", { n: s / 3600 }));

/** The commands of the catalogue that have a form, with their labels. */
const choices = specs => specs.filter(one => one.form).map(one => ({
  ...one,
  label: t(`command-${one.word}`, { id: one.device }) + (one.unit && one.form !== "trip" ? ` (${one.unit})` : ""),
}));
const first = choice => (choice?.options ? choice.options[0] : "");

const kept = () => JSON.parse(sessionStorage.getItem("sent") ?? "[]");

function Ask({ text, answered }) {
  const dialog = useRef(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  return html`<dialog ref=${dialog} aria-labelledby="ask" onClose=${() => answered(dialog.current.returnValue === "yes")}>
    <p id="ask">${t("really")}</p><p><strong>${text}</strong></p>
    <p class="buttons"><button type="button" class="primary" data-test="confirm" onClick=${() => dialog.current.close("yes")}>${t("yes")}</button>
    <button type="button" onClick=${() => dialog.current.close("no")}>${t("no")}</button></p></dialog>`;
}

/** The next such time of day in the site's zone, to the minute. */
function nextTime(clock, now) {
  const [hours, minutes] = clock.split(":").map(Number);
  const local = new Date(now);
  const [nowHours, nowMinutes] = time(now).split(":").map(Number);
  const ahead = ((hours * 60 + minutes - nowHours * 60 - nowMinutes + 1440 - 1) % 1440) + 1;
  return new Date(Math.floor(local.getTime() / 60000) * 60000 + ahead * 60000).toISOString();
}

/** Of each form its fields, and what is sent and said of what was entered. */
const forms = {
  number: {
    fields: ({ choice, value, setValue }) => html`<label>${t("value")} <input name="value" type="number" inputmode="numeric" min=${choice.min} max=${choice.max} step="any" value=${value} onInput=${event => setValue(event.target.value)} required /></label>`,
    read: value => [Number(value), value],
  },
  reserve: {
    fields: all => html`${forms.number.fields(all)}
      <label>${t("fromTime")} <input name="from" type="time" value=${all.more} onInput=${event => all.setMore(event.target.value)} /></label>`,
    read: (value, more, now) => (more ? [{ percent: Number(value), from: nextTime(more, now) }, `${value} ${t("fromAt", { time: more })}`] : [Number(value), value]),
  },
  choice: {
    fields: ({ choice, value, setValue }) => html`<label>${t("value")} <select name="value" value=${value} onChange=${event => setValue(event.target.value)}>${choice.options.map(one => html`<option value=${one}>${t(one)}</option>`)}</select></label>`,
    read: value => [value, t(value)],
  },
  trip: {
    fields: ({ value, setValue, more, setMore }) => html`<label>${t("value")} <input name="value" type="time" value=${value} onInput=${event => setValue(event.target.value)} required=${!more} /></label>
      <label>${t("evEnergy")} <input name="energy" type="number" min="0" max="1000" step="0.1" value=${more} onInput=${event => setMore(event.target.value)} /></label>`,
    read: (value, more, now) => [
      { ...(value ? { departure: nextTime(value, now) } : {}), ...(more ? { energyWh: Number(more) * 1000 } : {}) },
      `${value} ${more ? `${more} kWh` : ""}`,
    ],
  },
  none: { fields: () => null, read: () => [true, ""] },
};

export function Commands({ specs, now, session }) {
  const all = choices(specs);
  const [chosen, choose] = useState("");
  const [entered, setValue] = useState("");
  const [more, setMore] = useState("");
  const [holds, setHolds] = useState(DURATIONS[0]);
  const [asking, ask] = useState(null);
  const [answer, setAnswer] = useState("");
  const [sent, setSent] = useState(kept());
  const choice = all.find(one => one.name === chosen) ?? all[0];
  const value = entered || first(choice);

  const remember = list => { sessionStorage.setItem("sent", JSON.stringify(list)); setSent(list); };

  const send = async (name, payload, seconds, label, said) => {
    try {
      const result = await command(name, payload, seconds);
      setAnswer(result.accepted
        ? `${label}: ${t(said, { time: time(result.effectiveUntil, now) })} ${result.reason ?? ""}`
        : `${label}: ${t("refused", { why: result.reason })}`);
      return result;
    } catch (error) {
      setAnswer(t("failed", { why: error.message }));
      return { accepted: false };
    }
  };

  const submit = event => {
    event.preventDefault();
    const [payload, said] = forms[choice.form].read(value, more, now);
    const label = said ? `${choice.label}: ${said}` : choice.label;
    const once = choice.form === "none";
    ask({ name: choice.name, payload, once, label, holds: once ? Math.max(ONCE, shortestS()) : holds, text: once ? label : `${label}, ${t("holds")} ${duration(holds)}` });
  };

  const answered = async yes => {
    const asked = asking;
    ask(null);
    if (!yes) return;
    const result = await send(asked.name, asked.payload, asked.holds, asked.label, asked.once ? "sent" : "accepted");
    if (result.accepted && !asked.once) remember([{ ...asked, until: result.effectiveUntil }, ...kept()].slice(0, 8));
  };

  /** What was replaced holds again for the rest of its time; without it, the command ends. */
  const undo = async one => {
    const others = kept().filter(other => other.until !== one.until || other.name !== one.name);
    const replaced = others.find(other => other.name === one.name && new Date(other.until) > new Date(now));
    const left = replaced ? Math.floor((new Date(replaced.until) - new Date(now)) / 1000) : 0;
    const back = replaced && left > shortestS() ? replaced : one;
    const result = await send(one.name, back.payload, back === one ? shortestS() : left, one.label, back === one ? "ended" : "accepted");
    if (result.accepted) remember(back === one ? others : others.map(other => (other === replaced ? { ...other, until: result.effectiveUntil } : other)));
  };

  const running = sent.filter(one => new Date(one.until) > new Date(now));
  const newest = running.filter((one, i) => running.findIndex(other => other.name === one.name) === i);
  return html`
    <section class="card" aria-labelledby="commands"><h2 id="commands">${t("commands")}</h2>
      ${session.mayCommand && choice ? html`
      <form class="command" onSubmit=${submit}>
        <label>${t("what")} <select name="command" value=${choice.name} onChange=${event => { choose(event.target.value); setValue(""); setMore(""); }}>${all.map(one => html`<option value=${one.name}>${one.label}</option>`)}</select></label>
        ${forms[choice.form].fields({ choice, value, setValue, more, setMore })}
        ${choice.form === "none" ? null : html`<label>${t("holds")} <select name="holds" value=${String(holds)} onChange=${event => setHolds(Number(event.target.value))}>${DURATIONS.map(s => html`<option value=${String(s)}>${duration(s)}</option>`)}</select></label>`}
        <p class="buttons"><button class="primary" data-test="send">${t("send")}</button>
        <button type="button" onClick=${() => signOut()}>${t("signOut")}</button></p>
      </form>` : session.mayCommand ? null : html`<${TokenForm} why=${t("needToken")} />`}
      <p role="status" data-test="answer">${answer}</p>
      ${newest.length ? html`<ul class="sent">${newest.map(one => html`<li>${one.label} <span class="hint">${t("accepted", { time: time(one.until, now) })}</span>
        <button type="button" data-test="undo" onClick=${() => undo(one)}>${t("undo")}<span class="vh"> ${one.label}</span></button></li>`)}</ul>` : null}
      ${asking ? html`<${Ask} text=${asking.text} answered=${answered} />` : null}
    </section>`;
}
