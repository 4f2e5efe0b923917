//! One subject in one fresh browser context, in one room: opened, steered and looked into over the DevTools protocol.

import { until } from "../../tests/e2e/support/until.mjs";
import { install } from "./probes.mjs";

const VIEW = { width: 1280, height: 800 };
/** How long a page may take to open a room: one with a hundred thousand rows in it does. */
const OPENS_WITHIN = 90_000;
/** Two hundred rooms are authorized one by one. */
const LISTENS_WITHIN = 8 * 60_000;
const QUIET = 3_000;

export class Session {
  #subscribed = new Set();
  #called = 0;

  static async open({ stage, subject, origin, room, opens = OPENS_WITHIN }) {
    const context = await stage.browser.newContext({
      baseURL: origin,
      viewport: VIEW,
      storageState: { cookies: [], origins: [{ origin, localStorage: [{ name: "token", value: stage.token }] }] },
    });
    context.setDefaultTimeout(opens);
    await context.addInitScript(install);
    const session = new Session();
    Object.assign(session, { stage, subject, room, context, opens, next: room.size + 1 });
    await session.#begin();
    return session;
  }

  async #begin() {
    const page = await this.context.newPage();
    Object.assign(this, { page, devtools: await this.context.newCDPSession(page), timed: false });
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => this.#hear(String(payload))));
    page.on("request", (request) => request.url().includes("/api/") && (this.#called = performance.now()));
  }

  /** Leaves the page, and has another in its place that nothing was loaded into yet; the browser keeps what it keeps. */
  async leave() {
    await this.page.close();
    this.#subscribed.clear();
    await this.#begin();
  }

  #hear(frame) {
    if (!frame.includes("subscription_succeeded")) return;
    const room = /private-help-request-(\d+)/.exec(frame)?.[1];
    if (room) this.#subscribed.add(Number(room));
  }

  /** Goes to the room, without waiting for anything. */
  go() {
    return this.page.goto(this.subject.address(this.room.id), { waitUntil: "commit" });
  }

  /** Goes to the room, and waits until its newest message is shown and new ones arrive. */
  async enter() {
    await this.go();
    await this.listens();
    await this.shows(this.room.size);
    await this.idle();
  }

  /** Another in the same room, in a browser context of its own. */
  async twin() {
    const twin = await this.stage.session(this.subject.name, this.room, this.opens);
    await twin.enter();
    return twin;
  }

  /** Listens to other rooms, too; waits until nothing more is asked of the site for them. */
  async alsoListenTo(rooms) {
    await this.page.evaluate((rooms) => window.listenTo(rooms), rooms);
    await this.listens([this.room.id, ...rooms]);
    await this.quiet();
  }

  /** Waits until nothing has been asked of the site for some seconds. */
  quiet() {
    return until("the site is left alone", () => performance.now() - this.#called > QUIET, { within: LISTENS_WITHIN });
  }

  /** Waits until what is new in these rooms arrives. */
  async listens(wanted = [this.room.id]) {
    const heard = () => wanted.filter((room) => this.#subscribed.has(room)).length;
    await until("all rooms are listened to", () => heard() === wanted.length, { within: LISTENS_WITHIN }).catch(() => {
      throw new Error(`after ${LISTENS_WITHIN / 1000} s it listened to ${heard()} of ${wanted.length} rooms`);
    });
  }

  /** Waits until a message of this number or a later one is shown. */
  async shows(number, within = this.opens) {
    await this.page.waitForFunction(
      (number) => window.glxBench.log()?.querySelector("li.row") && window.glxBench.newest() >= number,
      number,
      { timeout: within, polling: 50 },
    );
  }

  /** Waits until the page has had nothing to do for a moment. */
  async idle() {
    await this.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 })));
    await this.page.evaluate(() => window.glxBench.painted());
  }

  /** Lets messages flow into the room; waits until the last is shown, but not for ever: some lists lose the end. */
  async hear({ rate, count, within }) {
    const from = this.next;
    this.next += count;
    const sent = await this.stage.flow(this.room, { rate, count, from });
    return { sent, from, shown: await this.comesTo(from + count - 1, within) };
  }

  /** Whether it comes to show a message of this number or a later one. */
  comesTo(number, within = 10_000) {
    return this.shows(number, within).then(() => true, () => false);
  }

  /** What the page's main thread has spent so far, in milliseconds, and how often it laid out. */
  async spent() {
    if (!this.timed) {
      await this.devtools.send("Performance.enable", { timeDomain: "threadTicks" });
      this.timed = true;
    }
    const { metrics } = await this.devtools.send("Performance.getMetrics");
    const value = (name) => metrics.find((metric) => metric.name === name).value;
    return {
      task: value("TaskDuration") * 1000,
      script: value("ScriptDuration") * 1000,
      layout: value("LayoutDuration") * 1000,
      style: value("RecalcStyleDuration") * 1000,
      layouts: value("LayoutCount"),
      styles: value("RecalcStyleCount"),
    };
  }

  /** What an act costs, for each of so many. */
  async cost(act, count) {
    const { each, result } = await costs([this], act, count);
    return { each: each[0], result };
  }

  /** Bytes in use: JavaScript, what the engine keeps for the DOM, and wasm. */
  async memory() {
    for (let count = 0; count < 4; count++) await this.devtools.send("HeapProfiler.collectGarbage");
    const { usedSize, embedderHeapUsedSize = 0 } = await this.devtools.send("Runtime.getHeapUsage");
    const wasm = await this.page.evaluate(() => window.glxBench.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
    return { script: usedSize, dom: embedderHeapUsedSize, wasm, all: usedSize + embedderHeapUsedSize + wasm };
  }

  /** From now on the processor seems so many times as slow. */
  slow(rate) {
    return this.devtools.send("Emulation.setCPUThrottlingRate", { rate });
  }

  async close() {
    await this.context.close();
    if (this.next > this.room.size + 1) await this.stage.restore(this.room);
  }
}

/** What an act costs each of several, for each of so many. */
export async function costs(sessions, act, count) {
  const spent = async () => {
    const all = [];
    for (const session of sessions) all.push(await session.spent());
    return all;
  };
  const before = await spent();
  const result = await act();
  const after = await spent();
  const each = before.map((values, at) => Object.fromEntries(Object.keys(values).map((name) => [name, (after[at][name] - values[name]) / count])));
  return { each, result };
}
