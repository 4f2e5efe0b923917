//! The elements in host pages that know nothing of us, against the local world.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { host, hosts, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes, twoFrames, until } from "../support/until.mjs";
import { given } from "../support/world.mjs";

const scenario = hosts();

scenario("two pages with nothing but the element chat with each other", async (stage) => {
  const room = running.world.room("Groceries");
  const [ana, ben] = [await host(stage, "ana"), await host(stage, "ben")];
  for (const page of [ana, ben]) await put(page, `<glx-chat request-id="${room.id}"></glx-chat>`);
  const [here, there] = [new Embedded(ana), new Embedded(ben)];
  await here.send("Hello from a host page");
  await there.shows("Hello from a host page");
  await there.send("And back");
  await here.shows("And back");
  assert.equal((await running.world.saved(room)).filter(({ message }) => message === "And back").length, 1, "it is saved once");
});

scenario("what was set before the package came is taken up when it comes", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana", { path: "/late.html" });
  await page.evaluate(async (id) => {
    const element = document.createElement("glx-chat");
    Object.assign(element, { requestId: id, heading: "About the groceries", theme: "dark" });
    document.querySelector("#place").append(element);
    const { configure } = await import("/embed/glx-realtime.js");
    configure({ ...(await (await fetch("/glx-config.json")).json()), getToken: async () => localStorage.getItem("token") });
  }, room.id);
  const chat = new Embedded(page);
  await chat.element.getByRole("heading", { name: "About the groceries" }).waitFor();
  await chat.send("Set beforehand");
  await chat.shows("Set beforehand");
  assert.deepEqual(
    await chat.element.evaluate((element) => [element.getAttribute("request-id"), element.theme, Object.keys(element)]),
    [String(room.id), "dark", []],
    "the properties are the class's own",
  );
});

scenario("many elements have one socket, and join each room once", async (stage) => {
  const { world } = running;
  const rooms = [world.room("Groceries"), world.rooms.find(({ id }) => id !== world.room("Groceries").id)];
  const page = await host(stage, "ana");
  const chats = rooms.flatMap(({ id }) => Array(10).fill(`<glx-chat request-id="${id}"></glx-chat>`));
  await put(page, `${chats.join("")}<glx-connection-health></glx-connection-health><glx-notifications></glx-notifications>`);
  await until("everything is live", async () => (await page.locator("glx-connection-health .word").allInnerTexts()).join() === "Live");
  await until("all rooms are there", async () => (await page.locator("glx-chat").getByRole("textbox").count()) === 20);
  assert.equal(page.sockets.length, 1);
  assert.equal((await world.calls("/chat/join")).length, 2);
});

scenario("the newest message stays in sight when the window changes after a panel was looked at", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await page.setViewportSize({ width: 800, height: 700 });
  await put(page, `<glx-connection-health></glx-connection-health><glx-chat request-id="${room.id}" style="height: 24rem"></glx-chat>`);
  const chat = new Embedded(page);
  await chat.send("The newest");
  await chat.shows("The newest");
  const health = page.locator("glx-connection-health");
  await health.getByRole("button", { name: /^Connection: / }).click();
  await health.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  const fromTheEnd = () => chat.element.getByRole("log").evaluate(({ scrollHeight, scrollTop, clientHeight }) => Math.round(scrollHeight - scrollTop - clientHeight));
  for (const width of [320, 800, 320, 800]) {
    await page.setViewportSize({ width, height: 700 });
    await twoFrames(page);
    await becomes(`it is at the end at ${width} px`, fromTheEnd, 0);
  }
});

scenario("the newest message is followed although a page asks all the time where everything stands", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  await world.steer("POST", "/fill", { room: room.id, count: 200 });
  const page = await host(stage, "ana");
  // Then a browser lays out what has changed at once, between two frames, and may have less to scroll.
  const asks = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      document.querySelector("glx-chat")?.shadowRoot.querySelector("li.row")?.getBoundingClientRect();
      port2.postMessage(0);
    };
    port2.postMessage(0);
  };
  await page.addInitScript(asks);
  await page.evaluate(asks);
  for (let visit = 1; visit <= 3; visit++) {
    await put(page, `<glx-chat request-id="${room.id}" style="height: 100vh"></glx-chat>`);
    const chat = new Embedded(page);
    await chat.rows.first().waitFor();
    await until("its channels are authorized", async () => (await world.calls("/pusher/auth")).length >= 2 * visit);
    await world.says("ben", room, `${visit}: {n}`, { count: 30 });
    await chat.shows(`${visit}: 30`);
    const left = await chat.element.getByRole("log").evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    assert.ok(left < 2, `it is at the end, to ${left} px`);
    await page.reload();
    await page.locator("[data-ready]").waitFor({ state: "attached" });
  }
});

scenario("who is here is all in sight, however little room the chat has", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await page.setViewportSize({ width: 1000, height: 1200 });
  await put(page, `<glx-connection-health></glx-connection-health><glx-chat request-id="${room.id}" style="height: 20rem"></glx-chat>`);
  const chat = new Embedded(page);
  await until("it is live", async () => (await page.locator("glx-connection-health .word").allInnerTexts()).join() === "Live");
  for (let number = 1; number <= 15; number++) {
    await world.publish(`private-help-request-${room.id}`, "user-joined", { userId: 9_000 + number, username: `Neighbour ${number}`, timestamp: new Date().toISOString() });
  }
  const panel = chat.element.getByRole("dialog");
  await chat.element.getByRole("button", { name: /^15 / }).click();
  await panel.waitFor();
  const overhang = async () => {
    const [inner, outer] = [await panel.boundingBox(), await chat.element.boundingBox()];
    return Math.max(outer.y - inner.y, inner.y + inner.height - outer.y - outer.height, 0);
  };
  await becomes("nothing of the panel is outside the chat", overhang, 0);
});

scenario("an element that is moved, or removed and put back, loses nothing and costs nothing", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await put(page, `<glx-chat request-id="${room.id}"></glx-chat><div id="elsewhere" style="height: 20rem"></div>`);
  const chat = new Embedded(page);
  await chat.send("Before");
  await chat.shows("Before");
  await until("it is saved", async () => (await world.saved(room)).some(({ message }) => message === "Before"));
  await chat.composer.fill("half a thought");
  const node = await chat.composer.elementHandle();
  await page.evaluate(() => document.querySelector("#elsewhere").append(document.querySelector("glx-chat")));
  assert.equal(await node.evaluate((field) => field.isConnected && field.value), "half a thought", "a move leaves everything as it is");
  await page.evaluate(async () => {
    const element = document.querySelector("glx-chat");
    element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    document.querySelector("#place").append(element);
  });
  await chat.shows("Before");
  await becomes("the draft is there again", () => chat.composer.inputValue(), "half a thought");
  for (let round = 0; round < 30; round++) {
    await put(page, "");
    await put(page, `<glx-chat request-id="${room.id}"></glx-chat>`);
  }
  await chat.shows("Before");
  assert.equal(page.sockets.length, 1);
  assert.equal((await world.calls("/chat/join")).length, 1);
  assert.equal((await world.calls("/chat/leave")).length, 0);
});

scenario("an element that is moved in the middle of a long room goes on where it was", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  await world.steer("POST", "/fill", { room: room.id, count: 2_000 });
  const page = await host(stage, "ana");
  await put(page, `<div id="one"><glx-chat request-id="${room.id}" style="height: 25rem"></glx-chat></div><div id="other"></div>`);
  const chat = new Embedded(page);
  const inView = () => chat.element.evaluate((element) => {
    const log = element.shadowRoot.querySelector('[role="log"]');
    const box = log.getBoundingClientRect();
    const rows = [...log.querySelectorAll("li.row")].filter((row) => row.getBoundingClientRect().bottom > box.top && row.getBoundingClientRect().top < box.bottom);
    return rows.map((row) => Number(/#(\d+)/.exec(row.querySelector(".text").textContent)[1]));
  });
  const move = (to) => page.evaluate((to) => document.querySelector(to).append(document.querySelector("glx-chat")), to);
  await until("the newest is in view", async () => (await inView()).at(-1) === 2_000);
  await move("#other");
  await until("the newest is in view again", async () => (await inView()).at(-1) === 2_000);
  await chat.element.evaluate((element) => (element.shadowRoot.querySelector('[role="log"]').scrollTop -= 30_000));
  const read = await until("older ones are in view", async () => {
    const rows = await inView();
    return rows.length > 3 && rows.at(-1) < 1_900 && rows;
  });
  await move("#one");
  await until("what was read is in view again", async () => (await inView()).includes(read[2]));
});

scenario("when the last element has gone for good, nothing is left", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await put(page, `<glx-chat request-id="${room.id}"></glx-chat><glx-connection-health></glx-connection-health>`);
  await new Embedded(page).send("Bye");
  await until("it is saved", async () => (await world.saved(room)).some(({ message }) => message === "Bye"));
  await until("it has a socket", () => page.sockets.length > 0);
  await put(page, "");
  await until("the socket is closed", () => page.sockets.every((socket) => socket.isClosed()), { within: 20_000 });
  await until("the room is left", async () => (await world.calls("/chat/leave")).length === 1);
  const claims = () => page.evaluate(() => [...(globalThis[Symbol.for("glx-realtime.claims")] ?? [])]);
  await becomes("nothing is claimed", claims, []);
  const left = await page.evaluate(() => ({
    globals: Object.getOwnPropertyNames(globalThis).filter((name) => /pusher|glx-|yew/i.test(name)),
    head: document.head.querySelectorAll("link[rel=modulepreload]").length,
  }));
  assert.deepEqual(left, { globals: [], head: 0 });
});

scenario("events bubble out of every shadow root", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  await page.evaluate((id) => {
    globalThis.heard = [];
    for (const name of ["message", "unread", "health", "error"]) {
      document.addEventListener(`glx-${name}`, (event) => heard.push({ name, detail: event.detail, code: event.detail.code }));
    }
    const around = document.querySelector("#place").appendChild(document.createElement("div"));
    around.attachShadow({ mode: "open" }).innerHTML = `<glx-chat request-id="${id}"></glx-chat><glx-chat request-id="no room"></glx-chat>`;
  }, room.id);
  await page.locator("glx-chat").first().getByRole("textbox").waitFor();
  await until("it is live", () => page.evaluate(() => heard.some(({ name, detail }) => name === "health" && detail.status === "live")));
  await world.sends("ben", room, "Heard outside");
  await until("the message is told", () => page.evaluate(() => heard.some(({ name }) => name === "message")));
  const told = await page.evaluate(() => heard.filter(({ name }) => name === "message").map(({ detail }) => detail));
  assert.deepEqual(told.map(({ content, roomId, mine, type }) => ({ content, roomId, mine, type })), [
    { content: "Heard outside", roomId: `help_request_${room.id}`, mine: false, type: "chat" },
  ]);
  assert.deepEqual(await page.evaluate(() => heard.filter(({ name }) => name === "error").map(({ code }) => code)), ["invalid-room"]);
});

scenario("keys typed inside are nobody's shortcuts, and the page's address stays", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  await put(page, `<glx-chat request-id="${room.id}"></glx-chat>`);
  await page.evaluate(() => {
    globalThis.keys = [];
    for (const name of ["keydown", "keypress", "keyup"]) addEventListener(name, ({ key }) => keys.push(`${name} ${key}`));
  });
  const address = page.url();
  const chat = new Embedded(page);
  await chat.composer.pressSequentially("gs/");
  await chat.composer.press("Enter");
  await chat.shows("gs/");
  await chat.composer.press("Escape");
  await chat.composer.press("F6");
  assert.deepEqual(await page.evaluate(() => keys.filter((key) => !key.startsWith("keyup"))), ["keydown Escape", "keydown F6"]);
  assert.equal(page.url(), address);
});

scenario("a panel stays on the screen, wherever its button is, and a theme follows its element about", async (stage) => {
  const page = await host(stage, "ana");
  await page.setViewportSize({ width: 1280, height: 720 });
  for (const top of [0, 200, 420, 560]) {
    await put(page, `<div style="height: ${top}px"></div><glx-connection-health></glx-connection-health>`);
    await page.locator("glx-connection-health .face").click();
    const panel = page.locator("glx-connection-health .panel");
    await becomes(`with ${top} px above it`, () => panel.evaluate((panel) => {
      const { top, bottom } = panel.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }), true);
  }
  await page.evaluate(() => document.querySelector("#place").insertAdjacentHTML("beforeend", '<div class="dark" id="night"></div>'));
  const theme = () => page.locator("glx-connection-health").evaluate((element) => element.shadowRoot.querySelector(".glx-root").dataset.theme);
  assert.equal(await theme(), undefined);
  await page.evaluate(() => document.querySelector("#night").append(document.querySelector("glx-connection-health")));
  await becomes("it is dark there", theme, "dark");
  await page.evaluate(() => (document.querySelector("#night").className = "light"));
  await becomes("and light with it", theme, "light");
});

scenario("in a place that is as wide as what is in it a chat has room, and another document's chat is dressed too", async (stage) => {
  const room = running.world.room("Groceries");
  const page = await host(stage, "ana");
  for (const style of ["display: flex", "float: left", "position: fixed; inset: auto auto 0 0"]) {
    await put(page, `<div style="${style}"><glx-chat request-id="${room.id}"></glx-chat></div>`);
    await until(`it is wide enough: ${style}`, () => page.locator("glx-chat").evaluate((chat) => chat.offsetWidth >= 320));
  }
  await page.evaluate(() => {
    const frame = document.querySelector("#place").appendChild(document.createElement("iframe"));
    frame.contentDocument.body.append(document.querySelector("glx-chat"));
  });
  const inside = page.frameLocator("iframe").locator("glx-chat");
  const sheets = (chat) => chat.shadowRoot.adoptedStyleSheets.length;
  await becomes("dressed there", () => inside.evaluate(sheets), 1);
  await page.evaluate(() => {
    document.querySelector("#place").append(document.querySelector("iframe").contentDocument.querySelector("glx-chat"));
  });
  await becomes("and back here", () => page.locator("glx-chat").evaluate(sheets), 1);
  await new Embedded(page).composer.waitFor();
});

scenario("the manifest tells what the elements have", async (stage) => {
  const manifest = JSON.parse(await readFile(path.join(given("GLX_EMBED"), "custom-elements.json"), "utf8"));
  const page = await host(stage, "ana");
  for (const { name, tagName, attributes, members } of manifest.modules[0].declarations) {
    const known = await page.evaluate(([name, tagName, members]) => {
      const element = document.createElement(tagName);
      return { isOf: element instanceof glx[name], observed: glx[name].observedAttributes, has: members.filter((member) => member in element) };
    }, [name, tagName, members.map(({ name }) => name)]);
    assert.equal(known.isOf, true, tagName);
    assert.deepEqual(known.has, members.map(({ name }) => name), tagName);
    for (const attribute of attributes) assert.ok(known.observed.includes(attribute.name), `${tagName} ${attribute.name}`);
  }
});
