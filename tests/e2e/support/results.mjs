//! The lines that the fault tests leave: one file for all runs, a theme's lines replaced by its next run.

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
  const earlier = (line) => before.find((old) => old.theme === theme && old.row === line.row && old.test === line.test);
  const now = lines.map((line) => (line.result === "not run" ? (earlier(line) ?? line) : line));
  const all = [...before.filter((line) => line.theme !== theme), ...now];
  await mkdir(path.dirname(FILE), { recursive: true });
  await writeFile(`${FILE}.new`, JSON.stringify(all, null, 1));
  await rename(`${FILE}.new`, FILE);
}
