//! What all peers do alike: settings, who is signed in, history, pusher-js, sending. No catch-up, no echo, no repair: the least that
//! a chat on the site's contract can do, so that what is compared with ours is never slowed down by promises that only ours keeps.

import Pusher from "pusher-js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };
/** Messages of one person within this time belong together, in milliseconds. */
const TOGETHER = 5 * 60_000;
const HUES = 12;

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const wholeTime = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const dayName = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

const decoded = (text) => text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]);
const dayOf = (at) => new Date(at).setHours(0, 0, 0, 0);

export const shownTime = (at) => timeOfDay.format(at);
export const shownWhole = (at) => wholeTime.format(at);
export const shownDay = (at) => dayName.format(at);

/** One or two letters that stand for a name. */
export function initials(name) {
  const words = name.split(/[ _.-]/).filter(Boolean);
  return [words[0], words.length > 1 && words.at(-1)].map((word) => (word ? word[0].toUpperCase() : "")).join("");
}

/** The colour of a name, as our page has it. */
export function hue(name) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ((hash >>> 16) ^ hash) % HUES;
}

/** A text in stretches: plain ones and links. */
export function stretches(text) {
  if (!text.includes("://")) return [{ text }];
  return text.split(/(https?:\/\/[^\s<>"]+)/).filter(Boolean).map((piece, at) => (at % 2 ? { href: piece, text: piece } : { text: piece }));
}

/** The rows of a room as they are shown: messages in the order of their ids, and a line where a day begins. */
export class Rows {
  all = [];
  #known = new Set();
  #last;

  constructor(me) {
    this.me = me;
  }

  /** Adds what is not there yet. True when something was new. */
  add(id, name, text, at) {
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    const last = this.#last;
    const sameDay = last && dayOf(last.at) === dayOf(at);
    if (!sameDay) this.all.push({ key: `d${id}`, day: shownDay(at) });
    const continues = Boolean(sameDay && last.name === name && at - last.at < TOGETHER);
    this.#last = { key: id, name, mine: name === this.me, text: decoded(text), at, continues };
    this.all.push(this.#last);
    return true;
  }
}

/**
 * Opens the room that the address names.
 * @param {{first: (rows: Rows) => void, more: (rows: Rows) => void, live?: () => void}} on - `first`: the history is there;
 *   `more`: a message has come
 * @returns {(content: string) => Promise<unknown>} what sends a message
 */
export async function open(on) {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const room = wanted.get("room");
  const headers = { authorization: `Bearer ${localStorage.getItem("token")}` };
  const config = JSON.parse(document.getElementById("glx-config").textContent);
  const asked = async (path) => (await fetch(config.apiBase + path, { headers })).json();
  const profile = asked("/user/profile");
  const history = asked(`/chat/${room}/messages`);

  const early = [];
  let take = (event) => early.push(event);
  const pusher = new Pusher(config.pusherKey, {
    cluster: config.cluster,
    wsHost: config.pusherHost,
    wsPort: config.pusherPort,
    forceTLS: config.pusherTls,
    enabledTransports: ["ws", "wss"],
    channelAuthorization: { endpoint: `${config.apiBase}/pusher/auth`, transport: "ajax", headers },
  });
  const name = (number) => `private-help-request-${number}`;
  const channel = pusher.subscribe(name(room));
  channel.bind("new-message", (event) => take(event));
  channel.bind("pusher:subscription_succeeded", () => document.documentElement.setAttribute("data-live", ""));
  const heard = new Map();
  /** Listens to rooms that are not shown. */
  window.listenTo = (others) => {
    for (const other of others) pusher.subscribe(name(other)).bind("new-message", ({ id }) => heard.set(other, id));
  };

  const rows = new Rows((await profile).data.username);
  for (const { id, sender_username: name, message, created_at: at } of await history) rows.add(Number(id), name, message, Date.parse(at));
  take = ({ id, username, content, timestamp }) => {
    if (rows.add(Number(id), username, content, Date.parse(timestamp))) on.more(rows);
  };
  on.first(rows);
  early.forEach(take);

  return (content) =>
    fetch(`${config.apiBase}/chat/send`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ content, roomId: `help_request_${room}` }),
    });
}
