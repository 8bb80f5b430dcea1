// The picture of the powers. The server rounds them, so that what is shown adds up to the last watt.
import { html } from "/lib/preact.js";
import { t, watts } from "/words.js";

/** Smaller flows are drawn as resting, W. */
const SMALL_W = 25;

const HUB = { x: 180, y: 152 };

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

/** Positions on the picture's four sides. */
function positions(nodes) {
  const sides = { top: [], left: [], right: [], bottom: [] };
  nodes.forEach(node => sides[place[node.kind] ?? "bottom"].push(node));
  const at = new Map();
  const across = (list, y) => list.forEach((node, i) => at.set(node, { x: (360 * (i + 0.5)) / list.length, y }));
  const down = (list, x) => list.forEach((node, i) => at.set(node, { x, y: HUB.y + (i - (list.length - 1) / 2) * 78 }));
  across(sides.top, 34);
  down(sides.left, 42);
  down(sides.right, 318);
  across(sides.bottom, 262);
  return at;
}

/** What the node does, in a word. */
export function verb(node) {
  if (node.w === undefined) return t("unknown");
  if (node.w === 0) return t("idle");
  const into = node.w > 0;
  switch (node.kind) {
    case "grid": return t(into ? "importing" : "exporting");
    case "battery": return t(into ? "discharging" : "charging");
    case "ev": return t(into ? "discharging" : "charging");
    default: return t(into ? "producing" : "consuming");
  }
}

/** A name for people: the kind where there is one of it, else the device's id. */
export const nameOf = (node, nodes) =>
  nodes.filter(other => other.kind === node.kind).length > 1 ? node.id : t(node.kind);

export const shownWatts = node => (node.w === undefined ? "?" : watts(node.w));

/** All nodes, with what nothing measures as one more. */
export function nodesOf(flow) {
  return flow.restW === 0 ? flow.nodes : [...flow.nodes, { id: "rest", kind: "rest", w: flow.restW }];
}

function line(node, { x, y }) {
  const idle = node.w === undefined || Math.abs(node.w) < SMALL_W;
  const width = idle ? 1.5 : Math.min(7, 1.5 + Math.abs(node.w) / 1200);
  const motion = idle ? "idle" : node.w > 0 ? "into" : "out";
  const horizontal = Math.abs(x - HUB.x) > 100 && Math.abs(y - HUB.y) < 100;
  const path = horizontal
    ? `M${x} ${y}C${(x + HUB.x) / 2} ${y} ${(x + HUB.x) / 2} ${HUB.y} ${HUB.x} ${HUB.y}`
    : `M${x} ${y}C${x} ${(y + HUB.y) / 2} ${HUB.x} ${(y + HUB.y) / 2} ${HUB.x} ${HUB.y}`;
  // Half way, as the curve runs there, an arrow for those who see no motion.
  const dx = (HUB.x - x) * (horizontal ? 1 : 2), dy = (HUB.y - y) * (horizontal ? 2 : 1);
  const angle = (Math.atan2(dy, dx) * 180) / Math.PI + (node.w < 0 ? 180 : 0);
  return html`<path class=${`wire ${node.kind} ${motion}`} d=${path} stroke-width=${width} />
    ${idle ? null : html`<path class=${`arrow ${node.kind}`} d="M-6-7 8 0-6 7Z"
      transform=${`translate(${(x + HUB.x) / 2} ${(y + HUB.y) / 2}) rotate(${angle})`} />`}`;
}

/** Below the power: what grid and battery do, for the others what they are. */
function caption(node, nodes, stored) {
  const many = nodes.filter(other => other.kind === node.kind).length > 1;
  const does = !many && (node.kind === "grid" || node.kind === "battery") && node.w ? verb(node) : nameOf(node, nodes);
  return stored === undefined ? does : `${does} ${Math.round(stored)} %`;
}

export function FlowPicture({ flow, stored, selected, select }) {
  const nodes = nodesOf(flow);
  const at = positions(nodes);
  const sentence = nodes.map(node => `${nameOf(node, nodes)} ${verb(node)} ${shownWatts(node)}`).join(", ");
  return html`
    <figure class="flow">
      <svg viewBox="0 0 360 312" role="img" aria-label=${`${t("flow")}: ${sentence}`}>
        ${nodes.map(node => line(node, at.get(node)))}
        <circle class="hub" cx=${HUB.x} cy=${HUB.y} r="9" />
        ${nodes.map(node => {
          const { x, y } = at.get(node);
          const idle = node.w !== undefined && Math.abs(node.w) < SMALL_W;
          const side = place[node.kind] === "top" ? "beside" : "";
          return html`
            <g class=${`node ${node.kind} ${idle ? "idle" : ""} ${selected === node.id ? "selected" : ""}`}
               transform=${`translate(${x} ${y})`} data-node=${node.id} data-w=${node.w ?? "unknown"}
               onClick=${() => select(selected === node.id ? null : node.id)}>
              <circle r="22" />
              ${stored[node.id] === undefined ? null : html`<circle class="charge" r="22" pathLength="100"
                stroke-dasharray=${`${stored[node.id]} 100`} transform="rotate(-90)" />`}
              <path class="icon" d=${icons[node.kind]} />
              <text x=${side ? 28 : 0} y=${side ? -1 : 35} class=${`power ${side}`}>${shownWatts(node)}</text>
              <text x=${side ? 28 : 0} y=${side ? 12 : 47} class=${`name ${side}`}>${caption(node, nodes, stored[node.id])}</text>
            </g>`;
        })}
      </svg>
    </figure>`;
}

/** The same for those who cannot see it, or want the digits. */
export function FlowTable({ flow }) {
  const nodes = nodesOf(flow);
  return html`
    <details class="as-table">
      <summary>${t("table")}</summary>
      <div class="scroll" tabindex="0" role="group" aria-label=${t("table")}>
      <table><tbody>
        ${nodes.map(node => html`<tr><th scope="row">${nameOf(node, nodes)}</th><td>${verb(node)}</td>
          <td class="number">${shownWatts(node)}</td><td>${node.unknown ?? ""}</td></tr>`)}
      </tbody></table></div>
    </details>`;
}
