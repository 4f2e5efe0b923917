// pusher-js as one ES module, made by `npm ci` (package.json, "prepare") and bound in `src/pusher/`.
// It is the worker build: fetch and WebSocket only, no script tags, no fallbacks from a CDN, no listeners on the window.
// The page's globals are left exactly as they were found: the host may have its own `window.Pusher`.

import { before } from "./globals-before.js";
import Pusher from "pusher-js/worker";

for (const [name, descriptor] of before) {
  const now = Object.getOwnPropertyDescriptor(globalThis, name);
  if (now === undefined && descriptor === undefined) continue;
  if (descriptor === undefined) delete globalThis[name];
  else if (now?.value !== descriptor.value || now?.get !== descriptor.get || now?.set !== descriptor.set) {
    Object.defineProperty(globalThis, name, descriptor);
  }
}

export default Pusher;
