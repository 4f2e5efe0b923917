//! The goals, as they were set before anything was measured, and whether a run's figures meet them. Knows no browser.

import { interval, median, ratio } from "./statistics.mjs";
import { PEERS } from "./subjects.mjs";

const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`;
const megabytes = (value) => `${(value / 2 ** 20).toFixed(1)} MiB`;
const ms = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
const times = (value) => value.toFixed(2);
const pixels = (value) => `${value.toFixed(1)} px`;
const share = (value) => `${(value * 100).toFixed(0)} %`;
const count = (value) => value.toFixed(0);

/**
 * `visit` and `figure` say where it was measured; `brief` is its name where there is little room; `most` is how much ours may be of the peer named by `of`, or, without one, how much
 * it may be at all.
 */
export const GOALS = [
  { name: "cold bytes of the program before the first message shows", brief: "cold bytes before the first message shows", visit: "start", figure: "bytes", shown: kilobytes, of: "p1", most: 1 },
  { name: "… all that it loads, every feature", visit: "start", figure: "bytes_all", shown: kilobytes, most: 100_000 },
  { name: "bytes that block the host page", visit: "start", figure: "bytes_blocking", shown: kilobytes, most: 2_000 },
  { name: "50 rows visible, cold, 1.6 Mbit/s and 150 ms", visit: "start", figure: "rows", shown: ms, of: "p1", most: 0.75 },
  { name: "typing possible, same link", visit: "start", figure: "typing", shown: ms, of: "p1", most: 0.3 },
  { name: "what was typed at once is still there (1: yes)", visit: "start", figure: "kept", shown: count, least: 1 },
  { name: "CPU per message at 20/s, 200 rows", visit: "small", figure: "message_task", shown: ms },
  { name: "CPU per message at 20/s, 100,000 rows", visit: "large", figure: "message_task", shown: ms, of: "p1", most: 0.65 },
  { name: "cost at 100,000 ÷ cost at 200", visit: "growth", figure: "message_task", shown: times, most: 1.1 },
  { name: "message to painted at 1,000/s in 100,000, p99", visit: "large", figure: "flood_p99", shown: ms, of: "p1", most: 0.3 },
  { name: "frames of that flood away from the newest", visit: "large", figure: "flood_away_share", shown: share, most: 0 },
  { name: "JS heap, DOM and wasm with 100,000 messages", visit: "large", figure: "memory", shown: megabytes, of: "p1", most: 0.5 },
  { name: "… against all rows in the page", visit: "large", figure: "memory", shown: megabytes, of: "p0", most: 0.04 },
  { name: "cost per message listening to 200 rooms ÷ to one", visit: "listening", figure: "message_task", shown: times, most: 1.1 },
  { name: "one more element, engine already there, in frames", visit: "small", figure: "mount_frames", shown: times, most: 1 },
  { name: "script per scroll frame at 100,000", visit: "large", figure: "scroll_script", shown: ms, of: "p1", most: 0.3 },
  { name: "p99 frame while scrolling, CPU slowed 4 ×", visit: "large", figure: "frame_p99", shown: ms, of: "p1", most: 0.5 },
  { name: "what is read moves while older rows come in", visit: "large", figure: "moved", shown: pixels, most: 1 },
];

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
    if (figures.flood_frames) put(subject, kind, "flood_away_share", round, figures.flood_away / figures.flood_frames);
  }
  for (const subject of ["ours", ...PEERS]) {
    const [small, large] = ["small", "large"].map((kind) => found.get(`${subject}/${kind}/message_task`) ?? new Map());
    for (const [round, value] of found.get(`${subject}/rooms/rooms_task`) ?? []) put(subject, "listening", "message_task", round, value / small.get(round));
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

/**
 * Every goal with what was measured.
 * @returns {{goal: object, values: Record<string, number>, ratios: Record<string, object | null>, verdict: string | null}[]}
 */
export function standing(visits) {
  const of = figures(visits);
  return GOALS.map((goal) => {
    const values = {};
    const ratios = {};
    const ours = of("ours", goal.visit, goal.figure);
    for (const subject of ["ours", ...PEERS]) {
      const found = of(subject, goal.visit, goal.figure);
      if (found.size) values[subject] = median([...found.values()]);
      if (subject !== "ours") ratios[subject] = ratio(ours, found);
    }
    const judged = goal.of ? ratios[goal.of] : ours.size ? interval([...ours.values()]) : null;
    const hasLimit = goal.most !== undefined || goal.least !== undefined;
    return { goal, values, ratios, verdict: judged && hasLimit ? verdict(judged, goal) : null };
  });
}
