//! axe-core in a page: what is serious or critical, in words. Judges nothing less.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const source = await readFile(fileURLToPath(new URL("../../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The findings on the page as it stands: `["color-contrast (serious): …"]`. */
export async function findings(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, impact, nodes }) => {
      const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")} – ${failureSummary.replace(/\s+/g, " ")}`);
      return `${id} (${impact}), ${nodes.length} times: ${where.join(" | ")}`;
    });
}
