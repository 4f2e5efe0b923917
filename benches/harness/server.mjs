//! A good static host for one page: everything compressed beforehand with brotli at its best, the right types, all but the
//! page itself kept for a year. The API is on the same origin, handed on to the local world as a site's proxy does.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** As small as brotli makes it. */
export function brotli(content) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return brotliCompressSync(content, { params });
}

/** Where a page takes its settings from without asking for them, as ours and a site's own do. */
const BLOCK = /(<script[^>]*id="?glx-config"?[^>]*>)[^<]*/;

/** The folder's files as they are answered, by path. */
function files(folder, config) {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const content = entry.name === "index.html" ? configured(readFileSync(file, "utf8"), config) : readFileSync(file);
    const name = `/${path.relative(folder, file).split(path.sep).join("/")}`;
    // Every site's files have a version or a hash in their names, whatever they are called here.
    const lasting = entry.name === "index.html" ? "no-cache" : "public, max-age=31536000, immutable";
    found.set(name, {
      body: brotli(content),
      headers: {
        "content-type": TYPES[path.extname(name)] ?? "application/octet-stream",
        "content-encoding": "br",
        "cache-control": lasting,
        etag: `"${createHash("sha256").update(content).digest("hex").slice(0, 16)}"`,
        vary: "accept-encoding",
        "x-content-type-options": "nosniff",
      },
    });
  }
  return found;
}

function configured(html, config) {
  if (!BLOCK.test(html)) throw new Error("a page has no place for its settings");
  return Buffer.from(html.replace(BLOCK, (_, tag) => tag + config));
}

/**
 * @param {string} folder
 * @param {import("../../tests/e2e/support/world.mjs").World} world
 * @returns {Promise<{origin: string, close: () => Promise<void>}>}
 */
export async function serve(folder, world) {
  const config = JSON.stringify({ ...world.configuration(), apiBase: "/api" });
  const kept = files(folder, config);
  const api = new URL(world.apiBase);
  const agent = new Agent({ keepAlive: true });
  const handOn = (incoming, response) => {
    const options = { host: api.hostname, port: api.port, path: incoming.url, method: incoming.method, headers: incoming.headers, agent };
    const outgoing = request(options, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    // A page that is closed in the middle of a history takes nothing more of it.
    response.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer((incoming, response) => {
    const { pathname } = new URL(incoming.url, "http://host");
    if (pathname.startsWith("/api/")) return handOn(incoming, response);
    const file = kept.get(pathname === "/" ? "/index.html" : pathname);
    if (!file) return response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    if (incoming.headers["if-none-match"] === file.headers.etag) return response.writeHead(304, file.headers).end();
    return response.writeHead(200, { ...file.headers, "content-length": file.body.length }).end(file.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    agent.destroy();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
