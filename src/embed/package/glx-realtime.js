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
  program: new URL("./program.js", import.meta.url),
  wasm: new URL("./core.wasm", import.meta.url),
  rest: new URL("./rest.wasm", import.meta.url),
  pusher: new URL("./pusher.js", import.meta.url),
});
const inPage = typeof document === "object";

let configuration;
let told;
const configured = new Promise((resolve) => (told = resolve));

export function configure(given) {
  configuration = given;
  told();
  there?.configured(given);
}

/** A page that forgot to is told; nothing else would. */
function remind(unless, say = console.warn) {
  configuration || setTimeout(() => unless() || configuration || say("GLX Realtime waits for configure()."), 5000);
}

let loading;
/** What was loaded. */
let there;
let progress;

/** What has the rest of the package fetched. Asked for again after it could not be had. */
function load() {
  return (loading ??= fetchCore().then(
    (core) => (there = core),
    (error) => {
      loading = undefined;
      console.error(error);
      throw new GlxError("not-loaded", ALTERED);
    },
  ));
}

const ALTERED = "The chat could not be loaded: a file is missing or was altered on the way, or there is no network. It is tried again.";

/** What could not be had is tried again, soon where there is no network: that costs nothing. */
const again = (act) => setTimeout(act, navigator.onLine ? 10000 : 2000);

async function fetchCore() {
  const urls = files();
  const { base } = configuration ?? {};
  if (base) for (const name of Object.keys(urls)) urls[name] = new URL({ wasm: "core.wasm", rest: "rest.wasm" }[name] ?? `${name}.js`, new URL(`${base}`.replace(/\/?$/, "/"), document.baseURI));
  const core = await module(urls.core, "CORE_INTEGRITY");
  // Who needs what comes beside it hears of that.
  core.start(urls, module, GlxError, ALTERED, progress).catch(() => {});
  return core;
}

const addresses = {};

/**
 * A module with its digest checked: a preload puts the very bytes that were checked among the page's modules, and the import finds them.
 * What could not be had is asked for by another address the next time: browsers do not ask twice for a module that failed.
 */
async function module(url, integrity) {
  const href = addresses[url] ?? url.href;
  addresses[url] = `${href}?`;
  const link = document.createElement("link");
  // A browser that knows no such preload tells nothing of it either.
  if (link.relList.supports("modulepreload")) {
    await new Promise((onload, reject) => {
      const onerror = () => reject(new Error(`${href} could not be had`));
      Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href, onload, onerror });
      document.head.append(link);
    }).finally(() => link.remove());
  }
  const found = await import(href);
  addresses[url] = href;
  return found;
}

export async function preload(listener) {
  progress = listener && ((...bytes) => report(listener, ...bytes));
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
  #heard = {};
  #own;
  #opened;
  #opening;
  #open;
  #end;
  /** What it opens to, however many attempts it takes. */
  #ready = new Promise((resolve, reject) => {
    this.#open = resolve;
    this.#end = () => reject(new GlxError("not-loaded", "this socket was destroyed"));
  });

  constructor(own) {
    this.#own = own;
    this.#ready.catch(() => {});
    if (!inPage) return;
    // Whoever gives a key of their own need not wait for the page's configuration.
    own.pusherKey || remind(() => !this.#end);
    this.#load(own.pusherKey || configured);
  }

  #load(first) {
    const attempt = async () => {
      await first;
      const program = await (await load()).start();
      if (!this.#end) return;
      this.#opened = program.open(configuration, this.#own, (name, detail) => this.#emit(name, detail), GlxError);
      // Who was told of an error meanwhile may have ended it.
      if (!this.#end) return this.destroy();
      this.#open(this.#opened);
      // What was told before could not be looked at. What was said before is said first.
      await this.#ready;
      this.#emit("");
    };
    this.#opening = attempt();
    this.#opening.catch((error) => {
      if (!this.#end) return;
      this.#emit("error", error);
      again(() => this.#end && this.#load());
    });
  }

  #emit(name, detail) {
    const heard = this.#heard[name] ?? [];
    for (const listener of [...heard]) heard.has(listener) && report(listener, detail);
  }

  async #do(name, args) {
    if (!inPage) throw new GlxError("not-loaded", "there is no page");
    // What is said now is said by who is here now.
    const said = [name, args, this.#own, configuration];
    return (this.#opened ?? (await this.#ready)).do(...said);
  }

  static {
    for (const name of "joinRoom leaveRoom sendMessage retry discard markSeen readNotification readAllNotifications forceReconnect diagnose".split(" ")) {
      this.prototype[name] = function (...args) {
        return this.#do(name, args);
      };
    }
  }

  /** After every change, which has no name. */
  subscribe(listener) {
    return this.on("", listener);
  }

  getSnapshot() {
    return this.#opened?.snapshot() ?? nothing;
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
    this.#opened ? this.#opened.change(this.#own) : this.#emit("");
  }

  destroy() {
    this.#end?.();
    this.#end = undefined;
    this.#opened?.destroy();
    this.#opened = undefined;
    this.#emit("");
    this.#heard = {};
  }

  /** Nothing once it is over. */
  get _own() {
    return this.#end && this.#own;
  }

  /** What an element mounts itself into. */
  get _behind() {
    return Promise.race([this.#ready, this.#opening]).then(() => this.#ready);
  }
}

/** What a listener throws is the page's business, and keeps nobody else from hearing. */
function report(listener, ...details) {
  try {
    listener(...details);
  } catch (error) {
    reportError(error);
  }
}

export function createSocket(options) {
  return new Socket(options ?? {});
}

const Base = globalThis.HTMLElement ?? Object;
/** Properties, by the attributes that they are too. */
const attributes = { requestId: "request-id", heading: "heading", theme: "theme" };

class Element extends Base {
  static observedAttributes = Object.values(attributes);
  #socket = null;
  #again;

  constructor() {
    super();
    if (!inPage) return;
    this.attachShadow({ mode: "open", delegatesFocus: false });
    // What was set before this class was known stands in the way of the accessors.
    for (const name of [...Object.keys(attributes), "socket"]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
  }

  connectedCallback() {
    this.shadowRoot.firstChild || this.#say("…", "status");
    remind(() => this.#socket || !this.isConnected, (text) => this.#say(text, "alert"));
    configured.then(() => this.#show());
    this.#socket && this.#show();
  }

  #show() {
    load().then(
      (core) => core.show(this, createSocket, configuration),
      (error) => {
        clearTimeout(this.#again);
        this.#again = again(() => this.isConnected && this.#show());
        this.#say(error.message, "alert") && this.dispatchEvent(new CustomEvent("glx-error", { bubbles: true, composed: true, detail: error }));
      },
    );
  }

  /** Gives the line, if it is new. */
  #say(text, role) {
    const { className, textContent } = this.shadowRoot.firstChild ?? {};
    // A chat that stands there stays, and what is said is not read out again.
    if (className || textContent === text) return;
    const line = document.createElement("p");
    line.textContent = text;
    line.role = role;
    this.shadowRoot.replaceChildren(line);
    return line;
  }

  disconnectedCallback() {
    there?.hide(this);
  }

  /** Moved within the page it goes on as it is; only what is around it may look different. */
  connectedMoveCallback() {
    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    this.isConnected && there?.change(this);
  }

  get socket() {
    return this.#socket;
  }
  set socket(socket) {
    this.#socket = socket ?? null;
    this.isConnected && this.#socket && this.#show();
    this.attributeChangedCallback();
  }
}

for (const name of Object.keys(attributes)) {
  const attribute = attributes[name];
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
if (inPage) for (const name of Object.keys(elements)) customElements.get(name) || customElements.define(name, elements[name]);
