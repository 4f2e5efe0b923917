//! Sockets that end early, or fail to begin, and elements that wait for them: each is told once, and nothing of it goes on unseen.

import assert from "node:assert/strict";
import { Expected } from "../support/browser.mjs";
import { host, hosts, openSocket, outcome, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes, until } from "../support/until.mjs";

const scenario = hosts();

const ELEMENT = (room) => `<glx-chat request-id="${room.id}"></glx-chat>`;

scenario("a page that cannot give another token for a while is asked until it can, and what was written goes out", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused, /no network for that/);
  const short = await world.token("ana", { expiresIn: 4 });
  await page.evaluate((short) => {
    globalThis.answer = () => short;
    globalThis.errors = [];
    glx.configure({ ...json, getToken: () => answer() });
    globalThis.socket = glx.createSocket();
    socket.on("error", ({ code }) => errors.push(code));
  }, short);
  assert.deepEqual(await outcome(page, `socket.joinRoom(${room.id})`), { value: null });
  await page.evaluate(() => {
    globalThis.answer = () => {
      throw new Error("no network for that");
    };
  });
  const profile = { headers: { Authorization: `Bearer ${short}` } };
  await until("her token is over", async () => (await fetch(`${world.apiBase}/user/profile`, profile)).status !== 200);
  await page.evaluate((room) => void socket.sendMessage("Still mine", room), room.id);
  await becomes("it is told", () => page.evaluate(() => errors), ["no-token"]);
  await page.evaluate((token) => {
    globalThis.answer = () => token;
    dispatchEvent(new Event("online"));
  }, await world.token("ana", { expiresIn: 3_600 }));
  await becomes("it is saved", async () => (await world.saved(room)).at(-1).message, "Still mine");
  assert.deepEqual(await page.evaluate(() => errors), ["no-token"]);
});

scenario("what is said while a page cannot tell at all whose it is, is refused for that reason", async (stage) => {
  const page = await host(stage, "ana");
  page.visitor.expect(/no network for that/);
  await page.evaluate(() => glx.configure({ ...json, getToken: () => Promise.reject(new Error("no network for that")) }));
  const { code } = await outcome(page, `glx.createSocket().sendMessage("Whose is this?", ${running.world.room("Groceries").id})`);
  assert.equal(code, "no-token");
});

scenario("what is sent early is sent for the same user with another token, and for nobody else", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, null, { path: "/?unconfigured" });
  const [first, second, ben] = [await world.token("ana"), await world.token("ana", { expiresIn: 3_600 }), await world.token("ben")];
  // The page is configured late, and anew.
  await page.evaluate(([first, second, ben, room]) => {
    const settings = { ...json, getToken: () => null };
    glx.configure(settings);
    const early = (text, next) => {
      const socket = glx.createSocket({ token: first });
      const sent = socket.sendMessage(text, room).then(() => "sent", ({ code }) => code);
      socket.setToken(next);
      return sent;
    };
    globalThis.fates = Promise.all([early("Ana, and Ana again", second), early("Ana, and then Ben", ben), early("Ana, and then nobody", null)]);
    glx.configure({ ...settings });
  }, [first, second, ben, room.id]);
  assert.deepEqual(await page.evaluate(() => fates), ["sent", "signed-out", "signed-out"]);
  const saved = (await world.saved(room)).filter(({ message }) => message.startsWith("Ana, and"));
  assert.deepEqual(saved.map(({ message, sender_id }) => [message, sender_id]), [["Ana, and Ana again", world.user("ana").userId]]);
});

scenario("a socket that has ended holds nothing that it has shown", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await openSocket(page, "socket");
  await outcome(page, `socket.joinRoom(${room.id})`);
  await page.evaluate(() => {
    const shown = socket.getSnapshot();
    globalThis.last = [shown, shown.rooms, shown.messages].map((part) => new WeakRef(part));
    socket.destroy();
    globalThis.socket = undefined;
  });
  const devtools = await page.context().newCDPSession(page);
  await until("nobody has its snapshot", async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    return page.evaluate(() => last.every((part) => part.deref() === undefined));
  });
});

scenario("a socket that is destroyed by who is told of its first error stays so when the configuration is put right", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana", { path: "/?unconfigured" });
  page.visitor.expect(/pusherKey/);
  await page.evaluate(([ben]) => {
    glx.configure({ ...json, pusherKey: "no key!", getToken });
    globalThis.errors = [];
    globalThis.ended = glx.createSocket({ token: ben });
    ended.on("error", ({ code }) => {
      errors.push(code);
      ended.destroy();
    });
  }, [await world.token("ben")]);
  await becomes("it is told", () => page.evaluate(() => errors), ["not-configured"]);
  await page.evaluate(() => glx.configure({ ...json, getToken }));
  await openSocket(page, "socket");
  assert.deepEqual(await outcome(page, `socket.joinRoom(${room.id})`), { value: null });
  await until("it is live", () => page.evaluate(() => socket.getSnapshot().health.connected));
  assert.equal(page.sockets.length, 1, "nobody connects for Ben");
});

scenario("an element whose socket is destroyed before it is loaded says so once, and takes another", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(/could not be (had|loaded)|Failed to fetch|ERR_/);
  const core = "**/core.wasm";
  await page.route(core, (route) => route.abort());
  await openSocket(page, "socket");
  await put(page, ELEMENT(room));
  await page.evaluate(() => (document.querySelector("glx-chat").socket = socket));
  const sentences = () => page.locator("glx-chat .glx-sentence").allInnerTexts();
  await until("why it is not there is said", async () => /could not be loaded/.test(await sentences()));
  await page.evaluate(() => socket.destroy());
  await becomes("that it was closed is said instead", sentences, ["This chat was closed by the page."]);
  await page.unroute(core);
  await page.evaluate(() => (document.querySelector("glx-chat").socket = null));
  const chat = new Embedded(page);
  await chat.shows("I could go tomorrow after work, around six?", { within: 30_000 });
  assert.deepEqual(await sentences(), []);
});

scenario("a package that cannot be had is told once by an element, however often it is tried", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana", { path: "/?unconfigured" });
  page.visitor.expect(/could not be (had|loaded)|ERR_/);
  await page.context().setOffline(true);
  let asked = 0;
  page.on("requestfailed", (request) => /core\.js/.test(request.url()) && asked++);
  await page.evaluate((id) => {
    globalThis.told = [];
    addEventListener("glx-error", ({ detail }) => told.push(detail.code));
    const chat = document.createElement("glx-chat");
    Object.assign(chat, { requestId: id, socket: glx.createSocket() });
    document.querySelector("#place").append(chat);
    glx.configure({ ...json, getToken });
    globalThis.line = () => chat.shadowRoot.querySelector("[role=alert]");
  }, room.id);
  await until("it is said", () => page.evaluate(() => (globalThis.first = line()) !== null));
  await until("it was tried twice more", () => asked >= 3);
  assert.deepEqual(await page.evaluate(() => [told, line() === first]), [["not-loaded"], true]);
  await page.context().setOffline(false);
  await new Embedded(page).shows("I could go tomorrow after work, around six?", { within: 30_000 });
});

scenario("a chat that was there before the page's configuration stays when the page is reminded of it", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana", { path: "/?unconfigured" });
  await put(page, ELEMENT(room));
  const reminded = page.waitForEvent("console", { predicate: (message) => /waits for configure/.test(message.text()) });
  await page.evaluate(() => (document.querySelector("glx-chat").socket = glx.createSocket({ ...json, getToken })));
  const chat = new Embedded(page);
  await chat.composer.waitFor();
  await page.evaluate(() => (document.querySelector("glx-chat").socket = null));
  await reminded;
  await page.evaluate(() => glx.configure({ ...json, getToken }));
  await chat.send("Still here");
  await chat.shows("Still here");
});
