//! The elements in pages of every kind, under the policy that is documented: two people talk through each, no rule is broken, and the page
//! around them stays what it was. Pictures of all of them are in `target/e2e/hosts`.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { scenario } from "../support/scenario.mjs";
import { becomes, until } from "../support/until.mjs";
import { chatThrough, EmbeddedChat, embedded, picture, site, violations, visitorOf } from "./host.mjs";

const PUSHER = fileURLToPath(new URL("../../../node_modules/pusher-js/dist/web/pusher.js", import.meta.url));

/** A test on a site, which is closed afterwards. `body` gets the stage, the site and the room. */
function hosted(name, options, body) {
  scenario(name, async (stage) => {
    const room = stage.world.room("Chairs");
    const host = await site(stage.world, { room, ...(await (typeof options === "function" ? options() : options)) });
    try {
      await body(stage, host, room);
      // Before the site is gone, which the pages would notice.
      stage.assertClean();
      await stage.leave();
    } finally {
      await host.close();
    }
  });
}

const both = (stage, host, options) => Promise.all(["ana", "ben"].map((name) => embedded(stage, name, host, options)));

async function unharmed(...chats) {
  for (const { page } of chats) assert.deepEqual(await violations(page), [], "the policy is kept");
}

hosted("plain HTML: two people chat, in the light, in the dark and on a phone", { page: "plain" }, async (stage, host) => {
  const [ana, ben] = await both(stage, host);
  await chatThrough(ana, ben);
  await picture(ana.page, "plain");
  await ana.page.evaluate(() => document.documentElement.classList.add("dark"));
  await ben.page.setViewportSize({ width: 390, height: 700 });
  await ben.bell.click();
  await ben.feed.waitFor();
  const isAlongTheBottom = async () => {
    const { x, y, width, height } = await ben.feed.boundingBox();
    return x === 0 && width === 390 && y > 0 && Math.round(y + height) === 700;
  };
  await until("the feed lies along the bottom edge", isAlongTheBottom);
  await picture(ben.page, "plain-phone");
  await ana.healthButton.click();
  await ana.healthPanel.waitFor();
  await picture(ana.page, "plain-dark");
  assert.equal(new URL(ana.page.url()).hash, "", "the page's address is its own");
  await unharmed(ana, ben);
});

hosted("right to left: two people chat", { page: "rtl" }, async (stage, host) => {
  const [ana, ben] = await both(stage, host);
  await chatThrough(ana, ben);
  await ana.send("نلتقي في العاشرة!");
  await ben.shows("نلتقي في العاشرة!");
  assert.equal(await ana.log.evaluate((log) => getComputedStyle(log).direction), "rtl");
  const edges = (chat, text) => chat.row(text).locator(".bubble, .text").first().boundingBox();
  const [own, other] = [await edges(ben, "It is – come by at ten 🙂 https://example.org/elm-street"), await edges(ben, "نلتقي في العاشرة!")];
  assert.ok(own.x < other.x, "own messages stand at the line's end, which is on the left");
  await picture(ben.page, "rtl");
  await ben.healthButton.click();
  const panel = ben.page.locator("glx-connection-health").getByRole("dialog");
  await panel.waitFor();
  const backwards = await panel.evaluate((panel) => {
    const at = (node, place) => {
      const range = document.createRange();
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      return range.getClientRects()[0];
    };
    // A sentence of ours that stands in one line begins on its left.
    const texts = [...panel.querySelectorAll("*")].flatMap((element) => [...element.childNodes]).filter((node) => node.nodeType === Node.TEXT_NODE);
    const ends = texts.filter(({ data }) => /^\w.*[.?]$/.test(data)).map((node) => [node.data, at(node, 0), at(node, node.data.length - 1)]);
    return { looked: ends.length, texts: ends.filter(([, first, last]) => first?.top === last?.top && first.left > last.left).map(([text]) => text) };
  });
  assert.ok(backwards.looked > 0);
  assert.deepEqual(backwards.texts, []);
  await picture(ben.page, "rtl-health");
  await unharmed(ana, ben);
});

hosted(
  "hostile CSS and keys everywhere: it looks as it should, and what is typed stays inside",
  async () => ({ page: "hostile", files: { "hostile.css": await readFile(new URL("pages/hostile.css", import.meta.url), "utf8") } }),
  async (stage, host) => {
    const [ana, ben] = await both(stage, host);
    await chatThrough(ana, ben);
    await ana.composer.click();
    await ana.page.keyboard.type("s/he said: ?jk");
    assert.equal(await ana.composer.inputValue(), "s/he said: ?jk");
    await ana.page.keyboard.press("Enter");
    await ben.shows("s/he said: ?jk");
    assert.deepEqual(await ana.page.evaluate(() => window.shortcuts), [], "the page hears no key of it");
    const look = await ana.row("s/he said: ?jk").locator(".text").evaluate((text) => {
      const { fontSize, textTransform, fontStyle, letterSpacing } = getComputedStyle(text);
      return { fontSize, textTransform, fontStyle, letterSpacing };
    });
    assert.deepEqual(look, { fontSize: "16px", textTransform: "none", fontStyle: "normal", letterSpacing: "normal" });
    const { width, height } = ana.page.viewportSize();
    await becomes("it has the room that the page gives it", () => ana.page.locator("glx-chat").boundingBox(), { x: 0, y: 60, width, height: height - 60 });
    await picture(ana.page, "hostile");
    await unharmed(ana, ben);
  },
);

const withPusher = async () => ({ page: "own-pusher", files: { "pusher.js": await readFile(PUSHER) } });

for (const adopted of [false, true]) {
  hosted(`a page with its own pusher-js${adopted ? " that hands it over" : ""} keeps it, its channels and its listeners`, withPusher, async (stage, host, room) => {
    const { world } = stage;
    const visitor = await visitorOf(stage, "ana", host);
    const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
    const sockets = [];
    ana.page.on("websocket", (socket) => sockets.push(socket));
    await ana.page.goto(adopted ? "/?adopt" : "/");
    const heard = () => ana.page.evaluate(() => window.site.heard);
    await ana.live({ within: 20_000 });
    await until("the page's own channel is in", () => ana.page.evaluate(() => window.site.pusher.allChannels().every(({ subscribed }) => subscribed)));
    const ben = await embedded(stage, "ben", host);
    await chatThrough(ana, ben);
    await becomes("the page hears what is said", async () => (await heard()).room.length, 2);
    assert.equal(sockets.filter((socket) => !socket.isClosed()).length, adopted ? 1 : 2);
    assert.ok(await ana.page.evaluate(() => window.Pusher === window.site.Pusher), "its Pusher is its own");
    await picture(ana.page, adopted ? "own-pusher-adopted" : "own-pusher");

    await ana.page.evaluate(() => document.querySelectorAll("glx-chat, glx-connection-health, glx-notifications").forEach((one) => one.remove()));
    const joins = () => world.calls("/chat/leave");
    await until("the room is left", async () => (await joins()).length > 0, { within: 15_000 });
    await world.says("ben", room, "Still with us?");
    await world.publish("news", "headline", { text: "The ladder is found" });
    await until("the page hears on", async () => {
      const { room, news } = await heard();
      return room.at(-1) === "Still with us?" && news.at(-1) === "The ladder is found";
    });
    assert.equal(await ana.page.evaluate(() => window.site.pusher.connection.state), "connected");
    await unharmed(ana, ben);
  });
}

hosted("nothing of ours lands on the window, and the host's prototypes stay as they are", { page: "plain" }, async (stage, host) => {
  const visitor = await visitorOf(stage, "ana", host);
  await visitor.context.addInitScript(() => {
    const own = (of) => Object.getOwnPropertyNames(of);
    window.before = { window: [...own(window), "before"], others: [Object, Array, Element, Document, Promise].map(({ prototype }) => own(prototype).length) };
  });
  const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
  await ana.page.goto("/");
  await ana.live({ within: 20_000 });
  const now = await ana.page.evaluate(() => {
    const own = (of) => Object.getOwnPropertyNames(of);
    const others = [Object, Array, Element, Document, Promise].map(({ prototype }) => own(prototype).length);
    return { added: own(window).filter((name) => !window.before.window.includes(name)), same: `${others}` === `${window.before.others}` };
  });
  assert.deepEqual(now.added.filter((name) => !/^\d+$|^onsecurity|^violations$/.test(name)), []);
  assert.ok(now.same);
  await unharmed(ana);
});
