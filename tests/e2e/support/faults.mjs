//! Tests of the fault table: each names its row, has a world of its own, measures what the row bounds, and leaves a line in
//! `target/faults.json`. A bound that a busy machine breaks is told in the table and is no failure; a wrong behaviour is.

import { after, before, suite, test } from "node:test";
import { Expected, launch } from "./browser.mjs";
import { faultTable, keep, pairTable } from "./results.mjs";
import { Stage } from "./stage.mjs";
import { Watch, keepWatch, movableClock } from "./watch.mjs";
import { World } from "./world.mjs";

/** Tests at the same time: they mostly wait, each in its own world. */
const LANES = Number(process.env.GLX_LANES || 4);
const TIMEOUT = 150_000;
const LONG = Boolean(process.env.GLX_LONG);

/** At most so many milliseconds. */
export const within = (most) => ({ most, unit: "ms" });
/** At most so many of something. */
export const atMost = (most, unit) => ({ most, unit });
/** Worth telling, and bounded by nothing. */
export const unbounded = (unit) => ({ unit });

/** The people of one test, whose pages reach the Pusher server through the fault proxy. */
class FaultStage extends Stage {
  /** @param {{api?: boolean, clock?: boolean}} [options] - `api`: the API through the proxy too; `clock`: time can be moved on */
  async visitor(name, { api = false, clock = false, ...options } = {}) {
    // The page comes from where the API is, so that no preflight stands between a call and the fault.
    const { links } = this.world;
    const origin = api ? new URL(links.api.base).origin : this.world.origin;
    const visitor = await super.visitor(name, { ...options, origin, proxied: true });
    const json = { ...this.world.configuration({ proxied: true }), apiBase: "/api" };
    await visitor.context.route("**/glx-config.json", (route) => route.fulfill({ json }));
    await visitor.context.addInitScript(keepWatch);
    if (clock) await visitor.context.addInitScript(movableClock);
    this.clockMoves ||= clock;
    // Trouble of the network is what these tests make; whatever else goes wrong in a page is a failure.
    visitor.expect(...Object.values(Expected));
    return visitor;
  }

  async page(visitor) {
    const chat = await super.page(visitor);
    chat.watch = new Watch(chat.page);
    return chat;
  }

  /** How often pages have connected to the Pusher server so far. */
  async connections() {
    return (await this.world.link("pusher")).opened;
  }
}

/** Worlds, as many as tests run at once. */
class Lanes {
  #page;
  #free = [];
  #all = [];
  #launched = {};

  /** @param {() => Promise<string>} [page] - the folder that the worlds serve, made when it is needed; else the built page */
  constructor(page) {
    this.#page = page;
  }

  browser(options = {}) {
    const key = JSON.stringify(options);
    this.#launched[key] ??= launch(options);
    return this.#launched[key];
  }

  async take() {
    const free = this.#free.pop();
    if (free) return free;
    const world = await World.start({ page: await this.#page?.() });
    this.#all.push(world);
    return world;
  }

  give(world) {
    this.#free.push(world);
  }

  async close() {
    const browsers = Object.values(this.#launched).map(async (browser) => (await browser).close());
    await Promise.allSettled([...browsers, ...this.#all.map((world) => world.stop())]);
  }
}

/**
 * The faults of one theme.
 * @param {string} theme - the file's name
 * @param {(fault: Function) => void} declare - gets `fault(row, name, body, options)`: `row` as the table has it; `options`:
 *   `{switches, long, browser}`; `body` gets the stage, `measured(value, bound)` and `told({…})` for more columns
 * @param {{page?: () => Promise<string>}} [options] - `page`: the folder to serve instead of the built page's
 */
export function faults(theme, declare, { page } = {}) {
  const lines = [];
  const lanes = new Lanes(page);
  suite(theme, { concurrency: LANES }, () => {
    before(() => lanes.browser());
    after(async () => {
      await lanes.close();
      await keep(theme, lines);
      const table = lines.some(({ plain }) => plain) ? pairTable : faultTable;
      console.log(table(lines).join("\n"));
    });
    declare((row, name, body, { switches = {}, long = false, browser } = {}) => {
      const line = { theme, row, test: name, result: "not run", measured: [] };
      lines.push(line);
      if (long) line.long = true;
      test(name, { timeout: TIMEOUT + (long ? 300_000 : 0), skip: long && !LONG && "long: set GLX_LONG=1" }, async (t) => {
        const world = await lanes.take();
        await world.reset(switches);
        const stage = new FaultStage(world, await lanes.browser(browser));
        const measured = (value, bound) => line.measured.push({ value: Math.round(value), ...bound });
        line.result = "fails";
        line.measured.length = 0;
        const more = {};
        try {
          await body(stage, measured, (told) => Object.assign(more, told));
          stage.assertClean();
          line.result = "passes";
        } catch (error) {
          await stage.report(t, name).catch((trouble) => t.diagnostic(`no report: ${trouble.message}`));
          if ("plain" in more) more.ours = "fails";
          throw error;
        } finally {
          Object.assign(line, more);
          if (stage.clockMoves) line.clockMoves = true;
          await stage.leave();
          lanes.give(world);
        }
        for (const { value, most, unit } of line.measured) t.diagnostic(`${value} ${unit}, bound ${most ?? "none"}`);
      });
    });
  });
}

/** Waits until so much time has passed: where the length of a fault is the fault. */
export function lasting(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
