// The site rendered on a server, where there is no window. Writes what it makes, as JSON.

import { createElement, StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { createSocket } from "glx-realtime";
import { GlxChat, GlxConnectionHealth, GlxNotifications, useSocket } from "glx-realtime/react";

const seen = [];

function Old() {
  const { health, messages, notifications, joinRoom, pusher } = useSocket("jwt", { pusherKey: "key" });
  seen.push({ health, messages, notifications, rooms: pusher.getSnapshot().rooms, canJoin: typeof joinRoom });
  return createElement("p", null, health.connected ? "Connected" : health.pusherState);
}

// A page's clean-up that runs here has nothing to clean up.
const socket = createSocket();
socket.destroy();

const page = createElement(
  StrictMode,
  null,
  createElement(Old),
  createElement(GlxChat, { requestId: 7, heading: "Chairs", className: "chat", onMessage() {} }),
  createElement(GlxConnectionHealth, { theme: "dark" }),
  createElement(GlxNotifications),
);
const refused = await socket.joinRoom(7).catch(({ code }) => code);
process.stdout.write(JSON.stringify({ html: renderToString(page), seen, refused }));
