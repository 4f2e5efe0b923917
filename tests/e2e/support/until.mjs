//! Waiting for conditions: every wait has a deadline, and says what it waited for and what it saw last. Never just sleeps.

import { setTimeout as pause } from "node:timers/promises";

const STEP = 20;
const WITHIN = 10_000;

/**
 * Asks again and again until the answer is truthy, and gives it back.
 * @param {string} what - the condition in words, for the failure
 * @param {() => any} ask
 * @param {{within?: number, step?: number}} [options] - in milliseconds
 */
export async function until(what, ask, { within = WITHIN, step = STEP } = {}) {
  const deadline = performance.now() + within;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      if (error.name === "TypeError" || error.name === "ReferenceError") throw error;
      last = error;
    }
    if (performance.now() >= deadline) {
      throw new Error(`not within ${within} ms: ${what}; last: ${told(last)}`);
    }
    await pause(step);
  }
}

/**
 * Waits until `ask` gives what `wanted` is, compared deeply as JSON. The failure shows both.
 * @param {string} what
 * @param {() => any} ask
 * @param {any} wanted
 * @param {{within?: number}} [options]
 */
export async function becomes(what, ask, wanted, { within = WITHIN } = {}) {
  const goal = JSON.stringify(wanted);
  let seen;
  try {
    await until(
      what,
      async () => {
        seen = await ask();
        return JSON.stringify(seen) === goal;
      },
      { within },
    );
  } catch (error) {
    throw new Error(`not within ${within} ms: ${what}\n  wanted ${goal}\n  seen   ${told(seen)}`, { cause: error });
  }
}

/** A promise that fails when it takes longer. */
export function inTime(what, promise, within = WITHIN) {
  const { promise: late, reject } = withReject();
  const timer = setTimeout(() => reject(new Error(`not within ${within} ms: ${what}`)), within);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until a page has begun two frames: by then it was told of everything that was scrolled or sized before. */
export const twoFrames = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

function withReject() {
  let reject;
  const promise = new Promise((_, no) => (reject = no));
  return { promise, reject };
}

function told(value) {
  return value instanceof Error ? value.message : JSON.stringify(value);
}
