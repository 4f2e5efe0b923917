// What stands in a chat's place while the program is on its way: the same elements, with the same words, so that nothing moves when the real
// ones come. One can type at once; what was typed goes over into the real composer, with the caret, and Enter is kept in mind until then.
// Knows nothing of rooms, tokens and messages.

// The words and signs of src/components; tests/e2e/start.test.mjs compares both.
const WRITE = "Write a message";
const SEND = "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8";
const HINT = "Enter sends, Shift and Enter begin a new line.";

/** Something that tells what the place will show instead of a composer. */
const OTHERWISE = ".glx-chat > .glx-notice, .glx-chat > .closed, .middle > .glx-notice, .glx-problem, .glx-sign-in";

/** What stands so long is not about to go, in milliseconds. */
const MOMENT = 400;

/** An element, or with `svg` one of a picture; `class` and the other attributes by name. */
export function made(name, attributes = {}, ...children) {
  const isDrawn = name === "svg" || name === "path";
  const element = isDrawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

export const icon = (d, directed = "") =>
  made("svg", { class: `glx-icon${directed}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, made("path", { d }));

/** Grey shapes where something will be. */
export function skeleton(kind, count, label) {
  const bones = Array.from({ length: count }, () => made("div", { class: "bone", "aria-hidden": "true" }, made("i"), made("b")));
  return made("div", { class: `glx-skeleton ${kind}`, role: "status" }, made("span", { class: "glx-hidden" }, label), ...bones);
}

/** A room's chat before anything is known of it; `before` stands before its title. */
export function chat(title, ...before) {
  return made(
    "section",
    { class: "glx-chat", "aria-label": title },
    made("header", { class: "head", part: "head" }, ...before, made("div", { class: "about" }, made("h2", {}, made("bdi", {}, title)))),
    skeleton("rows", 7, "Loading the conversation…"),
    composer(),
  );
}

function composer() {
  const field = made("textarea", {
    rows: 1, placeholder: WRITE, "aria-label": WRITE, enterkeyhint: "send", "aria-describedby": "glx-early-hint", autocomplete: "off", dir: "auto",
  });
  const button = made("button", { type: "submit", class: "send", part: "send", "aria-label": "Send", title: "Send", "aria-disabled": "true" }, icon(SEND, " directed"));
  button.addEventListener("mousedown", (event) => event.preventDefault());
  const hint = made("span", { class: "glx-hidden", id: "glx-early-hint" }, HINT);
  return made("form", { class: "composer", part: "composer" }, made("div", { class: "field" }, field, hint, button));
}

/** A chat that stands over its place until the real one is there. */
export class Early {
  #sends = false;
  #composing = false;
  #over = false;
  #lasts = false;
  #moment;
  #watch;
  #log;

  /**
   * @param {Element} shell - what stands there; with a composer in it, that is listened to
   * @param {() => boolean} [isTheirs] - whether the one who has typed is still the one who is here
   */
  constructor(shell, isTheirs = () => true) {
    this.shell = shell;
    this.isTheirs = isTheirs;
    this.field = shell.querySelector("textarea");
    shell.classList.add("glx-early");
    this.#listen();
  }

  /** Goes as soon as the real one is in this place. Until then nobody gets into that, or hears two of everything. */
  yieldTo(place) {
    if (this.#over) return;
    this.#watch?.disconnect();
    this.place = place;
    cover(place, this.shell.isConnected);
    this.#watch = new MutationObserver(() => this.#look());
    this.#watch.observe(place, { childList: true, subtree: true });
  }

  /** Stays without a place: the one that it had is another's. */
  withdraw() {
    if (this.#over || !this.place) return;
    this.#watch.disconnect();
    clearTimeout(this.#moment);
    this.#moment = undefined;
    this.#lasts = false;
    cover(this.place, false);
    this.place = undefined;
  }

  #listen() {
    const { field, shell } = this;
    const form = field?.form;
    if (!form) return;
    const on = (target, name, act) => target.addEventListener(name, act);
    on(field, "compositionstart", () => (this.#composing = true));
    on(field, "compositionend", () => {
      this.#composing = false;
      // The text of the composition is in the field when its last events are over.
      setTimeout(() => this.#look());
    });
    on(field, "input", () => {
      // Who writes on is not done.
      this.#sends = false;
      form.querySelector(".send").setAttribute("aria-disabled", String(!field.value.trim()));
      // What is around it keeps its size meanwhile: rows that get more room for a moment would be scrolled.
      const around = field.parentNode.style;
      around.minBlockSize = `${field.parentNode.getBoundingClientRect().height}px`;
      field.style.blockSize = "auto";
      field.style.blockSize = `${field.scrollHeight}px`;
      around.minBlockSize = "";
    });
    on(field, "keydown", (event) => {
      // 229: Safari ends a composition with an Enter that no longer says it belongs to one.
      if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#sends = true;
    });
    on(form, "submit", (event) => {
      event.preventDefault();
      this.#sends = true;
    });
  }

  /** Says something above the composer; what was typed stays. False where there is no composer any more. */
  say(line) {
    if (!this.field?.form || !this.shell.isConnected) return false;
    const shapes = this.shell.querySelector(".glx-skeleton.rows");
    if (shapes) line.style.flex = "1";
    shapes?.remove();
    this.field.form.before(line);
    return true;
  }

  /** Shows the newest rows. */
  fill(rows) {
    const place = this.shell.isConnected && this.shell.querySelector(".glx-skeleton.rows");
    if (!place) return;
    place.replaceWith(rows);
    this.#log = rows.querySelector(".log");
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #look() {
    if (this.#composing || !this.place || this.#over) return;
    const real = this.place.querySelector(".composer textarea");
    const log = this.place.querySelector(".log");
    // Rows that are read do not make place for none.
    const isThere = this.#log ? real && log : this.field ? real : this.place.querySelector(".glx-app");
    if (!isThere && !this.#isOtherwise()) return;
    // What comes after something else than a chat is not what one has pressed Enter for.
    this.#sends &&= Boolean(isThere);
    if (this.#log && log) {
      const { scrollHeight, clientHeight, scrollTop } = this.#log;
      const up = scrollHeight - clientHeight - scrollTop;
      if (up > 1) requestAnimationFrame(() => (log.scrollTop = log.scrollHeight - log.clientHeight - up));
    }
    const had = this.field?.getRootNode().activeElement === this.field;
    this.#leave();
    if (real || !this.field) this.#carry(real, had);
  }

  /** Whether the place shows something else, and goes on to: who is signed in may be known a moment later than the program is there. */
  #isOtherwise() {
    const isSo = Boolean(this.place.querySelector(OTHERWISE));
    if (!isSo || this.#lasts) return isSo;
    this.#moment ??= setTimeout(() => {
      this.#moment = undefined;
      this.#lasts = Boolean(this.place.querySelector(OTHERWISE));
      this.#look();
    }, MOMENT);
    return false;
  }

  #leave() {
    this.shell.remove();
    if (this.place) cover(this.place, false);
  }

  /** The text and the caret go over. A draft that was kept stands before them, and is not sent unseen. */
  #carry(real, hadFocus) {
    this.end();
    if (!real || !this.isTheirs()) return;
    const { value, selectionStart, selectionEnd, selectionDirection } = this.field ?? { value: "" };
    if (value) {
      const before = real.value.trim() ? `${real.value}\n` : "";
      real.value = before + value;
      real.dispatchEvent(new InputEvent("input", { bubbles: true }));
      real.setSelectionRange(before.length + selectionStart, before.length + selectionEnd, selectionDirection);
      if (this.#sends && !before) real.form.requestSubmit();
    }
    if (hadFocus) real.focus({ preventScroll: true });
  }

  /** Nothing is waited for any more. Gives what was typed, if it has not gone over. */
  end() {
    if (this.#over) return undefined;
    const { value } = this.field ?? {};
    const typed = value ? { value, sends: this.#sends } : undefined;
    this.#over = true;
    this.#watch?.disconnect();
    this.#leave();
    return typed;
  }

  /** Goes on with what was typed in an earlier one. */
  resume(typed) {
    if (!typed) return;
    this.field.value = typed.value;
    // It is as high as its text, once it is in the page.
    queueMicrotask(() => {
      this.field.dispatchEvent(new InputEvent("input"));
      this.#sends = typed.sends;
    });
  }
}

function cover(place, isCovered) {
  place.inert = isCovered;
  if (isCovered) place.setAttribute("aria-hidden", "true");
  else place.removeAttribute("aria-hidden");
}
