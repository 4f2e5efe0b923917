// The rest of the package, loaded when it is needed: the WebAssembly and its glue, the stylesheet, and the insides of sockets and elements.

import init, { Connection, loadRest, restFrom } from "glx:glue";
import { pusherFrom } from "../../start/late.js";
import { answerOf, askAhead, space, standIn } from "./begin.js";
import css from "glx:styles";

const INTEGRITY = { wasm: "WASM_INTEGRITY", pusher: "PUSHER_INTEGRITY" };
const WASM_BYTES = Number("WASM_SIZE");

const NO_WASM = "This browser has no WebAssembly (or it is switched off), and the chat needs it. Any current browser will do.";

let starting;
let given;

/**
 * Fetches what there is beside this file; asked for again after it could not be had. `module` imports a file with its digest checked;
 * `fail` makes an error; `altered` is what people read when a file is not what it should be; `progress`, where somebody wants to know, gets
 * bytes loaded and in all.
 */
export function start(...those) {
  if (those.length) given = those;
  const [urls, module, fail, altered, progress] = given;
  starting ??= run(urls, module, altered, progress).catch((error) => {
    starting = undefined;
    console.error(error);
    throw fail("not-loaded", typeof WebAssembly === "object" ? altered : NO_WASM);
  });
  return starting;
}

async function run(urls, module, altered, progress) {
  pusherFrom(() => module(urls.pusher, INTEGRITY.pusher));
  restFrom(urls.rest, (error) => {
    reportError(error);
    for (const { root } of shown.values()) root.replaceChildren(sentence(altered));
  });
  await init({ module_or_path: await wasm(urls.wasm, progress) });
  isHere = true;
  // What people see first comes first.
  (globalThis.requestIdleCallback ?? setTimeout)(() => loadRest());
}

/** Whether the program is there. */
let isHere = false;

/** The module, or what is altered on the way as an error. */
async function wasm(url, progress) {
  // With the digest in the request the browser can keep what it has compiled, but tells nothing until all is there.
  if (!progress || !globalThis.crypto?.subtle) return fetch(url, { integrity: INTEGRITY.wasm });
  const answer = await fetch(url);
  const reader = answer.body.getReader();
  const chunks = [];
  let loaded = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    chunks.push(value);
    progress((loaded += value.length), WASM_BYTES);
  }
  const bytes = await new Blob(chunks).arrayBuffer();
  const digest = String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-384", bytes)));
  if (`sha384-${btoa(digest)}` !== INTEGRITY.wasm) throw new Error(`${url} is not what it should be`);
  return bytes;
}

const SETTINGS = ["pusherKey", "cluster", "apiBase", "pusherHost", "pusherPort", "pusherTls", "textEncoding", "headers"];

/** How long the page may take to say which headers it wants, in milliseconds; a call goes out without them then. */
const PATIENCE = 10_000;

function inTime(ask) {
  return async () => {
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, {})));
    try {
      return await Promise.race([ask(), late]);
    } catch (error) {
      reportError(error);
      return {};
    } finally {
      clearTimeout(timer);
    }
  };
}

const told = (options) => Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));

/** What is behind a socket, by the page's configuration and its own. `ready` is settled when it is known who is signed in. */
export function open(configuration, own, changed, event, fail) {
  const options = { ...told(configuration), ...told(own) };
  const settings = Object.fromEntries(SETTINGS.filter((name) => options[name] != null).map((name) => [name, options[name]]));
  const { getToken, getHeaders, pusher } = options;
  settings.pusherKey ??= pusher?.key;
  const connection = new Connection(JSON.stringify(settings), changed, event, fail, getToken, getHeaders && inTime(() => answerOf(getHeaders)), pusher);
  // A question that was asked earlier is not the last word.
  let asked = 0;
  const ask = async ({ token, getToken }) => {
    const number = ++asked;
    let answer = token;
    if (answer === undefined) {
      try {
        answer = await answerOf(getToken);
      } catch (error) {
        reportError(error);
      }
    }
    if (number === asked) connection.setToken(answer || undefined);
  };
  const commands = {
    ready: ask(options),
    connection,
    snapshot: () => connection.snapshot(),
    setToken(token) {
      asked++;
      connection.setToken(token || undefined);
    },
    // The configuration may be another by now, but only for who is signed in.
    refresh: () => ask(options),
    destroy() {
      asked++;
      connection.destroy();
    },
  };
  Connection.setLocale(options.locale ?? (document.documentElement.lang || undefined));
  for (const name of "joinRoom leaveRoom retry discard markSeen readNotification readAllNotifications forceReconnect diagnose sendMessage".split(" ")) {
    commands[name] = (...args) => connection[name](...args);
  }
  return commands;
}

let sheet;

function styles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

const WHAT = { "GLX-CHAT": "chat", "GLX-CONNECTION-HEALTH": "health", "GLX-NOTIFICATIONS": "notifications" };
const KEYS = ["keydown", "keypress", "keyup"];
const EVENTS = ["message", "unread", "health", "error"];

/** What stands in an element, by element. */
const shown = new Map();

/** Places that elements have left, to be used again. */
const vacant = [];

const roomName = (name) => (/^\d+$/.test(name) ? `help_request_${name}` : name);

class Shown {
  constructor(element, shared) {
    this.element = element;
    this.shared = shared;
    const root = (this.root = document.createElement("div"));
    root.className = "glx-root";
    element.shadowRoot.adoptedStyleSheets = [styles()];
    element.shadowRoot.replaceChildren(root);
    if (!isHere) {
      this.early = standIn(element);
      root.append(this.early?.shell ?? space());
    }
    this.ends = [];
    // What is typed in here is nobody's shortcut. The keys by which one gets out of a place are the page's too.
    for (const key of KEYS) {
      this.listen(root, key, (event) => ["Escape", "F6", "Tab"].includes(event.key) || event.stopPropagation());
    }
    this.dress();
    const follow = new MutationObserver(() => this.dress());
    for (let above = element; above; above = above.parentElement ?? above.getRootNode().host) {
      follow.observe(above, { attributes: true, attributeFilter: ["class", "data-theme"] });
    }
    this.ends.push(() => follow.disconnect());
    const device = matchMedia("(prefers-color-scheme: dark)");
    this.listen(device, "change", () => this.dress());
    this.plug();
  }

  listen(target, name, listener) {
    target.addEventListener(name, listener);
    this.ends.push(() => target.removeEventListener(name, listener));
  }

  /** The theme, and how large text is where the reader has chosen. */
  dress() {
    const { element, root } = this;
    const wanted = element.theme;
    const { theme, site } = wanted === "light" || wanted === "dark" ? { theme: wanted } : themeAround(element);
    theme ? (root.dataset.theme = theme) : delete root.dataset.theme;
    root.toggleAttribute("data-site", Boolean(site));
    root.style.setProperty("--glx-rem", getComputedStyle(root).getPropertyValue("font-size"));
  }

  /** Takes the element's socket, or the page's. */
  async plug() {
    const { element } = this;
    const socket = element.socket ?? this.shared.take();
    this.socket = socket;
    this.own = socket === element.socket;
    this.offs = EVENTS.map((name) => socket.on(name, (detail) => this.tell(name, detail)));
    let commands;
    try {
      commands = await socket._connection;
    } catch (error) {
      // The socket's listeners are told of it too.
      if (this.socket === socket && !this.early?.say(sentence(error.message))) this.root.replaceChildren(sentence(error.message));
      return;
    }
    if (this.socket !== socket || !commands) return;
    this.commands = commands;
    this.hold();
    const place = (this.place = vacant.pop() ?? document.createElement("div"));
    place.className = "glx-place";
    if (this.early?.shell.isConnected) this.root.prepend(place);
    else this.root.replaceChildren(place);
    this.early?.yieldTo(place);
    this.mounted = commands.connection.mount(WHAT[element.localName.toUpperCase()], place, this.room, element.heading || undefined);
  }

  unplug() {
    this.offs?.forEach((off) => off());
    if (this.mounted) {
      this.mounted.destroy();
      this.mounted.free();
      this.mounted = undefined;
      this.place.remove();
      vacant.push(this.place);
    }
    if (this.commands && this.room) this.commands.leaveRoom(this.room).catch(() => {});
    this.commands = this.room = undefined;
    if (this.socket && !this.own) this.shared.give();
    this.socket = undefined;
  }

  /** Joins the room that the element names, and leaves the one before. */
  hold() {
    const { element, commands } = this;
    const room = element.localName === "glx-chat" ? (element.requestId ?? undefined) : undefined;
    if (room === this.room) return;
    if (this.room) commands.leaveRoom(this.room).catch(() => {});
    this.room = room;
    // What cannot be joined is told by the room's state and by the socket's events.
    if (room) commands.joinRoom(room).catch((error) => error.code === "invalid-room" && this.tell("error", error));
  }

  change() {
    const { element } = this;
    this.dress();
    // What was typed for another room stays out of this one.
    if (this.early && this.early.room !== element.requestId) this.early = this.early.end();
    if (this.socket && (element.socket ?? (this.own ? null : this.socket)) !== this.socket) {
      this.unplug();
      this.plug();
    } else if (this.mounted) {
      this.hold();
      this.mounted.update(this.room, element.heading || undefined);
    }
  }

  tell(name, detail) {
    if ((name === "message" || name === "unread") && detail.roomId !== roomName(this.room)) return;
    this.element.dispatchEvent(new CustomEvent(`glx-${name}`, { detail, bubbles: true, composed: true }));
  }

  end() {
    this.early?.end();
    this.unplug();
    this.ends.forEach((end) => end());
  }
}

function sentence(text) {
  const line = document.createElement("p");
  line.className = "glx-sentence";
  line.setAttribute("role", "alert");
  line.textContent = text;
  return line;
}

/** What the page around an element looks like, as far as it says so. */
function themeAround(element) {
  for (let above = element.parentElement ?? element.getRootNode().host; above; above = above.parentElement ?? above.getRootNode().host) {
    const { theme } = above.dataset;
    for (const name of ["dark", "light"]) {
      // A page that says it is dark and keeps its light ground has no colours for the dark.
      if (above.classList.contains(name) || theme === name) return { theme: name, site: ownTheme(element) === name };
    }
  }
  // A site with colours of its own and no word about it is as light as its ground.
  const own = ownTheme(element);
  return own ? { theme: own, site: true } : {};
}

function colour(element, name) {
  const channels = /^\s*[\d.]+(?:deg)?[\s,]+[\d.]+%[\s,]+([\d.]+)%\s*$/.exec(getComputedStyle(element).getPropertyValue(name));
  return channels && { lightness: Number(channels[1]) };
}

/** As light as the site's ground is, where it has the two colours that all others here go with, far enough apart to read. */
function ownTheme(element) {
  const [ground, ink] = [colour(element, "--background"), colour(element, "--foreground")];
  if (ground && ink && Math.abs(ground.lightness - ink.lightness) > 45) return ground.lightness < 50 ? "dark" : "light";
}

/** An element is in the page. What it will want to know is asked for first, unless somebody has to be waited for to be able to ask. */
export async function show(element, shared) {
  if (!isHere && !element.socket) {
    const asked = askAhead(shared.configured, element, (rows) => shown.get(element)?.early?.fill(rows));
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve))]);
  }
  if (element.isConnected && !shown.has(element)) shown.set(element, new Shown(element, shared));
}

/** An element has left the page, unless it is only being moved. */
export function hide(element) {
  queueMicrotask(() => {
    if (element.isConnected) return;
    shown.get(element)?.end();
    shown.delete(element);
  });
}

/** An attribute or a property is another. */
export function change(element) {
  shown.get(element)?.change();
}
