//! Frames that are none, text cut in the middle of a character, and messages of a size that nobody expects.

import assert from "node:assert/strict";
import { faults, unbounded } from "../support/faults.mjs";
import { becomes, until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

faults("frames", (fault) => {
  const NAUGHTY = "frames `null`, `0`, `\"\"`, `[]`, `{}`, no channel (T17), unknown event, wrong types";

  fault(NAUGHTY, "ignored, and what comes next is heard on the same socket", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const channel = `private-help-request-${room.id}`;
    const ana = await stage.signedIn("ana", room);
    const before = await texts(world, room);
    const since = await ana.watch.now();
    const odd = ["null", "0", '""', "[]", "{}", "true", "", "not JSON", '{"event":', '{"event":null}', '{"event":7,"data":{}}'];
    odd.push('{"event":"new-message","data":"{}"}', '{"event":"new-message","channel":7,"data":"{}"}', '{"data":1}');
    odd.push('{"event":"pusher:error"}', '{"event":"pusher:error","data":null}', '{"event":"pusher_internal:nothing"}');
    for (const frame of odd) {
      await world.frames.inject(frame);
      await world.says("ben", room, `After “${frame}”`);
      await ana.shows(`After “${frame}”`);
    }
    const more = [null, 0, "", [], {}, { id: null }, { id: "x", content: 1 }, { id: "9007199254740993" }, { id: [], content: {} }];
    for (const data of more) {
      for (const shape of [data, JSON.stringify(data)]) await world.frames.inject({ event: "new-message", channel, data: shape });
    }
    await world.frames.inject({ event: "an-event-of-tomorrow", channel, data: "{}" });
    await world.says("ben", room, "After them all");
    await ana.shows("After them all");
    await ana.showsAll([...before, ...odd.map((frame) => `After “${frame}”`), "After them all"]);
    assert.deepEqual(await ana.watch.all("sockets", since), [], "on the same socket");
    await ana.healthButton.click();
    const passed = ana.healthPanel.getByText(/\d+ events that this page does not understand were passed over/);
    await passed.waitFor();
    const count = async () => Number(/\d+/.exec(await passed.textContent())[0]);
    await becomes("they are counted", async () => (await count()) >= more.length * 2, true);
  });

  const UTF8 = "UTF-8 cut at every byte by the network";
  fault(UTF8, "every byte by itself, both ways: intact", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const [ana, ben] = [await stage.signedIn("ana", room, { api: true }), await stage.signedIn("ben", room, { api: true })];
    const chloe = await stage.signedIn("chloe", world.room("Lift"), { api: true });
    for (const link of ["pusher", "api"]) await world.link(link, { sliceBytes: 1 });
    const all = ["é ß ñ – “quoted”", "日本語 한국어 العربية", "👩‍👩‍👧‍👦 🏳️‍🌈 𝒳 a\u0301"];
    for (const text of all) {
      await ana.send(text);
      await ana.shows(text, "saved", { within: 20_000 });
    }
    await Promise.all([ana.showsAll(all), ben.showsAll(all)]);
    assert.deepEqual(await texts(world, room), all);
    // By the history too.
    await chloe.openRoom(room);
    await chloe.showsAll(all, { within: 20_000 });
  });

  for (const way of ["live", "in the history"]) {
    fault("1 MB message", `${way}: shortened with a way to show all, no freeze`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const ana = await stage.signedIn("ana", way === "live" ? room : world.room("Lift"));
      const long = `${"All the words there are. ".repeat(41_943)}The end.`;
      const since = await ana.watch.now();
      if (way === "live") {
        const user = world.user("ben");
        const data = { id: "999999999", content: long, userId: user.userId, username: user.username, type: "chat" };
        Object.assign(data, { timestamp: new Date().toISOString(), roomId: `help_request_${room.id}` });
        await world.frames.inject({ event: "new-message", channel: `private-help-request-${room.id}`, data: JSON.stringify(data) });
      } else {
        await world.says("ben", room, long, { broadcast: false });
        await ana.openRoom(room);
      }
      await ana.page.getByRole("button", { name: "Show all" }).waitFor();
      const shown = (await ana.texts())[0];
      assert.ok(shown.length < 2_000, `${shown.length} characters are shown`);
      const longest = await ana.watch.longestTask(since);
      measured(longest, unbounded("ms, longest task"));
      assert.ok(longest < 3_000, `a task of ${longest} ms`);
      await ana.page.getByRole("button", { name: "Show all" }).click();
      await until("all of it is shown", async () => (await ana.texts())[0].endsWith("The end."), { within: 30_000 });
      await ana.page.getByRole("button", { name: "Show less" }).click();
      await ana.send("And on it goes");
      await ana.shows("And on it goes", "saved", { within: 20_000 });
    });
  }
});
