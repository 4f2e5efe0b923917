//! A static host such as the page is made for: a folder, one set of headers for everything, a configuration that names an API
//! elsewhere. Proves nothing by itself.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

/**
 * @param {string} folder
 * @param {(origin: string) => {headers: Record<string, string>, config: object}} given
 * @returns {Promise<{origin: string, close: () => Promise<void>}>}
 */
export async function serve(folder, given) {
  let answers;
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://x");
    const name = pathname === "/" ? "index.html" : path.normalize(pathname).replace(/^[/.]+/, "");
    try {
      const config = name === "glx-config.json";
      const body = config ? JSON.stringify(answers.config) : await readFile(path.join(folder, name));
      const type = config ? "application/json" : (TYPES[path.extname(name)] ?? "application/octet-stream");
      response.writeHead(200, { ...answers.headers, "content-type": type }).end(body);
    } catch {
      response.writeHead(404, { ...answers.headers, "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  answers = given(origin);
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin, close };
}
