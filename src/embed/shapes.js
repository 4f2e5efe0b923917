// The objects that the JavaScript API hands out, as glx-realtime.d.ts has them. Each is made once and frozen: who has one can compare it by
// identity, and nobody can change what others see.

const { freeze } = Object;
const iso = (milliseconds) => (Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : "");
const orNull = (value) => value ?? null;

export const message = (id, content, userId, username, at, roomId, mine) =>
  freeze({ id, content, userId: orNull(userId), username, timestamp: iso(at), type: "chat", roomId, mine });

export const echo = (clientId, content, state, reason) => freeze({ clientId, content, state, reason: orNull(reason) });

export const person = (userId, username) => freeze({ userId, username });

export const room = (roomId, status, messages, echoes, people, unread) =>
  freeze({ roomId, status, messages, echoes, people, unread });

export const notification = (id, type, title, text, at, read) =>
  freeze({ id, type, title: orNull(title), message: text, timestamp: iso(at), read });

export const capability = (state, provenAt) => freeze({ state, provenAt: orNull(provenAt) });

export const health = (status, pusherState, receiving, sending, history, reconnects, waitingToSend, lastError, keeps, since, attempts) =>
  freeze({
    status,
    connected: status === "live",
    pusherState,
    receiving,
    sending,
    history,
    reconnects,
    waitingToSend,
    lastError: orNull(lastError),
    keeps,
    since,
    attempts,
  });

export const finding = (cause, title, cure) => freeze({ cause, title, cure });

export const sent = (messageId, at) => freeze({ messageId, timestamp: iso(at) });

export const unread = (roomId, count) => freeze({ roomId, unread: count });

export const user = (id, name) => freeze({ id, name: orNull(name) });

export const rooms = (list) => freeze(Object.fromEntries(list.map((room) => [room.roomId, room])));

export const snapshot = (who, howItStands, rooms, messages, notifications) =>
  freeze({ user: orNull(who), health: howItStands, rooms, messages, notifications });

export const list = (items) => freeze(items);

/** The first `kept` of a list, and what has come after them. */
export const grown = (before, kept, added) => freeze(before.slice(0, kept).concat(added));

/** Several lists as one; the list itself where there is one only. */
export const joined = (lists) => (lists.length === 1 ? lists[0] : freeze(lists.flat()));
