//! The report of a run in Markdown: the machine, every goal, what could not be measured, the curve.

import { standing } from "./goals.mjs";
import { CURVE } from "./measures.mjs";
import { PEERS, TITLES } from "./subjects.mjs";

const VERDICTS = { met: "**met**", missed: "missed", undecided: "undecided" };
const SHORT = { p1: "P1", p0: "P0", p2: "P2", floor: "floor" };

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function limit({ of, most, least }) {
  if (of) return `≤ ${most} × ${SHORT[of]}`;
  if (least !== undefined) return `≥ ${least}`;
  return most === undefined ? "" : `≤ ${most}`;
}

function ratioTold(ratio) {
  if (!ratio) return "";
  return `${ratio.median.toFixed(2)} ${ratio.count > 1 ? intervalTold(ratio) : "[one pair]"}`;
}

const intervalTold = ({ low, high }) => `[${low.toFixed(2)}, ${high.toFixed(2)}]`;

function goals(visits) {
  const rows = standing(visits).map(({ goal, values, own, ratios, verdict }) => {
    const peers = PEERS.map((peer) => {
      if (values[peer] === undefined) return "–";
      return [goal.shown(values[peer]), ratioTold(ratios[peer])].filter(Boolean).join("<br>");
    });
    const ours = values.ours === undefined ? "–" : [goal.shown(values.ours), own && intervalTold(own)].filter(Boolean).join("<br>");
    return [goal.name, limit(goal), ours, ...peers, VERDICTS[verdict] ?? (limit(goal) ? "not measured" : "")];
  });
  return table(["what", "goal", "ours", ...PEERS.map((peer) => SHORT[peer]), ""], rows);
}

function curve(visits) {
  const points = visits.filter(({ kind }) => kind === "curve");
  if (!points.length) return "";
  const parts = [
    ["CPU per message at 20/s, ms", ({ message_task: value }) => value?.toFixed(2)],
    ["memory, MiB", ({ memory: value }) => value && (value / 2 ** 20).toFixed(1)],
    ["script per scroll frame, ms", ({ scroll_script: value }) => value?.toFixed(2)],
    ["the first row reached and back, ms", ({ reach_first: up, reach_last: down }) => [up, down].every(Number.isFinite) && (up + down).toFixed(0)],
  ];
  const sizes = CURVE.sizes.filter((size) => points.some((point) => point.size === size));
  return parts.map(([name, told]) => {
    const rows = ["ours", ...PEERS].map((subject) => [
      SHORT[subject] ?? subject,
      ...sizes.map((size) => {
        const point = points.find((point) => point.subject === subject && point.size === size);
        return (point && told(point.figures)) || "–";
      }),
    ]);
    return `${name}, one visit each\n\n${table(["messages in the room", ...sizes.map((size) => size.toLocaleString("en"))], rows)}`;
  });
}

function troubles(visits) {
  const lines = new Map();
  for (const { kind, subject, size, figures } of visits) {
    const whys = Object.entries(figures).filter(([name]) => name.endsWith("_why"));
    for (const [name, why] of whys) {
      const line = `${SHORT[subject] ?? subject}, ${size.toLocaleString("en")} rows (${kind}), ${name.replace("_why", "")}: ${why}`;
      lines.set(line, (lines.get(line) ?? 0) + 1);
    }
  }
  return [...lines].map(([line, count]) => `- ${line}${count > 1 ? ` (${count} times)` : ""}`);
}

/** @param {object} raw - what `raw.json` holds */
export function report({ machine, mode, pairs, minutes, what, visits }) {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const wrong = troubles(visits);
  return [
    "# Numbers",
    `\`cargo xtask bench${mode === "quick" ? " --quick" : ""}\` at ${machine.at}, commit ${machine.commit}, ${minutes.toFixed(1)} minutes: ${pairs} pairs of ours and P1 in the order AB BA, fewer of the others. "Ours" is ${what}.`,
    `${machine.processor}, ${machine.cores} cores, ${machine.memory} GiB, ${machine.system}; load ${machine.load.toFixed(1)} at the end; Chromium ${machine.browser}, Node ${machine.node}; ${packages.join(", ")}.`,
    "Each cell has the median, and below it the median of ours ÷ peer of the pairs with its 95 % interval; with fewer than six pairs that is the least and the most of them, and decides nothing. What a message costs ours and P1 is measured at the same time, in one room; the others are by themselves. A goal is met or missed where the whole interval says so, and all rounds came through. Times on a shared machine mean little; ratios within a pair mean more.",
    goals(visits),
    Object.entries(TITLES).filter(([name]) => name !== "ours").map(([, title]) => `- ${title}`).join("\n"),
    wrong.length ? `What did not come through:\n\n${wrong.join("\n")}` : "",
    ...[curve(visits)].flat(),
  ]
    .filter(Boolean)
    .join("\n\n");
}
