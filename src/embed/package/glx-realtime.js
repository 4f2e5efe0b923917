// GLX Realtime for any page. This much is loaded with the page; the rest comes when an element or a socket first needs it. Works without a
// window: a server may import it, and finds classes that do nothing there.

export const version = "GLX_VERSION";

export class GlxError extends Error {
  name = "GlxError";
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// As whole expressions, so that bundlers see which files they have to take along.
const files = () => ({
  core: new URL("./core.js", import.meta.url),
  wasm: new URL("./core.wasm", import.meta.url),
  rest: new URL("./rest.wasm", import.meta.url),
  pusher: new URL("./pusher.js", import.meta.url),
});
const inPage = typeof document === "object";

let configuration;
let told;
const configured = new Promise((resolve) => (told = resolve));

export function configure(given) {
  told((configuration = given));
  page?.refresh();
}

let loading;
let progress;

/** What has the rest of the package fetched. Asked for again after it could not be had. */
function load() {
  return (loading ??= fetchCore().catch((error) => {
    loading = undefined;
    console.error(error);
    throw fail("not-loaded", ALTERED);
  }));
}

const fail = (code, message) => new GlxError(code, message);
const ALTERED = "The chat could not be loaded: a file is missing or was altered on the way. Reload the page; if this stays, tell whoever runs the site.";

async function fetchCore() {
  const urls = files();
  const { base } = configuration ?? {};
  if (base) for (const name in urls) urls[name] = new URL({ wasm: "core.wasm", rest: "rest.wasm" }[name] ?? `${name}.js`, new URL(`${base}`.replace(/\/?$/, "/"), document.baseURI));
  const core = await module(urls.core, "CORE_INTEGRITY");
  // Who needs what comes beside it hears of that.
  core.start(urls, module, fail, ALTERED, progress).catch(() => {});
  return core;
}

/** A module with its digest checked: a preload puts the very bytes that were checked among the page's modules, and the import finds them. */
async function module({ href }, integrity) {
  const link = document.createElement("link");
  // A browser that knows no such preload tells nothing of it either.
  if (link.relList.supports("modulepreload")) {
    Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href });
    await new Promise((onload, reject) => {
      Object.assign(link, { onload, onerror: () => reject(new Error(`${href} could not be had as it should be`)) });
      document.head.append(link);
    }).finally(() => link.remove());
  }
  return import(/* @vite-ignore */ /* webpackIgnore: true */ href);
}

export async function preload(listener) {
  progress = listener;
  await (await load()).start();
}

const empty = Object.freeze([]);
const untried = { state: "untried", provenAt: null };
const nothing = Object.freeze({
  user: null,
  health: Object.freeze({
    status: "connecting", connected: false, pusherState: "initialized", receiving: untried, sending: untried, history: untried,
    reconnects: 0, waitingToSend: 0, lastError: null, keeps: true, since: 0, attempts: 0,
  }),
  rooms: Object.freeze({}),
  messages: empty,
  notifications: empty,
});

class Socket {
  #listeners = new Set();
  #heard = {};
  #own;
  #connection;
  #ready;
  #over;

  constructor(own) {
    this.#own = own;
    if (!inPage) return;
    // Whoever gives a key of their own need not wait for the page's configuration.
    this.#ready = Promise.resolve(own.pusherKey || configured).then(load).then((core) => this.#open(core));
    this.#ready.catch((error) => this.#emit("error", error));
  }

  async #open(core) {
    await core.start();
    if (this.#over) return;
    this.#connection = core.open(
      configuration,
      this.#own,
      () => this.#changed(),
      (name, detail) => this.#emit(name, detail),
      fail,
    );
    await this.#connection.ready;
  }

  #changed() {
    for (const listener of [...this.#listeners]) report(listener);
  }

  #emit(name, detail) {
    for (const listener of [...(this.#heard[name] ?? [])]) report(listener, detail);
  }

  /** A command, as soon as it is known who is signed in. */
  async #do(name, args) {
    if (!inPage) throw new GlxError("not-loaded", "there is no page here");
    await this.#ready;
    if (this.#over) throw new GlxError("destroyed", "this socket was destroyed");
    return this.#connection[name](...args);
  }

  static {
    for (const name of "joinRoom leaveRoom sendMessage retry discard markSeen readNotification readAllNotifications forceReconnect diagnose".split(" ")) {
      this.prototype[name] = function (...args) {
        return this.#do(name, args.map(String));
      };
    }
  }

  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  getSnapshot() {
    return this.#connection?.snapshot() ?? nothing;
  }

  on(name, listener) {
    (this.#heard[name] ??= new Set()).add(listener);
    return () => this.off(name, listener);
  }

  off(name, listener) {
    this.#heard[name]?.delete(listener);
  }

  setToken(token) {
    this.#own = { ...this.#own, token };
    this.#connection?.setToken(token);
  }

  /** Asks anew who is signed in. */
  refresh() {
    this.#connection?.refresh();
  }

  destroy() {
    this.#over = true;
    this.#connection?.destroy();
    this.#connection = undefined;
    this.#changed();
    this.#listeners.clear();
    this.#heard = {};
  }

  /** What an element mounts itself into. */
  get _connection() {
    return this.#ready?.then(() => this.#connection);
  }
}

/** What a listener throws is the page's business, and keeps nobody else from hearing. */
function report(listener, ...args) {
  try {
    listener(...args);
  } catch (error) {
    reportError(error);
  }
}

export function createSocket(options = {}) {
  return new Socket(options);
}

// The page's own socket, for elements that were given none: there while any of them is, and a little longer, for they may be back.
let page;
let users = 0;
let leaving;
const shared = {
  configured,
  take() {
    clearTimeout(leaving);
    users++;
    return (page ??= createSocket());
  },
  give() {
    if (!--users) leaving = setTimeout(() => (page = page.destroy()), 5000);
  },
};

const Base = globalThis.HTMLElement ?? Object;

class Element extends Base {
  static observedAttributes = ["request-id", "heading", "theme"];
  #socket = null;

  constructor() {
    super();
    if (!inPage) return;
    this.attachShadow({ mode: "open", delegatesFocus: false });
    // What was set before this class was known stands in the way of the accessors.
    for (const name of ["requestId", "heading", "theme", "socket"]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
  }

  connectedCallback() {
    load().then(
      (core) => core.show(this, shared),
      (error) => {
        this.#say(error.message, "alert");
        this.dispatchEvent(new CustomEvent("glx-error", { detail: error, bubbles: true, composed: true }));
      },
    );
    this.shadowRoot.firstChild || this.#say("…", "status");
  }

  #say(text, role) {
    const line = document.createElement("p");
    line.textContent = text;
    line.role = role;
    this.shadowRoot.replaceChildren(line);
  }

  disconnectedCallback() {
    loading?.then((core) => core.hide(this, shared), () => {});
  }

  /** Moving it within the page is no reason to do anything. */
  connectedMoveCallback() {}

  attributeChangedCallback() {
    this.isConnected && loading?.then((core) => core.change(this), () => {});
  }

  get socket() {
    return this.#socket;
  }
  set socket(socket) {
    this.#socket = socket ?? null;
    this.attributeChangedCallback();
  }
}

for (const [name, attribute] of [["requestId", "request-id"], ["heading", "heading"], ["theme", "theme"]]) {
  Object.defineProperty(Element.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(attribute) ?? { theme: "auto", heading: "" }[name] ?? null;
    },
    set(value) {
      value == null ? this.removeAttribute(attribute) : this.setAttribute(attribute, value);
    },
  });
}

export class GlxChatElement extends Element {}
export class GlxConnectionHealthElement extends Element {}
export class GlxNotificationsElement extends Element {}

const elements = {
  "glx-chat": GlxChatElement,
  "glx-connection-health": GlxConnectionHealthElement,
  "glx-notifications": GlxNotificationsElement,
};
// Another version of this package may have been here first: its elements stay as they are.
for (const name in elements) globalThis.customElements?.get(name) || globalThis.customElements?.define(name, elements[name]);
