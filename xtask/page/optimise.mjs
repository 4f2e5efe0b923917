// wasm-opt by npm's binaryen, told the features rustc turns on, so that it neither refuses nor lowers them.
// Usage: node optimise.mjs [--names] IN OUT; --names keeps the functions' names, which do not ship.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const FEATURES = ["bulk-memory", "sign-ext", "nontrapping-float-to-int", "mutable-globals", "reference-types", "multivalue"];

/** Writes the optimised module. Throws where that is not possible. */
export function optimise(from, to, { names = false } = {}) {
  const tool = path.join(ROOT, "node_modules/binaryen/bin/wasm-opt");
  if (!existsSync(tool)) throw new Error("wasm-opt is missing: run `npm ci` (or `cargo xtask setup`) first");
  const strip = names ? ["--debuginfo"] : ["--strip-debug", "--strip-producers"];
  const words = [tool, from, "-o", to, "-Oz", ...strip, ...FEATURES.map((name) => `--enable-${name}`)];
  const run = spawnSync(process.execPath, words, { stdio: ["ignore", "inherit", "inherit"] });
  if (run.status !== 0) throw new Error(`wasm-opt ended with ${run.status ?? run.signal ?? run.error}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2).filter((word) => word !== "--names");
  optimise(...files, { names: process.argv.includes("--names") });
}
