//! A static host such as the page and the package are made for: a folder, its headers, compressed where the browser takes it, and what
//! its operator configured. Where it is told to, it passes /api on to the site's backend, as a rewrite rule does. Proves nothing by itself.

import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
  ".wasm": "application/wasm", ".svg": "image/svg+xml",
};
const BLOCK = /(<script[^>]*id="?glx-config"?[^>]*>)[^<]*/;
const compress = promisify(brotliCompress);
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/**
 * @param {string} folder
 * @param {object} operator
 * @param {Record<string, string> | ((path: string) => Record<string, string>)} [operator.headers]
 * @param {object | string} [operator.file] - the content of glx-config.json, which is not there without it
 * @param {object} [operator.block] - what stands in the page
 * @param {Record<string, string | Buffer | object>} [operator.files] - more files by their paths, in place of the folder's
 * @param {Record<string, string>} [operator.mounts] - more folders by where they are, such as `{"glx/": "/srv/glx"}`
 * @param {string} [operator.api] - where /api is passed on to
 * @param {(path: string) => boolean} [operator.page] - the paths that the site's own script makes pages of
 * @returns {Promise<{origin: string, close: () => Promise<void>, asked: string[]}>} `asked`: the paths so far
 */
export async function serve(folder, { headers = {}, file, block, files = {}, mounts = {}, api, page = () => false }) {
  const given = { ...files, ...(file === undefined ? {} : { "glx-config.json": file }) };
  const packed = new Map();
  const asked = [];
  const content = async (name) => {
    if (Object.hasOwn(given, name)) {
      const own = given[name];
      return typeof own === "string" || Buffer.isBuffer(own) ? own : JSON.stringify(own);
    }
    if (name === "glx-config.json") throw new Error("there is none");
    const mount = Object.keys(mounts).find((begin) => name.startsWith(begin));
    const bytes = await readFile(mount ? path.join(mounts[mount], name.slice(mount.length)) : path.join(folder, name));
    if (name !== "index.html" || !block) return bytes;
    return bytes.toString().replace(BLOCK, (_, tag) => tag + JSON.stringify(block));
  };
  const server = createServer(async (incoming, response) => {
    const { pathname } = new URL(incoming.url, "http://host");
    if (api && pathname.startsWith("/api/")) return passOn(api, incoming, response);
    asked.push(pathname);
    const name = pathname === "/" || page(pathname) ? "index.html" : path.normalize(pathname).replace(/^[/.]+/, "");
    let body = await content(name).catch(() => undefined);
    const type = body === undefined ? "text/plain" : (TYPES[path.extname(name)] ?? "application/octet-stream");
    const sent = { "content-type": type, ...(typeof headers === "function" ? headers(pathname) : headers) };
    if (body !== undefined && TYPES[path.extname(name)] && /\bbr\b/.test(incoming.headers["accept-encoding"] ?? "")) {
      if (!packed.has(name)) packed.set(name, await compress(body, QUICK));
      Object.assign(sent, { "content-encoding": "br", vary: "accept-encoding" });
      body = packed.get(name);
    }
    response.writeHead(body === undefined ? 404 : 200, sent).end(body ?? "not found");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close, asked };
}

/** A call of the API, handed to the backend and back as it is. */
function passOn(api, incoming, response) {
  const { method, headers } = incoming;
  const target = new URL(api.replace(/\/api$/, "") + incoming.url);
  const call = request(target, { method, headers: { ...headers, host: target.host } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  call.on("error", () => response.destroy());
  response.on("close", () => call.destroy());
  incoming.pipe(call);
}
