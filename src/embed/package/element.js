// What stands in an element: a component of the WebAssembly's, or a sentence where there can be none. Follows the element about the page, and
// ends with it.

import css from "glx:styles";
import { askAhead, isAnother, isTheirs, numberIn, program, space, standDown, standIn, writer } from "./begin.js";
import { ancestors, formOf, themeAround } from "./theme.js";

/** A document takes only sheets of its own. */
const sheets = new WeakMap();
/** Where a page has taken every element's display. */
const FIRM = ":host{display:inline-block!important}:host(glx-chat){display:block!important}:host([hidden]){display:none!important}";

function sheetOf(document, text) {
  const sheet = new document.defaultView.CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

function styles(document) {
  if (!sheets.has(document)) {
    sheets.set(document, sheetOf(document, css));
    // A colour that cannot be read is the one that we have, and not none. Where another version was here first, it is registered already.
    try {
      document.defaultView.CSS.registerProperty({ name: "--glx-fill", syntax: "<color>", inherits: true, initialValue: "#6b26d9" });
    } catch {}
  }
  return sheets.get(document);
}

const WHAT = { "GLX-CHAT": "chat", "GLX-CONNECTION-HEALTH": "health", "GLX-NOTIFICATIONS": "notifications" };
const KEYS = ["keydown", "keypress", "keyup"];
const EVENTS = ["message", "unread", "health", "error"];
const CLOSED = "This chat was closed by the page.";

// The page's own socket, for elements that were given none: there while any of them is, and a little longer, for they may be back.
let page;
let users = 0;
let leaving;

function take(createSocket) {
  clearTimeout(leaving);
  users++;
  return (page ??= createSocket());
}

function give() {
  if (!--users) leaving = setTimeout(() => (page = page.destroy()), 5000);
}

/** What stands in an element, by element. */
const shown = new Map();

/** Places that elements have left, to be used again. */
const vacant = [];

const roomName = (name) => (/^\d+$/.test(name) ? `help_request_${name}` : name);

class Shown {
  constructor(element, createSocket) {
    this.element = element;
    this.createSocket = createSocket;
    const root = (this.root = document.createElement("div"));
    root.className = "glx-root";
    element.shadowRoot.replaceChildren(root);
    this.stand();
    this.ends = [];
    // What is typed in here is nobody's shortcut. The keys by which one gets out of a place are the page's too.
    for (const key of KEYS) {
      this.listen(root, key, (event) => ["Escape", "F6", "Tab"].includes(event.key) || event.stopPropagation());
    }
    this.around = new MutationObserver(() => this.dress());
    this.ends.push(() => this.around.disconnect());
    this.look();
    const device = matchMedia("(prefers-color-scheme: dark)");
    this.listen(device, "change", () => this.dress());
    // A stylesheet of the page's, among others.
    this.listen(element.ownerDocument.head, "load", () => this.dress(), true);
    this.tops = new WeakMap();
    this.listen(this.root, "scroll", ({ target }) => this.tops.set(target, target.scrollTop), true);
    this.plug();
  }

  listen(target, name, listener, capture = false) {
    target.addEventListener(name, listener, capture);
    this.ends.push(() => target.removeEventListener(name, listener, capture));
  }

  /** The element stands elsewhere. A browser forgets then how far its parts were scrolled. */
  moved() {
    this.look();
    for (const part of this.root.querySelectorAll("*")) if (this.tops.has(part)) part.scrollTop = this.tops.get(part);
  }

  /** Looks at what is around the element, and follows it: it may have been moved, even to another document. */
  look() {
    const { element, around } = this;
    const { shadowRoot, ownerDocument } = element;
    shadowRoot.adoptedStyleSheets = [styles(ownerDocument)];
    if (getComputedStyle(element).display === "inline") shadowRoot.adoptedStyleSheets.push(sheetOf(ownerDocument, FIRM));
    around.disconnect();
    // What a site calls its theme is its own: its colours may change with any attribute, or with a stylesheet that comes late.
    for (const above of ancestors(element, true)) around.observe(above, { attributes: true });
    around.observe(ownerDocument.head, { childList: true });
    this.dress();
  }

  /** The theme, and how large text is where the reader has chosen. */
  dress() {
    const { element, root } = this;
    const wanted = element.theme;
    const { theme, site } = wanted === "light" || wanted === "dark" ? { theme: wanted } : themeAround(element);
    theme ? (root.dataset.theme = theme) : delete root.dataset.theme;
    root.toggleAttribute("data-site", Boolean(site));
    for (const name of ["primary", "primary-foreground"]) {
      const form = formOf(element, name);
      form ? root.setAttribute(`data-${name}`, form) : root.removeAttribute(`data-${name}`);
    }
    // Nothing could be read on what is behind it.
    if (/rgba|\/|current/.test(getComputedStyle(root).getPropertyValue("--glx-fill"))) root.dataset.primary = "none";
    root.style.setProperty("--glx-rem", getComputedStyle(root).getPropertyValue("font-size"));
  }

  /** Puts up what one can type in until the chat is there of the room that the element names. Gives whether one is new. */
  stand() {
    const { early, element, root } = this;
    if (early && early.number === numberIn(element)) return false;
    if (early) standDown(early);
    const stands = (this.early = standIn(element));
    stands?.field.addEventListener("input", () => (stands.by = stands.field.value ? (stands.by ?? writer(this.socket?._own)) : undefined));
    if (!this.mounted && !program.module) root.replaceChildren(this.early?.shell ?? space());
    else if (this.early) root.append(this.early.shell);
    return Boolean(this.early);
  }

  /** Somebody else is here: what stands in it is not for them, nor what others have typed. */
  standAnew() {
    const { early, socket } = this;
    if (!early) return;
    if (!isTheirs(early.by, socket?._own, writer(socket?._own).user)) early.field.value = "";
    standDown(early);
    this.early = undefined;
    this.stand();
  }

  /** Takes the element's socket, or the page's. */
  async plug() {
    const { element } = this;
    const given = (this.given = element.socket);
    // The drop-in hook's is there while somebody looks; after its `cleanup` the next one is another.
    const unlook = given?.real && given.subscribe(() => this.socket && given.current && given.current !== this.socket && this.plugAgain());
    const socket = (this.socket = given ? (given.real?.() ?? given) : take(this.createSocket));
    const offs = (this.offs = unlook ? [unlook] : []);
    // It may be plugged into the same again meanwhile.
    const isHere = () => this.offs === offs;
    try {
      if (!("_behind" in Object(socket))) throw new TypeError("What this element was given as its socket is none of createSocket()'s.");
      offs.push(...EVENTS.map((name) => socket.on(name, (detail) => this.tell(name, detail))));
      const { user } = writer(socket._own);
      offs.push(socket.on("", () => program.module || writer(socket._own).user === user || this.plugAnew()));
      const behind = await socket._behind;
      // Another configuration may be right.
      if (isHere() && behind.failure) this.say(behind.failure.message);
      await behind.opened;
      if (!isHere()) return;
      const ended = () => {
        this.unmount();
        this.say(CLOSED);
      };
      if (!behind.connection) return ended();
      behind.ends.add(ended);
      offs.push(() => behind.ends.delete(ended));
      this.mount(behind);
    } catch (error) {
      // Of all else the socket's listeners are told too.
      if (error instanceof TypeError) reportError(error);
      if (!isHere()) return;
      const isOver = error.code === "not-loaded" && !socket._own;
      this.say(isOver ? CLOSED : error.message);
      // The socket tries again by itself; what it becomes is looked at.
      if (error.code === "not-loaded" && !isOver) this.retry ??= setTimeout(() => this.plugAgain(), 2000);
    }
  }

  plugAgain() {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.unplug();
    this.plug();
  }

  /** The same with somebody else, perhaps. */
  plugAnew() {
    this.plugAgain();
    if (!program.module) this.standAnew();
  }

  mount(behind) {
    this.behind = behind;
    this.hold();
    const place = (this.place = vacant.pop() ?? document.createElement("div"));
    place.className = "glx-place";
    // What is being typed in is not touched.
    if (this.early?.shell.isConnected) this.root.prepend(place);
    else this.root.replaceChildren(place);
    const { early, socket } = this;
    if (early) early.isTheirs = () => isTheirs(early.by, socket._own, behind.user);
    this.early?.yieldTo(place);
    this.mounted = behind.connection.mount(WHAT[this.element.localName.toUpperCase()], place, this.room, this.element.heading || undefined);
  }

  unmount() {
    if (this.mounted) {
      this.mounted.destroy();
      this.mounted.free();
      this.mounted = undefined;
      this.early?.withdraw();
      this.place.remove();
      vacant.push(this.place);
    }
    this.leave();
    this.behind = undefined;
  }

  unplug() {
    this.offs?.forEach((off) => off());
    this.offs = undefined;
    this.unmount();
    if (this.socket && !this.given) give();
    this.socket = undefined;
  }

  say(text) {
    const said = this.root.querySelector(".glx-sentence");
    // Said once, it is not read out again.
    if (said?.textContent === text) return;
    if (said) said.textContent = text;
    else if (!this.early?.say(sentence(text))) this.root.replaceChildren(sentence(text));
  }

  /** Joins the room that the element names, and leaves the one before. */
  hold() {
    const { element, behind } = this;
    const room = element.localName === "glx-chat" ? (element.requestId ?? undefined) : undefined;
    if (room === this.room) return;
    this.leave();
    this.room = room;
    // What cannot be joined is told by the room's state and by the socket's events.
    if (room) behind.do("joinRoom", [room]).catch((error) => error.code === "invalid-room" && this.tell("error", error));
  }

  leave() {
    if (this.room) this.behind.do("leaveRoom", [this.room]).catch(() => {});
    this.room = undefined;
  }

  change() {
    const { element } = this;
    this.look();
    const isNew = this.stand();
    if (this.socket && element.socket !== this.given) {
      this.plugAnew();
    } else if (isNew && this.mounted) {
      this.plugAgain();
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
    clearTimeout(this.retry);
    if (this.early) standDown(this.early);
    this.unplug();
    this.ends.forEach((end) => end());
  }
}

function sentence(text) {
  const line = document.createElement("p");
  line.className = "glx-sentence";
  line.setAttribute("role", "alert");
  line.dir = "auto";
  line.textContent = text;
  return line;
}

/** A sentence in the place of everything, where nothing can go on. */
export function instead(text) {
  for (const one of shown.values()) one.say(text);
}

/** What the page's user may read is not for who comes with a socket of their own, nor for what stands there of another room meanwhile. */
const showAhead = (element, configuration) =>
  askAhead(configuration, element, (rows, number) => {
    const early = shown.get(element)?.early;
    if (!element.socket && early?.number === number) early.fill(rows);
  });

/** The page is configured anew. */
export async function configureAnew(configuration) {
  if (!(await isAnother(configuration))) return;
  for (const [element, one] of shown) {
    // A socket that it was given has users of its own.
    if (one.given) continue;
    one.standAnew();
    showAhead(element, configuration);
  }
}

/** An element is in the page. What it will want to know is asked for first, unless somebody has to be waited for to be able to ask. */
export async function show(element, createSocket, configuration) {
  if (!program.module && !element.socket) {
    const asked = showAhead(element, configuration);
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve))]);
  }
  if (!element.isConnected) return;
  const there = shown.get(element);
  there ? there.moved() : shown.set(element, new Shown(element, createSocket));
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
