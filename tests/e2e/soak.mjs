//! Two people chat through random troubles for as long as one likes, and after every round of them both pages have to show exactly
//! what the site has saved, each message once and in order. The last line says how it went; a loss, a double or a wrong order ends
//! it with 1. Usage: node soak.mjs [minutes] [seed]; `cargo xtask soak` sets up what it needs.

import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { noteMemory, wasmBytes } from "./support/memory.mjs";
import { serve } from "./support/static.mjs";
import { Stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";
import { World, decoded, given } from "./support/world.mjs";
import { Dice, FAULTS, calm } from "./soak/faults.mjs";

const MINUTES = Number(process.argv[2] ?? 3);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
/** How long troubles come and go before it is looked whether all is well. */
const ROUND = Math.min(40_000, MINUTES * 60_000);
const WELL_WITHIN = 150_000;
/** A page holds so many of a room's newest messages at least; older ones have been looked at in earlier rounds. */
const IN_PAGE = 150;
/** Where the recordings of a run go that found something. */
const TRACES = fileURLToPath(new URL("../../target/e2e/", import.meta.url));
const ODDITIES = ["", " & more", " <b>bold?</b>", ' "quoted"', " it's", " 日本語", " 🎉", " مرحبا"];

/** Somebody who writes, at a page of their own. */
class Person {
  #turn = Promise.resolve();
  sent = [];

  constructor(name, chat, devtools) {
    Object.assign(this, { name, chat, devtools });
  }

  static async arrive(stage, name, room, origin) {
    const visitor = await stage.visitor(name, { token: await stage.world.token(name), origin });
    await visitor.context.addInitScript(noteMemory);
    const chat = await stage.page(visitor);
    await chat.visit(room);
    await chat.live();
    return new Person(name, chat, await chat.page.context().newCDPSession(chat.page));
  }

  /** Does something with the page while nobody else does. */
  alone(act) {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Writes one message, unless the room is not there to write in at this moment. */
  write(dice) {
    const text = `${this.name} ${this.sent.length + 1}${dice.of(ODDITIES)}`;
    return this.alone(async () => {
      const ready = await this.chat.composer.isVisible();
      if (!ready) return;
      await this.chat.composer.fill(text);
      await this.chat.composer.press("Enter");
      this.sent.push(text);
    });
  }

  /** Tries again whatever the page says has failed. */
  async retryFailed() {
    for (const button of await this.chat.log.getByRole("button", { name: "Retry" }).all()) {
      await button.click({ timeout: 1_000 }).catch(() => {});
    }
  }

  /** What the page says of itself, and a recording of how it came to that. */
  async leaveTrace() {
    const file = path.join(TRACES, `soak-${SEED}-${this.name}.jsonl`);
    await mkdir(TRACES, { recursive: true });
    const said = await this.chat.health().catch(String);
    const kept = await this.chat.saveRecording().then((from) => copyFile(from, file)).then(() => `cargo xtask replay ${file}`, String);
    console.log(`${this.name}: “${said}”, ${kept}`);
  }

  /** Bytes of JavaScript's heap and of the WebAssembly memory, elements and listeners, after a collection. */
  async heap() {
    await this.devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.devtools.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await this.devtools.send("Memory.getDOMCounters");
    const wasm = await wasmBytes(this.chat.page);
    const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    return `${this.name}: heap ${mega(usedSize)}, wasm ${mega(wasm)}, ${nodes} nodes, ${jsEventListeners} listeners`;
  }
}

/** Troubles come and go until the time is over. */
async function troubles(scene, end, counts) {
  const { dice } = scene;
  while (performance.now() < end) {
    const name = dice.of(Object.keys(FAULTS));
    const chosen = await FAULTS[name](scene);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (process.env.GLX_SOAK_LOG) console.log(`  ${Math.round(performance.now())} ${name}`, chosen ?? "");
    await pause(dice.between(100, 6_000));
    // Some overlap with the next.
    if (dice.roll() < 0.7) await calm(scene);
  }
  await calm(scene);
}

async function writing(person, dice, end) {
  while (performance.now() < end) {
    await pause(dice.between(200, 6_000));
    await person.write(dice);
  }
}

/** What is on a page and what is not, against what the site has. */
function judge(shown, saved) {
  const times = (list) => list.reduce((counts, text) => counts.set(text, (counts.get(text) ?? 0) + 1), new Map());
  const onPage = times(shown);
  const lost = saved.filter((text) => !onPage.has(text));
  const doubled = [...onPage].filter(([, count]) => count > 1).map(([text]) => text);
  const misordered = !lost.length && !doubled.length && JSON.stringify(shown) !== JSON.stringify(saved);
  return { lost, doubled, misordered };
}

async function soak(stage, origin) {
  const { world } = stage;
  const room = world.room("Groceries");
  const other = world.room("Chairs");
  const dice = new Dice(SEED);
  const people = await Promise.all(["ana", "ben"].map((name) => Person.arrive(stage, name, room, origin)));
  for (const { chat } of people) chat.visitor.expect(/./);
  const scene = { world, people, room, other, dice, pause };
  const counts = new Map();
  const table = async () => (await world.saved(room)).map(({ message }) => decoded(message));
  const before = await table();
  for (const person of people) console.log(`at the start  ${await person.heap()}`);
  const began = performance.now();
  const result = { sent: 0, shown: 0, lost: [], doubled: [], misordered: 0 };
  for (let round = 1; performance.now() < began + MINUTES * 60_000; round += 1) {
    const end = performance.now() + ROUND;
    const dices = people.map(() => new Dice(dice.between(0, 2 ** 31)));
    await Promise.all([troubles(scene, end, counts), ...people.map((person, at) => writing(person, dices[at], end))]);
    const calmed = performance.now();
    let saved;
    const wellBy = async (person) => {
      await person.retryFailed();
      saved = await table();
      const shown = await person.chat.texts();
      return shown.length >= Math.min(saved.length, IN_PAGE) && JSON.stringify(shown) === JSON.stringify(saved.slice(-shown.length));
    };
    const all = () => people.flatMap(({ sent }) => sent);
    const well = async () => {
      for (const person of people) if (!(await wellBy(person))) return false;
      return saved.length >= before.length + all().length;
    };
    await until("both pages show what the site has saved", well, { within: WELL_WITHIN, step: 250 }).catch(() => {});
    saved = await table();
    const own = saved.slice(before.length);
    result.sent = all().length;
    result.shown = 0;
    const missing = all().filter((text) => !own.includes(text));
    const twice = own.filter((text, at) => own.indexOf(text) !== at);
    for (const person of people) {
      const shown = await person.chat.texts();
      const { lost, doubled, misordered } = judge(shown, saved.slice(-Math.max(shown.length, IN_PAGE)));
      result.shown += shown.length;
      result.lost.push(...lost.map((text) => `${person.name} does not see “${text}”`));
      result.doubled.push(...doubled.map((text) => `${person.name} sees “${text}” twice`));
      result.misordered += Number(misordered);
    }
    result.lost.push(...missing.map((text) => `“${text}” was never saved`));
    result.doubled.push(...twice.map((text) => `“${text}” was saved twice`));
    const minutes = ((performance.now() - began) / 60_000).toFixed(1);
    const took = ((performance.now() - calmed) / 1000).toFixed(1);
    console.log(`round ${round}, ${minutes} min: ${result.sent} sent, ${saved.length} rows, all well ${took} s after the last trouble`);
    if (result.lost.length || result.doubled.length || result.misordered) {
      for (const person of people) await person.leaveTrace();
      break;
    }
  }
  for (const person of people) console.log(`at the end    ${await person.heap()}`);
  console.log([...counts].map(([name, count]) => `${name}: ${count}`).join(", "));
  return result;
}

const [world, browser] = await Promise.all([World.start(), launch()]);
await world.reset();
const { pusher, api } = world.links;
const block = { ...world.configuration(), pusherHost: pusher.host, pusherPort: pusher.port, apiBase: api.base };
const host = await serve(given("GLX_PAGE"), { block });
const stage = new Stage(world, browser);
let failed = true;
try {
  console.log(`${MINUTES} minutes, seed ${SEED}`);
  const { sent, shown, lost, doubled, misordered } = await soak(stage, host.origin);
  for (const trouble of [...lost, ...doubled]) console.log(trouble);
  failed = lost.length + doubled.length + misordered > 0;
  console.log(`seed=${SEED} sent=${sent} shown=${shown} lost=${lost.length} doubled=${doubled.length} misordered=${misordered}`);
} finally {
  await stage.leave();
  await Promise.allSettled([browser.close(), world.stop(), host.close()]);
}
process.exitCode = failed ? 1 : 0;
