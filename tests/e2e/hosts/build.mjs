//! The React site, built as its developer would build it: the package copied into `node_modules`, as npm does, and `vite build`.

import { cp, mkdir, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { given } from "../support/world.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const PACKAGES = ["react", "react-dom", "@types/react", "@types/react-dom"];

export const REACTS = ["react-18", "react-19"];

/** A folder of its own with the site and everything that it uses, not built yet. */
export async function installed(react, purpose) {
  const folder = path.join(here, "../../../target/e2e/hosts", `${react}-${purpose}`);
  await rm(folder, { recursive: true, force: true });
  await cp(path.join(here, "site"), folder, { recursive: true });
  const modules = path.join(folder, "node_modules");
  await mkdir(path.join(modules, "@types"), { recursive: true });
  const { resolve } = createRequire(path.join(here, react, "package.json"));
  for (const name of PACKAGES) await symlink(path.dirname(resolve(`${name}/package.json`)), path.join(modules, name));
  await cp(given("GLX_EMBED"), path.join(modules, "glx-realtime"), { recursive: true });
  return folder;
}

/** The folder of the built site. */
export async function built(react) {
  const root = await installed(react, "page");
  const { build } = await import(pathToFileURL(path.join(here, "node_modules/vite/dist/node/index.js")));
  await build({ root, configFile: false, logLevel: "warn", esbuild: { jsx: "automatic" }, build: { target: "es2022" } });
  return path.join(root, "dist");
}

/** TypeScript's compiler. */
export const tsc = path.join(here, "node_modules/typescript/bin/tsc");
