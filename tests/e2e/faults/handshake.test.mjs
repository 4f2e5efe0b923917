//! Connections that never come to be, and those that the server closes with a code.

import assert from "node:assert/strict";
import { atMost, faults, lasting, unbounded, within } from "../support/faults.mjs";
import { until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

const ESTABLISHED = "pusher:connection_established";
/** What Chromium notes of a frame that pusher-js sends while the server's close is on its way to it. */
const CLOSING = /WebSocket is already in CLOSING or CLOSED state/;

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

/** Everything is there, and what comes next arrives live. */
async function exact(stage, chat, room, options) {
  await chat.live(options);
  await chat.showsAll(await texts(stage.world, room), options);
  await stage.world.says("chloe", room, "And live again");
  await chat.showsAll(await texts(stage.world, room));
}

/** Somebody whose page stands, connected or not. */
async function comes(stage, name, room, options = {}) {
  const visitor = await stage.visitor(name, { token: await stage.world.token(name), ...options });
  const chat = await stage.page(visitor);
  await chat.visit(room);
  await chat.signedIn();
  return chat;
}

faults("handshake", (fault) => {
  // The longest first: the others run beside them.
  for (const [what, rule] of [
    ["instead of the handshake", { event: ESTABLISHED, act: "close", code: 4200, reason: "Please reconnect" }],
    ["right after the handshake", { direction: "up", event: "pusher:subscribe", act: "close", code: 4200, reason: "Please reconnect" }],
  ]) {
    fault("4200 after each handshake (T18)", `4200 ${what}: few attempts`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room);
      ana.visitor.expect(CLOSING);
      await world.frames.rule(rule);
      const before = await stage.connections();
      await world.forgetCalls();
      await world.frames.close(4200, "Please reconnect");
      await lasting(30_000);
      const attempts = (await stage.connections()) - before;
      measured(attempts, atMost(10, "attempts"));
      assert.ok(attempts >= 2, "it goes on trying");
      assert.ok(attempts <= 10, `${attempts} attempts in 30 s`);
      assert.ok((await world.calls()).length <= 30, `${(await world.calls()).length} calls in 30 s`);
      await world.frames.endRules();
      await exact(stage, ana, room, { within: 60_000 });
    });
  }

  const ROW = "TCP accepted, no upgrade; upgrade, no `connection_established`; rubbish first frame (T4)";
  for (const [what, begin, end] of [
    ["TCP accepted, no upgrade", (world) => world.link("pusher", { accept: "hold" }), (world) => world.link("pusher", { accept: "pass" })],
    ["upgrade, no connection_established", (world) => world.frames.rule({ event: ESTABLISHED, act: "drop" }), (world) => world.frames.endRules()],
    [
      "rubbish as the first frame",
      (world) => world.frames.rule({ event: ESTABLISHED, act: "replace", with: "<rubbish\u0000>" }),
      (world) => world.frames.endRules(),
    ],
    [
      "JSON that is none of Pusher's as the first frame",
      (world) => world.frames.rule({ event: ESTABLISHED, act: "replace", with: "[]" }),
      (world) => world.frames.endRules(),
    ],
  ]) {
    fault(ROW, `${what}: another attempt, and live once it can be`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room);
      await begin(world);
      const since = await ana.watch.now();
      await world.cut("pusher");
      await world.says("ben", room, "Said meanwhile", { broadcast: false });
      const first = await ana.watch.attempts(1, since);
      const second = await ana.watch.attempts(2, since, { within: 60_000 });
      measured(second - first, within(10_000));
      await end(world);
      await exact(stage, ana, room, { within: 60_000 });
    });
  }

  for (const [code, message, sentence] of [
    [4001, "App key not in this cluster", /does not know this page's key \(4001\).*correct the key or the cluster/],
    [4003, "App is disabled", /switched off \(4003\).*switch it on/],
    [4004, "App is over quota", /no connections left \(4004\).*larger plan/],
    [4009, "Connection is unauthorized", /did not take this page's permission to connect \(4009\)/],
  ]) {
    for (const shape of ["as an error and a close", "as a close alone"]) {
      fault("4001, 4003, 4004, 4009", `${code} ${shape}: cause and cure are told, and nothing is repeated`, async (stage) => {
        const { world } = stage;
        if (shape === "as a close alone") await world.frames.rule({ event: ESTABLISHED, act: "close", code, reason: message });
        else {
          const error = JSON.stringify({ event: "pusher:error", data: { code, message } });
          await world.frames.rule({ event: ESTABLISHED, act: "replace", with: error });
        }
        const ana = await comes(stage, "ana", world.room("Groceries"), { clock: true });
        if (shape !== "as a close alone") {
          await until("it has connected", async () => (await ana.watch.all("sockets")).length > 0);
          await world.frames.close(code, message);
        }
        await ana.healthButton.click();
        await ana.healthPanel.getByText(sentence).first().waitFor();
        await ana.watch.pass(600_000);
        await ana.healthPanel.getByText(sentence).first().waitFor();
        assert.equal((await ana.watch.all("sockets")).length, 1, "one attempt in ten minutes");
      });
    }
  }

  fault("4100, then sign-out during its back-off (T8)", "no connection any more", async (stage) => {
    const { world } = stage;
    const ana = await stage.signedIn("ana", world.room("Groceries"), { clock: true });
    await ana.accountButton.click();
    ana.visitor.expect(CLOSING);
    const signOut = ana.page.getByRole("button", { name: "Sign out" });
    await signOut.waitFor();
    await world.frames.close(4100, "Over capacity");
    await signOut.click();
    await ana.signedOut();
    const before = (await ana.watch.all("sockets")).length;
    await ana.watch.pass(120_000);
    await until("every connection is closed", async () => (await world.link("pusher")).open === 0);
    assert.equal((await ana.watch.all("sockets")).length, before);
    assert.ok(before <= 2, `${before} sockets`);
  });

  const CODES = "4201, 4301, 4999, 1001, 1006, 1009, 1011";
  for (const code of [4201, 4999, 1001, 1009, 1011, 1006]) {
    fault(CODES, `${code}: connected again, and exact`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room);
      const since = await ana.watch.now();
      // 1006 is what a browser says of a connection that ended without a word.
      if (code === 1006) await world.cut("pusher", "close");
      else await world.frames.close(code, "as the test wants");
      await world.says("ben", room, "Said meanwhile", { broadcast: false });
      measured((await ana.watch.liveAgain(since, { within: 60_000 })) - since, unbounded("ms"));
      await exact(stage, ana, room);
    });
  }

  fault(CODES, "4301: an error, not a close: the connection stays", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    const since = await ana.watch.now();
    await world.frames.inject({ event: "pusher:error", data: { code: 4301, message: "Client event rate limit exceeded" } });
    await exact(stage, ana, room);
    assert.deepEqual(await ana.watch.all("sockets", since), []);
    assert.deepEqual((await ana.watch.all("words", since)).filter(({ word }) => !/^Live/.test(word)), []);
  });
});
