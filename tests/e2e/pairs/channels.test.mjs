//! Where pusher-js lets people down with its channels: the same fault for a page with pusher-js alone, which fails as described, and
//! for ours, which does not. T-numbers are those of the list that these tests prove.

import assert from "node:assert/strict";
import { faults, unbounded, within } from "../support/faults.mjs";
import { until } from "../support/until.mjs";
import { wire } from "../support/watch.mjs";
import { decoded } from "../support/world.mjs";
import { Plain, bothPages, channel, subscriptions } from "./plain.mjs";

const AUTH = "/pusher/auth";

async function asked(world, count = 1) {
  await until(`${count} calls for access`, async () => (await world.calls(AUTH)).length >= count);
}

/** Our page for Ana, in a room; `wire` has its frames. */
async function ours(stage, room, options = {}) {
  const visitor = await stage.visitor("ana", { token: await stage.world.token("ana"), ...options });
  const chat = await stage.page(visitor);
  chat.wire = wire(chat.page);
  await chat.visit(room);
  await chat.live();
  return chat;
}

async function exact(stage, chat, room) {
  const { world } = stage;
  await chat.live({ within: 30_000 });
  await chat.showsAll((await world.saved(room)).map(({ message }) => decoded(message)), { within: 20_000 });
}

faults(
  "pairs, channels",
  (pair) => {
    pair("T1", "left while auth is pending, then the socket drops", async (stage, _, told) => {
      const { world } = stage;
      const [left, room] = [world.room("Groceries"), world.room("Chairs")];
      const plain = await Plain.open(stage, "ben");
      await world.switches({ delay: `${AUTH}:4000:1` });
      await plain.subscribe(left);
      await asked(world);
      await plain.page.evaluate((name) => window.pusher.unsubscribe(name), channel(left));
      await world.cut("pusher");
      await plain.subscribed({ within: 20_000 });
      told({ plain: "subscribes again to the room that was left" });

      const first = await ours(stage, world.room("Lift"));
      await world.forgetCalls();
      await world.switches({ delay: `${AUTH}:4000:1` });
      await first.openRoom(left);
      await asked(world);
      await first.openRoom(room);
      await world.cut("pusher");
      await exact(stage, first, room);
      await until("the slow answer has come", async () => (await world.calls(AUTH))[0].status === 200);
      await world.says("ben", room, "Heard?");
      await first.shows("Heard?");
      assert.deepEqual(first.wire.filter(({ text }) => text.includes(`"${channel(left)}"`)), []);
      told({ ours: "not one frame for it" });
    });

    pair("T2", "an auth answer that comes after the socket it was for", async (stage, _, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const plain = await Plain.open(stage, "ben");
      await world.switches({ delay: `${AUTH}:3000:1` });
      await plain.subscribe(room);
      await asked(world);
      await world.cut("pusher");
      const complaint = () => plain.wire.find(({ sent, text }) => !sent && text.includes('"pusher:error"'));
      await until("the server complains of the old signature", complaint, { within: 20_000 });
      const sent = subscriptions(plain.wire, room).filter(({ socket }) => socket === 2);
      assert.equal(sent.length, 2, "for the new socket, and the stale one");
      told({ plain: `the stale answer is sent: ${complaint().text.slice(0, 80)}…` });

      const ana = await ours(stage, world.room("Lift"));
      await world.forgetCalls();
      await world.switches({ delay: `${AUTH}:3000:1` });
      await ana.openRoom(room);
      await asked(world);
      await world.cut("pusher");
      await exact(stage, ana, room);
      await until("the slow answer has come", async () => (await world.calls(AUTH))[0].status === 200);
      await world.says("chloe", room, "Heard?");
      await ana.shows("Heard?");
      assert.equal(subscriptions(ana.wire, room).length, 1);
      assert.deepEqual(ana.wire.filter(({ text }) => text.includes('"pusher:error"')), []);
      told({ ours: "it is dropped" });
    });

    pair("T3", "a bad signature", async (stage, measured, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const spoil = async (context) => {
        let spoilt = false;
        await context.route(`**${AUTH}`, async (route) => {
          if (spoilt || !route.request().postData().includes(channel(room))) return route.fallback();
          spoilt = true;
          return route.fulfill({ json: { auth: `${world.pusher.key}:${"0".repeat(64)}` } });
        });
      };
      const plain = await Plain.open(stage, "ben", { clock: true });
      await spoil(plain.visitor.context);
      await plain.subscribe(room);
      await until("the connection reports an error", async () => (await plain.heard("error")).length > 0);
      const [{ told: error }] = await plain.heard("error");
      assert.ok(!JSON.stringify(error).includes(channel(room)), "an error without a channel");
      await plain.page.evaluate((name) => window.pusher.subscribe(name), channel(room));
      for (let minute = 0; minute < 3; minute++) await plain.watch.pass(60_000);
      const left = await plain.page.evaluate(() => ({ subscribed: window.channel.subscribed, state: window.pusher.connection.state }));
      assert.equal(subscriptions(plain.wire, room).length, 1, "subscribing again does nothing");
      assert.equal(left.subscribed, false);
      told({ plain: `not subscribed in 3 min, ${left.state}; subscribing again does nothing` });

      const ana = await ours(stage, world.room("Lift"));
      await spoil(ana.visitor.context);
      const since = performance.now();
      await ana.openRoom(room);
      await until("it is subscribed again", () => subscriptions(ana.wire, room).length > 1, { within: 40_000 });
      measured(performance.now() - since, within(10_000));
      await exact(stage, ana, room);
      told({ ours: "subscribed again, live" });
    });

    pair("T5", "a listener that throws", async (stage, _, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const plain = await Plain.open(stage, "ben");
      await plain.subscribe(room);
      await plain.subscribed();
      await plain.page.evaluate(() => {
        window.after = 0;
        window.channel.bind("new-message", () => {
          throw new Error("on purpose");
        });
        window.channel.bind("new-message", () => (window.after += 1));
      });
      await world.says("chloe", room, "Hello");
      await until("it has thrown", () => plain.thrown.includes("on purpose"));
      assert.equal(await plain.page.evaluate(() => window.after), 0);
      told({ plain: "the later listener hears nothing" });
      told({ ours: "not run here: tests/web/pusher_flaws.rs, a_listener_that_throws_silences_nobody" });
    });

    pair("T11", "an auth call that hangs", async (stage, measured, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const plain = await Plain.open(stage, "ben", { clock: true });
      await world.forgetCalls();
      await world.switches({ delay: `${AUTH}:120000:1` });
      await plain.subscribe(room);
      await asked(world);
      await plain.watch.pass(60_000);
      await plain.page.evaluate(() => window.pusher.subscribe("other"));
      await until("the other is subscribed", () => plain.wire.some(({ sent, text }) => sent && text.includes('"other"')));
      assert.equal((await world.calls(AUTH)).length, 1, "one call in a minute");
      assert.ok(await plain.page.evaluate(() => window.channel.subscriptionPending));
      told({ plain: "one call in a minute, pending" });

      const ana = await ours(stage, world.room("Lift"));
      await world.forgetCalls();
      await world.switches({ delay: `${AUTH}:120000:1` });
      await ana.openRoom(room);
      await asked(world, 2).catch(() => asked(world, 2));
      const [first, second] = (await world.calls(AUTH)).map(({ at }) => Date.parse(at));
      measured(second - first, unbounded("ms"));
      await exact(stage, ana, room);
      told({ ours: "given up and asked again, live" });
    });

    pair("T13", "an auth answer of 500", async (stage, measured, told) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const plain = await Plain.open(stage, "ben", { clock: true });
      await world.forgetCalls();
      await world.switches({ fail: `${AUTH}:500:json:1` });
      await plain.subscribe(room);
      await until("it failed", async () => (await plain.heard("pusher:subscription_error")).length > 0);
      await plain.watch.pass(60_000);
      await plain.page.evaluate(() => window.pusher.subscribe("other"));
      await until("the other is subscribed", () => plain.wire.some(({ sent, text }) => sent && text.includes('"other"')));
      assert.equal((await world.calls(AUTH)).length, 1, "one call in a minute");
      assert.equal(await plain.page.evaluate(() => window.channel.subscribed), false);
      told({ plain: "tried once in a minute" });

      const ana = await ours(stage, world.room("Lift"));
      await world.forgetCalls();
      await world.switches({ fail: `${AUTH}:500:json:1` });
      const since = performance.now();
      await ana.openRoom(room);
      await exact(stage, ana, room);
      measured(performance.now() - since, unbounded("ms"));
      told({ ours: "tried again, live" });
    });

    pair("T15", "left and joined again", async (stage, _, told) => {
      const { world } = stage;
      const [room, other] = [world.room("Groceries"), world.room("Chairs")];
      const plain = await Plain.open(stage, "ben");
      await plain.subscribe(room);
      await plain.subscribed();
      const same = await plain.page.evaluate((name) => {
        window.pusher.unsubscribe(name);
        window.again = window.pusher.subscribe(name);
        return window.again === window.channel;
      }, channel(room));
      assert.equal(same, false);
      await until("it is subscribed again", () => plain.page.evaluate(() => window.again.subscribed));
      await plain.page.evaluate(() => window.again.bind("new-message", () => (window.reached = true)));
      await world.says("chloe", room, "Hello");
      await until("the new object hears it", () => plain.page.evaluate(() => window.reached));
      assert.deepEqual(await plain.heard("new-message"), [], "the old one does not");
      told({ plain: "a new object; what was bound to the old one is deaf" });

      const ana = await ours(stage, room);
      await ana.openRoom(other);
      await ana.openRoom(room);
      await ana.live();
      await world.says("chloe", room, "Hello again");
      await exact(stage, ana, room);
      told({ ours: "bound anew, heard" });
    });

    pair("T16", "events before the confirmation, and after the channel was left", async (stage, _, told) => {
      const { world } = stage;
      const [room, other] = [world.room("Groceries"), world.room("Chairs")];
      const user = world.user("chloe");
      const event = (text) => {
        const data = { id: "999999", content: text, userId: user.userId, username: user.username, type: "chat" };
        Object.assign(data, { timestamp: new Date().toISOString(), roomId: `help_request_${room.id}` });
        return { event: "new-message", channel: channel(room), data: JSON.stringify(data) };
      };
      const hold = { event: "pusher_internal:subscription_succeeded", channel: channel(room), act: "hold" };
      const plain = await Plain.open(stage, "ben");
      await world.frames.rule(hold);
      await plain.subscribe(room);
      await until("it is asked for", () => subscriptions(plain.wire, room).length === 1);
      await world.frames.inject(event("Too early"));
      await until("it is delivered", async () => (await plain.heard("new-message")).length === 1);
      assert.equal(await plain.page.evaluate(() => window.channel.subscribed), false);
      await plain.page.evaluate((name) => window.pusher.unsubscribe(name), channel(room));
      await world.frames.inject(event("Too late"));
      await until("it is delivered", async () => (await plain.heard("new-message")).length === 2);
      await plain.page.close();
      await world.frames.endRules();
      told({ plain: "delivers both" });

      const ana = await ours(stage, other);
      await world.frames.rule(hold);
      await ana.openRoom(room);
      await until("it is asked for", () => subscriptions(ana.wire, room).length === 1);
      await ana.openRoom(other);
      await world.frames.inject(event("Too late"));
      await world.frames.endRules();
      await world.says("chloe", other, "Heard?");
      await ana.shows("Heard?");
      await ana.openRoom(room);
      await exact(stage, ana, room);
      told({ ours: "nothing of a room that was left is taken in" });
    });
  },
  { page: bothPages },
);
