//! What the tests of the embed stand on: a world that serves a host page, people who are signed in on it, and the proof at the end that
//! nothing went wrong unseen.

import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { embedFolder, hostFolder } from "./host.mjs";
import { Stage } from "./stage.mjs";
import { World } from "./world.mjs";

const TIMEOUT = 90_000;

/** The world of this file. */
export const running = { world: undefined };

/**
 * @param {(folder: string) => Promise<void>} [furnish] - puts more into the folder that is served
 * @param {object} [options] - more for Playwright's browser
 */
export function hosts(furnish, options) {
  let folder, browser;
  before(async () => {
    folder = await hostFolder("plain");
    await furnish?.(folder);
    await Promise.all([
      World.start({ page: folder }).then((world) => (running.world = world)),
      launch(options).then((launched) => (browser = launched)),
    ]);
  });
  after(async () => {
    await Promise.allSettled([browser?.close(), running.world?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  /** A test in a world that is as new. */
  return function scenario(name, body, { switches = {} } = {}) {
    test(name, { timeout: TIMEOUT }, async (t) => {
      await running.world.reset(switches);
      const stage = new Stage(running.world, browser);
      try {
        await body(stage);
        stage.assertClean();
      } catch (error) {
        await stage.report(t, name).catch((trouble) => t.diagnostic(`no report: ${trouble.message}`));
        throw error;
      } finally {
        await stage.leave();
      }
    });
  };
}

/**
 * A host page of somebody who is signed in on the site, or of nobody.
 * @returns {Promise<import("playwright-core").Page & {sockets: object[]}>} `sockets`: every WebSocket that it has opened
 */
export async function host(stage, name, { path = "/" } = {}) {
  const token = name && (await stage.world.token(name));
  const visitor = await stage.visitor(name ?? "nobody", { token });
  const page = await visitor.context.newPage();
  page.visitor = visitor;
  page.sockets = [];
  page.on("websocket", (socket) => page.sockets.push(socket));
  await page.goto(path);
  await page.locator("[data-ready]").waitFor({ state: "attached" });
  return page;
}

/** Puts elements into the page's place. */
export const put = (page, html) => page.evaluate((html) => void (document.querySelector("#place").innerHTML = html), html);

/** A socket of the JavaScript API on a page, under a name. */
export const openSocket = (page, name, options = {}) =>
  page.evaluate(([name, options]) => void (globalThis[name] = glx.createSocket(options)), [name, options]);

/** What comes of an expression on a page: what it is, or the code with which it was refused. */
export const outcome = (page, expression) =>
  page.evaluate(async (expression) => {
    try {
      return { value: (await (0, eval)(`(async () => ${expression})()`)) ?? null };
    } catch (error) {
      return { code: error.code ?? String(error), isOurs: error instanceof glx.GlxError };
    }
  }, expression);

/** The newest message in a room that a user has read, as the page keeps it. */
export const readMark = (page, { userId }, room) =>
  page.evaluate((key) => Number(localStorage.getItem(key)), `glx.${userId}.read.${room.id}`);

/** Another version of the package beside the first. */
export async function secondVersion(folder) {
  await cp(await embedFolder(), path.join(folder, "embed2"), { recursive: true });
}

/** The page's own pusher-js, as a site loads it. */
export async function ownPusher(folder) {
  await cp(fileURLToPath(new URL("../../../node_modules/pusher-js/dist/web/pusher.min.js", import.meta.url)), path.join(folder, "pusher.min.js"));
}
