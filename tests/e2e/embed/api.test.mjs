//! The JavaScript API: commands with typed errors, snapshots that stay the same, users and tokens, headers.

import assert from "node:assert/strict";
import { host, hosts, openSocket, outcome, put, running } from "../support/embed.mjs";
import { Expected } from "../support/browser.mjs";
import { until } from "../support/until.mjs";

const scenario = hosts();

/** A page with a socket of its own that has joined a room. */
async function inRoom(stage, name, room) {
  const page = await host(stage, name);
  await openSocket(page, "socket");
  assert.deepEqual(await outcome(page, `socket.joinRoom(${room.id})`), { value: null });
  return page;
}

scenario("commands say what became of them, and why they could not be carried out", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await inRoom(stage, "ana", room);
  page.visitor.expect(Expected.refused, /pusherKey is wrong/);
  const sent = await outcome(page, `socket.sendMessage("On my way", ${room.id})`);
  const [saved] = (await world.saved(room)).filter(({ message }) => message === "On my way");
  assert.equal(sent.value.messageId, String(saved.id));
  assert.equal(new Date(sent.value.timestamp).toISOString(), sent.value.timestamp);
  const refused = async (expression) => {
    const { code, isOurs } = await outcome(page, expression);
    assert.equal(isOurs, true, `${expression} rejects with a GlxError, not ${code}`);
    return code;
  };
  assert.equal(await refused(`socket.joinRoom("../etc")`), "invalid-room");
  assert.equal(await refused(`socket.sendMessage("  ", ${room.id})`), "empty");
  assert.equal(await refused(`socket.sendMessage("x".repeat(11000), ${room.id})`), "too-long");
  assert.equal(await refused(`socket.retry(${room.id}, "c00-1")`), "not-found");
  assert.equal(await refused(`socket.markSeen(${room.id}, "x")`), "not-found");
  // The site's content filter says no; the text stays, and can be dropped.
  assert.equal(await refused(`socket.sendMessage("<script>alert(1)</script>", ${room.id})`), "filtered");
  const { value: echo } = await outcome(page, `socket.getSnapshot().rooms["help_request_${room.id}"].echoes[0]`);
  assert.deepEqual([echo.state, echo.content], ["failed", "<script>alert(1)</script>"]);
  assert.equal(await refused(`socket.retry(${room.id}, "${echo.clientId}")`), "filtered");
  assert.deepEqual(await outcome(page, `socket.discard(${room.id}, "${echo.clientId}")`), { value: null });
  assert.deepEqual(await outcome(page, `socket.diagnose()`), { value: [] });
  await page.evaluate(() => socket.destroy());
  assert.equal(await refused(`socket.sendMessage("late", ${room.id})`), "destroyed");
  await openSocket(page, "wrong", { pusherKey: "no key!" });
  assert.equal(await refused(`wrong.joinRoom(1)`), "not-configured");
  await openSocket(page, "nobody", { token: null });
  assert.equal(await refused(`nobody.joinRoom(${room.id})`), "signed-out");
}, { switches: { contentFilter: "on" } });

scenario("a send whose room is left meanwhile is told all the same, and so is a join", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const other = world.rooms.find(({ id }) => id !== room.id);
  const page = await inRoom(stage, "ana", room);
  page.visitor.expect(Expected.offline, Expected.refused);
  await page.context().setOffline(true);
  await page.evaluate(([room, other]) => {
    globalThis.sent = socket.sendMessage("Said on leaving", room);
    globalThis.joined = socket.joinRoom(other).catch(({ code }) => code);
    socket.leaveRoom(room);
    socket.leaveRoom(other);
  }, [room.id, other.id]);
  assert.equal(await page.evaluate(() => joined), "discarded", "a join that was taken back ends");
  await page.context().setOffline(false);
  const { value } = await outcome(page, "sent");
  const saved = (await world.saved(room)).filter(({ message }) => message === "Said on leaving");
  assert.deepEqual(saved.map(({ id }) => String(id)), [value.messageId]);
});

scenario("a snapshot and its parts stay the same while nothing in them has changed", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const other = world.rooms.find(({ id }) => id !== room.id);
  const page = await inRoom(stage, "ana", room);
  await outcome(page, `socket.joinRoom(${other.id})`);
  // What a listener has seen, because a snapshot may have a change a frame before anybody is told of it.
  await page.evaluate(() => void socket.subscribe(() => (globalThis.told = socket.getSnapshot())));
  await until("everything is at rest", () => page.evaluate(() => (globalThis.before = socket.getSnapshot()).health.connected));
  await world.sends("ben", room, "Something new");
  const names = [`help_request_${room.id}`, `help_request_${other.id}`];
  await until("it is told", () => page.evaluate(() => globalThis.told?.messages.some(({ content }) => content === "Something new")));
  const kept = await page.evaluate(([mine, others]) => {
    const now = socket.getSnapshot();
    return {
      isSame: now === socket.getSnapshot(),
      isNew: now !== before && now.rooms[mine] !== before.rooms[mine],
      sameRoom: now.rooms[others] === before.rooms[others],
      sameMessages: before.rooms[mine].messages.every((message, at) => message === now.rooms[mine].messages[at]),
      one: now.rooms[mine].messages.length - before.rooms[mine].messages.length,
      all: now.messages.length === now.rooms[mine].messages.length + now.rooms[others].messages.length,
      frozen: [now, now.rooms, now.messages, now.messages[0], now.health, now.rooms[mine]].every(Object.isFrozen),
    };
  }, names);
  assert.deepEqual(kept, { isSame: true, isNew: true, sameRoom: true, sameMessages: true, one: 1, all: true, frozen: true });
});

scenario("events are told once, and no more to who has left", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await inRoom(stage, "ana", room);
  await page.evaluate(() => {
    Object.assign(globalThis, { told: [], gone: [] });
    socket.on("message", ({ content }) => told.push(content));
    const forget = socket.on("message", () => gone.push("after off"));
    forget();
    socket.on("message", () => {
      throw new Error("a listener of the page's that throws");
    });
  });
  page.visitor.expect(/a listener of the page's that throws/);
  await until("it is live", () => page.evaluate(() => socket.getSnapshot().health.connected));
  await world.sends("ben", room, "one");
  await world.sends("ben", room, "two");
  await until("both are told", () => page.evaluate(() => told.length === 2));
  assert.deepEqual(await page.evaluate(() => [told, gone]), [["one", "two"], []]);
});

scenario("who watches from a frame that is not on the screen is told of every change all the same", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  // Another site's page within this one that is not on the screen has no frames to paint.
  page.visitor.expect(/foreign host/);
  const elsewhere = new URL(page.url());
  elsewhere.hostname = "localhost";
  await put(page, `<iframe src="${elsewhere}" style="display: none"></iframe>`);
  const frame = await page.frameLocator("iframe").locator("[data-ready]").elementHandle().then((inside) => inside.ownerFrame());
  await openSocket(frame, "socket", { token: await world.token("ana") });
  assert.deepEqual(await outcome(frame, `socket.joinRoom(${room.id})`), { value: null });
  await until("it is live", () => frame.evaluate(() => socket.getSnapshot().health.connected));
  await frame.evaluate(() => {
    globalThis.shown = [];
    globalThis.frames = 0;
    socket.subscribe(() => (shown = socket.getSnapshot().messages.map(({ content }) => content)));
    requestAnimationFrame(() => frames++);
  });
  await world.says("ben", room, "Close together {n}", { count: 20 });
  await until("the last is told", () => frame.evaluate(() => shown.at(-1) === "Close together 20"));
  assert.equal(await frame.evaluate(() => frames), 0, "there are no frames");
});

scenario("two users on one page do not disturb each other, and another token is another user", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await openSocket(page, "first", { token: await world.token("ana") });
  await openSocket(page, "second", { token: await world.token("ben") });
  for (const name of ["first", "second"]) await outcome(page, `${name}.joinRoom(${room.id})`);
  assert.ok((await outcome(page, `first.sendMessage("from ana", ${room.id})`)).value);
  assert.ok((await outcome(page, `second.sendMessage("from ben", ${room.id})`)).value);
  const seen = (name) => page.evaluate((name) => globalThis[name].getSnapshot().messages.slice(-2).map(({ content, mine }) => [content, mine]), name);
  await until("ana sees both", async () => JSON.stringify(await seen("first")) === '[["from ana",true],["from ben",false]]');
  await until("ben sees both", async () => JSON.stringify(await seen("second")) === '[["from ana",false],["from ben",true]]');
  assert.equal(page.sockets.length, 2);
  // Another token on the first: another user's stay, of whom nothing was there before.
  const unread = () => page.evaluate(() => globalThis.unread);
  await page.evaluate(() => {
    globalThis.unread = [];
    first.on("unread", ({ unread }) => globalThis.unread.push(unread));
  });
  assert.ok((await outcome(page, `second.sendMessage("from ben again", ${room.id})`)).value);
  await until("that is unread", async () => (await unread()).at(-1) > 0);
  const cara = world.users.find(({ email }) => !/^(ana|ben)@/.test(email));
  await page.evaluate((token) => first.setToken(token), await world.token(cara.userId));
  assert.equal((await outcome(page, `first.getSnapshot().user.id`)).value, cara.userId);
  assert.equal((await unread()).at(-1), 0, "what ana has not read is not cara's");
  assert.ok((await outcome(page, `first.sendMessage("from another", ${room.id})`)).value);
  await until("ben sees that too", async () => (await seen("second")).at(-1)[0] === "from another");
  assert.equal((await outcome(page, `second.getSnapshot().user.id`)).value, world.user("ben").userId);
  await until("ana's socket is closed", () => page.sockets.filter((socket) => !socket.isClosed()).length === 2);
  // Signed out: nothing is left to see, nor on the device.
  await outcome(page, `first.markSeen(${room.id}, first.getSnapshot().messages.at(-1).id)`);
  const kept = () => page.evaluate((user) => Object.keys(localStorage).filter((key) => key.startsWith(`glx.${user}.`)).length, cara.userId);
  await until("something is kept", async () => (await kept()) > 0);
  await page.evaluate(() => first.setToken(null));
  await until("it is forgotten", async () => (await kept()) === 0);
  const { value } = await outcome(page, `[first.getSnapshot().user, first.getSnapshot().messages.length, first.getSnapshot().health.status]`);
  assert.deepEqual(value, [null, 0, "signed-out"]);
  assert.ok((await outcome(page, `second.sendMessage("still here", ${room.id})`)).value);
});

scenario("headers are asked for before the first call, and once more when the site refuses them", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused);
  let asked = 0;
  await page.exposeFunction("securityToken", async () => {
    asked++;
    return (await world.steer("GET", "/csrf")).token;
  });
  await page.evaluate(() => {
    globalThis.socket = glx.createSocket({ getHeaders: async () => ({ "X-CSRF-Token": await securityToken() }) });
  });
  assert.deepEqual(await outcome(page, `socket.joinRoom(${room.id})`), { value: null });
  assert.ok((await outcome(page, `socket.sendMessage("with a token", ${room.id})`)).value);
  assert.equal(asked, 1, "one answer serves all calls");
  // All tokens so far are over: one refusal, one question, one repetition.
  await world.steer("DELETE", "/csrf");
  await world.forgetCalls();
  assert.ok((await outcome(page, `socket.sendMessage("with a fresh one", ${room.id})`)).value);
  assert.equal(asked, 2);
  assert.equal((await world.calls("/chat/send")).length, 2);
}, { switches: { csrf: "on" } });

scenario("headers are asked for anew for another user", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  const told = [];
  page.on("request", (request) => {
    const { authorization, "x-whose": whose } = request.headers();
    if (authorization) told.push(`${JSON.parse(atob(authorization.split(".")[1])).userId} ${whose}`);
  });
  await page.evaluate(() => {
    globalThis.whose = "Ana's";
    globalThis.socket = glx.createSocket({ getHeaders: () => ({ "X-Whose": globalThis.whose }) });
  });
  assert.deepEqual(await outcome(page, `socket.joinRoom(${room.id})`), { value: null });
  await page.evaluate((token) => {
    globalThis.whose = "Ben's";
    socket.setToken(token);
  }, await world.token("ben"));
  assert.ok((await outcome(page, `socket.sendMessage("I am Ben", ${room.id})`)).value);
  assert.deepEqual([...new Set(told)], [`${world.user("ana").userId} Ana's`, `${world.user("ben").userId} Ben's`]);
});

scenario("what a listener of preload throws is the page's business, and ends nothing", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(/the page's own/);
  const told = await page.evaluate(async () => {
    const { preload } = await import("/embed/glx-realtime.js");
    let told = 0;
    await preload(() => {
      told++;
      throw new Error("the page's own");
    });
    return told;
  });
  assert.ok(told > 0, "it was told how far it is");
  await put(page, `<glx-chat request-id="${room.id}" style="height: 24rem"></glx-chat>`);
  await page.locator("glx-chat li.row").first().waitFor();
});
