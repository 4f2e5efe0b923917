//! A page under load: a flood of events, and rooms opened and left a thousand times.

import assert from "node:assert/strict";
import { atMost, faults, lasting, unbounded } from "../support/faults.mjs";
import { noteMemory, wasmBytes } from "../support/memory.mjs";
import { until } from "../support/until.mjs";

faults("load", (fault) => {
  /** Ana looks on while a thousand messages are said every second, and is at the last of them when it is over. */
  async function flood(stage, measured, seconds) {
    const { world } = stage;
    const room = world.room("Chairs");
    const ana = await stage.signedIn("ana", room);
    const since = await ana.watch.now();
    const began = performance.now();
    for (let second = 0; second < seconds; second++) {
      await world.says("ben", room, `${second}-{n}`, { count: 1_000 });
      await lasting(Math.max(0, began + (second + 1) * 1_000 - performance.now()));
    }
    measured(performance.now() - began, unbounded("ms to say them all"));
    const all = (await world.saved(room)).map(({ message }) => message);
    assert.equal(all.length, seconds * 1_000);
    await until("the last is shown", async () => (await ana.inPage()).at(-1)?.text === `${seconds - 1}-1000`, { within: 90_000, step: 500 });
    measured(await ana.watch.longestTask(since), atMost(100, "ms, longest task"));
    const few = (await ana.inPage()).length;
    assert.ok(few < 80, `${few} rows are in the page`);
    const end = await ana.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    assert.ok(end <= 1, `the newest is in view, to ${end} px`);
    return { ana, all };
  }

  fault("1,000 events/s for 10 s", "none lost, none doubled, all in order", async (stage, measured) => {
    const { ana, all } = await flood(stage, measured, 10);
    // Only what is near is in the page: it is read from the first to the last.
    assert.deepEqual(await ana.texts(), all);
  });

  fault("1,000 events/s for a minute", "the list has all of them, once", async (stage, measured) => {
    const { ana, all } = await flood(stage, measured, 60);
    const size = () => ana.log.locator("li.row").last().getAttribute("aria-setsize");
    await until("the rows are counted", async () => (await size()) === String(all.length));
    await ana.log.press("Home");
    await ana.shows(all[0]);
  }, { long: true });

  fault("30,000 rows of history at start", "they take a fraction of the answer's room, the newest and the first are shown", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Chairs");
    await world.steer("POST", "/fill", { room: room.id, count: 30_000 });
    const visitor = await stage.visitor("ana", { token: await world.token("ana") });
    await visitor.context.addInitScript(noteMemory);
    const ana = await stage.page(visitor);
    await ana.visit(room);
    const all = (await world.saved(room)).map(({ message }) => message);
    assert.equal(all.length, 30_000);
    await until("the newest is shown", async () => (await ana.inPage()).at(-1)?.text.endsWith("(#30000)"), { within: 30_000 });
    const bytes = await wasmBytes(ana.page);
    // The answer alone has six.
    measured(bytes / 2 ** 20, atMost(6, "MiB of wasm memory"));
    assert.ok(bytes <= 6 * 2 ** 20, `${bytes} bytes of wasm memory`);
    await ana.log.press("Home");
    await until("the first is shown", async () => (await ana.inPage())[0]?.text.endsWith("(#1)"), { within: 30_000 });
  });

  fault("mount/unmount 1,000 times", "a thousand times between rooms: one socket, one listener each, flat memory", async (stage, measured) => {
    const { world } = stage;
    const [a, b] = [world.room("Groceries"), world.room("Chairs")];
    const ana = await stage.signedIn("ana", a);
    const session = await ana.visitor.context.newCDPSession(ana.page);
    const turns = (times) =>
      ana.page.evaluate(
        async ([rooms, times]) => {
          for (let turn = 1; turn <= times; turn++) {
            const { id, title } = rooms[turn % 2];
            location.hash = `#/requests/${id}`;
            while (document.querySelector("h2 bdi")?.textContent !== title) await new Promise((resolve) => setTimeout(resolve));
          }
        },
        [[a, b], times],
      );
    const heap = async () => {
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
      return { kB: of("JSHeapUsedSize") / 1_024, listeners: of("JSEventListeners"), nodes: of("Nodes") };
    };
    await session.send("Performance.enable");
    await turns(100);
    await ana.page.getByRole("heading", { name: a.title, level: 2 }).waitFor();
    await ana.live({ within: 60_000 });
    const before = await heap();
    await turns(1_000);
    await ana.page.getByRole("heading", { name: a.title, level: 2 }).waitFor();
    await ana.live({ within: 60_000 });
    const grown = await heap();
    measured(grown.kB - before.kB, unbounded("kB grown"));
    // Two kilobytes each would be a leak.
    assert.ok(grown.kB - before.kB <= 2_000, `${grown.kB - before.kB} kB more`);
    assert.ok(grown.listeners - before.listeners <= 50, `${grown.listeners - before.listeners} listeners more`);
    assert.ok(grown.nodes - before.nodes <= 500, `${grown.nodes - before.nodes} nodes more`);
    assert.equal((await ana.watch.all("sockets")).length, 1);
    assert.equal((await world.link("pusher")).open, 1);
    await world.says("chloe", a, "And live again");
    await ana.shows("And live again");
  });
});
