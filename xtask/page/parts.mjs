// What every finished build needs, the page's and the embed's: wasm-opt, digests, esbuild, and how to fail.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, "../..");
export const esbuild = createRequire(path.join(root, "package.json"))("esbuild");

/** How everything of ours is minified. */
export const minified = { bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false, logLevel: "warning" };

/** wasm-opt by npm's binaryen, told the features rustc turns on, so that it neither refuses nor lowers them. */
export function optimised(file, names = ["--strip-debug", "--strip-producers"]) {
  const tool = path.join(root, "node_modules/binaryen/bin/wasm-opt");
  if (!existsSync(tool)) fail("wasm-opt is missing: run `npm ci` (or `cargo xtask setup`) first");
  const temp = mkdtempSync(path.join(os.tmpdir(), "glx-wasm-opt-"));
  const out = path.join(temp, "out.wasm");
  const features = ["bulk-memory", "sign-ext", "nontrapping-float-to-int", "mutable-globals", "reference-types", "multivalue"];
  const run = spawnSync(
    process.execPath,
    [tool, file, "-o", out, "-Oz", ...names, ...features.map((name) => `--enable-${name}`)],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  try {
    if (run.status !== 0) fail(`wasm-opt ended with ${run.status ?? run.signal ?? run.error}`);
    return readFileSync(out);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

export function integrity(content) {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

export function fail(sentence) {
  console.error(`finishing: ${sentence}`);
  process.exit(1);
}
