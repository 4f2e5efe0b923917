// What is behind a socket: the WebAssembly's connection, once the configuration is right, and who is signed in on it, as the page says. What
// the page gives is looked at here, before it goes on; what the page asks for waits here until it is known for whom.

import { Connection } from "glx:glue";
import { idOf } from "../../start/ahead.js";

/** The settings, and what each has to be. */
const SETTINGS = {
  pusherKey: "string", cluster: "string", apiBase: "string", pusherHost: "string", textEncoding: "string", pusherPort: "number or string", pusherTls: "boolean or string",
  headers: "object", locale: "string", getToken: "function", getHeaders: "function",
};

/** How long the page may take to say which headers it wants, or who is signed in, in milliseconds; it goes on without them then. */
const PATIENCE = 10_000;

/** After how long the page is asked once more for what it could not say, in milliseconds. */
const AGAIN = [1_000, 3_000];

/** How long others may stay signed in when one socket's user has left, before the page is asked, in milliseconds. See `linger.rs`. */
const GRACE = 2_000;

/** After how long the page is asked anew for another token, at first and at most, in milliseconds. */
const RENEWAL = 5_000;
const LONGEST = 60_000;

/** Waits, at most until there is a network again. */
const wait = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true, signal: AbortSignal.timeout(ms) });
  });

/** What `ask` gives. What it throws is thrown, and that the time is over. */
async function inTime(ask) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, PATIENCE, new Error("the page has not answered in time"))));
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}

const given = (options) => Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));

/** What the page has answered already, and who has come first: `begin.js`, as it was loaded with what began. */
let begun;

export function goOnFrom(those) {
  begun = those;
}

/** All that are open: another configuration concerns each. */
const living = new Set();

/** What is behind a socket, by the page's configuration and its own. */
export function open(configuration, own, event, GlxError) {
  return new Behind(configuration, own, event, (code, message) => new GlxError(code, message));
}

/** The page is configured anew. */
export function configured(configuration) {
  for (const one of living) one.configure(configuration);
}

// While it was in the back/forward cache somebody else may have signed in.
addEventListener("pageshow", ({ persisted }) => persisted && living.forEach((one) => one.askPage()));

class Behind {
  /** The WebAssembly's side, as soon as the configuration is right. */
  connection;
  /** What is wrong with the configuration. */
  failure;
  /** Called when it is over. */
  ends = new Set();
  #own;
  #event;
  #fail;
  #configuration;
  #options;
  #isSignedIn = false;
  #user;
  /** It could not be found out whether they still are. */
  #isUnknown = false;
  // A question that was asked earlier is not the last word.
  #asked = 0;
  /** How often it was said who is signed in. */
  #signed = 0;
  #opened = settled();
  #known = settled();

  constructor(configuration, own, event, fail) {
    this.#own = own;
    this.#event = event;
    this.#fail = fail;
    living.add(this);
    this.configure(configuration);
  }

  /** Who is signed in, by their token. */
  get user() {
    return this.#user;
  }

  /** Settled when there is a connection, or never will be. */
  get opened() {
    return this.#opened.promise;
  }

  /** Another configuration: all of it where there is no connection yet, else who is signed in. */
  configure(configuration) {
    this.#configuration = configuration;
    this.#options = { ...given(configuration), ...given(this.#own) };
    if (!this.connection) this.#open();
    if (this.connection) this.#ask();
  }

  #open() {
    const options = this.#options;
    const names = Object.keys(SETTINGS).filter((name) => options[name] != null);
    // Functions are no JSON: they are asked here. The language is the page's, and goes another way.
    const settings = Object.fromEntries(names.map((name) => [name, options[name]]));
    delete settings.locale;
    settings.pusherKey ??= options.pusher?.key;
    const [event, fail] = [this.#event, this.#fail];
    const token = () => this.#renewed();
    const headers = async () => {
      const { getHeaders } = this.#options;
      try {
        return await inTime(() => begun.answerOf(getHeaders));
      } catch (error) {
        reportError(error);
      }
    };
    try {
      const wrong = names.filter((name) => !SETTINGS[name].split(" or ").includes(typeof options[name]));
      if (wrong.length) throw fail("not-configured", wrong.map((name) => `${name} is wrong: it has to be a${SETTINGS[name].startsWith("o") ? "n" : ""} ${SETTINGS[name]}.`).join(" "));
      this.connection = new Connection(JSON.stringify(settings), () => event(""), event, fail, token, headers, options.pusher);
    } catch (failure) {
      this.failure = failure;
      console.error(failure);
      event("error", failure);
      return;
    }
    this.failure = undefined;
    Connection.setLocale(options.locale ?? (document.documentElement.lang || undefined));
    this.#opened.settle();
  }

  /** The page's answer to who is signed in; what it throws, again and again, is thrown. */
  async #token() {
    for (const again of [...AGAIN, undefined]) {
      try {
        return await begun.answerOf(this.#options.getToken);
      } catch (error) {
        reportError(error);
        if (!again) throw error;
        await wait(again);
      }
    }
  }

  /**
   * Another token where the backend takes the present one no more. A page that cannot tell has told of nobody that they left: it is asked until
   * it can, also for who else is in the same session, unless somebody signs in meanwhile.
   */
  async #renewed() {
    const signed = this.#signed;
    for (let pause = RENEWAL; living.size && signed === this.#signed; pause = Math.min(2 * pause, LONGEST)) {
      try {
        const answer = await inTime(() => this.#token());
        return signed === this.#signed ? answer : undefined;
      } catch {
        if (pause === RENEWAL) this.#cannotTell();
      }
      await wait(pause);
    }
  }

  /** Finds out who is signed in. */
  #ask() {
    const number = ++this.#asked;
    const ifLast = (act) => (value) => number === this.#asked && act(value);
    const { token } = this.#own;
    if (token !== undefined) return this.#sign(token);
    // Nothing is done in anybody's name before it is known who is here.
    if (this.#known.isSettled) this.#known = settled();
    const unknown = ifLast(() => this.#unknown());
    const late = setTimeout(unknown, PATIENCE);
    this.#token()
      .then(ifLast((answer) => this.#sign(answer)), unknown)
      .finally(() => clearTimeout(late));
  }

  #sign(token) {
    const wasSignedIn = this.#isSignedIn;
    this.#signed++;
    this.#isSignedIn = token != null && token !== "";
    this.connection.setToken(token, this.#own.token !== undefined);
    this.#known.settle();
    const user = this.#isSignedIn ? idOf(token) : undefined;
    const isThePages = this.#own.token === undefined && !this.#own.getToken;
    begun.arrived(user, this.#user ?? (isThePages ? begun.firstUser() : undefined));
    this.#user = user;
    this.#isUnknown = false;
    // Where somebody leaves, those that have their user from the page ask it again.
    if (wasSignedIn && !this.#isSignedIn) setTimeout(() => living.forEach((other) => other !== this && other.askPage()), GRACE);
  }

  /** It could not be found out: whoever is signed in stays so. */
  #unknown() {
    if (this.#isSignedIn) this.#known.settle();
    else this.#sign(null);
    // Who waits looks at it a moment later.
    this.#isUnknown = true;
    this.#cannotTell();
  }

  #cannotTell() {
    this.#event("error", this.#fail("no-token", "the page could not tell who is signed in"));
  }

  /** Whoever has their user from the page asks it again. */
  askPage() {
    if (this.connection && this.#own.token === undefined) this.#ask();
  }

  /** What the socket has of its own, its user's token above all, is another. */
  change(own) {
    this.#own = own;
    if (this.connection) this.#ask();
  }

  snapshot() {
    return this.connection?.snapshot();
  }

  /**
   * A command: at once, or as soon as it is known who is signed in. It was given under this configuration, if any, and what the socket had of
   * its own then.
   */
  async do(name, args, own, configuration) {
    if (this.failure) throw this.failure;
    const waits = !this.#known.isSettled;
    while (!this.#known.isSettled) await this.#known.promise;
    const isSent = name === "sendMessage";
    // What waited to be somebody's is nobody's.
    if (!this.connection) throw this.#fail(waits && isSent ? "not-loaded" : "destroyed", "this socket was destroyed");
    if (isSent) {
      if (waits && this.#isUnknown) throw this.#fail("no-token", "the page could not tell whose this is");
      if (typeof args[0] !== "string") throw this.#fail("invalid-text", "what is sent has to be a string");
      // It goes out under the name of who wrote it, or not at all.
      if (!this.#isTheirs(own, configuration)) throw this.#fail("signed-out", "somebody else may have signed in since this was written");
    }
    const command = this.connection[name];
    return command.apply(this.connection, Array.from({ length: command.length }, (_, at) => String(args[at])));
  }

  /** Whether who is here is who was, under this configuration, if any, and with what the socket had of its own then. Where in doubt it is not. */
  #isTheirs(own, configuration) {
    const user = own.token ? idOf(own.token) : undefined;
    if (user !== undefined) return user === this.#user;
    return own === this.#own && (!configuration || configuration === this.#configuration);
  }

  destroy() {
    living.delete(this);
    this.#asked++;
    this.connection?.destroy();
    // What nobody has any more goes, with all that it holds.
    this.connection = undefined;
    this.#opened.settle();
    this.#known.settle();
    for (const end of [...this.ends]) end();
  }
}

function settled() {
  const one = { isSettled: false };
  one.promise = new Promise((resolve) => {
    one.settle = () => {
      one.isSettled = true;
      resolve();
    };
  });
  return one;
}
