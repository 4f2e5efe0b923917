/**
 * GLX Realtime for any page: chat that loses nothing, doubles nothing and never claims to be connected when it is not.
 *
 * ```js
 * import { configure } from "glx-realtime";
 * configure({ pusherKey: "…", cluster: "us2", apiBase: "/api", getToken: () => localStorage.getItem("token") });
 * // <glx-chat request-id="123"></glx-chat>
 * ```
 *
 * Importing it is cheap and works without a `window`: the WebAssembly is fetched when an element or a socket first needs it.
 */

/** The version of this package. */
export const version: string;

type Awaitable<T> = T | Promise<T>;

/** Which Pusher app and which API; the same for everything on the page. */
export interface Configuration {
  /** The Pusher app's public key. */
  pusherKey: string;
  /** The app's cluster. Default `"us2"`. */
  cluster?: string;
  /** The REST API: a path of the page's origin or a whole URL. Default `"/api"`. */
  apiBase?: string;
  /** Host, port and encryption of a self-hosted Pusher-compatible server. Default: Pusher's own. */
  pusherHost?: string;
  pusherPort?: number;
  pusherTls?: boolean;
  /** How the backend hands out text. Default `"escaped"`. */
  textEncoding?: "escaped" | "plain";
  /** Language of times and days on this page, a BCP 47 tag. Default: the page's `lang`, else the browser's. */
  locale?: string;
  /** Headers that every call carries. */
  headers?: Record<string, string>;
  /**
   * The signed-in user's JWT, or null. Asked at the start, when the page comes out of the back/forward cache, and whenever the backend takes the
   * last one no more. One that throws, again and again, or takes longer than ten seconds signs nobody out: it is told as an error `no-token`, and
   * where the backend waits for another token it is asked until it can tell.
   */
  getToken?: () => Awaitable<string | null | undefined>;
  /** Headers that change, such as `X-CSRF-Token`. Asked before each user's first call, and again before the next when the backend refuses them. */
  getHeaders?: () => Awaitable<Record<string, string>>;
  /**
   * The page's own pusher-js client, to share its connection. Nothing of the page's is ever unbound, unsubscribed or disconnected; it connects
   * and authorizes channels as the page has set it up, for the page's one user.
   */
  pusher?: object;
  /** Where this package's files are, when they are not beside the module. */
  base?: string | URL;
}

/**
 * Sets the configuration, before or after elements are in the page: they wait for it, and so do sockets without a `pusherKey` of their own.
 * Call it again when somebody has signed in or out on the page: the new `getToken` is asked by everything that has no token of its own. All else is
 * taken over by sockets made later, and by those for which the former was wrong.
 */
export function configure(configuration: Configuration): void;

/** Fetches the rest of the package now instead of when it is first needed. `progress` gets bytes loaded and, where known, in all. */
export function preload(progress?: (loaded: number, total: number | undefined) => void): Promise<void>;

/** A connection of one user. Sockets of the same user and configuration share one engine and one WebSocket. */
export function createSocket(options?: SocketOptions): Socket;

/** What a socket is made with; what is not given here is taken from {@link configure}. */
export interface SocketOptions extends Partial<Omit<Configuration, "base">> {
  /** The user's JWT. Null: nobody is signed in. Not given: `getToken` tells. */
  token?: string | null;
}

/** A room by any of its names: `123`, `"123"` or `"help_request_123"`. */
export type RoomName = number | string;

export interface Socket {
  /** Calls back after every change, at most once a frame. Returns what ends it. */
  subscribe(listener: () => void): () => void;
  /** Everything there is to see. Immutable; the same object, and the same parts, for as long as nothing in them has changed. */
  getSnapshot(): Snapshot;
  /**
   * Joins a room; every join wants its leave. Settles when its history is there. Where nobody is signed in it rejects (`signed-out`), and yet the
   * room is joined once somebody is.
   */
  joinRoom(room: RoomName): Promise<void>;
  /** Leaves it. The site is told a few seconds later, for many come back at once. */
  leaveRoom(room: RoomName): Promise<void>;
  /**
   * Sends a text. It is shown at once (`echoes`) and is never dropped: the promise settles when the site has saved it, or rejects with a
   * {@link GlxError} when it was refused; then it stays in `echoes` to be retried or discarded. `destroyed` and `signed-out` are none: what
   * was on its way is sent when the user is back. `empty`, `too-long`, and `signed-out` where nobody is here, or perhaps somebody else than when it
   * was given, say that it was not taken. What is given before everything is loaded waits for that, however often it takes; only until
   * then, and while it is not known who is signed in, is it nobody's, and goes with `destroy` (`not-loaded`),
   * or when the page cannot tell (`no-token`). A room that is not joined is joined for it.
   */
  sendMessage(content: string, room: RoomName): Promise<Sent>;
  /** Tries a failed send again. */
  retry(room: RoomName, clientId: string): Promise<Sent>;
  /** Drops a failed send. */
  discard(room: RoomName, clientId: string): Promise<void>;
  /** Everything up to this message has been seen. */
  markSeen(room: RoomName, messageId: string): Promise<void>;
  readNotification(id: string): Promise<void>;
  readAllNotifications(): Promise<void>;
  /** Tries to connect now, whatever the back-off says. */
  forceReconnect(): Promise<void>;
  /** Why it is not live: from evidence to cause to cure. Empty while nothing is wrong. */
  diagnose(): Promise<readonly Finding[]>;
  on<E extends keyof SocketEvents>(event: E, listener: (detail: SocketEvents[E]) => void): () => void;
  off<E extends keyof SocketEvents>(event: E, listener: (detail: SocketEvents[E]) => void): void;
  /**
   * Another token of the same or another user; undefined: `getToken` tells. Null signs the user out here; two seconds later everything that takes its
   * user from `getToken` asks it again, and when nothing on the page has the user any more, what the device kept is forgotten.
   */
  setToken(token: string | null | undefined): void;
  /** Ends this socket. The connection closes when nobody else on the page uses it. */
  destroy(): void;
}

export interface SocketEvents {
  /** A message that is new in a joined room, once; in order, but for one that was late. */
  message: Message;
  /** The number of unread messages in a room has changed. */
  unread: { roomId: string; unread: number };
  health: Health;
  notification: Notification;
  /** What no promise tells: a file that is missing, a wrong setting, a sign-in that has ended, a room that is closed, a send that failed. */
  error: GlxError;
}

export interface Snapshot {
  /** Who is signed in. */
  readonly user: { readonly id: number; readonly name: string | null } | null;
  readonly health: Health;
  /** Joined rooms by room id, such as `help_request_123`. */
  readonly rooms: Readonly<Record<string, Room>>;
  /** The messages of all joined rooms, room by room, oldest first. */
  readonly messages: readonly Message[];
  /** Newest first. */
  readonly notifications: readonly Notification[];
}

export interface Room {
  readonly roomId: string;
  readonly status: "loading" | "unavailable" | "catching-up" | "live" | "late" | "no-access";
  readonly messages: readonly Message[];
  /** What was typed here and is not known to be saved, in the order it was typed. */
  readonly echoes: readonly Echo[];
  /** Who is here beside the user, as far as it was told. */
  readonly people: readonly { readonly userId: number; readonly username: string }[];
  readonly unread: number;
}

export interface Message {
  /** The backend's id, a decimal integer as text. */
  readonly id: string;
  /** The text as it was typed: never HTML. */
  readonly content: string;
  /** Absent where the backend did not tell. */
  readonly userId: number | null;
  readonly username: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly type: "chat";
  readonly roomId: string;
  readonly mine: boolean;
}

export interface Echo {
  readonly clientId: string;
  readonly content: string;
  readonly state: "waiting" | "sending" | "unknown" | "failed";
  /** Why it failed, or what it waits for. */
  readonly reason: string | null;
}

export interface Sent {
  readonly messageId: string;
  readonly timestamp: string;
}

export interface Notification {
  readonly id: string;
  readonly type: "message" | "help-request" | "crisis" | "proposal" | "other";
  readonly title: string | null;
  readonly message: string;
  readonly timestamp: string;
  readonly read: boolean;
}

export interface Health {
  readonly status:
    | "signed-out" | "sign-in-ended" | "connecting" | "catching-up" | "live" | "late" | "reconnecting" | "offline" | "refused" | "unsupported";
  /** Whether messages arrive the moment they are saved. */
  readonly connected: boolean;
  /** pusher-js's own state. */
  readonly pusherState: string;
  readonly receiving: Capability;
  readonly sending: Capability;
  readonly history: Capability;
  /** How often it has reconnected. */
  readonly reconnects: number;
  /** Messages that wait to be sent. */
  readonly waitingToSend: number;
  /** The newest trouble in words, null while there is none. */
  readonly lastError: string | null;
  /** Whether this device keeps drafts and unsent messages. */
  readonly keeps: boolean;
  /** Since when it has been connected, or not: milliseconds since 1970, 0 before anything has happened. */
  readonly since: number;
  /** Which attempt to connect again it is; 0 while none is needed. */
  readonly attempts: number;
}

export interface Capability {
  readonly state: "untried" | "live" | "late" | "down";
  /** When it was last proven to work, in milliseconds since 1970; null: never. */
  readonly provenAt: number | null;
}

export interface Finding {
  /** What it is, in one word, such as `address-blocked`. */
  readonly cause: string;
  /** In words: what is wrong, and what to do. */
  readonly title: string;
  readonly cure: string;
}

/** What a command that cannot be carried out is rejected with. */
export class GlxError extends Error {
  readonly code:
    | "not-configured" | "not-loaded" | "no-token" | "invalid-room" | "invalid-token" | "invalid-text" | "empty" | "too-long" | "no-access"
    | "refused" | "filtered" | "signed-out" | "discarded" | "destroyed" | "not-found";
}

/** The attributes that the elements share. */
interface GlxElement extends HTMLElement {
  /** `light`, `dark` or `auto`, which follows the page (a `.dark` class above it, else the device). Attribute `theme`. */
  theme: "light" | "dark" | "auto";
  /** A socket of one's own; without one, the page's configuration makes it. */
  socket: Socket | null;
}

/** `<glx-chat request-id="123">`. Parts: `head`, `log`, `row`, `bubble`, `composer`, `send`. */
export interface GlxChatElement extends GlxElement {
  /** The help request, by any of its names. Attribute `request-id`. */
  requestId: RoomName | null;
  /** What stands above the rows. Attribute `heading`. */
  heading: string;
}
/** `<glx-connection-health>`. Parts: `indicator`, `panel`. */
export interface GlxConnectionHealthElement extends GlxElement {}
/** `<glx-notifications>`. Parts: `bell`, `badge`, `panel`. */
export interface GlxNotificationsElement extends GlxElement {}

/** The elements' classes, defined when this is imported; where another version was here first, its elements stay. */
export const GlxChatElement: { new (): GlxChatElement; readonly prototype: GlxChatElement };
export const GlxConnectionHealthElement: { new (): GlxConnectionHealthElement; readonly prototype: GlxConnectionHealthElement };
export const GlxNotificationsElement: { new (): GlxNotificationsElement; readonly prototype: GlxNotificationsElement };

/** Events that bubble out of the elements, through every shadow root. */
export interface GlxEventMap {
  "glx-message": CustomEvent<Message>;
  "glx-unread": CustomEvent<{ roomId: string; unread: number }>;
  "glx-health": CustomEvent<Health>;
  "glx-error": CustomEvent<GlxError>;
}

declare global {
  interface HTMLElementTagNameMap {
    "glx-chat": GlxChatElement;
    "glx-connection-health": GlxConnectionHealthElement;
    "glx-notifications": GlxNotificationsElement;
  }
  interface GlobalEventHandlersEventMap extends GlxEventMap {}
}
