//! The report's picture: ours and P1 beside each goal's limit, and the curve where there is one. An SVG that follows the reader's light
//! or dark, and needs no script and no font.

import { standing } from "./goals.mjs";
import { CURVE } from "./measures.mjs";

const WIDTH = 860;
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #2a2730; }
  .quiet { fill: #6b6675; font-size: 11px; }
  .head { font-size: 15px; font-weight: 650; }
  .line { stroke: #d9d5e0; fill: none; }
  .limit { stroke: #2a2730; stroke-dasharray: 3 3; }
  .met { fill: #2f8f5b; } .missed { fill: #c4473a; } .undecided { fill: #b98a1c; }
  .ours { stroke: #6a45d6; } .p1 { stroke: #c98a00; } .p2 { stroke: #2b86b8; } .p0 { stroke: #b0467c; } .floor { stroke: #7d7a85; }
  .curve { fill: none; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e9e6ef; } .quiet { fill: #a39dae; } .line { stroke: #3b3744; } .limit { stroke: #e9e6ef; }
    .met { fill: #4fc286; } .missed { fill: #ef7a6d; } .undecided { fill: #e0b24a; }
    .ours { stroke: #a78bfa; } .p1 { stroke: #f0b429; } .p2 { stroke: #5fb8e8; } .p0 { stroke: #e58ab5; } .floor { stroke: #a7a3b0; }
  }`;

const escaped = (text) => String(text).replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
const text = (x, y, content, more = "") => `<text x="${x}" y="${y}" ${more}>${escaped(content)}</text>`;

/** Each goal against P1 as a bar on a logarithmic scale: 1 is as much as P1, the dashed line is the goal. */
function bars(visits, top) {
  const judged = standing(visits).filter(({ goal, ratios }) => goal.of === "p1" && ratios.p1);
  const [left, right, high] = [350, WIDTH - 110, 26];
  const [low, most] = [0.05, 20];
  const x = (ratio) => left + ((Math.log(Math.min(most, Math.max(low, ratio))) - Math.log(low)) / (Math.log(most) - Math.log(low))) * (right - left);
  const parts = [text(16, top, "Ours ÷ P1: further left is better, the dashed line is the goal", 'class="head"')];
  judged.forEach(({ goal, ratios, verdict }, index) => {
    const y = top + 28 + index * high;
    const { median, low, high: top_, count } = ratios.p1;
    parts.push(text(16, y + 4, goal.brief ?? goal.name));
    parts.push(`<line class="line" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>`);
    if (count > 1) parts.push(`<rect class="${verdict}" opacity=".35" x="${x(low)}" y="${y - 6}" width="${Math.max(1, x(top_) - x(low))}" height="12" rx="3"/>`);
    parts.push(`<circle class="${verdict}" cx="${x(median)}" cy="${y}" r="5"/>`);
    parts.push(`<line class="limit" x1="${x(goal.most)}" x2="${x(goal.most)}" y1="${y - 10}" y2="${y + 10}"/>`);
    parts.push(text(WIDTH - 100, y + 4, `${median.toFixed(2)} ×`));
  });
  const bottom = top + 28 + judged.length * high;
  for (const mark of [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 20]) parts.push(text(x(mark), bottom + 4, mark, 'class="quiet" text-anchor="middle"'));
  return { parts, bottom: bottom + 24 };
}

/** One curve of cost over the size of the room, both axes logarithmic. */
function curve(visits, { name, of }, left, top) {
  const [width, height] = [240, 170];
  const points = visits.filter(({ kind, figures }) => kind === "curve" && of(figures) > 0);
  if (!points.length) return [];
  const values = points.map(({ figures }) => of(figures));
  const [low, high] = [Math.min(...values) * 0.8, Math.max(...values) * 1.25];
  const at = (value, from, to) => (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from) || 1);
  const x = (size) => left + at(size, CURVE.sizes[0], CURVE.sizes.at(-1)) * width;
  const y = (value) => top + 24 + height - at(value, low, high) * height;
  const parts = [text(left, top, name, 'class="head"'), `<path class="line" d="M${left} ${top + 24}v${height}h${width}"/>`];
  for (const size of CURVE.sizes) parts.push(text(x(size), top + height + 40, `10${"²³⁴⁵⁶"[CURVE.sizes.indexOf(size)]}`, 'class="quiet" text-anchor="middle"'));
  for (const value of [Math.min(...values), Math.max(...values)]) parts.push(text(left + 4, y(value) - 4, value < 100 ? value.toPrecision(2) : Math.round(value), 'class="quiet"'));
  for (const subject of ["floor", "p0", "p2", "p1", "ours"]) {
    const line = points.filter((point) => point.subject === subject).map(({ size, figures }) => `${x(size).toFixed(1)} ${y(of(figures)).toFixed(1)}`);
    if (line.length) parts.push(`<path class="curve ${subject}" d="M${line.join("L")}"/>`);
  }
  return parts;
}

/** @param {object} raw - what `raw.json` holds */
export function picture({ visits, machine, mode }) {
  const { parts, bottom } = bars(visits, 34);
  let height = bottom;
  const curves = [
    { name: "CPU per message, ms", of: ({ message_task: value }) => value },
    { name: "Memory, MiB", of: ({ memory: value }) => value / 2 ** 20 },
    { name: "Script per scroll frame, ms", of: ({ scroll_script: value }) => value },
  ];
  const drawn = curves.flatMap((which, index) => curve(visits, which, 24 + index * 280, bottom + 24));
  if (drawn.length) {
    parts.push(...drawn);
    height += 262;
    ["ours", "p1", "p2", "p0", "floor"].forEach((subject, index) => {
      parts.push(`<path class="curve ${subject}" d="M${24 + index * 90} ${height - 4}h20"/>`, text(50 + index * 90, height, subject.replace(/^p/, "P")));
    });
  }
  parts.push(text(16, height + 26, `${machine.processor}, ${machine.cores} cores; ${mode} run at ${machine.at.slice(0, 10)}, commit ${machine.commit}`, 'class="quiet"'));
  height += 40;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Ours beside its peers"><style>${STYLE}</style>${parts.join("\n")}</svg>\n`;
}
