"use client";
//! For React 18.3 and 19: the drop-in `useSocket`, and the elements as typed components. Imports without a window; on a server it
//! renders what there is before anything is known.

import { createElement, forwardRef, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, version } from "react";
import { Bridge } from "./bridge.js";
import "./glx-realtime.js";

/** Before the browser paints; React warns of it on a server, where neither runs. */
const useNow = typeof window === "undefined" ? useEffect : useLayoutEffect;

/** The old hook. */
export function useSocket(token, options) {
  const settled = useSettled(options);
  const [first] = useState(() => ({ token }));
  // Another token is told to the socket that is there; only other options make another socket.
  const bridge = useMemo(() => new Bridge(first.token, settled), [first, settled]);
  useEffect(() => {
    first.token = token;
    bridge.setToken(token);
  }, [bridge, first, token]);
  useSyncExternalStore(bridge.subscribe, bridge.getSnapshot, bridge.getSnapshot);
  const { health, messages, notifications } = bridge.shape();
  const { connected, pusherState } = health;
  const { emit, on, off } = bridge;
  const socket = useMemo(() => ({ connected, pusherState, emit, on, off }), [connected, pusherState, emit, on, off]);
  return useMemo(() => {
    const { sendMessage, joinRoom, leaveRoom, forceReconnect, getConnectionHealth, cleanup } = bridge;
    const commands = { sendMessage, joinRoom, leaveRoom, forceReconnect, getConnectionHealth, cleanup, pusher: bridge };
    return { socket, health, messages, notifications, ...commands };
  }, [bridge, socket, health, messages, notifications]);
}

/** Options as they were for as long as they say the same; functions among them are always the newest. */
function useSettled(options) {
  const newest = useRef(options);
  const settled = useRef(undefined);
  if (!settled.current || !alike(settled.current.given, options)) {
    const made = {};
    for (const [name, value] of Object.entries(options ?? {})) {
      if (value === undefined) continue;
      made[name] = typeof value === "function" ? (...given) => newest.current?.[name]?.(...given) : value;
    }
    settled.current = { given: options, made };
  }
  useNow(() => {
    newest.current = options;
  });
  return settled.current.made;
}

function alike(one, other, deep = true) {
  if (Object.is(one, other) || (typeof one === "function" && typeof other === "function")) return true;
  const plain = (value) => value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
  if (!deep || !plain(one ?? {}) || !plain(other ?? {})) return false;
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].every((name) => alike(one?.[name], other?.[name], name === "headers"));
}

/** React 18 writes `hidden={false}` into an element like ours as `hidden="false"`, which hides it. */
const writesBooleans = Number.parseInt(version, 10) < 19;
const isWord = (prop) => /^(aria-|data-|draggable$|spellcheck$|contenteditable$)/i.test(prop);

function attribute(prop, value) {
  if (!writesBooleans || typeof value !== "boolean" || isWord(prop)) return value;
  return value ? "" : undefined;
}

/**
 * An element as a component. React 18 gives elements attributes and knows none of their events, so the socket is set and the events are
 * listened for by hand.
 */
function component(tag, name, attributes, events) {
  const Component = forwardRef(function ({ socket, className, ...props }, ref) {
    const element = useRef(null);
    const handlers = useRef({});
    const given = { class: className };
    handlers.current = {};
    for (const [prop, value] of Object.entries(props)) {
      if (events[prop]) handlers.current[prop] = value;
      else given[attributes[prop] ?? prop] = attribute(prop, value);
    }
    const hold = useCallback(
      (node) => {
        element.current = node;
        if (typeof ref === "function") return ref(node);
        if (ref) ref.current = node;
      },
      [ref],
    );
    const wasGiven = useRef(false);
    useNow(() => {
      if (socket) element.current.socket = socket;
      else if (wasGiven.current) element.current.socket = null;
      wasGiven.current = Boolean(socket);
    }, [socket]);
    useNow(() => {
      const { current } = element;
      const ends = Object.entries(events).map(([prop, type]) => {
        const listener = (event) => handlers.current[prop]?.(event.detail);
        current.addEventListener(type, listener);
        return () => current.removeEventListener(type, listener);
      });
      return () => ends.forEach((end) => end());
    }, []);
    return createElement(tag, { ...given, ref: hold });
  });
  Component.displayName = name;
  return Component;
}

const COMMON = { onHealth: "glx-health", onError: "glx-error" };

export const GlxChat = component("glx-chat", "GlxChat", { requestId: "request-id" }, { ...COMMON, onMessage: "glx-message", onUnread: "glx-unread" });
export const GlxConnectionHealth = component("glx-connection-health", "GlxConnectionHealth", {}, COMMON);
export const GlxNotifications = component("glx-notifications", "GlxNotifications", {}, COMMON);
