//! What must not grow unnoticed: figures that are the same on every machine, each with its budget in `budgets.json`. Prints all, and
//! fails where one is exceeded. A change that is worth its bytes raises its budget in the same commit.
//! Usage: node budgets.mjs PAGE EMBED

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotli } from "./harness/server.mjs";

const BUDGETS = new URL("budgets.json", import.meta.url);
/** What a visitor downloads, whatever it is called; all else is for those who build with it. */
const DOWNLOADED = /\.(wasm|js|css|html)$/;
/** What each consists of. */
const PARTS = {
  page: { wasm: /^glx-realtime-(?!rest).*\.wasm$/, "the rest of the wasm": /-rest-.*\.wasm$/, "pusher-js": /^pusher-.*\.js$/, "start script": /^start-.*\.js$/, glue: /^glx-realtime-.*\.js$/, stylesheet: /\.css$/, html: /\.html$/ },
  embed: { "glx-realtime.js": /^glx-realtime\.js$/, "react.js": /^react\.js$/, "core.js": /^core\.js$/, "program.js": /^program\.js$/, "core.wasm": /^core\.wasm$/, "rest.wasm": /^rest\.wasm$/, "pusher.js": /^pusher\.js$/ },
};

/** How much memory a module begins with, in pages of 64 KiB. */
function initialPages(wasm) {
  // The memory section: id 5, its length, how many, flags, and the number of pages.
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < wasm.length) {
    const id = wasm[at++];
    const length = number();
    if (id !== 5) {
      at += length;
      continue;
    }
    number();
    number();
    return number();
  }
  throw new Error("the module says nothing of its memory");
}

/** The figures of a page and of an embed's versioned folder: brotli bytes by part, and the wasm's first memory. */
export function figures(page, embed) {
  const found = {};
  for (const [name, folder] of Object.entries({ page, embed })) {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
    for (const file of files.filter((file) => DOWNLOADED.test(file))) {
      const part = Object.keys(PARTS[name]).find((part) => PARTS[name][part].test(file)) ?? file;
      const content = readFileSync(path.join(folder, file));
      const bytes = `${name}: ${part}, brotli bytes`;
      found[bytes] = (found[bytes] ?? 0) + brotli(content).length;
      if (file.endsWith(".wasm") && !/\brest\b/.test(file)) found[`${name}: ${part}, pages of memory at the start`] = initialPages(content);
    }
  }
  return found;
}

/** What is over its budget, has none, or has one without being there: in words. */
export function exceeded(figures, budgets) {
  const problems = [];
  for (const [name, value] of Object.entries(figures)) {
    const budget = budgets[name];
    if (budget === undefined) problems.push(`${name}: ${value}, and no budget for it`);
    else if (value > budget) problems.push(`${name}: ${value} of ${budget}, ${value - budget} too many`);
  }
  for (const name of Object.keys(budgets)) if (!(name in figures)) problems.push(`${name}: a budget for what is not there`);
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [page, package_] = process.argv.slice(2);
  const version = readdirSync(package_).find((name) => /^v\d/.test(name));
  const found = figures(page, path.join(package_, version));
  const budgets = JSON.parse(readFileSync(BUDGETS));
  for (const [name, value] of Object.entries(found)) {
    console.log(`${name.padEnd(52)}${String(value).padStart(9)} of ${String(budgets[name] ?? "–").padStart(9)}`);
  }
  const problems = exceeded(found, budgets);
  for (const problem of problems) console.error(`over budget: ${problem}`);
  if (problems.length) process.exitCode = 1;
}
