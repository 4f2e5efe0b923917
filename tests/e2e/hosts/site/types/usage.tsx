// What has to compile, and what must not: nothing here runs.

import { useEffect, useRef } from "react";
import { configure, createSocket, GlxError, preload, version } from "glx-realtime";
import type { GlxChatElement, Message, Notification, Sent, Snapshot, Socket } from "glx-realtime";
import { GlxChat, GlxConnectionHealth, GlxNotifications, useSocket } from "glx-realtime/react";

configure({ pusherKey: "key" });
configure({ pusherKey: "key", cluster: "eu", getToken: async () => localStorage.getItem("token"), getHeaders: () => ({ "X-CSRF-Token": "1" }) });
configure({ pusherKey: "key", textEncoding: "plain", pusher: {}, base: new URL("https://cdn.example/glx/") });
// @ts-expect-error the key is what nothing works without
configure({ cluster: "eu" });
// @ts-expect-error there are two encodings
configure({ pusherKey: "key", textEncoding: "html" });
// @ts-expect-error a token is a text
configure({ pusherKey: "key", getToken: () => 7 });

export const loaded: string = version;
preload((got, all) => got / (all ?? 1));

export async function plain(): Promise<Sent> {
  const socket: Socket = createSocket({ token: "jwt" });
  const end = socket.subscribe(() => {});
  const snapshot: Snapshot = socket.getSnapshot();
  const first: Message | undefined = snapshot.rooms["help_request_1"]?.messages[0];
  // @ts-expect-error snapshots are never changed
  snapshot.messages.push(first!);
  // @ts-expect-error nor are messages
  first!.content = "";
  const stop = socket.on("message", (message) => message.content.trim());
  socket.on("unread", ({ roomId, unread }) => `${roomId} ${unread.toFixed()}`);
  // @ts-expect-error there is no such event
  socket.on("messages", () => {});
  socket.off("health", () => {});
  stop();
  end();
  await socket.joinRoom(1);
  await socket.joinRoom("help_request_1");
  // @ts-expect-error a room has a name
  await socket.joinRoom();
  socket.setToken(null);
  try {
    return await socket.sendMessage("Hello", 1);
  } catch (error) {
    if (error instanceof GlxError && error.code === "filtered") throw error;
    // @ts-expect-error there is no such code
    if (error instanceof GlxError && error.code === "oops") throw error;
    throw error;
  } finally {
    socket.destroy();
  }
}

export function Old() {
  const { socket, health, messages, notifications, sendMessage, joinRoom, leaveRoom, forceReconnect, getConnectionHealth, cleanup, pusher } =
    useSocket(localStorage.getItem("token"));
  useEffect(() => {
    joinRoom("help_request_1");
    socket.emit("send_message", { content: "Hello", roomId: 1 });
    socket.on("new_message", (message) => message.content);
    return () => {
      leaveRoom(1);
      socket.off("new_message");
    };
  }, [joinRoom, leaveRoom, socket]);
  const mutable: Message[] = messages;
  const feed: Notification[] = notifications;
  const since: Date | null = health.connectionTime;
  const tries: number = getConnectionHealth().retryAttempts;
  // @ts-expect-error a text, and a room
  const send = () => sendMessage("Hello");
  const echoes = pusher.getSnapshot().rooms.help_request_1?.echoes.length;
  return (
    <p onClick={() => [send, cleanup, forceReconnect()]}>
      {mutable.length + feed.length + tries + (echoes ?? 0)} {since?.toISOString()} {health.pusherState} {health.lastError}
    </p>
  );
}

export function New({ socket }: { socket: Socket }) {
  const chat = useRef<GlxChatElement>(null);
  useEffect(() => {
    if (chat.current) chat.current.theme = "dark";
    // @ts-expect-error there are three themes
    if (chat.current) chat.current.theme = "sepia";
  }, []);
  return (
    <>
      <GlxChat ref={chat} requestId={1} heading="Chairs" theme="auto" socket={socket} className="wide" style={{ height: 400 }} lang="es" dir="rtl" />
      <GlxChat requestId="help_request_1" onMessage={({ content }) => content} onUnread={({ unread }) => unread} onError={({ code }) => code} />
      <GlxConnectionHealth onHealth={({ status }) => status === "live"} />
      <GlxNotifications id="bell" />
      {/* @ts-expect-error a chat is about a request */}
      <GlxChat />
      {/* @ts-expect-error the bell has no room */}
      <GlxNotifications requestId={1} />
    </>
  );
}

export function elements() {
  const chat = document.createElement("glx-chat");
  chat.requestId = 1;
  chat.addEventListener("glx-message", ({ detail }) => detail.content);
  document.addEventListener("glx-error", ({ detail }) => detail.code);
  // @ts-expect-error an element's socket is a socket
  chat.socket = {};
  return document.querySelector("glx-notifications")?.socket;
}
