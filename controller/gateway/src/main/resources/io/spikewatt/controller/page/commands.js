// Commands: a form, a question whether it is meant, the answer, and the way back.
import { html, useEffect, useRef, useState } from "/lib/preact.js";
import { command, shortestS, signOut } from "/live.js";
import { TokenForm } from "/token.js";
import { t, time } from "/words.js";

const DURATIONS = [900, 3600, 4 * 3600, 24 * 3600];
const duration = s => (s < 3600 ? t("minutes", { n: s / 60 }) : t("hours", { n: s / 3600 }));

/** Every command that this site can take, as a form needs it. */
function choices(site) {
  const all = [
    { name: "mode", label: t("mode"), options: ["auto", "self-consumption", "hold", "island-test"] },
    { name: "limit-import", label: t("limit-import"), max: site.importLimitW },
    { name: "limit-export", label: t("limit-export"), max: site.exportLimitW },
    { name: "reserve-soc", label: t("reserve-soc"), max: 100 },
    { name: "objective", label: t("objective"), options: ["cost", "self-consumption"] },
  ];
  for (const device of site.devices) {
    if (device.role === "ev-charger") all.push({ name: `ev/${device.id}`, label: t("evTrip", { id: device.id }), trip: true });
    if (device.role === "compute") all.push({ name: `compute/${device.id}`, label: t("computeBudget", { id: device.id }), min: device.minW, max: device.maxW });
  }
  return all;
}

const kept = () => JSON.parse(sessionStorage.getItem("sent") ?? "[]");

function Ask({ text, answered }) {
  const dialog = useRef(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  return html`<dialog ref=${dialog} aria-labelledby="ask" onClose=${() => answered(dialog.current.returnValue === "yes")}>
    <p id="ask">${t("really")}</p><p><strong>${text}</strong></p>
    <p class="buttons"><button type="button" class="primary" data-test="confirm" onClick=${() => dialog.current.close("yes")}>${t("yes")}</button>
    <button type="button" onClick=${() => dialog.current.close("no")}>${t("no")}</button></p></dialog>`;
}

/** Departure as the next time of day in the site's zone, close enough for a car. */
function departure(clock, now) {
  const [hours, minutes] = clock.split(":").map(Number);
  const local = new Date(now);
  const [nowHours, nowMinutes] = time(now).split(":").map(Number);
  const ahead = ((hours * 60 + minutes - nowHours * 60 - nowMinutes + 1440 - 1) % 1440) + 1;
  return new Date(Math.floor(local.getTime() / 60000) * 60000 + ahead * 60000).toISOString();
}

export function Commands({ site, now, session }) {
  const all = choices(site);
  const [chosen, choose] = useState(all[0].name);
  const [value, setValue] = useState("auto");
  const [energy, setEnergy] = useState("");
  const [holds, setHolds] = useState(DURATIONS[0]);
  const [asking, ask] = useState(null);
  const [answer, setAnswer] = useState("");
  const [sent, setSent] = useState(kept());
  const choice = all.find(one => one.name === chosen) ?? all[0];

  const remember = list => { sessionStorage.setItem("sent", JSON.stringify(list)); setSent(list); };

  const send = async (name, payload, seconds, label, undone) => {
    try {
      const result = await command(name, payload, seconds);
      setAnswer(result.accepted
        ? `${label}: ${undone ? t("ended") : t("accepted", { time: time(result.effectiveUntil, now) })} ${result.reason ?? ""}`
        : `${label}: ${t("refused", { why: result.reason })}`);
      return result;
    } catch (error) {
      setAnswer(t("failed", { why: error.message }));
      return { accepted: false };
    }
  };

  const submit = event => {
    event.preventDefault();
    const payload = choice.trip
      ? { ...(value ? { departure: departure(value, now) } : {}), ...(energy ? { energyWh: Number(energy) * 1000 } : {}) }
      : choice.options ? value : Number(value);
    const said = choice.trip ? `${value} ${energy ? `${energy} kWh` : ""}` : choice.options ? t(value) : value;
    ask({ name: choice.name, payload, holds, label: `${choice.label}: ${said}`, text: `${choice.label}: ${said}, ${t("holds")} ${duration(holds)}` });
  };

  const answered = async yes => {
    const asked = asking;
    ask(null);
    if (!yes) return;
    const result = await send(asked.name, asked.payload, asked.holds, asked.label, false);
    if (result.accepted) remember([{ ...asked, until: result.effectiveUntil }, ...kept()].slice(0, 8));
  };

  /** What was replaced holds again for the rest of its time; without it, the command ends. */
  const undo = async one => {
    const others = kept().filter(other => other.until !== one.until || other.name !== one.name);
    const replaced = others.find(other => other.name === one.name && new Date(other.until) > new Date(now));
    const left = replaced ? Math.floor((new Date(replaced.until) - new Date(now)) / 1000) : 0;
    const back = replaced && left > shortestS() ? replaced : one;
    const result = await send(one.name, back.payload, back === one ? shortestS() : left, one.label, back === one);
    if (result.accepted) remember(back === one ? others : others.map(other => (other === replaced ? { ...other, until: result.effectiveUntil } : other)));
  };

  const running = sent.filter(one => new Date(one.until) > new Date(now));
  const first = running.filter((one, i) => running.findIndex(other => other.name === one.name) === i);
  return html`
    <section class="card" aria-labelledby="commands"><h2 id="commands">${t("commands")}</h2>
      ${session.mayCommand ? html`
      <form class="command" onSubmit=${submit}>
        <label>${t("what")} <select name="command" value=${chosen} onChange=${event => {
          const next = all.find(one => one.name === event.target.value);
          choose(next.name); setValue(next.options ? next.options[0] : "");
        }}>${all.map(one => html`<option value=${one.name}>${one.label}</option>`)}</select></label>
        ${choice.options
          ? html`<label>${t("value")} <select name="value" value=${value} onChange=${event => setValue(event.target.value)}>${choice.options.map(one => html`<option value=${one}>${t(one)}</option>`)}</select></label>`
          : choice.trip
            ? html`<label>${t("value")} <input name="value" type="time" value=${value} onInput=${event => setValue(event.target.value)} required=${!energy} /></label>
                <label>${t("evEnergy")} <input name="energy" type="number" min="0" max="1000" step="0.1" value=${energy} onInput=${event => setEnergy(event.target.value)} /></label>`
            : html`<label>${t("value")} <input name="value" type="number" inputmode="numeric" min=${choice.min ?? 0} max=${choice.max} step="any" value=${value} onInput=${event => setValue(event.target.value)} required /></label>`}
        <label>${t("holds")} <select name="holds" value=${String(holds)} onChange=${event => setHolds(Number(event.target.value))}>${DURATIONS.map(s => html`<option value=${String(s)}>${duration(s)}</option>`)}</select></label>
        <p class="buttons"><button class="primary" data-test="send">${t("send")}</button>
        <button type="button" onClick=${() => signOut()}>${t("signOut")}</button></p>
      </form>` : html`<${TokenForm} why=${t("needToken")} />`}
      <p role="status" data-test="answer">${answer}</p>
      ${first.length ? html`<ul class="sent">${first.map(one => html`<li>${one.label} <span class="hint">${t("accepted", { time: time(one.until, now) })}</span>
        <button type="button" data-test="undo" onClick=${() => undo(one)}>${t("undo")}<span class="vh"> ${one.label}</span></button></li>`)}</ul>` : null}
      ${asking ? html`<${Ask} text=${asking.text} answered=${answered} />` : null}
    </section>`;
}
