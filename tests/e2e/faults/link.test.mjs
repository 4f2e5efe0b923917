//! The link between a page and the Pusher server is cut, goes silent, comes and goes. Whatever was said meanwhile is there afterwards.

import assert from "node:assert/strict";
import { atMost, faults, lasting, within } from "../support/faults.mjs";
import { until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

/** Everything the table holds is shown, each once and in order, and what comes next arrives live. */
async function exact(stage, chat, room, options) {
  const { world } = stage;
  await chat.live(options);
  await chat.showsAll(await texts(world, room), options);
  await world.says("chloe", room, "And live again");
  await chat.showsAll(await texts(world, room));
}

faults("link", (fault) => {
  fault("socket reset in mid-session", "live again, with what was said meanwhile", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    const since = await ana.watch.now();
    assert.equal((await world.cut("pusher", "reset")).count, 1);
    await world.says("ben", room, "Nobody was told of this", { broadcast: false });
    measured((await ana.watch.liveAgain(since)) - since, within(3_000));
    await exact(stage, ana, room);
  });

  for (const [row, what, dead] of [
    ["silent half-open link (no close)", "both directions swallowed", ["up", "down"]],
    ["only upstream, or only downstream, swallowed", "only what the page says is swallowed", ["up"]],
    ["only upstream, or only downstream, swallowed", "only what the server says is swallowed", ["down"]],
  ]) {
    fault(row, what, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room);
      const since = await ana.watch.now();
      await world.link("pusher", Object.fromEntries(dead.map((direction) => [direction, "drop"])));
      if (dead.includes("down")) await world.says("ben", room, "Swallowed on the way");
      const late = await ana.watch.trouble(since, { within: 60_000 });
      measured(late - since, within(15_000));
      assert.equal((await ana.watch.all("sockets", since)).length, 0, "it is told before the socket is given up");
      // The way is free for the next socket. The page has still to find out that this one is dead.
      await world.link("pusher", { up: "pass", down: "pass" });
      measured((await ana.watch.said(/^Live/, late, { within: 60_000 })) - since, within(20_000));
      await exact(stage, ana, room);
    });
  }

  for (const [direction, what] of [
    ["up", "a send that never reaches the site waits, and goes once"],
    ["down", "a send whose answer is swallowed is there once"],
  ]) {
    fault("only upstream, or only downstream, swallowed", what, async (stage) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const ana = await stage.signedIn("ana", room, { api: true });
      // Here the Pusher link is dead too, so that no event tells what became of it.
      for (const link of ["api", "pusher"]) await world.link(link, { [direction]: "drop" });
      await world.forgetCalls();
      await ana.send("Once, please");
      await ana.shows("Once, please", "sending");
      if (direction === "down") await until("it is saved", async () => (await texts(world, room)).length === 1);
      // A call is given up after 15 s.
      await ana.shows("Once, please", "unknown", { within: 60_000 });
      for (const link of ["api", "pusher"]) await world.link(link, { [direction]: "pass" });
      await ana.shows("Once, please", "saved", { within: 60_000 });
      assert.deepEqual(await texts(world, room), ["Once, please"]);
      await exact(stage, ana, room, { within: 60_000 });
    });
  }

  fault("browser goes `offline`", "said at once, though the socket stands", async (stage, measured) => {
    const ana = await stage.signedIn("ana", stage.world.room("Groceries"));
    const since = await ana.watch.now();
    await ana.visitor.context.setOffline(true);
    const said = await ana.watch.said(/^Offline/, since);
    const [told] = await ana.watch.all("network", since);
    measured(said - told.at, within(200));
    await ana.visitor.context.setOffline(false);
    await ana.live();
  });

  fault("browser comes `online`", "tried at once, and exact", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    await ana.visitor.context.setOffline(true);
    await ana.healthSays(/^Offline/);
    await world.says("ben", room, "Said meanwhile");
    const since = await ana.watch.now();
    await ana.visitor.context.setOffline(false);
    const attempt = await ana.watch.attempts(1, since);
    const told = (await ana.watch.all("network", since)).find(({ type }) => type === "online");
    measured(attempt - told.at, within(1_000));
    await exact(stage, ana, room);
  });

  for (const [seconds, bound, long] of [[6, 2_000, false], [70, 5_000, true]]) {
    fault(
      "server away 6 s / 70 s",
      `away for ${seconds} s: live soon after it is back`,
      async (stage, measured) => {
        const { world } = stage;
        const room = world.room("Groceries");
        const ana = await stage.signedIn("ana", room);
        await world.sockudo("kill");
        await world.says("ben", room, "Said to nobody", { broadcast: false });
        await lasting(seconds * 1_000);
        await world.sockudo("start");
        const back = await ana.watch.now();
        const live = await ana.watch.said(/^Live/, back - 1_000, { within: 60_000 });
        measured(Math.max(0, live - back), within(bound));
        await exact(stage, ana, room);
      },
      { long },
    );
  }

  fault("server killed and restarted", "live soon after it is back", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    const since = await ana.watch.now();
    await world.sockudo("kill");
    await world.says("ben", room, "Said to nobody", { broadcast: false });
    await world.sockudo("start");
    const back = await ana.watch.now();
    measured(Math.max(0, (await ana.watch.liveAgain(since, { within: 60_000 })) - back), within(2_000));
    await exact(stage, ana, room);
  });

  for (const [seconds, long] of [[15, false], [120, true]]) {
    fault(
      "link flaps every 500 ms for 2 min",
      `for ${seconds} s: exact afterwards, and the calls are few`,
      async (stage, measured) => {
        const { world } = stage;
        const room = world.room("Groceries");
        const ana = await stage.signedIn("ana", room);
        await world.forgetCalls();
        for (let times = 0; times < seconds * 2; times++) {
          await world.cut("pusher", times % 2 ? "close" : "reset");
          if (times % 4 === 0) await world.says("ben", room, `While it flaps, ${times}`);
          await lasting(500);
        }
        const calls = (await world.calls()).length;
        measured(calls, atMost(20, "calls"));
        assert.ok(calls <= 20, `${calls} calls`);
        await exact(stage, ana, room, { within: 60_000 });
      },
      { long },
    );
  }
});
