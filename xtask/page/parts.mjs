// What every finished build needs, the page's and the embed's: the wasm made small and parted, digests, esbuild, and how to fail.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, "../..");
export const esbuild = createRequire(path.join(root, "package.json"))("esbuild");

/** How everything of ours is minified. */
export const minified = { bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false, logLevel: "warning" };

/**
 * A module of wasm-bindgen's, made small, and parted into what the start needs and the rest. Where GLX_PROBE names a folder it is not parted:
 * it remembers which functions were called, and its named form is left in that folder.
 * @returns {{first: Buffer, rest?: Buffer}}
 */
export function parted(file) {
  const temp = mkdtempSync(path.join(os.tmpdir(), "glx-wasm-"));
  const at = (name) => path.join(temp, name);
  try {
    optimise(file, at("named.wasm"));
    const probe = process.env.GLX_PROBE;
    if (probe) {
      copyFileSync(at("named.wasm"), path.join(probe, path.basename(file)));
      split("probe", at("named.wasm"), at("probed.wasm"));
      return { first: readFileSync(at("probed.wasm")) };
    }
    split("part", at("named.wasm"), path.join(here, "late.txt"), at("first.wasm"), at("rest.wasm"));
    return { first: readFileSync(at("first.wasm")), rest: readFileSync(at("rest.wasm")) };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/**
 * wasm-opt by npm's binaryen, told the features rustc turns on, so that it neither refuses nor lowers them. Names are kept: they tell what is
 * late. Functions that are alike stand together, which compresses better.
 */
export function optimise(file, out) {
  const tool = path.join(root, "node_modules/binaryen/bin/wasm-opt");
  if (!existsSync(tool)) fail("wasm-opt is missing: run `npm ci` (or `cargo xtask setup`) first");
  const features = ["bulk-memory", "sign-ext", "nontrapping-float-to-int", "mutable-globals", "reference-types", "multivalue"];
  run(process.execPath, [tool, file, "-o", out, "-Oz", "--reorder-functions-by-name", "-g", ...features.map((name) => `--enable-${name}`)]);
}

function split(...words) {
  run("cargo", ["run", "--quiet", "--package", "glx-split", "--", ...words]);
}

function run(command, words) {
  const done = spawnSync(command, words, { stdio: ["ignore", "inherit", "inherit"], cwd: root });
  if (done.status !== 0) fail(`${command} ended with ${done.status ?? done.signal ?? done.error}`);
}

/** What stands behind wasm-bindgen's glue, so that it can have the rest loaded; or that tells what a probe has reached. */
export function withRest(glue, rest) {
  if (!rest) return `${glue}\nglobalThis.glxReached = () => Object.keys(wasm).filter((name) => /^reached\\d/.test(name) && wasm[name].value).map((name) => name.slice(7));
    export const restFrom = () => {}, fetchRest = () => {}, loadRest = () => {};`;
  const imports = "const imports = __wbg_get_imports();";
  if (!glue.includes(imports)) fail("wasm-bindgen's glue no longer says how it makes its imports");
  const loader = filled(readFileSync(path.join(here, "rest.js"), "utf8"), {
    REST_SHA256: createHash("sha256").update(rest).digest("hex"),
    REST_INTEGRITY: integrity(rest),
  });
  return `${glue.replaceAll(imports, "const imports = { ...__wbg_get_imports(), rest };")}\n${loader}`;
}

/** What a start has in JavaScript. */
export const starts = path.join(root, "src/start");
/** Where the glue imports pusher.js, what has it fetched later stands instead; and it shares with the start what was asked ahead. */
export const shared = {
  name: "shared",
  setup(build) {
    build.onResolve({ filter: /\/pusher\.js$/ }, () => ({ path: path.join(starts, "late.js") }));
    build.onResolve({ filter: /\/ahead\.js$/ }, () => ({ path: path.join(starts, "ahead.js") }));
  },
};

/** A text with its words in capitals filled in. */
export function filled(text, values) {
  for (const [name, value] of Object.entries(values)) {
    if (!text.includes(name)) fail(`${name} is nowhere to be filled in`);
    text = text.replaceAll(name, value);
  }
  return text;
}

export function integrity(content) {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

export function fail(sentence) {
  console.error(`finishing: ${sentence}`);
  process.exit(1);
}
