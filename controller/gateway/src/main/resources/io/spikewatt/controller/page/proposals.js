// An assistant's proposals: what each would do, and a person's approval by name and PIN.
import { html, useEffect, useState } from "/lib/preact.js";
import { load, post } from "/live.js";
import { labelOf, valueOf } from "/commands.js";
import { money, number, t, time } from "/words.js";

const PERIOD_MS = 3000;
/** What an accepted request has done, as a key: the words follow the language. The switch shows itself. */
const DONE = { "/api/approve": "proposal-executed", "/api/reject": "proposal-rejected" };

const deviceOf = one => one.command.split("/")[1] ?? "";
/** The command with its value and unit, as it would be given. */
function titleOf(one, specs, now) {
  const spec = specs.find(it => it.name === one.command);
  const value = spec?.unit && !isNaN(one.value) ? Number(one.value) : one.value;
  return `${labelOf({ word: one.word, device: deviceOf(one) })}: ${valueOf({ word: one.word, value }, spec, now)}`;
}
const duration = s => (s < 3600 ? t("minutes", { n: number(s / 60, 0) }) : t("hours", { n: number(s / 3600, 1) }));

/** Name and PIN are kept by nothing: each approval is typed. */
function Approve({ one, act }) {
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const submit = event => {
    event.preventDefault();
    setPin("");
    act("/api/approve", { id: one.id, hash: one.hash, name: name.trim(), pin });
  };
  return html`<form class="command" data-approve=${one.id} autocomplete="off" onSubmit=${submit}>
    <label>${t("proposalLocal")} <input name="name" required value=${name} onInput=${event => setName(event.target.value)} /></label>
    <label>${t("proposalPin")} <input name="pin" type="password" autocomplete="off" required value=${pin} onInput=${event => setPin(event.target.value)} /></label>
    <p class="buttons"><button class="primary" data-test="approve">${t("approve")}</button>
      <button type="button" data-test="reject" onClick=${() => act("/api/reject", { id: one.id, name: name.trim() })}>${t("reject")}</button></p></form>`;
}

function Open({ one, specs, now, mayCommand, act }) {
  return html`<li data-proposal=${one.id}><strong>${titleOf(one, specs, now)}</strong>, ${t("proposalHolds", { time: duration(one.validForS) })}
    <br /><span class="hint">${t("proposalOf", { client: one.client, time: time(one.createdAt, now) })}, ${t("proposalUntil", { time: time(one.expiresAt, now) })}</span>
    <p>${one.costAfter === undefined ? t("proposalNoCost") : t("proposalCosts", { with: money(one.costAfter, one.currency), without: money(one.costBefore, one.currency) })}
      ${one.limits.length ? html` ${t("proposalLimits", { limits: one.limits.map(limit => t(`touches-${limit}`)).join(", ") })}` : null}</p>
    ${mayCommand ? html`<${Approve} one=${one} act=${act} />` : null}</li>`;
}

function Switch({ off, act }) {
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const submit = event => {
    event.preventDefault();
    setPin("");
    act("/api/assistant", { on: "true", name: name.trim(), pin });
  };
  if (!off) return html`<p class="buttons"><button type="button" data-test="assistant-stop" onClick=${() => act("/api/assistant", { on: "false", name: "", pin: "" })}>${t("assistantStop")}</button></p>`;
  return html`<form class="command" autocomplete="off" onSubmit=${submit}>
    <label>${t("proposalLocal")} <input name="name" required value=${name} onInput=${event => setName(event.target.value)} /></label>
    <label>${t("proposalPin")} <input name="pin" type="password" autocomplete="off" required value=${pin} onInput=${event => setPin(event.target.value)} /></label>
    <p class="buttons"><button class="primary" data-test="assistant-start">${t("assistantStart")}</button></p></form>`;
}

export function Proposals({ specs, now, session }) {
  const [shown, show] = useState(null);
  const [answer, setAnswer] = useState({});
  const refresh = () => load("/api/proposals").then(show).catch(() => {});
  useEffect(() => {
    refresh();
    const timer = setInterval(refresh, PERIOD_MS);
    return () => clearInterval(timer);
  }, []);
  const act = async (path, body) => {
    try {
      const result = await post(path, body);
      setAnswer(result.accepted ? { key: DONE[path] } : { key: "refused", cause: result.reason });
    } catch (error) {
      setAnswer({ key: "failed", cause: error.message });
    }
    refresh();
  };
  if (!shown) return null;
  const open = shown.proposals.filter(one => one.state === "open");
  const past = shown.proposals.filter(one => one.state !== "open");
  return html`<section class=${`card ${open.length ? "alarmed" : ""}`} aria-labelledby="proposals" data-test="proposals"><h2 id="proposals">${t("proposals")}</h2>
    <p class="hint">${t("proposalsHint")}</p>
    ${shown.off ? html`<p class="warn">${t("assistantOff")}</p>` : null}
    ${shown.shadow ? html`<p class="warn">${t("assistantShadow")}</p>` : null}
    <div aria-live="polite">${open.length ? html`<ul>${open.map(one => html`<${Open} key=${one.id} one=${one} specs=${specs} now=${now} mayCommand=${session.mayCommand} act=${act} />`)}</ul>` : html`<p>${t("proposalsNone")}</p>`}</div>
    <p role="status" data-test="approval">${answer.key ? t(answer.key) : ""}${answer.cause ? html` <span lang="en" data-cause>${answer.cause}</span>` : null}</p>
    ${session.mayCommand ? html`<${Switch} off=${shown.off} act=${act} />` : html`<p class="hint">${t("proposalNeedsToken")}</p>`}
    ${past.length ? html`<details><summary>${t("proposalsPast")}</summary><ul>${past.map(one => html`<li key=${one.id}>${time(one.changedAt, now)} ${titleOf(one, specs, now)}: ${t(`proposal-${one.state}`)}${one.approver ? ` (${one.approver})` : ""}${one.note ? html` <span class="hint" lang="en" data-cause>${one.note}</span>` : null}</li>`)}</ul></details>` : null}</section>`;
}
