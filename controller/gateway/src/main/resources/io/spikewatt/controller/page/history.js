// The history's card: its data is loaded when it is opened.
import { html, useState } from "/lib/preact.js";
import { t } from "/words.js";

export function History({ stamp }) {
  const [view, setView] = useState(null);
  const open = event => {
    if (event.target.id === "history-open" && event.target.open && !view) import("/periods.js").then(loaded => setView(() => loaded.Periods));
  };
  return html`<section class="card wide" aria-labelledby="history"><details id="history-open" onToggle=${open}>
    <summary><h2 id="history">${t("history.title")}</h2></summary>${view ? html`<${view} stamp=${stamp} />` : null}</details></section>`;
}
