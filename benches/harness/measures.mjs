//! The measures, by the visit they belong to: one visit of a subject to a room serves all measures of its kind, because opening a room
//! of a hundred thousand takes longer than measuring in it. Each gives figures by name; none judges them.

import { quantile } from "./statistics.mjs";
import { endToEnd, readUp, scrollUp, watchFlood, watchStart } from "./probes.mjs";

/** 1.6 Mbit/s and 150 ms: Lighthouse's slow 4G. */
const SLOW_LINK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const STARTS_WITHIN = 60_000;
/** A page that has not shown a flood by then is left. */
const FLOOD_WITHIN = 30_000;
const FRAMES = 90;
/** So many steps are read up, in which what is read may not move. */
const READING = 120;
/** What a host page has to load before its own scripts can go on: of the peers all of it. */
const BLOCKING = /\/(glx-realtime|chat)\.(js|css)$/;

/** From nothing: what is loaded and when things are there, on a slow link. */
async function start(session) {
  const { page, devtools, room } = session;
  await page.addInitScript(watchStart, room.size);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: false });
  await devtools.send("Network.emulateNetworkConditions", SLOW_LINK);
  const requests = new Map();
  devtools.on("Network.requestWillBeSent", ({ requestId, request, timestamp, wallTime }) => {
    requests.set(requestId, { url: request.url, toWall: wallTime - timestamp });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { bytes: encodedDataLength, at: (timestamp + request.toWall) * 1000 });
  });
  await session.go();
  await page.waitForFunction(() => window.glxStart.rows > 0 && window.glxStart.typing > 0, undefined, { timeout: STARTS_WITHIN, polling: 50 });
  await session.listens();
  await session.idle();
  const { first, rows, typing, kept, origin } = await page.evaluate(() => ({
    ...window.glxStart,
    kept: window.glxStart.isKept(),
    origin: performance.timeOrigin,
  }));
  const program = [...requests.values()].filter(({ url, bytes }) => bytes !== undefined && !url.includes("/api/"));
  const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
  return {
    bytes: sum(program.filter(({ at }) => at <= origin + first)),
    bytes_all: sum(program),
    bytes_blocking: sum(program.filter(({ url }) => BLOCKING.test(url))),
    first,
    rows,
    typing,
    kept: Number(kept),
  };
}

/** Twenty messages a second for three seconds, after a few to warm up. */
async function message(session) {
  await session.hear({ rate: 20, count: 20 });
  await session.idle();
  const { each, result } = await session.cost(() => session.hear({ rate: 20, count: 60 }), 60);
  const figures = Object.entries(each).map(([name, value]) => [`message_${name}`, value]);
  return { ...Object.fromEntries(figures), message_shown: Number(result.shown) };
}

async function memory(session) {
  const { all, script, dom, wasm } = await session.memory();
  return { memory: all, memory_script: script, memory_dom: dom, memory_wasm: wasm };
}

/** Back to the newest, where every measure begins. */
async function toEnd(session) {
  await session.page.waitForFunction(
    () => {
      const it = window.glxBench.log();
      it.scrollTop = it.scrollHeight;
      return window.glxBench.atEnd();
    },
    undefined,
    { timeout: 15_000 },
  );
  await session.idle();
}

async function scroll(session) {
  const way = { frames: FRAMES, step: 600 };
  await toEnd(session);
  await session.page.evaluate(scrollUp, way);
  await toEnd(session);
  const { each } = await session.cost(() => session.page.evaluate(scrollUp, way), FRAMES);
  return { scroll_script: each.script, scroll_task: each.task };
}

async function frames(session) {
  await toEnd(session);
  await session.slow(4);
  const times = await session.page.evaluate(scrollUp, { frames: FRAMES, step: 600 });
  await session.slow(1);
  return { frame_p99: quantile(times, 0.99), frame_median: quantile(times, 0.5) };
}

async function reading(session) {
  await toEnd(session);
  const { moved, looked } = await session.page.evaluate(readUp, { steps: READING, step: 120 });
  // What was hardly looked at has not been seen to stay.
  if (looked < READING / 2) throw new Error(`only ${looked} of ${READING} steps had a row to follow`);
  return { moved, moved_looked: looked };
}

/** A thousand messages a second for three seconds. */
async function flood(session) {
  const { page } = session;
  await toEnd(session);
  await page.evaluate(watchFlood);
  const { sent, from } = await session.hear({ rate: 1_000, count: 3_000, within: FLOOD_WITHIN });
  await session.idle();
  const frames = await page.evaluate(() => {
    window.glxFlood.end();
    return window.glxFlood.frames;
  });
  const behind = frames.filter(({ bottom }) => bottom !== null).map(({ most, bottom }) => most - bottom);
  const told = latencies(sent, from, frames);
  // The fastest messages of a list that lost most of them say nothing.
  if (told.flood_shown < 1) throw new Error(`only ${(told.flood_shown * 100).toFixed(0)} % of the messages were ever shown`);
  return {
    ...told,
    flood_frames: frames.length,
    // A page that cannot be looked at is not at its end either.
    flood_away: frames.filter(({ away, bottom }) => away > 48 || bottom === null).length,
    flood_behind: quantile(behind, 1) ?? null,
  };
}

/** How long each message took to be painted; one that was overtaken within its frame counts when a later one appears. */
export function latencies(sent, from, frames) {
  const times = [];
  let shown = 0;
  for (const { at, most } of frames) {
    for (; shown < sent.length && from + shown <= most; shown++) times.push(at - sent[shown]);
  }
  return { flood_median: quantile(times, 0.5), flood_p99: quantile(times, 0.99), flood_shown: times.length / sent.length };
}

/** Twenty messages a second in one room while 199 others are listened to. */
async function rooms(session) {
  const figures = await message(session);
  return { rooms_task: figures.message_task };
}

/** One more element where one is already: from putting it in until its rows are painted. */
async function mount(session) {
  const frame = 1000 / 60;
  const time = await session.page.evaluate(async (room) => {
    if (!window.mountChat) return null;
    const { painted } = window.glxBench;
    const from = performance.now();
    const chat = window.mountChat(room);
    while (!chat.shadowRoot.querySelector("li.row")) {
      if (performance.now() - from > 10_000) throw new Error("no rows came");
      await new Promise((resolve) => {
        const observer = new MutationObserver(() => (observer.disconnect(), resolve()));
        observer.observe(chat.shadowRoot, { childList: true, subtree: true });
        setTimeout(resolve, 1_000);
      });
    }
    const inPage = performance.now() - from;
    const shown = (await painted()) - from;
    chat.remove();
    return { inPage, shown };
  }, String(session.room.id));
  return time ? { mount_frames: time.shown / frame, mount: time.inPage } : {};
}

async function reach(session) {
  const { first, last } = await session.page.evaluate(endToEnd, { newest: session.next - 1, within: 20_000 });
  return { reach_first: first, reach_last: last };
}

/** Visits: the size of the room, and what is measured there in this order. */
export const VISITS = {
  start: { size: 50, cold: true, measures: { start } },
  small: { size: 200, measures: { message, mount } },
  rooms: { size: 200, also: 199, measures: { rooms } },
  large: { size: 100_000, measures: { memory, message, scroll, frames, reading, flood } },
};

/**
 * What a peer is spared, by visit: React takes minutes to put 100,000 rows into the page and seconds for each message in them, so P0
 * opens such a room once, for its memory; the floor has no older rows to scroll to.
 */
export const SPARED = {
  large: { p0: { only: ["memory"], rounds: 1, notQuick: true }, floor: { not: ["scroll", "frames", "reading"] } },
};

/** The curve's sizes, each with these measures, once for each subject. */
export const CURVE = { sizes: [100, 1_000, 10_000, 100_000, 1_000_000], measures: { memory, message, scroll, reach } };

/** What people ask for by name, and which measures that takes. */
export const NAMES = {
  bytes: ["start"],
  start: ["start"],
  mount: ["mount"],
  rooms: ["rooms", "message"],
  message: ["message"],
  memory: ["memory"],
  scroll: ["scroll", "frames"],
  reading: ["reading"],
  flood: ["flood"],
  curve: ["curve"],
};

/**
 * One visit: a subject in a room, with those measures.
 * @returns {Promise<Record<string, number>>} the figures; what could not be measured is told as `{name}_why`
 */
export async function visit(stage, subject, size, { cold = false, also = 0, measures }) {
  const session = await stage.session(subject, await stage.room(size));
  const figures = {};
  try {
    if (!cold) await session.enter(also ? await stage.emptyRooms(also) : []);
    for (const [name, measure] of Object.entries(measures)) {
      try {
        Object.assign(figures, await measure(session));
      } catch (error) {
        figures[`${name}_why`] = error.message.split("\n")[0];
        break;
      }
    }
  } catch (error) {
    figures.enter_why = error.message.split("\n")[0];
  } finally {
    await session.close();
  }
  return figures;
}
