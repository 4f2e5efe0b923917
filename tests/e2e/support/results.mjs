//! The lines that the fault tests leave: one file for all runs, a theme's lines replaced by its next run; and the same
//! lines as Markdown.

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("../../../target/faults.json", import.meta.url));

/** All lines so far: `[{theme, row, test, result, long?, measured: [{value, most, unit}]}]`. */
export async function results() {
  return JSON.parse(await readFile(FILE, "utf8").catch(() => "[]"));
}

/** Puts the lines of one theme in the place of its earlier ones; what did not run this time keeps what it came to the last time. */
export async function keep(theme, lines) {
  const before = await results();
  const same = (line) => (old) => old.theme === theme && old.row === line.row && old.test === line.test && old.result !== "not run";
  const earlier = (line) => {
    const old = before.find(same(line));
    return old ? { ...old, earlier: true } : line;
  };
  const now = lines.map((line) => (line.result === "not run" ? earlier(line) : line));
  const all = [...before.filter((line) => line.theme !== theme), ...now];
  await mkdir(path.dirname(FILE), { recursive: true });
  await writeFile(`${FILE}.new`, JSON.stringify(all, null, 1));
  await rename(`${FILE}.new`, FILE);
}

const told = ({ value, unit }) => `${value} ${unit}`;
const cell = (texts) => texts.filter(Boolean).join("; ").replaceAll("|", "\\|") || "–";
const written = (...cells) => `| ${cells.join(" | ")} |`;

/** How a line came out, in a word or two. */
function outcome({ result, long, earlier, clockMoves, measured }) {
  const over = measured.some(({ value, most }) => value > most) && "over the bound";
  const marks = [over, long && "long", earlier && "of an earlier run", clockMoves && "page's clock moved on"];
  return [result, ...marks].filter(Boolean).join(", ");
}

/** The lines as a table of faults. */
export function faultTable(lines) {
  const head = [written("fault", "test", "result", "measured", "bound"), written("---", "---", "---", "---", "---")];
  const rows = lines.map((line) => {
    const bounds = line.measured.map(({ most, unit }) => most !== undefined && `≤ ${most} ${unit}`);
    return written(cell([line.row]), `${line.theme}: ${cell([line.test])}`, outcome(line), cell(line.measured.map(told)), cell(bounds));
  });
  return [...head, ...rows];
}

/** The lines as a table of pairs. */
export function pairTable(lines) {
  const head = [written("pair", "fault", "plain pusher-js", "ours", "result", "measured"), written(...Array(6).fill("---"))];
  const rows = lines.map((line) => {
    const measured = cell(line.measured.map((one) => (one.most === undefined ? told(one) : `${told(one)} (≤ ${one.most})`)));
    return written(line.row, cell([line.test]), cell([line.plain]), cell([line.ours]), outcome(line), measured);
  });
  return [...head, ...rows];
}
