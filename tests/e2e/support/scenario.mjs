//! What every test stands on: a world that is as new, people who arrive in browsers of their own, and at the end the proof that
//! nothing went wrong unseen. One world and one Chromium per file.

import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { Stage } from "./stage.mjs";
import { World } from "./world.mjs";

const TIMEOUT = 90_000;

/** The world and Chromium of this file. */
export const running = { world: undefined, browser: undefined };

before(async () => {
  [running.world, running.browser] = await Promise.all([World.start(), launch()]);
});

after(async () => {
  await Promise.allSettled([running.browser?.close(), running.world?.stop()]);
});

/**
 * A test.
 * @param {string} name - a sentence
 * @param {(stage: Stage) => Promise<void>} body
 * @param {{switches?: Record<string, any>}} [options]
 */
export function scenario(name, body, { switches = {} } = {}) {
  test(name, { timeout: TIMEOUT }, async (t) => {
    await running.world.reset(switches);
    const stage = new Stage(running.world, running.browser);
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
}
