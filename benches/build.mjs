//! Builds the peers as a site would ship them: one script each, minified, production. Writes `<folder>/<peer>/`.

import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const PEERS = fileURLToPath(new URL("peers/", import.meta.url));

/** The peers by name, the strongest first. */
export const SOURCES = { p1: "p1.jsx", p0: "p0.jsx", p2: "p2.jsx", floor: "floor.js" };

/**
 * @param {string} folder - where the built pages go
 * @returns {Promise<Record<string, string>>} each peer's folder
 */
export async function buildPeers(folder) {
  const built = {};
  for (const [name, source] of Object.entries(SOURCES)) {
    const place = path.join(folder, name);
    await mkdir(place, { recursive: true });
    const common = { bundle: true, minify: true, legalComments: "none", target: "es2022", logLevel: "warning" };
    await build({
      ...common,
      entryPoints: [path.join(PEERS, source)],
      outfile: path.join(place, "chat.js"),
      format: "esm",
      jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
    });
    await build({ ...common, target: "esnext", entryPoints: [path.join(PEERS, "chat.css")], outfile: path.join(place, "chat.css") });
    await copyFile(path.join(PEERS, "page.html"), path.join(place, "index.html"));
    built[name] = place;
  }
  return built;
}
