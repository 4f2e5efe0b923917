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

// Imported as it is, it is there from the start. Finished builds have src/start/late.js in its place.
export const isHere = () => true;
export const arrival = async () => {};

// A refused or cut socket is news that pusher-js keeps to itself while it waits out 15 s and more. So its sockets are watched: when the
// newest one of an instance closes, its connection emits "glx:close_code" with the code before pusher-js hears of it (who closes a socket
// with a code asks for something, and pusher-js keeps most codes to itself), and "glx:socket_closed" after whatever it makes of the close.
// Nor does it tell a socket that opens and stays silent from one that never opens: "glx:socket_opened" comes when it opens.
// Two instances may have one app, for two users: the time line in a socket's options says whose it is.
const watched = new Map();
const { hooks } = Pusher.Runtime.Transports.ws;
const getSocket = hooks.getSocket;

hooks.getSocket = function (url, options) {
  const socket = getSocket.call(this, url, options);
  for (const pusher of watched.keys()) {
    if (pusher.timeline === options.timeline) {
      watched.set(pusher, socket);
      const isNewest = () => watched.get(pusher) === socket;
      socket.addEventListener("open", () => {
        if (isNewest()) pusher.connection.emit("glx:socket_opened");
      });
      socket.addEventListener("close", ({ code }) => {
        if (isNewest()) pusher.connection.emit("glx:close_code", code);
        setTimeout(() => {
          if (isNewest()) pusher.connection.emit("glx:socket_closed");
        });
      });
    }
  }
  return socket;
};

/**
 * Has an instance's connection tell of its sockets' ends. And pusher-js itself throws, out of the socket's handler, where a frame names no
 * event: such a one is emitted as "glx:odd_frame" instead.
 */
export function watchSockets(pusher) {
  watched.set(pusher, null);
  const { connection } = pusher;
  const { emit } = connection;
  connection.emit = function (name, data, ...rest) {
    const isOdd = name === "message" && typeof data?.event !== "string";
    return emit.call(this, isOdd ? "glx:odd_frame" : name, data, ...rest);
  };
}
