//! The goals, as they were set before anything was measured, and whether a run's figures meet them. Knows no browser.

import { TURNS } from "./measures.mjs";
import { interval, median, ratio } from "./statistics.mjs";
import { PEERS } from "./subjects.mjs";

/** With fewer samples an interval says less than it promises. */
const ENOUGH = 6;

const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`;
const megabytes = (value) => `${(value / 2 ** 20).toFixed(1)} MiB`;
const ms = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
const times = (value) => value.toFixed(2);
const pixels = (value) => `${value.toFixed(1)} px`;
const share = (value) => `${(value * 100).toFixed(0)} %`;
const count = (value) => value.toFixed(0);

/**
 * `visit` and `figure` say where it was measured; `brief` is its name where there is little room; `most` is how much ours may be of the
 * peer named by `of`, or, without one, how much it may be at all; what holds `always` has to in the worst round; what is `exact` is the
 * same in every round, so that one is enough.
 */
export const GOALS = [
  { name: "cold bytes of the program before the first message shows: what had to be there", brief: "cold bytes before the first message shows", visit: "start", figure: "bytes", shown: kilobytes, exact: true, of: "p1", most: 1 },
  { name: "… with what had come by then of what was on its way", visit: "start", figure: "bytes_received", shown: kilobytes, of: "p1", most: 1 },
  { name: "… all that it loads, every feature", visit: "start", figure: "bytes_all", shown: kilobytes, exact: true, most: 100_000 },
  { name: "bytes that block the host page (of a peer: all of it)", visit: "start", figure: "bytes_blocking", shown: kilobytes, exact: true, most: 2_000 },
  { name: "the log full of rows, of 50, cold, 1.6 Mbit/s and 150 ms", brief: "log full of rows, cold, slow link", visit: "start", figure: "rows", shown: ms, of: "p1", most: 0.75 },
  { name: "typing possible, same link", visit: "start", figure: "typing", shown: ms, of: "p1", most: 0.3 },
  { name: "what was typed at once is still there (1: yes)", visit: "start", figure: "kept", shown: count, least: 1, always: true },
  { name: "second visit, same link, 3 messages unread: the log full of rows", visit: "start", figure: "again_rows", shown: ms },
  { name: "… typing possible", visit: "start", figure: "again_typing", shown: ms },
  { name: "… bytes of the program", visit: "start", figure: "again_bytes", shown: kilobytes },
  { name: "CPU per message at 20/s, 200 rows", visit: "small", figure: "message_task", shown: ms },
  { name: "CPU per message at 20/s, 100,000 rows", visit: "large", figure: "message_task", shown: ms, of: "p1", most: 0.65 },
  { name: "cost at 100,000 ÷ cost at 200", visit: "growth", figure: "message_task", shown: times, most: 1.1 },
  { name: "message to painted at 1,000/s in 100,000, p99", visit: "large", figure: "flood_p99", shown: ms, of: "p1", most: 0.3 },
  { name: "frames of that flood more than 48 px from the end", visit: "large", figure: "flood_away", shown: share, most: 0, always: true },
  { name: "… with no row where the newest should stand", visit: "large", figure: "flood_blank", shown: share },
  { name: "… messages sent that are not above the end of the view yet, median", visit: "large", figure: "flood_behind", shown: count },
  { name: "JS heap, DOM and wasm with 100,000 messages", visit: "large", figure: "memory", shown: megabytes, exact: true, of: "p1", most: 0.5 },
  { name: "… against all rows in the page", visit: "large", figure: "memory", shown: megabytes, exact: true, of: "p0", most: 0.04 },
  { name: "cost per message listening to 200 rooms ÷ to one", visit: "listening", figure: "message_task", shown: times, most: 1.1 },
  { name: "one more element, engine already there, put in as a frame begins: frames until it is painted", visit: "small", figure: "mount_frames", shown: times, most: 1 },
  { name: "script per scroll frame at 100,000", visit: "large", figure: "scroll_script", shown: ms, of: "p1", most: 0.3 },
  { name: "… rows that go by in a frame", visit: "large", figure: "scroll_rows", shown: times },
  { name: "… frames with no row in the middle of the view", visit: "large", figure: "scroll_blank", shown: share },
  { name: "p99 frame while scrolling, CPU slowed 4 ×", visit: "large", figure: "frame_p99", shown: ms, of: "p1", most: 0.5 },
  { name: "what is read moves while one scrolls up through rows never measured", brief: "what is read moves", visit: "large", figure: "moved", shown: pixels, most: 1, always: true },
];

/** What is made of two visits has as many rounds as the second. */
const DERIVED = { growth: "large" };

/** All figures of a subject by visit and name: `Map` of round to value. */
export function figures(visits) {
  const found = new Map();
  const put = (subject, kind, name, round, value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return;
    const key = `${subject}/${kind}/${name}`;
    if (!found.has(key)) found.set(key, new Map());
    found.get(key).set(round, value);
  };
  for (const { kind, round, subject, figures } of visits) {
    if (kind === "curve") continue;
    for (const [name, value] of Object.entries(figures)) put(subject, kind, name, round, value);
  }
  for (const subject of ["ours", ...PEERS]) {
    const [small, large] = ["small", "large"].map((kind) => found.get(`${subject}/${kind}/message_task`) ?? new Map());
    const { alike, listening = [] } = visits.find((visit) => visit.kind === "rooms" && visit.subject === subject)?.figures ?? {};
    listening.forEach((value, turn) => put(subject, "listening", "message_task", turn, value / alike[turn]));
    for (const [round, value] of large) put(subject, "growth", "message_task", round, value / small.get(round));
  }
  return (subject, kind, name) => found.get(`${subject}/${kind}/${name}`) ?? new Map();
}

/** What a limit and an interval say about each other: the interval decides, and where it lies across the limit nothing does. */
export function verdict({ low, high }, { most = Infinity, least = -Infinity }) {
  if (high <= most && low >= least) return "met";
  if (low > most || high < least) return "missed";
  return "undecided";
}

/** A value that stands for all. */
const certain = (value, count) => ({ median: value, low: value, high: value, count });

/** What a goal is judged by: a ratio, our own values, or the worst of them. */
function judged(goal, ours, ratios) {
  if (goal.of) return ratios[goal.of];
  const values = [...ours.values()];
  if (!values.length) return null;
  return goal.always ? certain(goal.least === undefined ? Math.max(...values) : Math.min(...values), values.length) : interval(values);
}

/**
 * Every goal with what was measured. Where rounds are missing that were planned, what the others say is no verdict.
 * `own` is the interval of what is judged by ours alone, where that varies.
 * @returns {{goal: object, values: Record<string, number>, own: object | null, ratios: Record<string, object | null>, verdict: string | null}[]}
 */
export function standing(visits) {
  const of = figures(visits);
  const visited = (subject, kind) => new Set(visits.filter((visit) => visit.subject === subject && visit.kind === (DERIVED[kind] ?? kind)).map(({ round }) => round)).size;
  const planned = (kind) => (kind === "listening" ? TURNS : visited("ours", kind));
  return GOALS.map((goal) => {
    const values = {};
    const ratios = {};
    const ours = of("ours", goal.visit, goal.figure);
    for (const subject of ["ours", ...PEERS]) {
      const found = of(subject, goal.visit, goal.figure);
      if (found.size) values[subject] = median([...found.values()]);
      if (subject !== "ours") ratios[subject] = ratio(ours, found);
    }
    const what = judged(goal, ours, ratios);
    const hasLimit = goal.most !== undefined || goal.least !== undefined;
    // The strongest is visited as often as ours, and one that could not enter is not tried again.
    const [strongest] = PEERS;
    const pairs = goal.of && (goal.of === strongest ? planned(goal.visit) : visited(goal.of, goal.visit));
    const isWhole = ours.size === planned(goal.visit) && (!goal.of || what?.count === pairs);
    const isEnough = goal.always || goal.exact || what?.count >= ENOUGH;
    const own = !goal.of && !goal.exact && hasLimit && what?.low < what?.high ? what : null;
    return { goal, values, own, ratios, verdict: what && hasLimit ? (isWhole && isEnough ? verdict(what, goal) : "undecided") : null };
  });
}
