//! Prints the fault table of the last runs as Markdown, a line each. Usage: node tests/e2e/faults/table.mjs

import { results } from "../support/results.mjs";

const told = ({ value, most, unit, plain }) => (unit === "ms" ? plain ?? `${value} ms` : `${value} ${unit}`);
const cell = (texts) => texts.join("; ").replaceAll("|", "\\|") || "–";

const lines = await results();
console.log("| fault | test | result | measured | bound |\n| --- | --- | --- | --- | --- |");
for (const { theme, row, test, result, long, measured } of lines) {
  const over = measured.some(({ value, most }) => value > most) ? " (over the bound)" : "";
  const shown = `${result}${over}${long ? " (long)" : ""}`;
  const bounds = measured.map(({ most, unit }) => `≤ ${most} ${unit}`);
  console.log(`| ${cell([row])} | ${theme}: ${cell([test])} | ${shown} | ${cell(measured.map(told))} | ${cell(bounds)} |`);
}
