//! What the drop-in hook stands on: one socket that is there while somebody looks, and the old hook's shapes of what it tells.
//! Knows nothing of React, and makes nothing before a component is mounted: rendering on a server touches no socket.

import { createSocket } from "./glx-realtime.js";

/** Who calls something before it is mounted, as a child's effect does before its parent's, will be mounted soon. */
const UNCLAIMED = 5_000;

/** The names that old pages use for one thing, letters only: `new_message`, `newMessage` and `new-message` are one. */
const EVENTS = {
  message: "message", newmessage: "message", chatmessage: "message", receivemessage: "message",
  userjoined: "joined", joined: "joined",
  userleft: "left", left: "left",
  notification: "notification", newnotification: "notification",
  connect: "connect", connected: "connect", reconnect: "connect",
  disconnect: "disconnect", disconnected: "disconnect",
  error: "error", connecterror: "error",
  unread: "unread", unreadcount: "unread",
  health: "health", statechange: "health", connectionhealth: "health",
};

const COMMANDS = {
  sendmessage: "send", chatmessage: "send", message: "send", send: "send",
  joinroom: "join", join: "join", joinchat: "join", joinhelprequest: "join",
  leaveroom: "leave", leave: "leave", leavechat: "leave", leavehelprequest: "leave",
};

const named = (table, name) => {
  const plain = String(name).toLowerCase().replace(/[^a-z]/g, "");
  return Object.hasOwn(table, plain) ? table[plain] : undefined;
};

const down = Object.freeze({ state: "untried", provenAt: null });

/** What there is to see before there is a socket: on a server, and until the component is mounted. */
const NOTHING = Object.freeze({
  user: null,
  health: Object.freeze({
    status: "connecting", connected: false, pusherState: "initialized", receiving: down, sending: down, history: down,
    reconnects: 0, waitingToSend: 0, lastError: null, keeps: true, since: 0, attempts: 0,
  }),
  rooms: Object.freeze({}),
  messages: Object.freeze([]),
  notifications: Object.freeze([]),
});

/** A promise that whoever awaits it sees fail, and that nobody has to await. */
const quiet = (promise) => {
  promise.catch(() => {});
  return promise;
};

/** A room by its id, whatever of its names is given. */
const roomKey = (room) => String(room).replace(/^help_request_/, "");

const complained = new Set();

/**
 * A socket in the shape of `Socket`, there from its first look (or command) to its last. Its methods may be taken off it.
 */
export class Bridge {
  #options;
  #token;
  #socket = null;
  #ends = [];
  #unclaimed;
  #looking = new Set();
  #listeners = new Map();
  /** The rooms that are wanted, each with its join; without one where that has failed. */
  #rooms = new Map();
  #seen = NOTHING;
  #attempts = 0;
  #since = null;
  #shape;

  constructor(token, options) {
    this.#token = token;
    this.#options = options;
    for (const name of Object.getOwnPropertyNames(Bridge.prototype)) {
      if (name !== "constructor" && typeof this[name] === "function") this[name] = this[name].bind(this);
    }
  }

  // One socket, for as long as somebody looks.

  /** The socket itself, if there is one. */
  get current() {
    return this.#socket;
  }

  /** The socket itself, which elements want. */
  real() {
    if (!this.#socket) {
      const token = this.#token === undefined ? {} : { token: this.#token };
      const socket = createSocket({ ...this.#options, ...token });
      this.#socket = socket;
      this.#ends = [
        socket.subscribe(() => this.#changed()),
        ...["message", "unread", "notification", "error"].map((event) => socket.on(event, (detail) => this.#tell(event, detail))),
      ];
      this.#changed();
      if (!this.#looking.size) this.#unclaimed = setTimeout(() => this.#looking.size || this.cleanup(), UNCLAIMED);
    }
    return this.#socket;
  }

  subscribe(listener) {
    const look = () => listener();
    this.#looking.add(look);
    clearTimeout(this.#unclaimed);
    this.real();
    return () => {
      this.#looking.delete(look);
      if (!this.#looking.size) this.cleanup();
    };
  }

  /** Ends the socket; the next look or command makes another. */
  cleanup() {
    clearTimeout(this.#unclaimed);
    for (const end of this.#ends) end();
    const socket = this.#socket;
    this.#socket = null;
    this.#ends = [];
    this.#rooms.clear();
    socket?.destroy();
    this.#changed();
  }

  destroy() {
    this.cleanup();
  }

  setToken(token) {
    if (token === this.#token) return;
    this.#token = token;
    this.#socket?.setToken(token);
  }

  getSnapshot() {
    return this.#seen;
  }

  #changed() {
    const before = this.#seen;
    const now = this.#socket?.getSnapshot() ?? NOTHING;
    if (now === before) return;
    this.#seen = now;
    const [was, is] = [before.health, now.health];
    if (is.connected) this.#attempts = 0;
    else if (is.pusherState === "connecting" && was.pusherState !== "connecting") this.#attempts += 1;
    if (is.connected !== was.connected) this.#since = is.connected ? new Date() : null;
    for (const look of [...this.#looking]) look();
    if (is !== was) this.#tell("health", this.getConnectionHealth());
    if (is.connected !== was.connected) this.#tell(is.connected ? "connect" : "disconnect", is.connected ? undefined : is.status);
    if (now.rooms !== before.rooms) this.#movements(before.rooms, now.rooms);
  }

  /** Who came and went, where both looks know who is here. */
  #movements(before, now) {
    for (const [roomId, room] of Object.entries(now)) {
      const old = before[roomId];
      if (old?.status !== "live" || room.status !== "live" || old.people === room.people) continue;
      const missing = (from, there) => from.filter(({ userId }) => !there.some((one) => one.userId === userId));
      const timestamp = new Date().toISOString();
      for (const who of missing(room.people, old.people)) this.#tell("joined", { ...who, timestamp, roomId });
      for (const who of missing(old.people, room.people)) this.#tell("left", { ...who, timestamp, roomId });
    }
  }

  // The old hook's shapes.

  /** The old hook's data; the same objects for as long as nothing in them has changed. */
  shape() {
    const { health, messages, notifications, user } = this.#seen;
    const old = this.#shape;
    if (old?.of === this.#seen) return old;
    const same = old && old.of.health === health && old.of.user === user;
    const signedIn = user !== null && health.status !== "signed-out" && health.status !== "sign-in-ended";
    this.#shape = {
      of: this.#seen,
      messages,
      notifications,
      health: same ? old.health : Object.freeze({
        connected: health.connected,
        authenticated: signedIn,
        retryAttempts: this.#attempts,
        // It never gives up.
        maxRetries: Infinity,
        lastError: health.lastError,
        connectionTime: this.#since,
        pusherState: health.pusherState,
      }),
    };
    return this.#shape;
  }

  getConnectionHealth() {
    return { ...this.#seen.health, ...this.shape().health };
  }

  /** Joins a room once, however often an effect asks for it; as soon as somebody is signed in, if nobody is. */
  joinRoom(room) {
    const key = roomKey(room);
    const socket = this.real();
    if (!this.#rooms.get(key)) {
      // One that was refused is a join all the same, unless there can be no such room.
      if (this.#rooms.has(key)) quiet(socket.leaveRoom(key));
      const joined = quiet(socket.joinRoom(room));
      this.#rooms.set(key, joined);
      joined.catch(({ code }) => {
        if (this.#rooms.get(key) !== joined) return;
        if (code === "invalid-room") this.#rooms.delete(key);
        else this.#rooms.set(key, undefined);
      });
    }
    return this.#rooms.get(key);
  }

  leaveRoom(room) {
    return this.#rooms.delete(roomKey(room)) ? quiet(this.real().leaveRoom(room)) : Promise.resolve();
  }

  // Listeners and commands by the names of old.

  /** Delivers an event by any of its names. Gives what ends it. */
  on(name, listener) {
    const event = named(EVENTS, name);
    if (!event) {
      complain(`nothing is called "${name}": socket.on() knows ${[...new Set(Object.keys(EVENTS))].join(", ")}`);
      return () => {};
    }
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Map());
    const known = this.#listeners.get(event);
    known.set(listener, (known.get(listener) ?? new Set()).add(String(name)));
    return () => this.off(name, listener);
  }

  off(name, listener) {
    const known = this.#listeners.get(named(EVENTS, name));
    for (const one of listener ? [listener] : [...(known?.keys() ?? [])]) {
      const names = known?.get(one);
      if (names?.delete(String(name)) && !names.size) known.delete(one);
    }
  }

  #tell(event, detail) {
    for (const listener of [...(this.#listeners.get(event)?.keys() ?? [])]) {
      // One that throws keeps nothing from the others.
      try {
        listener(detail);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  emit(name, data) {
    const given = data !== null && typeof data === "object" ? data : { roomId: data };
    const room = given.roomId ?? given.room_id ?? given.room ?? given.helpRequestId ?? given.requestId;
    switch (named(COMMANDS, name)) {
      case "send":
        this.sendMessage(given.content ?? given.message ?? given.text ?? "", room);
        break;
      case "join":
        this.joinRoom(room);
        break;
      case "leave":
        this.leaveRoom(room);
        break;
      default:
        complain(`nothing is called "${name}": socket.emit() knows ${Object.keys(COMMANDS).join(", ")}`);
    }
  }
}

// What is passed on as it is.
for (const name of [
  "sendMessage", "retry", "discard", "markSeen", "readNotification", "readAllNotifications", "forceReconnect", "diagnose",
]) {
  Bridge.prototype[name] = function (...given) {
    return quiet(this.real()[name](...given));
  };
}

/** Says once what a page asks for in vain. */
function complain(sentence) {
  if (complained.has(sentence)) return;
  complained.add(sentence);
  console.warn(`glx-realtime: ${sentence}`);
}
