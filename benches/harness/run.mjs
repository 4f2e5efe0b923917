//! `cargo xtask bench`: visits every subject in turn and writes what came of it to `target/bench`. Prints what it does as it goes.
//! Usage: node run.mjs [--quick] [--pairs N] [--ours embed|page] [measure…]

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./machine.mjs";
import { CURVE, NAMES, SPARED, VISITS, measuresFor, visit, visitTogether } from "./measures.mjs";
import { picture } from "./picture.mjs";
import { report } from "./report.mjs";
import { Stage } from "./stage.mjs";
import { order } from "./statistics.mjs";
import { PEERS, subjects } from "./subjects.mjs";

const OUT = fileURLToPath(new URL("../../target/bench/", import.meta.url));
const PAIRS = { full: 12, quick: 3 };
/** The other peers are visited in so many rounds: enough for a figure, while the pairs with the strongest bear the judgement. */
const OTHERS = { full: 2, quick: 1 };

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, pairs: { type: "string" }, ours: { type: "string", default: "embed" } },
  allowPositionals: true,
});
for (const name of positionals) {
  if (!NAMES[name]) throw new Error(`\`${name}\` is no measure: ${Object.keys(NAMES).join(", ")}`);
}
const wanted = new Set((positionals.length ? positionals : Object.keys(NAMES)).flatMap((name) => NAMES[name]));
const mode = values.quick ? "quick" : "full";
const pairs = Number(values.pairs ?? PAIRS[mode]);

const [strongest, ...others] = PEERS;
const all = await subjects(values.ours);
const stage = await Stage.set(all);
const visits = [];
const began = performance.now();

/** Writes what there is so far: a run that is ended early is not lost. Gives the report. */
async function written() {
  const minutes = (performance.now() - began) / 60_000;
  const raw = { machine: machine(stage.browser.version()), mode, pairs, minutes, what: all.ours.what, visits };
  await mkdir(OUT, { recursive: true });
  await writeFile(path.join(OUT, "raw.json"), JSON.stringify(raw, null, 1));
  await writeFile(path.join(OUT, "report.md"), report(raw));
  await writeFile(path.join(OUT, "report.svg"), picture(raw));
  return report(raw);
}

/** Visits that a subject could not even enter are not tried in every round. */
const givenUp = new Set();
let failures = 0;

const nameOf = (kind, subject, size) => `${kind} ${subject} ${size}`;

/** Visits, and keeps what came of it. */
async function note(kind, round, subject, size, plan) {
  const measures = measuresFor(kind, subject, plan.measures);
  if (givenUp.has(nameOf(kind, subject, size)) || !Object.keys(measures).length) return;
  const from = performance.now();
  keep(kind, round, subject, size, from, await visit(stage, subject, size, { ...plan, measures }));
}

function keep(kind, round, subject, size, from, figures) {
  const seconds = (performance.now() - from) / 1000;
  visits.push({ kind, round, subject, size, seconds, figures });
  const whys = Object.entries(figures).filter(([name]) => name.endsWith("_why"));
  console.log(`${kind.padEnd(6)} ${String(round + 1).padStart(2)}  ${subject.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s`);
  if (figures.enter_why) givenUp.add(nameOf(kind, subject, size));
  for (const [name, why] of whys) console.log(`        ${name.replace("_why", "")}: ${why}`);
  if (subject === "ours") failures += whys.length;
}

/**
 * One round of a visit: ours and the strongest in turn, and now and then the others. What a message costs those two is measured at the
 * same time; the others are by themselves, which is no worse for them.
 */
async function visitAll(kind, round, plan) {
  const every = Math.max(1, Math.floor(pairs / OTHERS[mode]));
  const names = order(round, ["ours", strongest]);
  const { message, ...alone } = plan.measures;
  if (message) {
    const from = performance.now();
    const told = await visitTogether(stage, names, plan.size);
    for (const name of names) keep(kind, round, name, plan.size, from, told[name]);
  }
  const pair = new Set(names);
  if (round % every === 0 && round / every < OTHERS[mode]) names.push(...others);
  for (const name of names) {
    const spared = SPARED[kind]?.[name] ?? {};
    if (round >= (spared.rounds ?? Infinity) || (spared.notQuick && mode === "quick")) continue;
    await note(kind, round, name, plan.size, pair.has(name) ? { ...plan, measures: alone } : plan);
  }
}

try {
  // The page alone has no other rooms.
  const kinds = Object.entries(VISITS).filter(([, plan]) => values.ours !== "page" || !plan.measures.rooms);
  const plans = kinds.map(([kind, plan]) => {
    const measures = Object.entries(plan.measures).filter(([name]) => wanted.has(name));
    return [kind, { ...plan, measures: Object.fromEntries(measures) }];
  });
  // All of a round together: what is compared across rooms is measured under the same load.
  for (let round = 0; round < pairs; round++) {
    for (const [kind, plan] of plans) {
      if (round < (plan.rounds ?? pairs)) await visitAll(kind, round, plan);
    }
    if (visits.length) await written();
  }
  if (wanted.has("curve")) {
    const sizes = values.quick ? CURVE.sizes.slice(0, 4) : CURVE.sizes;
    for (const size of sizes) {
      for (const name of Object.keys(all)) {
        // Rows that are all in the page: a hundred thousand are measured above, and a million do not come up at all.
        if (name === "p0" && size > 10_000) continue;
        await note("curve", sizes.indexOf(size), name, size, CURVE);
      }
      await written();
    }
  }
  console.log(`\n${await written()}\n${path.join(OUT, "report.md")} and report.svg, raw.json beside it`);
  if (failures) process.exitCode = 1;
} finally {
  await stage.strike();
}
