// Asks for the token.
import { html, useState } from "/lib/preact.js";
import { t } from "/language.js";
import { signIn } from "/live.js";

export function TokenForm({ why }) {
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = async event => {
    event.preventDefault();
    setWrong(!(await signIn(token.trim()).catch(() => false)));
  };
  return html`<form class="token" onSubmit=${submit}>
    <p>${why}</p>
    <label>${t("token")} <input type="password" name="token" autocomplete="current-password" required value=${token} onInput=${event => setToken(event.target.value)} /></label>
    <button class="primary">${t("signIn")}</button>
    <p class="hint">${t("tokenHint")}</p>
    <p role="alert">${wrong ? t("wrongToken") : ""}</p></form>`;
}
