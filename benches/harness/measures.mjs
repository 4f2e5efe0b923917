//! The measures, by the visit they belong to: one visit of a subject to a room serves all measures of its kind, because opening a room
//! of a hundred thousand takes longer than measuring in it. Each gives figures by name; none judges them.

import { quantile } from "./statistics.mjs";
import { costs } from "./session.mjs";
import { PEERS } from "./subjects.mjs";
import { endToEnd, readUp, scrollLooking, scrollPast, scrollUp, watchFlood, watchStart } from "./probes.mjs";

/** 1.6 Mbit/s and 150 ms: Lighthouse's slow 4G. */
const SLOW_LINK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const STARTS_WITHIN = 60_000;
/** A page that has not shown a flood by then is left. */
const FLOOD_WITHIN = 15_000;
/** So often a cost is taken where there is one visit only: as often as an interval needs. */
export const TURNS = 10;
/** A page that spares the site's calls takes six minutes to listen to so many. */
const OTHER_ROOMS = 199;
const WARM_UP = 40;
const HEARD = 60;
const FRAMES = 90;
/** Pixels that are scrolled at once, nearly all that is in view. */
const STEP = 600;
/** More rows than are scrolled past in that many steps. */
const KNOWN = 800;
/** For the slowest of a hundred frames: enough that it is not the very slowest. */
const SLOW_FRAMES = 200;
/** So many steps are read up, in which what is read may not move. */
const READING = 120;
/** What a host page has to load before its own scripts can go on: of the peers all of it. */
const BLOCKING = /\/(glx-realtime|chat)\.(js|css)$/;

/** Opens the room on a slow link: what is loaded, and when things are there. */
async function opened(session) {
  const { page, devtools, room } = session;
  await page.addInitScript(watchStart, session.next - 1);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: false });
  await devtools.send("Network.emulateNetworkConditions", SLOW_LINK);
  const requests = new Map();
  const parts = [];
  devtools.on("Network.requestWillBeSent", ({ requestId, request, timestamp, wallTime }) => {
    requests.set(requestId, { url: request.url, toWall: wallTime - timestamp });
  });
  devtools.on("Network.dataReceived", ({ requestId, encodedDataLength, timestamp }) => {
    const request = requests.get(requestId);
    if (request) parts.push({ request, url: request.url, bytes: encodedDataLength, at: (timestamp + request.toWall) * 1000 });
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
  const isProgram = ({ url, bytes }) => bytes !== undefined && !url.includes("/api/");
  const program = [...requests.values()].filter(isProgram);
  const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
  const isBefore = ({ at }) => at <= origin + first;
  const whole = sum(program.filter(isBefore));
  const blocking = program.filter(({ url }) => BLOCKING.test(url));
  return {
    bytes: whole,
    bytes_received: whole + sum(parts.filter(isProgram).filter((part) => isBefore(part) && !isBefore(part.request))),
    bytes_all: sum(program),
    // Of a page that is all there is nothing waits for it.
    ...(blocking.length && { bytes_blocking: sum(blocking) }),
    first,
    rows,
    typing,
    kept: Number(kept),
  };
}

/** From nothing, and then once more, when the browser has what it may keep and others have said something meanwhile. */
async function start(session) {
  const cold = await opened(session);
  await session.leave();
  const from = session.next;
  session.next += 3;
  await session.stage.flow(session.room, { rate: 100, count: 3, from });
  const { rows, typing, bytes_all } = await opened(session);
  return { ...cold, again_rows: rows, again_typing: typing, again_bytes: bytes_all };
}

/** Twenty messages a second for three seconds, after a few to warm up. */
async function message(session) {
  const [figures] = await messages([session]);
  return figures;
}

/**
 * The same in a room that several have open: what it costs each, at the same time and under the same load, with what came before collected.
 * What goes on beside them weighs on all alike, and leaves their ratios alone.
 */
async function messages(sessions, { warm = false } = {}) {
  const hear = async (count) => {
    const { shown } = await sessions[0].hear({ rate: 20, count });
    const last = sessions[0].next - 1;
    return [shown, ...(await Promise.all(sessions.slice(1).map((session) => session.comesTo(last))))];
  };
  if (!warm) await hear(WARM_UP);
  for (const session of sessions) {
    await session.memory();
    await session.idle();
  }
  const { each, result: shown } = await costs(sessions, () => hear(HEARD), HEARD);
  // What messages cost that are not shown says nothing.
  if (shown.includes(false)) throw new Error(`${sessions[shown.indexOf(false)].subject.name} lost the end at 20 messages/s`);
  return each.map((values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [`message_${name}`, value])));
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

/**
 * At the end, with the rows above it known: where rows turn out to be higher than was thought, some lists go up by less than they are
 * scrolled, and have fewer rows to bring.
 */
async function known(session) {
  await toEnd(session);
  const isPast = await session.page.evaluate(scrollPast, { step: STEP, rows: KNOWN });
  if (!isPast) throw new Error(`${KNOWN} steps up did not lead past ${KNOWN} rows`);
  await toEnd(session);
}

async function scroll(session) {
  const way = { frames: FRAMES, step: STEP };
  await known(session);
  const { each, result } = await session.cost(() => session.page.evaluate(scrollUp, way), FRAMES);
  if (result.passed > KNOWN) throw new Error(`${result.passed} rows went by, more than were known`);
  // How many rows were brought is not known where none stands in the middle in the end: what they cost is no cost of so many.
  if (!(result.passed > 0)) return { scroll_why: "no row stood in the middle of the view in the end" };
  await toEnd(session);
  const blank = await session.page.evaluate(scrollLooking, way);
  return { scroll_script: each.script, scroll_task: each.task, scroll_rows: result.passed / FRAMES, scroll_blank: blank };
}

async function frames(session) {
  await known(session);
  await session.slow(4);
  const { times } = await session.page.evaluate(scrollUp, { frames: SLOW_FRAMES, step: STEP, turn: FRAMES });
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
  // While a history is being fetched, what comes in may wait for it.
  await session.quiet();
  await toEnd(session);
  await page.evaluate(watchFlood);
  const { sent, from } = await session.hear({ rate: 1_000, count: 3_000, within: FLOOD_WITHIN });
  await session.idle();
  const frames = await page.evaluate(() => {
    window.glxFlood.end();
    return window.glxFlood.frames;
  });
  // At each frame, how many had been sent that did not stand above its end yet.
  const behind = frames.filter(({ bottom }) => bottom !== null).map(({ at, bottom }) => from + sent.filter((time) => time <= at).length - 1 - bottom);
  const told = latencies(sent, from, frames);
  // The fastest messages of a list that lost most of them say nothing.
  if (told.flood_shown < 1) throw new Error(`only ${(told.flood_shown * 100).toFixed(0)} % of the messages were ever shown`);
  return {
    ...told,
    flood_frames: frames.length,
    flood_away: frames.filter(({ away }) => away > 48).length / frames.length,
    flood_blank: frames.filter(({ bottom }) => bottom === null).length / frames.length,
    flood_behind: quantile(behind, 0.5) ?? null,
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

/**
 * Twenty messages a second in a room that two pages have open, of which one also listens to many others: what it spends on them ÷ what its
 * twin spends at the same time. Before that the same for two that are alike, because one page differs from the next by more than is asked for.
 */
async function rooms(session) {
  const twin = await session.twin();
  try {
    const alike = await sideBySide(session, twin);
    await session.alsoListenTo(await session.stage.emptyRooms(OTHER_ROOMS));
    return { alike, listening: await sideBySide(session, twin) };
  } finally {
    await twin.close();
  }
}

async function sideBySide(session, twin) {
  const ratios = [];
  while (ratios.length < TURNS) {
    const [own, others] = await messages([session, twin], { warm: ratios.length > 0 });
    ratios.push(own.message_task / others.message_task);
  }
  return ratios;
}

/** One more element where one is already, put in as a frame begins: until its rows are painted, with this frame or a later one. */
async function mount(session) {
  const shown = await session.page.evaluate(async (room) => {
    if (!window.mountChat) return null;
    const { painted } = window.glxBench;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const from = performance.now();
    const chat = window.mountChat(room);
    let at;
    do {
      at = await painted();
      if (at - from > 10_000) throw new Error("no rows came");
    } while (!chat.shadowRoot.querySelector("li.row"));
    chat.remove();
    return at - from;
  }, String(session.room.id));
  return shown === null ? {} : { mount_frames: shown / (1000 / 60) };
}

async function reach(session) {
  const { first, last } = await session.page.evaluate(endToEnd, { newest: session.next - 1, within: 20_000 });
  return { reach_first: first, reach_last: last };
}

/** Visits: the size of the room, and what is measured there in this order; how many rounds at most. */
export const VISITS = {
  start: { size: 50, cold: true, measures: { start } },
  small: { size: 200, measures: { message, mount } },
  rooms: { size: 200, rounds: 1, measures: { rooms } },
  // One reads up through rows that are not known yet: before they are scrolled past.
  large: { size: 100_000, measures: { memory, message, reading, scroll, frames, flood } },
};

/**
 * What a peer is spared, by visit: React takes minutes to put 100,000 rows into the page and seconds for each message in them, so P0
 * opens such a room once, for its memory; the floor has no older rows to scroll to.
 */
export const SPARED = {
  // Only ours has an element of which a page may have several.
  small: Object.fromEntries(PEERS.map((peer) => [peer, { not: ["mount"] }])),
  // How many rooms are listened to is asked of ours and the strongest.
  rooms: Object.fromEntries(["p0", "p2", "floor"].map((peer) => [peer, { rounds: 0 }])),
  large: { p0: { only: ["memory"], rounds: 1, notQuick: true }, floor: { not: ["scroll", "frames", "reading"] } },
  curve: { floor: { not: ["scroll", "reach"] } },
};

/** The curve's sizes, each with these measures, once for each subject; a page that has not opened a room in so many milliseconds is left. */
export const CURVE = { sizes: [100, 1_000, 10_000, 100_000, 1_000_000], opens: 45_000, measures: { memory, message, scroll, reach } };

/** What is left of a visit's measures for a subject. */
export function measuresFor(kind, subject, measures) {
  const { only, not } = SPARED[kind]?.[subject] ?? {};
  return Object.fromEntries(Object.entries(measures).filter(([name]) => (only?.includes(name) ?? true) && !not?.includes(name)));
}

/** What people ask for by name, and which measures that takes. */
export const NAMES = {
  bytes: ["start"],
  start: ["start"],
  mount: ["mount"],
  rooms: ["rooms"],
  message: ["message"],
  memory: ["memory"],
  scroll: ["scroll", "frames"],
  reading: ["reading"],
  flood: ["flood"],
  curve: ["curve"],
};

/**
 * What a message costs several subjects in one room at the same time.
 * @returns {Promise<Record<string, Record<string, number>>>} the figures by subject
 */
export async function visitTogether(stage, subjects, size) {
  const sessions = [];
  try {
    for (const subject of subjects) {
      const session = await stage.session(subject, await stage.room(size));
      sessions.push(session);
      await session.enter();
    }
    const figures = await messages(sessions);
    return Object.fromEntries(subjects.map((subject, at) => [subject, figures[at]]));
  } catch (error) {
    return Object.fromEntries(subjects.map((subject) => [subject, { message_why: error.message.split("\n")[0] }]));
  } finally {
    for (const session of sessions) await session.close();
  }
}

/**
 * One visit: a subject in a room, with those measures.
 * @returns {Promise<Record<string, number>>} the figures; what could not be measured is told as `{name}_why`
 */
export async function visit(stage, subject, size, { cold = false, opens, measures }) {
  const figures = {};
  const why = (name, error) => (figures[`${name}_why`] = error.message.split("\n")[0]);
  let session;
  try {
    session = await stage.session(subject, await stage.room(size), opens);
    if (!cold) await session.enter();
    for (const [name, measure] of Object.entries(measures)) {
      try {
        Object.assign(figures, await measure(session));
      } catch (error) {
        why(name, error);
        break;
      }
    }
  } catch (error) {
    why("enter", error);
  } finally {
    await session?.close().catch((error) => why("close", error));
  }
  return figures;
}
