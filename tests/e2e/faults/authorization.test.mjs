//! The site and who may listen: trouble, silence, answers that come too late, rooms left and users changed meanwhile.
//! `refusals.test.mjs` has the refusals.

import assert from "node:assert/strict";
import { atMost, faults, unbounded, within } from "../support/faults.mjs";
import { becomes, until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

const AUTH = "/pusher/auth";

/** The calls of one path with the milliseconds at which they came. */
async function calls(world, path) {
  return (await world.calls(path)).map((call) => ({ ...call, at: Date.parse(call.at) }));
}

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

/** Somebody on the way into a room that may be closed to them: the page stands, and that is all. */
async function comes(stage, name, room, options = {}) {
  const visitor = await stage.visitor(name, { token: await stage.world.token(name), ...options });
  const chat = await stage.page(visitor);
  await chat.visit(room);
  await chat.signedIn();
  return chat;
}

faults("authorization", (fault) => {
  fault("auth 401", "one fresh token, one more try for each channel, then the sign-in form", async (stage, measured) => {
    const { world } = stage;
    const ana = await stage.signedIn("ana", world.room("Groceries"));
    await world.switches({ fail: `${AUTH}:401:json` });
    await world.forgetCalls();
    await ana.page.evaluate((token) => localStorage.setItem("token", token), await world.token("ana", { expiresIn: 3_600 }));
    // The room's heading may be gone again before anybody has looked.
    await ana.rooms.getByRole("link", { name: world.room("Chairs").title }).click();
    await ana.page.getByText(/sign-in has ended/).waitFor();
    const asked = await calls(world, AUTH);
    measured(asked.length, atMost(2, "tries for the channel"));
    assert.equal(asked.length, 2, "once with the old token, once with the fresh one");
    await world.switches({ fail: "none" });
    await ana.signIn(world.user("ana"));
    await ana.live();
  });

  for (const [status, retryAfterSeconds] of [[500, 0], [429, 3]]) {
    fault("auth 500, 429", `an auth of ${status} is asked for again, not before it may be`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Groceries");
      await world.switches({ fail: `${AUTH}:${status}:json:2`, retryAfterSeconds });
      const ana = await comes(stage, "ana", room);
      await ana.live({ within: 30_000 });
      await ana.showsAll(await texts(world, room));
      const asked = await calls(world, AUTH);
      const refused = asked.filter((call) => call.status === status).at(-1);
      const next = asked.find((call) => call.status === 200 && call.at >= refused.at);
      measured(next.at - refused.at, unbounded("ms"));
      assert.ok(next.at - refused.at >= retryAfterSeconds * 1_000 - 50, "Retry-After is kept");
      assert.ok(asked.length <= 4, `${asked.length} calls for two channels, two of them refused`);
    });
  }

  fault("auth hangs (T11)", "an auth without an answer is given up and asked for again", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await world.forgetCalls();
    await world.switches({ delay: `${AUTH}:120000:1` });
    await ana.openRoom(room);
    await until("it is asked for again", async () => (await calls(world, AUTH)).length > 1, { within: 40_000 });
    const [first, second] = await calls(world, AUTH);
    measured(second.at - first.at, unbounded("ms"));
    await ana.live({ within: 20_000 });
    await ana.showsAll(await texts(world, room));
  });

  fault("auth 200 with an HTML page", "the page is not shown, the answer is told to be wrong, and it is tried again", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    const body = "<!doctype html><title>Oops</title><h1>Hosting platform</h1>";
    await world.answer({ path: AUTH, status: 200, body, contentType: "text/html", count: 1 });
    await ana.openRoom(room);
    await until("it is asked for again", async () => (await calls(world, AUTH)).length >= 3, { within: 20_000 });
    assert.ok(!(await ana.page.content()).includes("Hosting platform"));
    await ana.live({ within: 20_000 });
    await ana.showsAll(await texts(world, room));
  });

  fault("auth 200 with an HTML page", "while it lasts the panel says so", async (stage) => {
    const { world } = stage;
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await world.answer({ path: AUTH, status: 200, body: "<!doctype html><h1>Hosting platform</h1>", contentType: "text/html" });
    await ana.openRoom(world.room("Groceries"));
    await ana.healthButton.click();
    await ana.healthPanel.getByText("The site has nothing at the place where this page asks to be let into conversations.").waitFor();
    assert.ok(!(await ana.page.content()).includes("Hosting platform"));
  });

  fault("slow auth, the socket drops meanwhile (T2)", "the answer for the old socket is never sent on the new one", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await world.forgetCalls();
    await world.switches({ delay: `${AUTH}:2500:1` });
    await ana.openRoom(room);
    await until("it is asked for", async () => (await calls(world, AUTH)).length === 1);
    await world.cut("pusher");
    await ana.live({ within: 30_000 });
    await until("the slow answer has come", async () => (await calls(world, AUTH))[0].status === 200);
    await ana.showsAll(await texts(world, room));
    const complaints = await world.frames.log({ direction: "down", event: "pusher:error" });
    assert.deepEqual(complaints, [], "the server has nothing to complain of");
  });

  const channel = (room) => `private-help-request-${room.id}`;
  /** How often a channel was asked for on the sockets so far. */
  const subscribed = async (world, room) => {
    const frames = await world.frames.log({ direction: "up", event: "pusher:subscribe" });
    return frames.filter(({ data }) => data.includes(`"${channel(room)}"`));
  };

  fault("pusher:error without channel, or subscription_error (T3)", "a bad signature: subscribed again", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    const bad = { event: "pusher:subscribe", data: { channel: channel(room), auth: `${world.pusher.key}:${"0".repeat(64)}` } };
    await world.frames.rule({ direction: "up", event: "pusher:subscribe", contains: channel(room), act: "replace", with: JSON.stringify(bad), times: 1 });
    await ana.openRoom(room);
    await until("it is subscribed again", async () => (await subscribed(world, room)).length > 1, { within: 40_000 });
    const [first, second] = await subscribed(world, room);
    measured(second.at - first.at, within(10_000));
    await ana.live({ within: 20_000 });
    await ana.showsAll(await texts(world, room));
  });

  fault("pusher:error without channel, or subscription_error (T3)", "a subscription_error: subscribed again", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    const data = { type: "AuthError", error: "no", status: 500 };
    const error = JSON.stringify({ event: "pusher:subscription_error", channel: channel(room), data });
    await world.frames.rule({ event: "pusher_internal:subscription_succeeded", channel: channel(room), act: "replace", with: error, times: 1 });
    await ana.openRoom(room);
    await until("it is subscribed again", async () => (await subscribed(world, room)).length > 1, { within: 40_000 });
    const [first, second] = await subscribed(world, room);
    measured(second.at - first.at, within(10_000));
    await ana.live({ within: 20_000 });
    await ana.showsAll(await texts(world, room));
  });

  fault("subscription never answered", "it is asked for again", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await world.frames.rule({ event: "pusher_internal:subscription_succeeded", channel: channel(room), act: "drop", times: 1 });
    await ana.openRoom(room);
    await until("it is subscribed again", async () => (await subscribed(world, room)).length > 1, { within: 40_000 });
    const [first, second] = await subscribed(world, room);
    measured(second.at - first.at, within(10_000));
    await ana.live({ within: 20_000 });
    await ana.showsAll(await texts(world, room));
  });

  fault("leave while subscribing, then drop (T1)", "not one frame for the room that was left", async (stage) => {
    const { world } = stage;
    const [left, room] = [world.room("Groceries"), world.room("Chairs")];
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await world.forgetCalls();
    await world.switches({ delay: `${AUTH}:1500:1` });
    await ana.openRoom(left);
    await until("it is asked for", async () => (await calls(world, AUTH)).length === 1);
    await ana.openRoom(room);
    await world.cut("pusher");
    await ana.live({ within: 30_000 });
    await until("the slow answer has come", async () => (await calls(world, AUTH))[0].status === 200);
    await world.says("ben", room, "Heard?");
    await ana.shows("Heard?");
    const frames = (await world.frames.log({})).filter(({ data }) => data.includes(`"${channel(left)}"`));
    assert.deepEqual(frames, []);
  });

  fault("A → B → A within 50 ms", "only A is held", async (stage) => {
    const { world } = stage;
    const [a, b] = [world.room("Groceries"), world.room("Chairs")];
    const ana = await stage.signedIn("ana", world.room("Lift"));
    await ana.page.evaluate(
      async ([a, b]) => {
        for (const id of [a, b, a]) {
          location.hash = `#/requests/${id}`;
          await new Promise((resolve) => setTimeout(resolve, 15));
        }
      },
      [a.id, b.id],
    );
    await ana.page.getByRole("heading", { name: a.title, level: 2 }).waitFor();
    await ana.live();
    await ana.showsAll(await texts(world, a));
    await world.says("ben", b, "Nobody of you hears this");
    await world.says("ben", a, "Heard?");
    await ana.shows("Heard?");
    const heard = (await world.frames.log({ direction: "down", event: "new-message" })).map((frame) => frame.channel);
    assert.deepEqual(heard, [channel(a)]);
  });

  fault("token swapped in mid-session", "the old user's channels are gone, and nothing of theirs is left", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const one = await stage.signedIn("ana", room);
    // Another tab of the same site, which is no chat.
    const two = await one.visitor.context.newPage();
    await two.goto("/glx-config.json");
    await one.composer.fill("Ana's half a thought");
    await world.notify("ana", "system", "For Ana alone");
    await becomes("Ana has one more notification", async () => (await one.badge()) > 0, true);
    await two.evaluate((token) => localStorage.setItem("token", token), await world.token("ben"));
    await until("Ben's channel is subscribed", async () => {
      const frames = await world.frames.log({ direction: "up", event: "pusher:subscribe" });
      return frames.some(({ data }) => data.includes(`private-user-notifications-${world.user("ben").userId}`));
    });
    await one.live();
    const since = (await world.frames.log({})).length;
    await world.notify("ana", "system", "Still for Ana alone");
    await world.notify("ben", "system", "For Ben");
    await until("Ben's comes", async () => (await world.frames.log({ event: "new-notification" })).some(({ data }) => data.includes("For Ben")));
    const heard = (await world.frames.log({})).slice(since).filter(({ data }) => data.includes("Still for Ana alone"));
    assert.deepEqual(heard, []);
    assert.ok(!(await one.page.content()).includes("For Ana alone"));
    assert.equal(await one.composer.inputValue(), "", "what Ana had begun to write");
  });
});
