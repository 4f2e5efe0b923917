//! Who is signed in on a page, as the page says: late, wrongly, differently from before, or not at all. Nothing of anybody's is lost by it, and
//! whoever asked for something is answered.

import assert from "node:assert/strict";
import { Expected } from "../support/browser.mjs";
import { host, hosts, openSocket, outcome, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes, until } from "../support/until.mjs";

const scenario = hosts();

const ELEMENT = (room) => `<glx-chat request-id="${room.id}"></glx-chat>`;

const userOf = (page, name) => outcome(page, `${name}.getSnapshot().user?.id ?? null`).then(({ value }) => value);

/** A socket that has a message which the site refused: it stays until somebody decides. */
async function withRefused(page, name, room) {
  page.visitor.expect(Expected.refused);
  await openSocket(page, name);
  const { code } = await outcome(page, `${name}.sendMessage("wait -- what?", ${room.id})`);
  assert.equal(code, "filtered");
}

const echoes = (page, name, room) =>
  outcome(page, `${name}.getSnapshot().rooms["help_request_${room.id}"]?.echoes.map(({ content }) => content) ?? null`).then(({ value }) => value);

scenario("a page that cannot tell who is signed in signs nobody out", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await withRefused(page, "socket", room);
  page.visitor.expect(/no network for that/);
  await page.evaluate(() => {
    globalThis.errors = [];
    socket.on("error", ({ code }) => errors.push(code));
    glx.configure({ ...json, getToken: () => Promise.reject(new Error("no network for that")) });
  });
  await becomes("it is told", () => page.evaluate(() => errors), ["no-token"], { within: 20_000 });
  assert.equal(await userOf(page, "socket"), running.world.user("ana").userId);
  assert.deepEqual(await echoes(page, "socket", room), ["wait -- what?"]);
}, { switches: { contentFilter: "on" } });

scenario("one that can tell at the second try has only been slow", async (stage) => {
  const page = await host(stage, "ana");
  page.visitor.expect(/not yet/);
  await page.evaluate(() => {
    let tries = 0;
    glx.configure({ ...json, getToken: async () => (tries++ ? getToken() : Promise.reject(new Error("not yet"))) });
  });
  await openSocket(page, "socket");
  assert.deepEqual(await outcome(page, `socket.joinRoom(${running.world.room("Groceries").id})`), { value: null });
});

scenario("another configuration's getToken is asked by everything that takes its user from the page", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await openSocket(page, "socket");
  await openSocket(page, "own", { token: await world.token("chloe") });
  await put(page, ELEMENT(room));
  const chat = new Embedded(page);
  await chat.send("I am Ana");
  await chat.shows("I am Ana");
  await outcome(page, `socket.joinRoom(${room.id})`);
  await outcome(page, `own.joinRoom(${room.id})`);
  await page.evaluate((token) => glx.configure({ ...json, getToken: () => token }), await world.token("ben"));
  await becomes("the socket is Ben's", () => userOf(page, "socket"), world.user("ben").userId);
  await chat.send("I am Ben");
  await becomes("so is the element", async () => (await world.saved(room)).at(-1).sender_id, world.user("ben").userId);
  assert.equal(await userOf(page, "own"), world.user("chloe").userId, "whoever has a token of their own keeps it");
});

scenario("nobody for a moment, and the same user again: nothing of theirs is lost", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await withRefused(page, "socket", room);
  const token = await world.token("ana");
  await page.evaluate((token) => {
    socket.setToken(null);
    setTimeout(() => socket.setToken(token), 50);
  }, token);
  await becomes("she is back, with what was unsent", () => echoes(page, "socket", room), ["wait -- what?"]);
  // Gone for good, she is forgotten.
  await page.evaluate(() => socket.setToken(null));
  assert.equal(await userOf(page, "socket"), null);
  const kept = () => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => /^glx\.\d/.test(key)));
  await becomes("nothing of hers is kept", kept, []);
}, { switches: { contentFilter: "on" } });

scenario("one socket's nobody is nobody else's", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  const token = await world.token("ana");
  await openSocket(page, "kept", { token });
  await openSocket(page, "asking");
  await openSocket(page, "leaving", { token });
  for (const name of ["kept", "asking", "leaving"]) await outcome(page, `${name}.joinRoom(${room.id})`);
  await page.evaluate(() => {
    localStorage.removeItem("token");
    leaving.setToken(null);
  });
  await becomes("whoever takes their user from the page asks it again", () => userOf(page, "asking"), null);
  assert.ok((await outcome(page, `kept.sendMessage("still here", ${room.id})`)).value);
});

scenario("whoever waits is answered when the socket ends, and what is no token is nobody's", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana", { path: "/?unconfigured" });
  const early = "(() => { const one = glx.createSocket(); const joined = one.joinRoom(1); one.destroy(); return joined })()";
  assert.equal((await outcome(page, early)).code, "not-loaded");
  await page.evaluate(() => glx.configure({ ...json, getToken: () => new Promise(() => {}) }));
  await openSocket(page, "socket");
  const waiting = outcome(page, `socket.joinRoom(${room.id})`);
  await page.evaluate((token) => socket.setToken(token), await world.token("ana"));
  assert.deepEqual(await waiting, { value: null }, "a token that is handed in ends the waiting for getToken");
  await openSocket(page, "other");
  const ended = outcome(page, `other.joinRoom(${room.id})`);
  await page.evaluate(() => other.destroy());
  assert.equal((await ended).code, "destroyed");

  page.visitor.expect(/invalid-token|no token of the site/);
  for (const wrong of [42, {}, "garbage", true]) {
    await page.evaluate((wrong) => {
      globalThis.errors = [];
      globalThis.wrong = glx.createSocket({ token: wrong });
      globalThis.wrong.on("error", (error) => errors.push([error.code, error instanceof glx.GlxError]));
    }, wrong);
    assert.equal((await outcome(page, "wrong.joinRoom(1)")).code, "signed-out");
    assert.deepEqual(await page.evaluate(() => errors), [["invalid-token", true]]);
  }
  for (const [text, code] of [["undefined", "invalid-text"], ["{}", "invalid-text"], ["''", "empty"]]) {
    assert.equal((await outcome(page, `socket.sendMessage(${text}, ${room.id})`)).code, code);
  }
  for (const [call, code] of [["joinRoom()", "invalid-room"], ["sendMessage('x')", "invalid-room"], ["markSeen(1)", "not-found"], ["retry()", "invalid-room"]]) {
    const { isOurs, ...rest } = await outcome(page, `socket.${call}`);
    assert.deepEqual([rest, isOurs], [{ code }, true], call);
  }
});

scenario("a configuration that is put right is taken up", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana", { path: "/?unconfigured" });
  page.visitor.expect(/pusherKey|is wrong/);
  await page.evaluate(() => glx.configure({ ...json, pusherKey: "no key!", getToken }));
  await openSocket(page, "socket");
  await put(page, ELEMENT(room));
  await page.getByText(/pusherKey/).waitFor();
  assert.equal((await outcome(page, "socket.joinRoom(1)")).code, "not-configured");
  const said = "glx.createSocket({ pusherKey: 5, apiBase: [], getToken: 'x' }).joinRoom(1).catch(({ message }) => message)";
  assert.equal(
    (await outcome(page, said)).value,
    "pusherKey is wrong: it has to be a string. apiBase is wrong: it has to be a string. getToken is wrong: it has to be a function.",
  );
  await page.evaluate(() => glx.configure({ ...json, getToken }));
  const chat = new Embedded(page);
  await chat.send("Right at last");
  await chat.shows("Right at last");
  assert.deepEqual(await outcome(page, `socket.joinRoom(${room.id})`), { value: null });
});

scenario("a sign-in that has ended is said in the chat, and what was written waits for the next", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused);
  await world.says("ben", room, "Are you there?");
  await put(page, ELEMENT(room));
  const chat = new Embedded(page);
  await chat.shows("Are you there?");
  await chat.composer.fill("half a thought");
  await world.switches({ fail: "*:401:json" });
  await page.evaluate(() => dispatchEvent(new Event("offline")) && dispatchEvent(new Event("online")));
  await chat.element.getByText(/Your sign-in has ended/).waitFor();
  assert.equal(await chat.composer.isDisabled(), true);
  await world.switches({ fail: "none" });
  await page.evaluate((token) => {
    localStorage.setItem("token", token);
    glx.configure({ ...json, getToken });
  }, await world.token("ana", { expiresIn: 3_600 }));
  await until("it can be gone on", async () => !(await chat.composer.isDisabled()));
  assert.equal(await chat.composer.inputValue(), "half a thought");
  await chat.composer.press("Enter");
  await chat.shows("half a thought");
  assert.equal(await chat.element.getByText(/Your sign-in has ended/).count(), 0);
});

scenario("an element that cannot show a chat says why", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const unconfigured = await host(stage, "ana", { path: "/?unconfigured" });
  await put(unconfigured, ELEMENT(room));
  await unconfigured.getByText(/waits for configure/).waitFor();

  const page = await host(stage, "ben");
  page.visitor.expect(/createSocket/);
  await put(page, ["abc", "0156", "", " 1"].map((name) => `<glx-chat request-id="${name}"></glx-chat>`).join(""));
  await becomes("names that are none", () => page.getByText("There is no such conversation").count(), 4);
  await put(page, ELEMENT(room));
  const given = (socket) => page.evaluate((socket) => void (document.querySelector("glx-chat").socket = (0, eval)(socket)), socket);
  await given("({})");
  await page.getByText(/none of createSocket/).waitFor();
  await openSocket(page, "socket");
  await given("socket");
  await new Embedded(page).composer.waitFor();
  await page.evaluate(() => socket.destroy());
  await page.getByText("This chat was closed by the page.").waitFor();
  await given("null");
  await new Embedded(page).composer.waitFor();
});
