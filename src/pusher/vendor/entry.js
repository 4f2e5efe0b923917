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

// A refused or cut socket is news that pusher-js keeps to itself while it waits out 15 s and more. So its sockets are watched: when the
// newest one of an instance closes, its connection emits "glx:socket_closed", after whatever pusher-js itself makes of the close. Nor does
// it tell a socket that opens and stays silent from one that never opens: "glx:socket_opened" comes when it opens.
const watched = new Map();
const createWebSocket = Pusher.Runtime.createWebSocket;

Pusher.Runtime.createWebSocket = function (url) {
  const socket = createWebSocket.call(this, url);
  for (const pusher of watched.keys()) {
    if (url.includes(`${pusher.config.wsHost}:`) && url.includes(`/app/${pusher.key}?`)) {
      watched.set(pusher, socket);
      socket.addEventListener("open", () => {
        if (watched.get(pusher) === socket) pusher.connection.emit("glx:socket_opened");
      });
      socket.addEventListener("close", () =>
        setTimeout(() => {
          if (watched.get(pusher) === socket) pusher.connection.emit("glx:socket_closed");
        }),
      );
    }
  }
  return socket;
};

/** Has an instance's connection tell of its sockets' ends. */
export function watchSockets(pusher) {
  watched.set(pusher, null);
}
