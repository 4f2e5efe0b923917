//! The people of one test, each in a browser of their own. Leaves no browser behind, and tells what everybody saw when a test fails.

import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Visitor } from "./browser.mjs";
import { Chat } from "./chat.mjs";
import { inTime } from "./until.mjs";

/** Where pictures of failures go. */
const PICTURES = fileURLToPath(new URL("../../../target/e2e/", import.meta.url));

/** What a page that does not answer is at: the functions that its scripts stand in, innermost first. */
async function whereItStands(page) {
  const devtools = await page.context().newCDPSession(page);
  const paused = new Promise((resolve) => devtools.once("Debugger.paused", resolve));
  const stack = (async () => {
    await devtools.send("Debugger.enable");
    await devtools.send("Debugger.pause");
    const { callFrames } = await paused;
    const places = callFrames.map(({ functionName, url, location }) => `${functionName} (${url}:${location.lineNumber}:${location.columnNumber})`);
    return `its scripts are at:\n${places.join("\n")}`;
  })();
  return inTime("its scripts answer", stack, 5_000).catch((trouble) => trouble.message);
}

/** Everybody who takes part in a test. */
export class Stage {
  #visitors = new Map();

  constructor(world, browser) {
    this.world = world;
    this.browser = browser;
  }

  /**
   * Somebody arrives, with nothing but what the options give.
   * @param {string} name - what they are called in failures
   * @param {{token?: string, context?: object, origin?: string, proxied?: boolean}} [options] - `context`: options of the
   *   browser context; `proxied`: their page goes through the fault proxy
   */
  async visitor(name, { token, context, origin = this.world.origin, proxied = false } = {}) {
    const { pusher, origin: site, links } = this.world;
    const hosts = [new URL(origin).host, new URL(site).host, `${pusher.host}:${pusher.port}`];
    if (proxied) hosts.push(`${links.pusher.host}:${links.pusher.port}`, new URL(links.api.base).host);
    const visitor = await Visitor.arrive(this.browser, { origin, hosts, token, context });
    // The world tells pages with this cookie where the proxy is.
    if (proxied) await visitor.context.addCookies([{ name: "glx-links", value: "on", url: origin }]);
    this.#visitors.set(`${name} (${this.#visitors.size + 1})`, visitor);
    return visitor;
  }

  /** A page in a visitor's browser, not yet at any address. */
  async page(visitor) {
    return new Chat(await visitor.context.newPage(), visitor);
  }

  /**
   * Somebody with an account opens the page, signed in by the token the site keeps, in a room where one is given.
   * @returns {Promise<Chat>} once the page stands, and where there is a room, once it is live
   */
  async signedIn(name, room, options = {}) {
    const visitor = await this.visitor(name, { token: await this.world.token(name), ...options });
    const chat = await this.page(visitor);
    await chat.visit(room);
    if (room) await chat.live();
    else await chat.signedIn();
    return chat;
  }

  assertClean() {
    for (const [name, visitor] of this.#visitors) visitor.assertClean(name);
  }

  /** What everybody saw when it went wrong. */
  async report(t, name) {
    await mkdir(PICTURES, { recursive: true });
    for (const [who, visitor] of this.#visitors) {
      for (const trouble of visitor.troubles) t.diagnostic(`${who}: ${trouble}`);
      for (const [index, page] of visitor.context.pages().entries()) {
        const file = path.join(PICTURES, `${name} ${who} ${index}`.replace(/[^a-z0-9]+/gi, "-") + ".png");
        const pictured = await page.screenshot({ path: file, timeout: 5_000 }).catch(() => null);
        if (pictured === null) {
          t.diagnostic(`${who}: at ${page.url()}, which gives no picture; ${await whereItStands(page)}`);
          continue;
        }
        t.diagnostic(`${who}: at ${page.url()}, pictured in ${file}`);
        const recording = file.replace(/png$/, "jsonl");
        const chat = new Chat(page, visitor);
        // Where there is no panel to open there is nothing to save.
        if (!(await chat.healthButton.isVisible())) continue;
        const saved = await chat.saveRecording().then((path) => copyFile(path, recording)).catch(() => null);
        if (saved !== null) t.diagnostic(`${who}: cargo xtask replay ${recording}`);
      }
    }
  }

  async leave() {
    await Promise.allSettled([...this.#visitors.values()].map((visitor) => visitor.leave()));
  }
}
