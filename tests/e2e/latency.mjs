//! From Enter on one page to the other page's DOM: ours beside a plain JavaScript page with pusher-js, in one run, in pairs in the
//! order AB BA. Prints a table; asserts nothing, because times on a shared machine prove nothing. Usage: node latency.mjs [messages]

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { Stage } from "./support/stage.mjs";
import { inTime } from "./support/until.mjs";
import { World, given } from "./support/world.mjs";

const MESSAGES = Number(process.argv[2] ?? 200);
const WARM_UP = 10;
const PARTS = { whole: "the whole way", toCall: "Enter to call", between: "call to frame", toDom: "frame to DOM" };
const HERE = path.dirname(fileURLToPath(import.meta.url));

/** Both pages in one folder, so that one server serves both and neither has another way to the API. */
async function folder() {
  const folder = await mkdtemp(path.join(tmpdir(), "glx-latency-"));
  await cp(given("GLX_PAGE"), folder, { recursive: true });
  await cp(path.join(HERE, "floor"), path.join(folder, "floor"), { recursive: true });
  const pusher = path.join(HERE, "../../node_modules/pusher-js/dist/web/pusher.min.js");
  await cp(pusher, path.join(folder, "floor/pusher.min.js"));
  return folder;
}

/** Two people on the same kind of page in one room. */
class Pair {
  constructor(from, to) {
    Object.assign(this, { from, to });
  }

  static async ours(stage, room) {
    const pages = [];
    for (const name of ["ana", "ben"]) {
      const visitor = await stage.visitor(name, { token: await stage.world.token(name) });
      await visitor.context.addInitScript(noteMoments);
      const chat = await stage.page(visitor);
      await chat.visit(room);
      await chat.live();
      pages.push(chat.page);
    }
    return new Pair(...pages);
  }

  static async floor(stage, room) {
    const pages = [];
    for (const name of ["ana", "ben"]) {
      const visitor = await stage.visitor(name, { token: await stage.world.token(name) });
      await visitor.context.addInitScript(noteMoments);
      const page = await visitor.context.newPage();
      await page.goto(`/floor/index.html#${room.id}`);
      await page.getByText("live", { exact: true }).waitFor();
      pages.push(page);
    }
    return new Pair(...pages);
  }

  /** The milliseconds of one message, whole and by its parts. */
  async measure(text) {
    const composer = this.from.getByRole("textbox", { name: "Write a message" });
    await composer.fill(text);
    await this.from.evaluate(listenForEnter);
    const arrived = this.to.evaluate(awaitText, text);
    await composer.press("Enter");
    const shown = await inTime("it arrives", arrived);
    const { pressed, called } = await this.from.evaluate(() => window.moments);
    const { framed } = await this.to.evaluate(() => window.moments);
    return { whole: shown - pressed, toCall: called - pressed, between: framed - called, toDom: shown - framed };
  }
}

/** In every page, before its own scripts: notes when a message is handed to the network, and when one comes out of it. */
function noteMoments() {
  window.moments = {};
  const now = () => performance.timeOrigin + performance.now();
  const { fetch } = window;
  window.fetch = (resource, init) => {
    if (String(resource.url ?? resource).endsWith("/chat/send")) window.moments.called = now();
    return fetch(resource, init);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data.includes("new-message")) window.moments.framed = now();
      });
    }
  };
}

/** In the page: notes when Enter goes down, before any listener of the page hears of it. */
function listenForEnter() {
  addEventListener("keydown", () => (window.moments.pressed = performance.timeOrigin + performance.now()), {
    capture: true,
    once: true,
  });
}

/** In the page: resolves with the moment a text is in the DOM. */
function awaitText(text) {
  return new Promise((resolve) => {
    const observer = new MutationObserver((changes) => {
      const now = performance.timeOrigin + performance.now();
      const there = changes.some(({ target, addedNodes }) =>
        [target, ...addedNodes].some((node) => node.textContent.includes(text)),
      );
      if (!there) return;
      observer.disconnect();
      resolve(now);
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}

function line(name, values) {
  const figures = [0.5, 0.9, 0.99, 1].map((q) => quantile(values, q).toFixed(1).padStart(8));
  return `${name.padEnd(34)}${String(values.length).padStart(6)}${figures.join("")}`;
}

const page = await folder();
const [world, browser] = await Promise.all([World.start({ page }), launch()]);
const stage = new Stage(world, browser);
try {
  await world.reset();
  const kinds = {
    ours: await Pair.ours(stage, world.room("Groceries")),
    floor: await Pair.floor(stage, world.room("Chairs")),
  };
  const times = { ours: [], floor: [] };
  for (let index = -WARM_UP; index < MESSAGES; index++) {
    // AB BA: whichever goes first has the other's tail beside it, so they take turns.
    const order = index % 2 === 0 ? ["ours", "floor"] : ["floor", "ours"];
    for (const kind of order) {
      const time = await kinds[kind].measure(`${kind} message ${index + WARM_UP} of this run.`);
      if (index >= 0) times[kind].push(time);
    }
  }
  stage.assertClean();
  console.log("Enter to the other page's DOM, in ms");
  console.log(`${"".padEnd(34)}${"n".padStart(6)}${["median", "p90", "p99", "max"].map((q) => q.padStart(8)).join("")}`);
  for (const [part, words] of Object.entries(PARTS)) {
    for (const [kind, name] of [["ours", "ours"], ["floor", "plain JS"]]) {
      console.log(line(`${words}, ${name}`, times[kind].map((time) => time[part])));
    }
  }
  const [ours, floor] = [times.ours, times.floor].map((all) => all.map(({ whole }) => whole));
  const medians = quantile(ours, 0.5) / quantile(floor, 0.5);
  const pairs = quantile(ours.map((time, index) => time / floor[index]), 0.5);
  console.log(`ratio of the medians ${medians.toFixed(2)}, median of the ratios of the pairs ${pairs.toFixed(2)}`);
} finally {
  await stage.leave();
  await Promise.allSettled([browser.close(), world.stop()]);
  await rm(page, { recursive: true, force: true });
}
