//! What listeners of the JavaScript API are told: what is there already, each failure, and nothing of another user's. Whoever asks for a
//! snapshot finds the same in it.

import assert from "node:assert/strict";
import { Expected } from "../support/browser.mjs";
import { host, hosts, openSocket, outcome, put, readMark, running } from "../support/embed.mjs";
import { becomes, until } from "../support/until.mjs";

const scenario = hosts();

/** A page with a socket that has joined these rooms, and has heard that each has something unread. */
async function unreadIn(stage, rooms) {
  const { world } = running;
  const page = await host(stage, "ana");
  await openSocket(page, "socket", { token: await world.token("ana") });
  await listen(page, "socket", "told");
  for (const room of rooms) await outcome(page, `socket.joinRoom(${room.id})`);
  await until("it is live", () => page.evaluate(() => socket.getSnapshot().health.connected));
  for (const room of rooms) await world.says("ben", room, "Is anybody there?");
  const all = rooms.map((room) => [room.id, 1]);
  await becomes("that is unread", () => toldOf(page, "told").then((told) => told.sort(([a], [b]) => a - b)), all);
  return page;
}

/** Notes what a socket's listeners are told: how much is unread where, and which errors there are. */
const listen = (page, name, list) =>
  page.evaluate(([name, list]) => {
    globalThis[list] = [];
    const number = (room) => Number(room.replace("help_request_", ""));
    globalThis[name].on("unread", ({ roomId, unread }) => globalThis[list].push([number(roomId), unread]));
    globalThis[name].on("error", ({ code }) => globalThis[list].push(code));
  }, [name, list]);

const toldOf = (page, list) => page.evaluate((list) => globalThis[list], list);

scenario("a room that another socket has already is told to the one that joins it: what is unread, that it is closed, how it stands", async (stage) => {
  const { world } = running;
  const [open, closed] = world.rooms;
  const page = await unreadIn(stage, [open]);
  page.visitor.expect(Expected.refused);
  const body = { success: false, error: { message: "Unauthorized channel access", statusCode: 403 } };
  await world.answer({ path: `/chat/${closed.id}/messages`, status: 403, body });
  assert.equal((await outcome(page, `socket.joinRoom(${closed.id})`)).code, "no-access");
  // How it stands is told at once: whoever listens later has a snapshot.
  await page.evaluate(() => {
    globalThis.stands = [];
    globalThis.second = glx.createSocket();
    second.on("health", ({ status }) => stands.push(status));
  });
  await listen(page, "second", "toldSecond");
  await outcome(page, `second.joinRoom(${open.id})`);
  await becomes("the second hears what is unread", () => toldOf(page, "toldSecond"), [[open.id, 1]]);
  await outcome(page, `second.joinRoom(${closed.id})`);
  await becomes("and that a room is closed", () => toldOf(page, "toldSecond"), [[open.id, 1], "no-access"]);
  await becomes("and how the connection stands", () => page.evaluate(() => stands.at(-1)), "live");
});

scenario("who loads the page signed in is never told that nobody is, nor who comes back with another token what became of the last", async (stage) => {
  const { world } = running;
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused);
  await page.evaluate(() => {
    globalThis.statuses = [];
    globalThis.errors = [];
    globalThis.begin = (token) => {
      globalThis.socket = glx.createSocket({ token });
      socket.on("health", ({ status }) => statuses.push(status));
      socket.on("error", ({ code }) => errors.push(code));
    };
  });
  const begin = (token) => page.evaluate((token) => begin(token), token);
  const short = await world.token("ben", { expiresIn: 8 });
  await begin(short);
  await until("it is live", () => page.evaluate(() => socket.getSnapshot().health.connected));
  assert.ok(!(await page.evaluate(() => statuses)).includes("signed-out"));
  const profile = { headers: { Authorization: `Bearer ${short}` } };
  await until("the token is over", async () => (await fetch(`${world.apiBase}/user/profile`, profile)).status !== 200);
  await page.evaluate((room) => void socket.joinRoom(room).catch(() => {}), world.room("Groceries").id);
  await becomes("the sign-in ends", () => page.evaluate(() => errors), ["signed-out"]);
  // Whoever signs in again takes the same session up.
  await page.evaluate(() => {
    socket.destroy();
    statuses.length = errors.length = 0;
  });
  await begin(await world.token("ben", { expiresIn: 3_600 }));
  await until("it is told to be live", () => page.evaluate(() => statuses.includes("live")));
  assert.deepEqual(await page.evaluate(() => [errors, statuses.filter((status) => /sign/.test(status))]), [[], []]);
});

scenario("a user who is back in a moment is told again what is unread", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await unreadIn(stage, [room]);
  await page.evaluate(() => socket.setToken(null));
  await becomes("nobody has anything unread", () => toldOf(page, "told"), [[room.id, 1], [room.id, 0]]);
  await page.evaluate((token) => socket.setToken(token), await world.token("ana"));
  await becomes("she is told", () => toldOf(page, "told"), [[room.id, 1], [room.id, 0], [room.id, 1]]);
});

scenario("a room that is left with something unread, and joined again when that was read, is told to be read", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await unreadIn(stage, [room]);
  await outcome(page, `socket.leaveRoom(${room.id})`);
  await put(page, `<glx-chat request-id="${room.id}" style="height: 24rem"></glx-chat>`);
  const mark = () => readMark(page, world.user("ana"), room);
  await becomes("it is read in an element", mark, (await world.saved(room)).at(-1).id);
  assert.deepEqual(await toldOf(page, "told"), [[room.id, 1]], "nothing is told of a room that was left");
  await outcome(page, `socket.joinRoom(${room.id})`);
  await becomes("it is told to be read", () => toldOf(page, "told"), [[room.id, 1], [room.id, 0]]);
});

scenario("who has another user come while they are told of something is told nothing more of the former", async (stage) => {
  const { world } = running;
  const rooms = world.rooms.slice(0, 3);
  const page = await unreadIn(stage, rooms);
  await openSocket(page, "second", { token: await world.token("ana") });
  await listen(page, "second", "toldSecond");
  await page.evaluate(([rooms, token]) => {
    const end = second.on("unread", () => {
      end();
      second.setToken(token);
    });
    for (const room of rooms) second.joinRoom(room).catch(() => {});
  }, [rooms.map(({ id }) => id), await world.token("ben")]);
  const isThere = () => page.evaluate(() => Object.values(second.getSnapshot().rooms).filter(({ status }) => status === "live").length === 3);
  await until("the other is in all rooms", isThere);
  assert.equal((await outcome(page, `second.getSnapshot().user.id`)).value, world.user("ben").userId);
  const nothing = rooms.map(({ id }) => [id, 0]);
  assert.deepEqual(await toldOf(page, "toldSecond"), [[rooms[0].id, 1], ...nothing], "one of three was told to ana, and none is ben's");
});

scenario("a send that is tried again and fails again is told again, however soon", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused);
  await openSocket(page, "socket");
  await listen(page, "socket", "told");
  await outcome(page, `socket.joinRoom(${room.id})`);
  await page.evaluate((room) => {
    globalThis.retried = 0;
    socket.on("error", () => {
      const [echo] = socket.getSnapshot().rooms[`help_request_${room}`].echoes;
      if (retried++ < 3) socket.retry(room, echo.clientId).catch(() => {});
    });
  }, room.id);
  await outcome(page, `socket.sendMessage("<script>alert(1)</script>", ${room.id})`);
  await becomes("each failure is told", () => toldOf(page, "told"), Array(4).fill("filtered"));
}, { switches: { contentFilter: "on" } });

scenario("what has not changed is the very same object: the rooms where a notification has come, and all messages where a room has none", async (stage) => {
  const { world } = running;
  const page = await host(stage, "ana");
  await openSocket(page, "socket");
  await until("it is live", () => page.evaluate(() => socket.getSnapshot().health.connected));
  const differs = async () => {
    await page.evaluate(() => (globalThis.before = socket.getSnapshot()));
    const { length } = (await outcome(page, "before.notifications")).value;
    await world.notify("ana", "crisis_alert", "The river is rising");
    await until("it is told", () => page.evaluate((length) => socket.getSnapshot().notifications.length > length, length));
    return page.evaluate(() => ["user", "rooms", "messages"].filter((part) => socket.getSnapshot()[part] !== before[part]));
  };
  assert.deepEqual(await differs(), [], "no room");
  await outcome(page, `socket.joinRoom(${world.room("Groceries").id})`);
  assert.deepEqual(await differs(), [], "one room");
});
