//! A single page that shows its chat and takes it away a thousand times: one pusher-js, one socket, and nothing that piles up.

import assert from "node:assert/strict";
import { scenario } from "../support/scenario.mjs";
import { until } from "../support/until.mjs";
import { copied, EmbeddedChat, site, violations, visitorOf } from "./host.mjs";

/** So many before anything is measured: what is made once is made by then. */
const WARM = 100;
const TIMES = 1_000;

/** Mounts and unmounts; every tenth time the chat has come to show what was said. */
const around = (page, times) =>
  page.evaluate(async (times) => {
    const task = () => new Promise((resolve) => setTimeout(resolve));
    const rows = () => document.querySelector("glx-chat").shadowRoot.querySelectorAll("li.row").length;
    for (let time = 1; time <= times; time++) {
      window.mount();
      await task();
      for (let turns = 0; time % 10 === 0 && !rows(); turns++) {
        if (turns > 2_000) throw new Error(`nothing is shown in mount ${time}`);
        await task();
      }
      window.unmount();
      await task();
    }
  }, times);

scenario("mounted and unmounted 1,000 times: one pusher-js, one socket; listeners, nodes and heap stay where they were", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const host = await site(world, { page: "single", room });
  try {
    const visitor = await visitorOf(stage, "ana", host);
    const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
    const sockets = [];
    ana.page.on("websocket", (socket) => sockets.push(socket));
    await ana.page.goto("/");
    await ana.live({ within: 20_000 });
    const where = await copied();
    const instances = () => ana.page.evaluate(async (where) => (await import(`/${where}pusher.js`)).default.instances.length, where);
    const devtools = await visitor.context.newCDPSession(ana.page);
    await devtools.send("Performance.enable");
    const measured = async () => {
      for (let times = 0; times < 3; times++) await devtools.send("HeapProfiler.collectGarbage");
      const { metrics } = await devtools.send("Performance.getMetrics");
      const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
      return { listeners: of("JSEventListeners"), nodes: of("Nodes"), heap: of("JSHeapUsedSize") };
    };
    await ana.page.evaluate(() => window.unmount());
    await around(ana.page, WARM);
    const before = await measured();
    await around(ana.page, TIMES - WARM);
    const after = await measured();
    console.log(`# before ${JSON.stringify(before)}, after ${JSON.stringify(after)}, sockets ${sockets.length}`);

    assert.equal(await instances(), 1, "one pusher-js");
    assert.equal(sockets.length, 1, "one socket");
    assert.ok(after.listeners <= before.listeners + 5, `${after.listeners} listeners, ${before.listeners} before`);
    assert.ok(after.nodes <= before.nodes + 50, `${after.nodes} nodes, ${before.nodes} before`);
    assert.ok(after.heap <= before.heap + 2_000_000, `${after.heap} bytes, ${before.heap} before`);

    await ana.page.evaluate(() => window.mount());
    await ana.live();
    await world.says("ben", room, "Still there?");
    await ana.shows("Still there?");
    await ana.page.evaluate(() => window.unmount());
    await until("the socket closes when nobody has used it for a while", () => sockets.every((socket) => socket.isClosed()), { within: 20_000 });
    assert.deepEqual(await violations(ana.page), []);
  } finally {
    await host.close();
  }
});
