// The program itself: the WebAssembly with its glue, and what is behind a socket. What was begun without it (`core.js`) is handed over to it.

import init, { fetchRest, loadRest, restFrom } from "glx:glue";
import { aheadFrom } from "../../start/ahead.js";
import { pusherFrom } from "../../start/late.js";
import { goOnFrom } from "./connection.js";

export { configured, open } from "./connection.js";

/**
 * Starts it. `begun`: what was asked for ahead, and of whom. `lost` is told when a part of it is needed and cannot be had.
 */
export async function run(wasm, urls, module, begun, lost) {
  aheadFrom(begun.asked);
  goOnFrom(begun);
  // No connection is there before all of the program is: what is needed once it fails could not be fetched then.
  pusherFrom(async () => (await Promise.all([module(urls.pusher, "PUSHER_INTEGRITY"), fetchRest()]))[0]);
  restFrom(urls.rest, (error) => {
    reportError(error);
    lost();
  });
  await init({ module_or_path: wasm });
  // What people see first comes first; a page that is not on the screen is hardly ever idle.
  (globalThis.requestIdleCallback ?? setTimeout)(() => loadRest(), { timeout: 1_000 });
}
