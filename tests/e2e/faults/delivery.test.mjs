//! Events that come twice, in the wrong order, before the history, or not at all: each message is one row, in the site's order.

import assert from "node:assert/strict";
import { faults, unbounded, within } from "../support/faults.mjs";
import { inTime, until } from "../support/until.mjs";
import { wire } from "../support/watch.mjs";
import { decoded } from "../support/world.mjs";

const NEW = "new-message";

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

faults("delivery", (fault) => {
  const ROW = "event three times; events reordered; live event before history; history older than live";

  fault(ROW, "every event three times: one row each", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const [ana, ben] = [await stage.signedIn("ana", room), await stage.signedIn("ben", room)];
    await world.frames.rule({ event: NEW, act: "duplicate", copies: 2 });
    await world.says("chloe", room, "Number {n}", { count: 3 });
    await ana.send("Mine");
    await ana.shows("Mine", "saved");
    const all = await texts(world, room);
    await Promise.all([ana, ben].map((chat) => chat.showsAll(all)));
    await until("all copies have passed", async () => (await world.frames.log({ direction: "down", event: NEW })).length >= 8);
    await world.frames.endRules();
    await world.says("chloe", room, "After them all");
    await Promise.all([ana, ben].map((chat) => chat.showsAll([...all, "After them all"])));
  });

  fault(ROW, "events in the wrong order: rows in the right one", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const visitor = await stage.visitor("ana", { token: await world.token("ana") });
    const ana = await stage.page(visitor);
    const frames = wire(ana.page);
    await ana.visit(room);
    await ana.live();
    await world.frames.rule({ event: NEW, act: "swap" });
    await world.says("ben", room, "Number {n}", { count: 6 });
    await ana.showsAll(await texts(world, room));
    const came = frames.map(({ text }) => /Number (\d)/.exec(text)?.[1]).filter(Boolean);
    assert.equal(came.length, 6);
    assert.notDeepEqual(came, [...came].sort(), "they came in another order");
  });

  fault(ROW, "live events while the history is under way", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await world.switches({ delay: "/chat/*/messages:1500" });
    await ana.openRoom(room);
    await until("the channel is confirmed", async () => {
      const confirmed = await world.frames.log({ direction: "down", event: "pusher_internal:subscription_succeeded" });
      return confirmed.some(({ channel }) => channel === `private-help-request-${room.id}`);
    });
    await world.says("ben", room, "Said while it loads, {n}", { count: 3 });
    await world.switches({ delay: "none" });
    await ana.showsAll(await texts(world, room));
    await ana.live();
    await ana.showsAll(await texts(world, room));
  });

  fault(ROW, "a history that is older than what came live meanwhile", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    const before = await texts(world, room);
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const answered = new Promise((resolve) => {
      ana.visitor.context.route(`**/chat/${room.id}/messages*`, async (route) => {
        const response = await route.fetch();
        resolve();
        await released;
        await route.fulfill({ response });
      });
    });
    await world.cut("pusher");
    await inTime("the history is asked for and answered", answered);
    await world.frames.forget();
    await world.says("ben", room, "Newer than that history");
    await until("it has come live", async () => (await world.frames.log({ direction: "down", event: NEW })).length === 1);
    release();
    await ana.live();
    await ana.showsAll([...before, "Newer than that history"]);
  });

  const DROPPED = "events dropped on the way";
  fault(DROPPED, "filled at the next catch-up", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    await world.frames.rule({ event: NEW, act: "drop", times: 3 });
    await world.says("ben", room, "Lost on the way, {n}", { count: 3 });
    await until("three are dropped", async () => (await world.frames.log({ direction: "down", event: NEW })).length >= 3);
    await world.says("ben", room, "Heard");
    await ana.shows("Heard");
    const since = await ana.watch.now();
    await world.cut("pusher");
    measured((await ana.watch.liveAgain(since)) - since, unbounded("ms"));
    await ana.showsAll(await texts(world, room));
  });

  fault(DROPPED, "a quiet loss is found while the page is visible, nothing else happening", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room, { clock: true });
    await world.frames.rule({ event: NEW, act: "drop", times: 1 });
    await world.says("ben", room, "Lost on the way");
    await until("it is dropped", async () => (await world.frames.log({ direction: "down", event: NEW })).length >= 1);
    // The page's clock goes on by ten seconds at a time; what it asks for meanwhile is answered in real time.
    let passed = 0;
    await until(
      "the loss is found",
      async () => {
        if ((await ana.texts()).includes("Lost on the way")) return true;
        assert.ok(passed < 60_000, "not found within 60 s of the page's clock");
        await ana.watch.pass(10_000);
        passed += 10_000;
        return until("it is shown", async () => (await ana.texts()).includes("Lost on the way"), { within: 1_000 }).catch(() => false);
      },
      { within: 90_000 },
    );
    measured(passed, within(60_000));
    await ana.showsAll(await texts(world, room));
  });
});
