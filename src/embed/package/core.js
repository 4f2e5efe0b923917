// What comes first of the package once it is needed: what an element shows before the program is there, and what has the program fetched.

import { answered, asked } from "../../start/ahead.js";
import { answerOf, arrived, firstUser, program } from "./begin.js";
import { configureAnew, instead } from "./element.js";

export { change, hide, show } from "./element.js";

const INTEGRITY = { program: "PROGRAM_INTEGRITY", wasm: "WASM_INTEGRITY" };
const WASM_BYTES = Number("WASM_SIZE");

const NO_WASM = "The chat needs WebAssembly, which this browser does not have, does not know well enough, or has switched off.";
const FORBIDDEN = "The chat needs WebAssembly, which this site's security policy does not allow: 'wasm-unsafe-eval' is missing in script-src.";

let starting;
let given;

/** The page is configured anew. */
export function configured(configuration) {
  configureAnew(configuration);
  program.module?.configured(configuration);
}

/**
 * Fetches the program, and gives it; asked for again after it could not be had. `module` imports a file with its digest checked;
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
  const binary = wasm(urls.wasm, progress);
  // What people see first shares the line with what takes longest only.
  await Promise.race([binary, answered()]);
  const [found, bytes] = await Promise.all([module(urls.program, INTEGRITY.program), binary]);
  await found.run(bytes, urls, module, { asked, answerOf, arrived, firstUser }, () => instead(altered));
  return (program.module = found);
}

/** The module, or what is altered on the way as an error. */
async function wasm(url, progress) {
  // With the digest in the request the browser can keep what it has compiled, but tells nothing until all is there.
  if (!progress || !globalThis.crypto?.subtle) return fetch(url, { integrity: INTEGRITY.wasm, priority: "low" });
  const answer = await fetch(url, { priority: "low" });
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
