//! Prints the fault table and the pairs of the last runs as Markdown, a line each. Usage: node tests/e2e/faults/table.mjs

import { results } from "../support/results.mjs";

/** Rows, or parts of rows, that other tests show. */
const ELSEWHERE = [
  ["auth 403", "tests/e2e/auth.test.mjs: a room that is not open to the user says so, and is not asked for again and again"],
  ["each of the five 403s: filter", "tests/e2e/backend_quirks.test.mjs: a text the content filter refuses stays with the reason, the others go out in order"],
  ["a text the content filter refuses, among others that pass", "tests/e2e/backend_quirks.test.mjs: the same"],
  ["send 429", "tests/e2e/backend_quirks.test.mjs: too many requests: the send waits, says why, and goes out once when it may"],
  ["mount/unmount: one pusher-js instance", "tests/web/pusher_connection.rs: one_client_at_a_time_and_one_instance_for_all"],
];

const told = ({ value, unit }) => `${value} ${unit}`;
const cell = (texts) => texts.filter(Boolean).join("; ").replaceAll("|", "\\|") || "–";
const over = ({ value, most }) => value > most;
const print = (...cells) => console.log(`| ${cells.join(" | ")} |`);

/** How a line came out, in a word or two. */
function outcome({ result, long, clockMoves, measured }) {
  return [result, measured.some(over) && "over the bound", long && "long", clockMoves && "page's clock moved on"].filter(Boolean).join(", ");
}

const lines = await results();
const pairs = lines.filter(({ theme }) => theme.startsWith("pairs"));

print("fault", "test", "result", "measured", "bound");
print("---", "---", "---", "---", "---");
for (const line of lines.filter((line) => !pairs.includes(line))) {
  const { theme, row, test, measured } = line;
  const bounds = measured.map(({ most, unit }) => `≤ ${most} ${unit}`);
  print(cell([row]), `${theme}: ${cell([test])}`, outcome(line), cell(measured.map(told)), cell(bounds));
}
for (const [row, where] of ELSEWHERE) print(cell([row]), cell([where]), "elsewhere", "–", "–");

console.log("");
print("pair", "fault", "plain pusher-js", "ours", "result", "measured");
print("---", "---", "---", "---", "---", "---");
const number = ({ row }) => Number(row.slice(1));
for (const line of pairs.sort((one, other) => number(one) - number(other))) {
  const { row, test, plain, ours, measured } = line;
  print(row, cell([test]), cell([plain]), cell([ours]), outcome(line), cell(measured.map((one) => `${told(one)} (≤ ${one.most})`)));
}
