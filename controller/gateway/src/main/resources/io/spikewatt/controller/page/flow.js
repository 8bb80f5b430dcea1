// The picture of the powers. The server rounds them, so that what is shown adds up to the last watt.
import { html } from "/lib/preact.js";
import { deviceName, kindName, lang, percent, power, t } from "/words.js";

/** Smaller flows are drawn as resting, W. */
const SMALL_W = 25;
const WIDTH = 400;
const MIDDLE = WIDTH / 2;

const icons = {
  grid: "M-7 11 0-11 7 11M-5 4H5M-3-2H3M-9-5H9",
  pv: "M-11 8-7-8H7L11 8ZM-9 0H9M0-8V8M-3 12H3M0 8V12",
  wind: "M0 0V12M0 0-3-11M0 0 10 5M0 0-9 6",
  battery: "M-10-6H8V6H-10ZM8-2H11V2H8M-6-3V3M-2-3V3M2-3V3",
  ev: "M-11 4V0L-8-6H5L10 0 11 4ZM-6 4A2 2 0 1 0-6 8 2 2 0 1 0-6 4M6 4A2 2 0 1 0 6 8 2 2 0 1 0 6 4",
  compute: "M-8-8H8V8H-8ZM-4-4H4V4H-4ZM-4-11V-8M4-11V-8M-4 8V11M4 8V11M-11-4H-8M-11 4H-8M8-4H11M8 4H11",
  genset: "M-10-6H10V6H-10ZM-6 6V10M6 6V10M1-4-3 1H3L-1 4",
  "heat-pump": "M-10-8H10V8H-10ZM0-5A5 5 0 1 0 0 5 5 5 0 1 0 0-5M-3-3 3 3M3-3-3 3",
  load: "M-11 1 0-10 11 1M-8-1V10H8V-1M-2 10V3H3V10",
  rest: "M-3-4A4 4 0 1 1 1 1L0 4M0 8V9",
};

const place = { grid: "left", pv: "top", wind: "top", genset: "top", battery: "right" };

const rowsOf = (list, most) => Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most));

/** Positions on the picture's four sides; full sides have a second row. */
function layout(nodes) {
  const sides = { top: [], left: [], right: [], bottom: [] };
  nodes.forEach(node => sides[place[node.kind] ?? "bottom"].push(node));
  const at = new Map();
  const top = rowsOf(sides.top, 3);
  const bottom = rowsOf(sides.bottom, 4);
  const beside = Math.max(1, sides.left.length, sides.right.length);
  const row = (list, y) => list.forEach((node, i) => at.set(node, { x: (WIDTH * (i + 0.5)) / list.length, y }));
  top.forEach((list, r) => row(list, 30 + 64 * r));
  const hub = { x: MIDDLE, y: (top.length ? 64 * top.length + 50 : 40) + (beside - 1) * 41 };
  const column = (list, x) => list.forEach((node, i) => at.set(node, { x, y: hub.y + (i - (list.length - 1) / 2) * 82 }));
  column(sides.left, 64);
  column(sides.right, WIDTH - 64);
  const below = hub.y + (beside - 1) * 41 + 98;
  bottom.forEach((list, r) => row(list, below + 88 * r));
  return { at, hub, height: (bottom.length ? below + 88 * (bottom.length - 1) : hub.y + (beside - 1) * 41) + 54 };
}

/** What the node does, in a word. */
export function verb(node) {
  if (node.w === undefined) return t("unknown");
  if (node.w === 0) return t("idle");
  const into = node.w > 0;
  switch (node.kind) {
    case "grid": return t(into ? "importing" : "exporting");
    case "battery":
    case "ev": return t(into ? "discharging" : "charging");
    default: return t(into ? "producing" : "consuming");
  }
}

/** A name for people, in the picture's words. */
export const nameOf = node => kindName(node.kind, node.id);

/** digits: of kW; empty = as many as a glance needs. */
export const shownPower = (node, digits) => (node.w === undefined ? "?" : power(node.w, digits));

/** All nodes, with what nothing measures as one more. */
export function nodesOf(flow) {
  return flow.restW === 0 ? flow.nodes : [...flow.nodes, { id: "rest", kind: "rest", w: flow.restW }];
}

/** Texts about a device that fails, each with its name: its alarms, that of its readings first; else the reason of the missing reading. */
export function troubleOf(node, state) {
  const alarms = state.problems.filter(one => one.device === (node.device ?? node.id))
    .sort((one, other) => other.code.startsWith("device/") - one.code.startsWith("device/")).map(one => one.textIn[lang()]);
  const fault = state.readings.find(one => one.id === (node.device ?? node.id))?.faultIn?.[lang()];
  return alarms.length ? alarms : node.w === undefined && fault ? [`${deviceName(node.device ?? node.id)}: ${fault}`] : [];
}

function line(node, { x, y }, hub) {
  const idle = node.w === undefined || Math.abs(node.w) < SMALL_W;
  const width = idle ? 1.5 : Math.min(7, 1.5 + Math.abs(node.w) / 1200);
  const motion = idle ? "idle" : node.w > 0 ? "into" : "out";
  const horizontal = place[node.kind] === "left" || place[node.kind] === "right";
  const path = horizontal
    ? `M${x} ${y}C${(x + hub.x) / 2} ${y} ${(x + hub.x) / 2} ${hub.y} ${hub.x} ${hub.y}`
    : `M${x} ${y}C${x} ${(y + hub.y) / 2} ${hub.x} ${(y + hub.y) / 2} ${hub.x} ${hub.y}`;
  // Half way, as the curve runs there, an arrow for those who see no motion.
  const [dx, dy] = horizontal ? [(hub.x - x) / 2, hub.y - y] : [hub.x - x, (hub.y - y) / 2];
  const angle = (Math.atan2(dy, dx) * 180) / Math.PI + (node.w < 0 ? 180 : 0);
  return html`
    <path class=${`wire ${node.kind} ${motion}`} d=${path} stroke-width=${width} />
    ${idle ? null : html`<path class=${`arrow ${node.kind}`} d="M-6-7 8 0-6 7Z"
      transform=${`translate(${(x + hub.x) / 2} ${(y + hub.y) / 2}) rotate(${angle})`} />`}`;
}

/** Below the power: what grid and battery do, for the others what they are. */
function caption(node, nodes, stored) {
  const many = nodes.filter(other => other.kind === node.kind).length > 1;
  const does = !many && (node.kind === "grid" || node.kind === "battery") && node.w ? verb(node) : nameOf(node);
  return stored === undefined ? does : `${does} ${percent(stored)}`;
}

export function FlowPicture({ state, stored, selected, select }) {
  const nodes = nodesOf(state.flow);
  const { at, hub, height } = layout(nodes);
  const sentence = nodes.map(node => `${nameOf(node)} ${verb(node)} ${shownPower(node)}`).join(", ");
  return html`
    <figure class="flow">
      <svg viewBox=${`0 0 ${WIDTH} ${height}`} role="img" aria-label=${`${t("flow")}: ${sentence}`}>
        ${nodes.map(node => line(node, at.get(node), hub))}
        <circle class="hub" cx=${hub.x} cy=${hub.y} r="8" />
        ${nodes.map(node => {
          const { x, y } = at.get(node);
          const idle = node.w !== undefined && Math.abs(node.w) < SMALL_W;
          const beside = place[node.kind] === "top" ? "beside" : "";
          const trouble = troubleOf(node, state);
          return html`
            <g class=${`node ${node.kind} ${idle ? "idle" : ""} ${trouble.length ? "failed" : ""} ${selected === node.id ? "selected" : ""}`}
               transform=${`translate(${x} ${y})`} data-node=${node.id} data-w=${node.w ?? "unknown"}
               onClick=${() => select(selected === node.id ? null : node.id)}>
              <circle r="22" />
              ${stored[node.id] === undefined ? null : html`<circle class="charge" r="22" pathLength="100"
                stroke-dasharray=${`${stored[node.id]} 100`} transform="rotate(-90)" />`}
              <path class="icon" d=${icons[node.kind]} />
              <text x=${beside ? 28 : 0} y=${beside ? -1 : 36} class=${`power ${beside}`}>${shownPower(node)}</text>
              <text x=${beside ? 28 : 0} y=${beside ? 13 : 49} class=${`name ${beside}`}>${caption(node, nodes, stored[node.id])}</text>
              ${trouble.length ? html`<g class="mark" transform="translate(17 -17)"><title>${trouble.join(" ")}</title>
                <path d="M0-10 10 7H-10Z" /><path class="sign" d="M0-4V1M0 4V4.4" /></g>` : null}
            </g>`;
        })}
      </svg>
    </figure>`;
}

/** The same as a table, for screen readers and for exact values. */
export function FlowTable({ state }) {
  const nodes = nodesOf(state.flow);
  return html`
    <details class="as-table">
      <summary>${t("table")}</summary>
      <table><tbody>
        ${nodes.map(node => {
          const trouble = troubleOf(node, state);
          return html`<tr class=${trouble.length ? "failed" : ""} data-row=${node.id}><th scope="row">${nameOf(node)}</th>
            <td class="number">${shownPower(node, 3)}</td><td>${verb(node)}${node.derived ? ` (${t("derived")})` : ""}${node.balanceW === undefined ? "" : ` (${t("byBalance", { power: power(node.balanceW) })})`}
            ${trouble.length ? html`<span class="bad">⚠ ${trouble[0]}</span>` : null}</td></tr>`;
        })}
      </tbody></table>
    </details>`;
}
