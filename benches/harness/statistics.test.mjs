//! The arithmetic under the report: what it says of samples whose answer is known.

import assert from "node:assert/strict";
import { test } from "node:test";
import { figures, standing, verdict } from "./goals.mjs";
import { latencies } from "./measures.mjs";
import { picture } from "./picture.mjs";
import { report } from "./report.mjs";
import { interval, median, order, quantile, ratio } from "./statistics.mjs";

test("medians and quantiles are those of the samples, in whatever order they came", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  assert.equal(quantile(hundred, 0.99), 99);
  assert.equal(quantile(hundred, 0.5), 50);
  assert.equal(quantile([7], 0.99), 7);
  assert.equal(quantile([], 0.5), undefined);
});

test("an interval holds its median, is the same each time, and narrows with what is known", () => {
  const spread = (count) => Array.from({ length: count }, (_, at) => 1 + (at % 5) / 10);
  const few = interval(spread(5));
  const many = interval(spread(100));
  assert.deepEqual(interval(spread(5)), few, "no luck in it");
  for (const { low, median, high } of [few, many]) assert.ok(low <= median && median <= high);
  assert.ok(many.high - many.low < few.high - few.low, `${many.high - many.low} against ${few.high - few.low}`);
  const one = interval([3]);
  assert.deepEqual([one.low, one.median, one.high, one.count], [3, 3, 3, 1]);
});

test("an interval misses the true median about as seldom as it says", () => {
  // Samples of 12 of a known distribution: 95 of 100 intervals should hold its median. The bootstrap is a little bold on so few.
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;
  const holds = Array.from({ length: 200 }, (_, run) => {
    const { low, high } = interval(Array.from({ length: 12 }, random), { draws: 400, seed: run + 1 });
    return low <= 0.5 && 0.5 <= high;
  });
  const share = holds.filter(Boolean).length / holds.length;
  assert.ok(share > 0.88 && share <= 1, `${share}`);
});

test("a ratio is that of the pairs, so that a load which both bore cancels out", () => {
  const ours = new Map([[0, 1], [1, 10], [2, 100], [3, 5]]);
  const peer = new Map([[0, 2], [1, 20], [2, 200], [4, 1]]);
  const { median, low, high, count } = ratio(ours, peer);
  assert.deepEqual([median, low, high, count], [0.5, 0.5, 0.5, 3]);
  assert.equal(ratio(ours, new Map()), null);
  assert.equal(ratio(ours, new Map([[0, 0]])), null, "nothing divides by nothing");
});

test("pairs come in the order AB BA", () => {
  assert.deepEqual([0, 1, 2, 3].flatMap((round) => order(round, ["a", "b"])).join(""), "abbaabba");
});

test("a message that was overtaken counts when a later one is painted", () => {
  const told = latencies([0, 10, 20, 30], 5, [{ at: 25, most: 6 }, { at: 40, most: 8 }]);
  assert.deepEqual(told, { flood_median: 15, flood_p99: 25, flood_shown: 1 });
  assert.equal(latencies([0, 10], 5, [{ at: 25, most: 5 }]).flood_shown, 0.5);
});

test("a goal is met or missed where the whole interval says so, and undecided otherwise", () => {
  assert.equal(verdict({ low: 0.1, high: 0.3 }, { most: 0.3 }), "met");
  assert.equal(verdict({ low: 0.31, high: 0.4 }, { most: 0.3 }), "missed");
  assert.equal(verdict({ low: 0.2, high: 0.4 }, { most: 0.3 }), "undecided");
  assert.equal(verdict({ low: 1, high: 1 }, { least: 1 }), "met");
});

const VISITS = [0, 1, 2, 3, 4, 5].flatMap((round) => [
  { kind: "small", round, subject: "ours", size: 200, figures: { message_task: 2 } },
  { kind: "large", round, subject: "ours", size: 100_000, figures: { message_task: 3, flood_away: round / 4, flood_p99: 1 } },
  { kind: "large", round, subject: "p1", size: 100_000, figures: { message_task: 12, flood_why: "it <lost> the end" } },
]);

test("figures are found by subject, visit and name, growth among them", () => {
  const of = figures(VISITS);
  assert.deepEqual([...of("ours", "growth", "message_task").values()], Array(6).fill(1.5));
  assert.equal(of("p0", "large", "memory").size, 0);
  const cost = standing(VISITS).find(({ goal }) => goal.visit === "large" && goal.figure === "message_task");
  assert.equal(cost.ratios.p1.median, 0.25);
  assert.equal(cost.verdict, "met");
});

test("what holds always has to in the worst round, and a round that is missing leaves it open", () => {
  const of = (visits, figure) => standing(visits).find(({ goal }) => goal.figure === figure).verdict;
  assert.equal(of(VISITS, "flood_away"), "missed");
  const [, first, ...others] = VISITS;
  const without = [VISITS[0], { ...first, figures: {} }, ...others];
  const cost = standing(without).find(({ goal }) => goal.visit === "large" && goal.figure === "message_task");
  assert.equal(cost.verdict, "undecided");
});

test("neither a few pairs nor pairs in which the peer failed decide anything", () => {
  const of = (visits) => standing(visits).find(({ goal }) => goal.visit === "large" && goal.figure === "message_task").verdict;
  assert.equal(of(VISITS), "met");
  assert.equal(of(VISITS.filter(({ round }) => round < 5)), "undecided", "five");
  assert.equal(of(VISITS.filter(({ round, subject }) => round < 1 || subject === "ours")), "undecided", "given up");
});

test("what a message costs among many rooms is compared with what it costs a twin, and that with what two cost that are alike", () => {
  const alike = [1.4, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8];
  const figures = { alike, listening: alike.map((ratio) => ratio * 1.05) };
  const visits = [{ kind: "rooms", round: 0, subject: "ours", size: 200, figures }];
  const { verdict, values } = standing(visits).find(({ goal }) => goal.visit === "listening");
  assert.deepEqual([verdict, values.ours.toFixed(2)], ["met", "1.05"]);
  visits[0].figures = { rooms_why: "it was not there" };
  assert.equal(standing(visits).find(({ goal }) => goal.visit === "listening").verdict, null);
});

test("the report names what was not measured and what went wrong, and the picture is well formed", () => {
  const machine = { at: "2026-01-01T00:00:00Z", commit: "abc", processor: "A & B", cores: 2, memory: 8, system: "x", load: 0, node: "20", browser: "1", packages: {} };
  const raw = { machine, mode: "quick", pairs: 3, minutes: 1, what: "the page", visits: VISITS };
  const text = report(raw);
  assert.match(text, /CPU per message at 20\/s, 100,000 rows \| ≤ 0\.65 × P1 \| 3\.00 ms \| 12 ms<br>0\.25 \[0\.25, 0\.25\]/);
  assert.match(text, /flood: it <lost> the end \(6 times\)/);
  assert.match(text, /not measured/);
  const svg = picture(raw);
  assert.match(svg, /^<svg [\s\S]*A &amp; B[\s\S]*<\/svg>\s*$/);
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
});
