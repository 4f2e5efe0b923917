//! Living with what else is on the page: its own pusher-js, and another version of ours.

import assert from "node:assert/strict";
import { host, hosts, openSocket, outcome, ownPusher, put, running, secondVersion } from "../support/embed.mjs";
import { Expected } from "../support/browser.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes, until } from "../support/until.mjs";

const scenario = hosts(async (folder) => {
  await secondVersion(folder);
  await ownPusher(folder);
});

/** The page's own client, as the site makes it, with a channel of its own. */
const makeClient = (page, room) =>
  page.evaluate(async (room) => {
    await new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), { src: "/pusher.min.js", onload, onerror })));
    globalThis.own = new Pusher(json.pusherKey, {
      cluster: json.cluster,
      wsHost: json.pusherHost,
      wsPort: json.pusherPort,
      forceTLS: json.pusherTls,
      enabledTransports: ["ws"],
      channelAuthorization: {
        endpoint: "/api/pusher/auth",
        transport: "ajax",
        headersProvider: () => ({ Authorization: `Bearer ${getToken()}` }),
      },
    });
    globalThis.heard = [];
    own.subscribe(`private-help-request-${room}`).bind("new-message", ({ content }) => heard.push(content));
    await new Promise((resolve) => own.connection.bind("connected", resolve));
  }, room);

scenario("the page's own client is joined in, and is as it was when we have gone", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const other = world.rooms.find(({ id }) => id !== room.id);
  const page = await host(stage, "ana");
  await makeClient(page, room.id);
  const theirs = await page.evaluate(() => Pusher);
  await page.evaluate(() => (globalThis.socket = glx.createSocket({ pusher: own })));
  for (const { id } of [room, other]) assert.deepEqual(await outcome(page, `socket.joinRoom(${id})`), { value: null });
  await until("it is live", () => page.evaluate(() => socket.getSnapshot().health.connected));
  await world.sends("ben", room, "to both");
  await world.sends("ben", other, "to us alone");
  await until("we hear", () => page.evaluate(() => ["to both", "to us alone"].every((text) => socket.getSnapshot().messages.some(({ content }) => content === text))));
  await until("and so do they", () => page.evaluate(() => heard.length === 1));
  assert.equal(page.sockets.length, 1, "one WebSocket for both");
  await page.evaluate(() => socket.destroy());
  const mine = `private-help-request-${other.id}`;
  await until("our channel is left", () => page.evaluate((name) => !own.channel(name), mine), { within: 20_000 });
  await world.sends("ben", room, "after us");
  await until("theirs works on", () => page.evaluate(() => heard.at(-1) === "after us"));
  await becomes(
    "nothing of ours is on it",
    () => page.evaluate(() => [own.connection.state, own.connection.global_callbacks.length, own.allChannels().map(({ name }) => name)]),
    ["connected", 0, [`private-help-request-${room.id}`]],
  );
  assert.equal(theirs, await page.evaluate(() => Pusher));
});

scenario("with a pusher-js of our own the page's is untouched", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await makeClient(page, room.id);
  await page.evaluate(() => (globalThis.instances = Pusher.instances.length));
  await put(page, `<glx-chat request-id="${room.id}"></glx-chat>`);
  const chat = new Embedded(page);
  await chat.send("Beside each other");
  await chat.shows("Beside each other");
  await until("theirs hears it", () => page.evaluate(() => heard.includes("Beside each other")));
  await put(page, "");
  await until("ours is closed", () => page.sockets.filter((socket) => !socket.isClosed()).length === 1, { within: 20_000 });
  assert.deepEqual(await page.evaluate(() => [own.connection.state, Pusher.instances.length - instances]), ["connected", 0]);
});

scenario("a refused authorization of the page's own client is told", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused);
  await makeClient(page, room.id);
  await running.world.answer({ path: "/pusher/auth", status: 403, body: { error: { message: "Unauthorized channel access" } } });
  await page.evaluate(() => {
    globalThis.errors = [];
    globalThis.socket = glx.createSocket({ pusher: own });
    socket.on("error", ({ code }) => errors.push(code));
  });
  const other = running.world.rooms.find(({ id }) => id !== room.id);
  await page.evaluate((id) => void socket.joinRoom(id).catch(() => {}), other.id);
  await until("it is told", () => page.evaluate(() => errors.includes("no-access")));
});

scenario("two versions on one page: the first defines the elements, both work, and nothing is sent twice", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused, Expected.cut);
  const load = async () => {
    await page.evaluate(async () => {
      globalThis.glx2 = await import("/embed2/glx-realtime.js");
      glx2.configure({ ...json, getToken });
      globalThis.second = glx2.createSocket();
    });
    await openSocket(page, "first");
    for (const name of ["first", "second"]) await outcome(page, `${name}.joinRoom(${room.id})`);
  };
  await load();
  assert.equal(await page.evaluate(() => customElements.get("glx-chat") === glx.GlxChatElement), true);
  assert.ok((await outcome(page, `first.sendMessage("by the first", ${room.id})`)).value);
  assert.ok((await outcome(page, `second.sendMessage("by the second", ${room.id})`)).value);
  // Neither gets anything out; then the page is loaded anew, and each takes up what is its own or nobody's.
  await world.switches({ fail: ["/chat/send:503:json"] });
  await page.evaluate((id) => {
    first.sendMessage("kept by the first", id).catch(() => {});
    second.sendMessage("kept by the second", id).catch(() => {});
  }, room.id);
  const kept = () => page.evaluate(() => Object.keys(sessionStorage).filter((key) => /outbox/.test(key)).length);
  await until("each has an outbox of its own", async () => (await kept()) === 2);
  await page.reload();
  await page.locator("[data-ready]").waitFor({ state: "attached" });
  await world.switches({ fail: null });
  await load();
  const saved = async () => (await world.saved(room)).map(({ message }) => message).filter((text) => text.startsWith("kept"));
  await until("both have arrived", async () => (await saved()).length >= 2, { within: 40_000 });
  await until("nothing is left to send", async () => (await kept()) === 0, { within: 20_000 });
  assert.deepEqual((await saved()).sort(), ["kept by the first", "kept by the second"]);
});
