// The rest of the package, loaded when it is needed: the WebAssembly and its glue, the stylesheet, and the insides of sockets and elements.

import init, { fetchRest, loadRest, restFrom } from "glx:glue";
import { pusherFrom } from "../../start/late.js";
import { program } from "./begin.js";
import { instead } from "./element.js";

export { configured, open } from "./connection.js";
export { change, hide, show } from "./element.js";

const INTEGRITY = { wasm: "WASM_INTEGRITY", pusher: "PUSHER_INTEGRITY" };
const WASM_BYTES = Number("WASM_SIZE");

const NO_WASM = "The chat needs WebAssembly, which this browser does not have, does not know well enough, or has switched off.";
const FORBIDDEN = "The chat needs WebAssembly, which this site's security policy does not allow: 'wasm-unsafe-eval' is missing in script-src.";

let starting;
let given;

/**
 * Fetches what there is beside this file; asked for again after it could not be had. `module` imports a file with its digest checked;
 * `GlxError` is what it fails with; `altered` is what people read when a file is not what it should be; `progress`, where somebody wants to
 * know, gets bytes loaded and in all.
 */
export function start(...those) {
  if (those.length) given = those;
  const [urls, module, GlxError, altered, progress] = given;
  starting ??= run(urls, module, altered, progress).catch((error) => {
    starting = undefined;
    console.error(error);
    throw new GlxError("not-loaded", reason(error, altered));
  });
  return starting;
}

/** What people read. What has arrived is as it was made: a browser that cannot compile it is too old. */
function reason(error, altered) {
  if (typeof WebAssembly !== "object") return NO_WASM;
  if (/unsafe-eval|CSP|Content Security/i.test(error.message)) return FORBIDDEN;
  return error instanceof WebAssembly.CompileError ? NO_WASM : altered;
}

async function run(urls, module, altered, progress) {
  // No connection is there before all of the program is: what is needed once it fails could not be fetched then.
  pusherFrom(async () => (await Promise.all([module(urls.pusher, INTEGRITY.pusher), fetchRest()]))[0]);
  restFrom(urls.rest, (error) => {
    reportError(error);
    instead(altered);
  });
  await init({ module_or_path: await wasm(urls.wasm, progress) });
  program.isHere = true;
  // What people see first comes first; a page that is not on the screen is hardly ever idle.
  (globalThis.requestIdleCallback ?? setTimeout)(() => loadRest(), { timeout: 1_000 });
}

/** The module, or what is altered on the way as an error. */
async function wasm(url, progress) {
  // With the digest in the request the browser can keep what it has compiled, but tells nothing until all is there.
  if (!progress || !globalThis.crypto?.subtle) return fetch(url, { integrity: INTEGRITY.wasm });
  const answer = await fetch(url);
  const reader = answer.body.getReader();
  const chunks = [];
  let loaded = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    chunks.push(value);
    progress((loaded += value.length), WASM_BYTES);
  }
  const bytes = await new Blob(chunks).arrayBuffer();
  const digest = String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-384", bytes)));
  if (`sha384-${btoa(digest)}` !== INTEGRITY.wasm) throw new Error(`${url} is not what it should be`);
  return bytes;
}
