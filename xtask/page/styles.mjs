// Joins static/styles.css and the files it imports into node_modules/.glx/styles.css, minified for a release.
// Run by Trunk before each build. It never changes what is in static/.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const entry = path.join(root, "static/styles.css");

if (!existsSync(path.join(root, "node_modules/esbuild"))) {
  console.error("node_modules is missing or incomplete: run `npm ci` (or `cargo xtask setup`) first");
  process.exit(1);
}
if (!existsSync(entry)) {
  console.error("static/styles.css is missing: it is the stylesheet's entry and imports the files of static/css/");
  process.exit(1);
}

const esbuild = createRequire(path.join(root, "package.json"))("esbuild");
try {
  await esbuild.build({
    entryPoints: [entry],
    outfile: path.join(root, "node_modules/.glx/styles.css"),
    bundle: true,
    minify: process.env.TRUNK_PROFILE === "release",
    // The sources are written for the browsers we support: nothing is rewritten behind their author's back.
    target: "esnext",
    loader: { ".svg": "dataurl", ".woff2": "dataurl" },
    logLevel: "warning",
  });
} catch {
  process.exit(1); // esbuild has said where and why
}
