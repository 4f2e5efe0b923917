//! The React site, built as its developer would build it: the package copied into `node_modules`, as npm does, and `vite build`.

import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { given } from "../support/world.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const PACKAGES = ["react", "react-dom", "@types/react", "@types/react-dom"];

const vite = pathToFileURL(path.join(here, "node_modules/vite/dist/node/index.js"));

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
  const { build } = await import(vite);
  await build({ root, configFile: false, logLevel: "warn", esbuild: { jsx: "automatic" }, build: { target: "es2022" } });
  return path.join(root, "dist");
}

/**
 * The site on Vite's development server, with the package's folder among its static files as the package's README says.
 * @returns {Promise<{origin: string, close: () => Promise<void>}>}
 */
export async function developed(react, world) {
  const root = await installed(react, "development");
  const { version } = JSON.parse(await readFile(path.join(given("GLX_EMBED"), "package.json"), "utf8"));
  const where = `glx-realtime/v${version}`;
  await cp(path.join(given("GLX_EMBED"), `v${version}`), path.join(root, "public", where), { recursive: true });
  await writeFile(path.join(root, "public/favicon.ico"), "");
  await writeFile(path.join(root, "public/site.json"), JSON.stringify({ ...world.configuration(), apiBase: "/api", base: `/${where}/` }));
  const { createServer } = await import(vite);
  const { origin, pathname } = new URL(world.apiBase);
  const proxy = { "/api": { target: origin, rewrite: (address) => address.replace(/^\/api/, pathname.replace(/\/$/, "")) } };
  const server = await createServer({
    root,
    // What Vite has prepared of the package before would be of an older one.
    cacheDir: path.join(root, ".vite"),
    configFile: false,
    logLevel: "warn",
    esbuild: { jsx: "automatic" },
    // As its plugin for React has it: nothing in the sources names what JSX becomes, and found late it is a second React.
    optimizeDeps: { include: ["react/jsx-runtime", "react/jsx-dev-runtime"] },
    server: { proxy, host: "127.0.0.1", hmr: false },
  });
  await server.listen();
  return { origin: `http://127.0.0.1:${server.httpServer.address().port}`, close: () => server.close() };
}

/** TypeScript's compiler. */
export const tsc = path.join(here, "node_modules/typescript/bin/tsc");
