//! A static host such as the page is made for: a folder, one set of headers for everything, and what its operator configured.
//! The API is elsewhere. Proves nothing by itself.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
const BLOCK = /(<script[^>]*id="?glx-config"?[^>]*>)[^<]*/;

/**
 * @param {string} folder
 * @param {{headers?: Record<string, string>, file?: object | string, block?: object}} operator - `file`: the content of
 *   glx-config.json, which is not there without it; `block`: what stands in the page
 * @returns {Promise<{origin: string, close: () => Promise<void>}>}
 */
export async function serve(folder, { headers = {}, file, block }) {
  const content = async (name) => {
    if (name === "glx-config.json") return typeof file === "object" ? JSON.stringify(file) : file;
    const bytes = await readFile(path.join(folder, name));
    if (name !== "index.html" || !block) return bytes;
    return bytes.toString().replace(BLOCK, (_, tag) => tag + JSON.stringify(block));
  };
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://host");
    const name = pathname === "/" ? "index.html" : path.normalize(pathname).replace(/^[/.]+/, "");
    const body = await content(name).catch(() => undefined);
    const type = body === undefined ? "text/plain" : (TYPES[path.extname(name)] ?? "application/octet-stream");
    response.writeHead(body === undefined ? 404 : 200, { ...headers, "content-type": type }).end(body ?? "not found");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
