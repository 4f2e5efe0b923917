// The last step of a release build, run by Trunk on its staging folder: the wasm small and parted, glue bundled and minified, pusher-js as
// a file of its own, the start script out of the HTML (CSP `script-src 'self' 'wasm-unsafe-eval'`), every name made from
// the finished content (hosts keep .js for a year), integrity for all of it. Debug builds are left alone.

import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { checkPage } from "./check.mjs";
import { esbuild, fail, filled, here, integrity, minified, parted, root, shared, starts, withRest } from "./parts.mjs";

const stage = process.env.TRUNK_STAGING_DIR;
const base = process.env.TRUNK_PUBLIC_URL ?? "/";

if (!stage) fail("this is a Trunk hook: run `trunk build --release` or `cargo xtask build`");
if (process.env.TRUNK_PROFILE !== "release") process.exit(0);

const htmlFile = path.join(stage, "index.html");
const html = readFileSync(htmlFile, "utf8");

const scripts = [...html.matchAll(/<script type="module"[^>]*>([\s\S]*?)<\/script>/g)];
if (scripts.length !== 1) fail(`expected Trunk's one start script in index.html, found ${scripts.length}`);
const [startTag, startText] = scripts[0];
const glueName = startText.match(/from '[^']*?([^/']+\.js)'/)?.[1];
const wasmName = startText.match(/'[^']*?([^/']+\.wasm)'/)?.[1];
if (!glueName || !wasmName) fail("Trunk's start script names no glue or no wasm: has its form changed?");

const parts = parted(path.join(stage, wasmName));
const stem = wasmName.replace(/-[0-9a-f]+_bg\.wasm$/, "");
const wasm = published(stem, "wasm", parts.first);
const rest = parts.rest && published(`${stem}-rest`, "wasm", parts.rest);
const pusher = published("pusher", "js", readFileSync(path.join(root, "node_modules/.glx/pusher.js")));
const glue = await bundled(path.join(stage, glueName), wasm.name);
const start = await started();

const kept = html
  .replace(startTag, "")
  .replace(/[ \t]*<link rel="(?:preload|modulepreload)"[^>]*>\s*?\n?/g, "");
const head = [
  // Browsers take no integrity on this kind of preload (and warn): start.js fetches the wasm with its digest. The history that is asked for later
  // comes before it, where server and browser keep to an order.
  `<link rel="preload" href="${wasm.url}" as="fetch" type="application/wasm" crossorigin="anonymous" fetchpriority="low">`,
  `<script type="module" src="${start.url}" crossorigin="anonymous" integrity="${start.integrity}"></script>`,
];
writeFileSync(htmlFile, kept.replace("</head>", `${head.join("\n")}\n</head>`).replace(/\n\s*\n+/g, "\n"));

rmSync(path.join(stage, wasmName));
rmSync(path.join(stage, glueName));
rmSync(path.join(stage, "snippets"), { recursive: true, force: true });
for (const problem of checkPage(stage, base)) fail(problem);

/** The glue with wasm-bindgen's small snippets inside; pusher-js stays apart, and comes when it is needed. */
async function bundled(file, wasmFile) {
  // The default wasm address is never used (start.js gives it), but it should not name a file that does not exist.
  const source = withRest(readFileSync(file, "utf8").replaceAll(wasmName, wasmFile), parts.rest);
  const contents = `${source}
    export { pusherFrom } from ${JSON.stringify(path.join(starts, "late.js"))};
    export { aheadFrom } from ${JSON.stringify(path.join(starts, "ahead.js"))};`;
  const result = await esbuild.build({
    ...minified,
    stdin: { contents, resolveDir: path.dirname(file), sourcefile: path.basename(file) },
    plugins: [shared],
    // wasm-bindgen names a module once for each of its functions.
    logOverride: { "duplicate-object-key": "silent" },
  });
  return published("glx-realtime", "js", result.outputFiles[0].contents);
}

/** start.js with the addresses filled in, and what it imports. */
async function started() {
  const values = { REST_URL: rest?.url ?? "", API_BASE: process.env.GLX_API_BASE ?? "/api" };
  for (const [name, file] of Object.entries({ GLUE: glue, PUSHER: pusher, WASM: wasm })) {
    values[`${name}_URL`] = file.url;
    values[`${name}_INTEGRITY`] = file.integrity;
  }
  const contents = filled(readFileSync(path.join(here, "start.js"), "utf8"), values);
  const result = await esbuild.build({ ...minified, stdin: { contents, resolveDir: here, sourcefile: "start.js" } });
  return published("start", "js", result.outputFiles[0].contents);
}

/** Writes a finished file under a name made from its content. */
function published(stem, extension, content) {
  const name = `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${extension}`;
  writeFileSync(path.join(stage, name), content);
  return { name, url: base + name, integrity: integrity(content) };
}
