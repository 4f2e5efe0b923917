//! Chromium: one per file of tests, a fresh context per person. Collects whatever goes wrong in a page; knows nothing of chat.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
ARGS.push("--disable-component-update", "--disable-sync");

/** @param {object} [options] - more for Playwright */
export function launch(options = {}) {
  const executablePath = process.env.GLX_CHROME || "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ARGS, timeout: 30_000, ...options });
}

/** One person's browser: storage, network and pages of their own. */
export class Visitor {
  #expected = [];
  #hosts;
  /** What went wrong so far, in words. */
  troubles = [];

  /**
   * @param {import("playwright-core").Browser} browser
   * @param {{origin: string, hosts: string[], token?: string, context?: object}} options - `hosts`: those a page may
   *   talk to; `token`: already kept where the site keeps it
   */
  static async arrive(browser, { origin, hosts, token, context = {} }) {
    const localStorage = token ? [{ name: "token", value: token }] : [];
    const opened = await browser.newContext({
      baseURL: origin,
      storageState: { cookies: [], origins: [{ origin, localStorage }] },
      ...context,
    });
    opened.setDefaultTimeout(10_000);
    return new Visitor(opened, hosts);
  }

  constructor(context, hosts) {
    this.context = context;
    this.#hosts = hosts;
    context.on("page", (page) => this.#watch(page));
    context.on("weberror", (error) => this.#note(`uncaught: ${error.error().stack ?? error.error()}`));
    context.on("console", (message) => {
      if (message.type() === "error") this.#note(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("request", (request) => this.#judge(request.url()));
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      // What a page gives up itself, a reload's open calls among it, is no failure.
      if (reason !== "net::ERR_ABORTED") this.#note(`request failed: ${request.method()} ${request.url()} ${reason}`);
    });
  }

  #watch(page) {
    page.on("websocket", (socket) => this.#judge(socket.url()));
    page.on("crash", () => this.#note("the page crashed"));
  }

  #judge(url) {
    const { protocol, host } = new URL(url);
    if (["data:", "blob:", "about:"].includes(protocol)) return;
    if (!this.#hosts.includes(host)) this.#note(`a foreign host was contacted: ${url}`);
  }

  #note(trouble) {
    if (!this.#expected.some((pattern) => pattern.test(trouble))) this.troubles.push(trouble);
  }

  /** From now on troubles like these are part of the test. */
  expect(...patterns) {
    this.#expected.push(...patterns);
  }

  /** Fails where something went wrong that was not expected. */
  assertClean(who) {
    assert.deepEqual(this.troubles, [], `${who}: nothing unexpected happens in the page`);
  }

  leave() {
    return this.context.close();
  }
}

/** Troubles that faults put in by a test bring with them. */
export const Expected = {
  /** Answers of the API with an error's status, which Chromium writes to the console. */
  refused: /the server responded with a status of (4\d\d|5\d\d)/,
  /** No connection to the Pusher server. */
  socket: /WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)/,
  /** Calls while the device is offline. */
  offline: /ERR_INTERNET_DISCONNECTED/,
  /** A connection dropped before its answer. */
  cut: /ERR_(EMPTY_RESPONSE|CONNECTION_(RESET|CLOSED)|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)/,
};
