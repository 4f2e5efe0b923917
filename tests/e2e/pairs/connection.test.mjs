//! Where pusher-js lets people down with its connection: the same fault for a page with pusher-js alone, which fails as described, and
//! for ours, which does not.

import assert from "node:assert/strict";
import { faults, lasting, unbounded, within } from "../support/faults.mjs";
import { until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";
import { Plain, bothPages } from "./plain.mjs";

const ESTABLISHED = "pusher:connection_established";

async function exact(stage, chat, room, options = { within: 30_000 }) {
  const { world } = stage;
  await chat.live(options);
  await chat.showsAll((await world.saved(room)).map(({ message }) => decoded(message)), options);
}

/** How many listeners for `online` and `offline` the window has. */
async function networkListeners(page) {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send("Runtime.evaluate", { expression: "window" });
  const { listeners } = await session.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
  await session.detach();
  return listeners.filter(({ type }) => ["online", "offline"].includes(type)).length;
}

faults(
  "pairs, connection",
  (pair) => {
    pair("T4", "rubbish as the first frame", async (stage, measured, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      await world.frames.rule({ event: ESTABLISHED, act: "replace", with: "<rubbish>" });
      const plain = await Plain.open(stage, "ben", { connect: false, clock: true });
      await until("it has tried", async () => (await plain.watch.all("sockets")).length === 1);
      await until("the rubbish has come", () => plain.wire.some(({ sent, text }) => !sent && text === "<rubbish>"));
      await plain.watch.pass(20_000);
      await plain.state("unavailable");
      await plain.watch.pass(100);
      const attempts = (await plain.watch.all("sockets")).length;
      assert.equal(attempts, 1, "no further attempt in 20 s");
      await plain.page.close();
      await world.frames.endRules();
      told({ plain: "no further attempt in 20 s" });

      const ana = await stage.signedIn("ana", room);
      await world.frames.rule({ event: ESTABLISHED, act: "replace", with: "<rubbish>" });
      const since = await ana.watch.now();
      await world.cut("pusher");
      const first = await ana.watch.attempts(1, since);
      measured((await ana.watch.attempts(2, since, { within: 60_000 })) - first, within(10_000));
      await world.frames.endRules();
      await exact(stage, ana, room, { within: 60_000 });
      told({ ours: "another attempt, live" });
    });

    pair("T7", "clients made and closed again", async (stage, _, told) => {
      const { world } = stage;
      const plain = await Plain.open(stage, "ben");
      const kept = () => plain.page.evaluate(() => Pusher.Runtime.getNetwork().callbacks._callbacks._online.length);
      const before = await kept();
      await plain.page.evaluate(() => {
        for (let times = 0; times < 10; times++) window.client().disconnect();
      });
      assert.equal(await plain.page.evaluate(() => Pusher.instances.length), 11);
      assert.equal((await kept()) - before, 10, "every closed client still listens for online");
      told({ plain: "10 closed clients: 10 instances and 10 listeners for online more" });

      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room);
      const once = await networkListeners(ana.page);
      for (let times = 0; times < 3; times++) {
        await ana.signOut();
        await ana.signIn(world.user("ana"));
        await ana.live();
      }
      assert.equal(await networkListeners(ana.page), once);
      await exact(stage, ana, room);
      told({ ours: "as many listeners as before; the one instance: tests/web/pusher_connection.rs" });
    });

    pair("T8", "disconnected within a second of a 4100", async (stage, _, told) => {
      const { world } = stage;
      const plain = await Plain.open(stage, "ben", { clock: true });
      // At the moment of the close, before its second is over.
      await plain.page.evaluate(() => window.pusher.connection.bind("connecting_in", () => setTimeout(() => window.pusher.disconnect())));
      await world.frames.close(4100, "Over capacity");
      await plain.state("disconnected");
      await plain.watch.pass(5_000);
      await until("it connects anyway", async () => (await plain.watch.all("sockets")).length === 2);
      told({ plain: "connects again though disconnected" });

      const ana = await stage.signedIn("ana", world.room("Groceries"), { clock: true });
      await ana.accountButton.click();
      const signOut = ana.page.getByRole("button", { name: "Sign out" });
      await signOut.waitFor();
      await world.frames.close(4100, "Over capacity");
      await signOut.click();
      await ana.signedOut();
      const before = (await ana.watch.all("sockets")).length;
      await ana.watch.pass(120_000);
      await ana.watch.pass(1_000);
      assert.equal((await ana.watch.all("sockets")).length, before);
      told({ ours: "no connection any more" });
    });

    pair("T17", "frames that are `[]` and `{}`", async (stage, _, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const plain = await Plain.open(stage, "ben");
      const ana = await stage.signedIn("ana", room);
      for (const frame of ["[]", "{}"]) await world.frames.inject(frame);
      await until("it throws", () => plain.thrown.length > 0);
      await world.says("chloe", room, "Heard?");
      await ana.shows("Heard?");
      await exact(stage, ana, room);
      told({ plain: `throws: ${plain.thrown[0]}` });
      told({ ours: "nothing is thrown, what comes next is heard" });
    });

    pair("T18", "4200 after each handshake", async (stage, measured, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const rule = { event: ESTABLISHED, act: "close", code: 4200, reason: "Please reconnect" };
      await world.frames.rule(rule);
      const plain = await Plain.open(stage, "ben", { connect: false });
      await lasting(3_000);
      const storm = (await plain.watch.all("sockets")).length;
      await plain.page.close();
      assert.ok(storm > 30, `${storm} connections in 3 s`);
      await world.frames.endRules();
      told({ plain: `${storm} connections in 3 s` });

      const ana = await stage.signedIn("ana", room);
      await world.frames.rule(rule);
      const since = await ana.watch.now();
      await world.frames.close(4200, "Please reconnect");
      await lasting(10_000);
      const attempts = (await ana.watch.all("sockets", since)).length;
      measured(attempts, unbounded("attempts in 10 s"));
      assert.ok(attempts >= 1 && attempts <= 10, `${attempts} attempts in 10 s`);
      await world.frames.endRules();
      await exact(stage, ana, room, { within: 60_000 });
      told({ ours: `${attempts} attempts in 10 s` });
    });

    pair(
      "T20",
      "a server that is away for 6.5 s",
      async (stage, measured, told) => {
        const { world } = stage;
        const room = world.room("Groceries");
        const [plain, ana] = [await Plain.open(stage, "ben"), await stage.signedIn("ana", room)];
        await world.sockudo("kill");
        await lasting(6_500);
        await world.sockudo("start");
        const back = await ana.watch.now();
        const began = performance.now();
        const live = Math.max(0, (await ana.watch.said(/^Live/, back - 1_000, { within: 60_000 })) - back);
        measured(live, within(2_000));
        await plain.state("connected", { within: 90_000 });
        const late = performance.now() - began;
        await exact(stage, ana, room);
        assert.ok(late > live + 2_000, `pusher-js came back ${Math.round(late)} ms after the server, ours ${Math.round(live)} ms`);
        told({ plain: `connected ${(late / 1_000).toFixed(1)} s after the server` });
        told({ ours: `live ${(live / 1_000).toFixed(1)} s after it` });
      },
      { long: true },
    );
  },
  { page: bothPages },
);
