//! What a page does, with its own times: every word of the indicator, every socket it opens, online and offline. Kept in the page,
//! because what passes between two looks from outside would be missed. Judges nothing.

import { until } from "./until.mjs";

/** Runs in every page before its own scripts. */
export function keepWatch() {
  const clock = performance;
  const now = clock.now.bind(clock);
  const seen = { now, words: [], sockets: [], network: [], tasks: [] };
  window.glxSeen = seen;
  const note = () => {
    const word = document.querySelector(".glx-health .word")?.textContent;
    if (word && word !== seen.words.at(-1)?.word) seen.words.push({ at: now(), word });
  };
  new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true });
  for (const type of ["online", "offline"]) addEventListener(type, () => seen.network.push({ at: now(), type }));
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ at: startTime, ms: duration });
  }).observe({ type: "longtask" });
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      seen.sockets.push({ at: now(), url: String(given[0]) });
    }
  };
}

/** Runs in every page before its own scripts, after `keepWatch`: clocks and time-outs that the test can move on. */
export function movableClock() {
  const real = { now: performance.now.bind(performance), Date, set: setTimeout.bind(window), clear: clearTimeout.bind(window) };
  const pending = new Map();
  let passed = 0;
  performance.now = () => real.now() + passed;
  window.Date = class extends real.Date {
    constructor(...given) {
      if (given.length) super(...given);
      else super(real.Date.now() + passed);
    }
    static now() {
      return real.Date.now() + passed;
    }
  };
  const start = (timer, id) => {
    const fire = () => {
      pending.delete(timer.id);
      timer.act();
    };
    timer.handle = real.set(fire, Math.max(0, timer.due - performance.now()));
    timer.id = id ?? timer.handle;
    pending.set(timer.id, timer);
    return timer.id;
  };
  window.setTimeout = (act, ms = 0, ...given) => start({ act: () => act(...given), due: performance.now() + ms });
  window.clearTimeout = (id) => {
    real.clear(pending.get(id)?.handle ?? id);
    pending.delete(id);
  };
  // As after a sleep: what is due by then fires as soon as it can, everything else that much earlier.
  window.glxPass = (ms) => {
    passed += ms;
    for (const timer of [...pending.values()].sort((one, other) => one.due - other.due)) {
      real.clear(timer.handle);
      start(timer, timer.id);
    }
  };
}

const LIVE = /^Live/;

/** Looks into one page that `keepWatch` runs in. Times are the page's, in milliseconds since it was opened. */
export class Watch {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** The time in the page. */
  now() {
    return this.#page.evaluate(() => window.glxSeen.now());
  }

  /** So much time passes at once in the page, where `movableClock` runs; the world around it does not notice. */
  pass(ms) {
    return this.#page.evaluate((ms) => window.glxPass(ms), ms);
  }

  /** @param {"words" | "sockets" | "network" | "tasks"} what */
  async all(what, since = 0) {
    const all = await this.#page.evaluate((what) => window.glxSeen[what], what);
    return all.filter(({ at }) => at >= since);
  }

  /** When the indicator first said such a word after a moment. */
  async said(pattern, since, options) {
    const found = await until(
      `the indicator says ${pattern}`,
      async () => (await this.all("words", since)).find(({ word }) => pattern.test(word)),
      options,
    );
    return found.at;
  }

  /** When the indicator took its “live” back after a moment. */
  async trouble(since, options) {
    const found = await until(
      "live is taken back",
      async () => (await this.all("words", since)).find(({ word }) => !LIVE.test(word)),
      options,
    );
    return found.at;
  }

  /** When it was live again after a trouble that began after a moment. */
  async liveAgain(since, options) {
    return this.said(LIVE, await this.trouble(since, options), options);
  }

  /** When so many sockets had been asked for since a moment: the time of the last of them. */
  async attempts(count, since, options) {
    const sockets = await until(
      `${count} attempts to connect`,
      async () => {
        const sockets = await this.all("sockets", since);
        return sockets.length >= count && sockets;
      },
      options,
    );
    return sockets[count - 1].at;
  }

  /** The longest task since a moment, in milliseconds; 0 where none was longer than 50. */
  async longestTask(since) {
    return (await this.all("tasks", since)).reduce((longest, { ms }) => Math.max(longest, ms), 0);
  }
}

/** Every frame of a page from now on: `[{socket, sent, text}]`, the sockets numbered from 1. */
export function wire(page) {
  const frames = [];
  let sockets = 0;
  page.on("websocket", (socket) => {
    const number = (sockets += 1);
    const note = (sent) => ({ payload }) => frames.push({ socket: number, sent, text: String(payload) });
    socket.on("framesent", note(true));
    socket.on("framereceived", note(false));
  });
  return frames;
}
