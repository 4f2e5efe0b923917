//! Who is signed in on a page, as the page says: late, wrongly, differently from before, or not at all. Nothing of anybody's is lost by it, and
//! whoever asked for something is answered.

import assert from "node:assert/strict";
import { Expected } from "../support/browser.mjs";
import { host, hosts, openSocket, outcome, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes, twoFrames, until } from "../support/until.mjs";

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
  // One that has no connection has nobody to ask for.
  page.visitor.expect(/pusherKey is wrong/);
  await openSocket(page, "wrong", { pusherKey: "no key!" });
  assert.equal((await outcome(page, "wrong.joinRoom(1)")).code, "not-configured");
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

scenario("what is sent goes out under the name of who wrote it, or not at all; who wrote it may leave at once", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  const ben = await world.token("ben");
  await openSocket(page, "socket");
  await outcome(page, `socket.joinRoom(${room.id})`);
  await page.evaluate(([ben, room]) => {
    socket.sendMessage("Ana, and then Ben comes", room).catch(() => {});
    socket.setToken(ben);
  }, [ben, room.id]);
  const savedBy = async (text) => (await world.saved(room)).filter(({ message }) => message === text).map(({ sender_id }) => sender_id);
  await becomes("it is Ana's", () => savedBy("Ana, and then Ben comes"), [world.user("ana").userId]);
  await becomes("Ben is here", () => userOf(page, "socket"), world.user("ben").userId);
  await page.evaluate((room) => {
    socket.sendMessage("Ben, and off he goes", room).catch(() => {});
    socket.destroy();
  }, room.id);
  await becomes("it is Ben's", () => savedBy("Ben, and off he goes"), [world.user("ben").userId]);
  // Given before it was known who is signed in, and then it was somebody else.
  const { code } = await outcome(page, `(() => {
    globalThis.early = glx.createSocket();
    const sent = early.sendMessage("Whose is this?", ${room.id});
    early.setToken("${ben}");
    return sent;
  })()`);
  assert.equal(code, "signed-out");
  assert.deepEqual(await outcome(page, `early.joinRoom(${room.id})`), { value: null });
  assert.deepEqual(await savedBy("Whose is this?"), []);
});

scenario("a socket's own user stays its own when the token ends, and a draft is nothing of the next user's", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(Expected.refused);
  const short = await world.token("ben", { expiresIn: 4 });
  await openSocket(page, "own", { token: short });
  await outcome(page, `own.joinRoom(${room.id})`);
  const profile = { headers: { Authorization: `Bearer ${short}` } };
  await until("his token is over", async () => (await fetch(`${world.apiBase}/user/profile`, profile)).status !== 200);
  await page.evaluate((room) => void own.sendMessage("Ben's, and not Ana's", room), room.id);
  await becomes("his sign-in has ended", async () => (await outcome(page, "own.getSnapshot().health.status")).value, "sign-in-ended");
  assert.notEqual(await userOf(page, "own"), world.user("ana").userId);

  await page.evaluate((token) => own.setToken(token), await world.token("ben", { expiresIn: 3_600 }));
  await becomes("what he wrote waited for him", async () => (await world.saved(room)).at(-1).sender_id, world.user("ben").userId);
  await put(page, ELEMENT(room));
  const chat = new Embedded(page);
  await chat.composer.fill("Ana's own thoughts");
  await page.evaluate((token) => glx.configure({ ...json, getToken: () => token }), await world.token("ben"));
  await becomes("they are gone from the field", () => chat.composer.inputValue(), "");
  await page.evaluate(() => glx.configure({ ...json, getToken }));
  await becomes("and there for her", () => chat.composer.inputValue(), "Ana's own thoughts");
});

scenario("who comes later to a room that is there already is told what there is", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await openSocket(page, "first");
  await outcome(page, `first.joinRoom(${room.id})`);
  await until("it is live", () => page.evaluate(() => first.getSnapshot().health.connected));
  const seen = await outcome(page, `new Promise((resolve) => {
    const second = glx.createSocket();
    const look = () => second.getSnapshot().health.connected && second.getSnapshot().messages.length && resolve(second.getSnapshot().messages.length);
    second.subscribe(look);
    second.joinRoom(${room.id});
  })`);
  assert.ok(seen.value > 0);
});

scenario("what is sent while the page finds out who is here goes out under the name of who is", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await openSocket(page, "socket");
  await outcome(page, `socket.joinRoom(${room.id})`);
  await page.evaluate((token) => {
    globalThis.answered = new Promise((resolve) => (globalThis.answer = () => resolve(token)));
    glx.configure({ ...json, getToken: () => answered });
  }, await world.token("ben"));
  const sent = outcome(page, `socket.sendMessage("Who am I?", ${room.id})`);
  await page.evaluate(() => answer());
  assert.ok((await sent).value, "it was sent");
  assert.equal((await world.saved(room)).at(-1).sender_id, world.user("ben").userId);
  // And in the very task of the configuration.
  const task = "(() => { glx.configure({ ...json, getToken }); return socket.sendMessage('Ana again', " + room.id + ") })()";
  assert.ok((await outcome(page, task)).value, "it was sent");
  assert.equal((await world.saved(room)).at(-1).sender_id, world.user("ana").userId);
});

scenario("a room that is joined before anybody is signed in tells its messages once somebody is", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, null);
  await openSocket(page, "socket");
  assert.equal((await outcome(page, `socket.joinRoom(${room.id})`)).code, "signed-out");
  await put(page, ELEMENT(room));
  await page.getByText("Sign in to take part.").waitFor();
  await page.evaluate((token) => {
    globalThis.heard = [];
    addEventListener("glx-message", ({ detail }) => heard.push(`element: ${detail.content}`));
    socket.on("message", ({ content }) => heard.push(`socket: ${content}`));
    localStorage.setItem("token", token);
    glx.configure({ ...json, getToken });
  }, await world.token("ana"));
  await until("the room is live", async () => (await outcome(page, `socket.getSnapshot().rooms["help_request_${room.id}"]?.status ?? null`)).value === "live");
  await world.says("ben", room, "Welcome");
  await becomes("both tell it", () => page.evaluate(() => heard.sort()), ["element: Welcome", "socket: Welcome"]);
});

/** What was written in a test like these, and whether by Ben. */
async function words(room) {
  const { userId } = running.world.user("ben");
  return (await running.world.saved(room)).filter(({ message }) => message.startsWith("Words")).map(({ sender_id, message }) => [message, sender_id === userId]);
}

/** The program takes over, and what Ben writes then is all that is saved. */
async function goesOnAsBen(chat, room) {
  await until("the program has taken over", () => chat.composer.evaluate((field) => !field.closest(".glx-early")));
  await chat.send("Words of Ben");
  await becomes("only his are saved", () => words(room), [["Words of Ben", true]]);
}

/** The page says nothing of who is here. */
const SILENT = "silent";

/** A page with a chat whose program is held back; `token` is whose the page says it is. The element may be told its room later. */
async function whileItLoads(stage, room, token, { isToldLater = false } = {}) {
  const page = await host(stage, null, { path: "/late.html" });
  const waiting = [];
  await page.route("**/core.wasm", (route) => waiting.push(route));
  await page.evaluate(async ([id, token, isToldLater, isSilent]) => {
    globalThis.token = isSilent ? new Promise(() => {}) : token;
    const { configure } = await import("/embed/glx-realtime.js");
    const settings = { ...(await (await fetch("/glx-config.json")).json()), getToken: () => globalThis.token };
    globalThis.is = (token) => {
      globalThis.token = token;
      configure(settings);
    };
    configure(settings);
    document.querySelector("#place").innerHTML = isToldLater ? "<glx-chat></glx-chat>" : `<glx-chat request-id="${id}"></glx-chat>`;
  }, [room.id, token, isToldLater, token === SILENT]);
  const chat = new Embedded(page);
  if (isToldLater) {
    await page.locator("glx-chat .glx-space").waitFor({ state: "attached" });
    await page.locator("glx-chat").evaluate((element, id) => (element.requestId = id), room.id);
  }
  await chat.composer.waitFor();
  await until("the program is asked for", () => waiting.length > 0);
  return { page, chat, release: () => Promise.all(waiting.map((route) => route.continue())) };
}

scenario("whoever signs in while the program is on its way is who is here", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const { page, chat, release } = await whileItLoads(stage, room, null);
  await page.evaluate((token) => is(token), await world.token("ben"));
  await release();
  await chat.send("Ben, a little late");
  await becomes("it is his", async () => (await world.saved(room)).at(-1).sender_id, world.user("ben").userId);
});

scenario("what somebody has typed early is not sent, nor shown, for who comes after them", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const { page, chat, release } = await whileItLoads(stage, room, await world.token("ana"));
  await chat.shows("I could go tomorrow after work, around six?");
  await chat.send("Words of Ana");
  await page.evaluate((token) => is(token), await world.token("ben"));
  await becomes("it is gone at once", () => chat.composer.inputValue(), "");
  await chat.send("Words of Ben");
  await release();
  await becomes("only his are saved", () => words(room), [["Words of Ben", true]]);
  await until("the program has taken over", () => chat.composer.evaluate((field) => !field.closest(".glx-early")));
  assert.equal(await chat.composer.inputValue(), "");
});

scenario("whoever signs out while the program loads leaves nothing to be read", async (stage) => {
  const room = running.world.room("Groceries");
  const { page, chat } = await whileItLoads(stage, room, await running.world.token("ana"));
  await chat.shows("I could go tomorrow after work, around six?");
  await chat.composer.fill("Not for everybody");
  await page.evaluate(() => is(null));
  await until("no row is left", async () => (await chat.rows.count()) === 0);
  assert.equal(await chat.composer.inputValue(), "");
});

scenario("who comes in another's place while the program loads is shown the conversation with their own words as theirs", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const [ana, ben] = [await world.token("ana"), await world.token("ben")];
  const saved = await world.saved(room);
  const wordsOf = (name) => saved.filter(({ sender_id }) => sender_id === world.user(name).userId).map(({ message }) => message.replace("&amp;", "&"));
  const { page, chat } = await whileItLoads(stage, room, ana);
  const own = () => chat.element.locator("li.row.own .text").allInnerTexts();
  await becomes("Ana's are her own", own, wordsOf("ana"));
  await page.evaluate((token) => is(token), ben);
  await becomes("Ben's are his", own, wordsOf("ben"));
  await page.evaluate(() => is(null));
  await until("no row is left", async () => (await chat.rows.count()) === 0);
  await page.evaluate((token) => is(token), ana);
  await becomes("and Ana's hers again", own, wordsOf("ana"));
});

scenario("what comes of a room while the program loads is not shown under another's heading", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const other = world.rooms.find(({ id }) => id !== room.id);
  const { page, chat } = await whileItLoads(stage, room, SILENT);
  let release;
  await page.route(`**/chat/${room.id}/messages*`, (route) => (release = () => route.continue()));
  await page.evaluate((token) => is(token), await world.token("ana"));
  await until("the history is asked for", () => release);
  await chat.element.evaluate((element, id) => (element.requestId = id), other.id);
  await chat.element.getByRole("heading", { name: `Help request ${other.id}` }).waitFor();
  const answered = page.waitForResponse(`**/chat/${room.id}/messages*`);
  await release();
  await (await answered).finished();
  await twoFrames(page);
  assert.equal(await chat.rows.count(), 0);
});

for (const [what, token, options] of [
  ["the page has said who is here", SILENT, {}],
  ["the page was asked who is here", "ana", { isToldLater: true }],
]) {
  scenario(`what was typed before ${what} goes out under nobody else's name`, async (stage) => {
    const { world } = running;
    const room = world.room("Groceries");
    const { page, chat, release } = await whileItLoads(stage, room, token === SILENT ? token : await world.token(token), options);
    await chat.send("Words of Ana");
    await page.evaluate((token) => is(token), await world.token("ben"));
    await release();
    await goesOnAsBen(chat, room);
  });
}

scenario("what was typed early goes out under no other name than the socket's own at that time", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const { page, release } = await whileItLoads(stage, room, null);
  await page.evaluate(async ([id]) => {
    const { createSocket } = await import("/embed/glx-realtime.js");
    globalThis.own = createSocket({ token: null });
    const chat = Object.assign(document.createElement("glx-chat"), { requestId: id, socket: own });
    document.querySelector("#place").replaceChildren(chat);
  }, [room.id]);
  const chat = new Embedded(page);
  await chat.composer.waitFor();
  await page.evaluate((token) => own.setToken(token), await world.token("ana"));
  await chat.send("Words of Ana");
  assert.equal(await page.locator(".glx-root > *").count(), 1);
  await page.evaluate((token) => own.setToken(token), await world.token("ana"));
  assert.equal(await chat.composer.inputValue(), "Words of Ana", "another token of the same user's");
  await page.evaluate((token) => own.setToken(token), await world.token("ben"));
  await becomes("it is gone at once", () => chat.composer.inputValue(), "");
  await release();
  await goesOnAsBen(chat, room);
  assert.equal(await page.locator(".glx-place").count(), 1, "it is there once");
});

scenario("an element that is given a socket of somebody else's while it loads shows nothing of who was here", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const { page, chat, release } = await whileItLoads(stage, room, await world.token("ana"));
  await chat.shows("I could go tomorrow after work, around six?");
  await chat.send("Words of Ana");
  await page.evaluate(async (token) => {
    const { createSocket } = await import("/embed/glx-realtime.js");
    document.querySelector("glx-chat").socket = createSocket({ token });
  }, await world.token("ben"));
  await until("no row is left", async () => (await chat.rows.count()) === 0);
  assert.equal(await chat.composer.inputValue(), "");
  await release();
  await goesOnAsBen(chat, room);
});

scenario("a file that cannot be had is asked for again, and the chat comes", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  page.visitor.expect(/could not be (had|loaded)|Failed to fetch|ERR_/);
  let lost = 0;
  await page.route("**/core.wasm", (route) => (lost++ < 1 ? route.abort() : route.continue()));
  await page.context().setOffline(true);
  await put(page, ELEMENT(room));
  await page.getByText(/could not be loaded/).waitFor();
  await page.context().setOffline(false);
  const chat = new Embedded(page);
  await chat.send("Here at last");
  await becomes("it is saved", async () => (await running.world.saved(room)).at(-1).message, "Here at last", { within: 40_000 });
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
