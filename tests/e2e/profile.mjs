//! What a start needs: a page whose program remembers its functions (`GLX_PROBE`) is opened, shows a room, takes in and
//! sends a few messages, comes early and to a site in trouble, and tells what was called. `cargo xtask profile` sets up what it needs. Usage: node profile.mjs page|embed OUT

import { writeFile } from "node:fs/promises";
import { launch } from "./support/browser.mjs";
import { Chat } from "./support/chat.mjs";
import { Embedded, hostFolder } from "./support/host.mjs";
import { Stage } from "./support/stage.mjs";
import { World, given } from "./support/world.mjs";

/** What a site answers to the first call for a history, and whether somebody writes before the program is there. */
const STARTS = [[200, true], [500, true], [500, false], [429, true]];

/** Longer than the rest of the program takes on a slow link, in milliseconds. */
const WAIT = 6_000;

const [form, out] = process.argv.slice(2);
const embed = form === "embed";
const page = embed ? await hostFolder("plain") : given("GLX_PAGE");
const [world, browser] = await Promise.all([World.start({ page }), launch()]);
const stage = new Stage(world, browser);
try {
  await world.reset();
  const room = world.room("Groceries");
  await world.says("ben", room, "Bread, soup & her <newspaper> {n}", { count: 50 });
  // What people write: links, large emoji, texts that are folded.
  await world.says("ben", room, "Traffic looks fine: https://example.org/roads?from=elm (mailto:ben@example.org)");
  await world.says("chloe", room, "👍");
  await world.says("david", room, "It's 10 cm deep – 👍 and rising…");
  await world.says("elif", room, "شكرا جزيلا, дякую");
  await world.says("ana", room, "I'll come at noon");
  await world.says("ben", room, "A line of many\n".repeat(20));
  const token = await world.token("ana");
  const visitor = await stage.visitor("ana", !embed ? {} : { token });
  const opened = await visitor.context.newPage();
  const reached = new Set(embed ? await inHost(opened, room) : await inPage(opened, room));
  // On a slow link things come in another order: what is typed before the program is there, histories, pusher-js.
  const slow = await (await stage.visitor("ana", { token })).context.newPage();
  const devtools = await slow.context().newCDPSession(slow);
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
  // Nothing is live before all of the program has come: what people see while they wait is part of the start.
  await slow.route(/\/pusher[^/]*\.js$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, WAIT));
    await route.continue();
  });
  for (const name of embed ? await inHost(slow, room) : await inRoom(slow, room)) reached.add(name);
  for (const [status, writes] of STARTS) {
    // The site's limit of calls is everybody's.
    await world.reset();
    await world.says("ben", world.room("Chairs"), "Ten by the door");
    const { context } = await stage.visitor("ana", { token: await world.token("ana") });
    if (status !== 200) await context.route(/\/chat\/\d+\/messages/, (route) => route.fulfill({ status, contentType: "text/html", body: "<p>oops" }), { times: 1 });
    for (const name of await early(await context.newPage(), world.room("Chairs"), status, writes)) reached.add(name);
    await context.close();
  }
  await writeFile(out, [...reached].join("\n"));
  console.log(`${reached.size} functions were called`);
} finally {
  await stage.leave();
  await Promise.allSettled([browser.close(), world.stop()]);
}

/** The stand-alone page, where somebody signs in and opens a room that is quiet, and one that is not. */
async function inPage(opened, room) {
  const chat = new Chat(opened);
  await chat.visit();
  await chat.signIn(world.user("ana"));
  await chat.openRoom(world.room("Lift"));
  await chat.openRoom(world.room("Chairs"));
  await begins(opened, chat.composer, world.room("Chairs"));
  await chat.openRoom(room);
  return chats(opened, chat.composer, room);
}

/** The stand-alone page at the address of a room. */
async function inRoom(opened, room) {
  const chat = new Chat(opened);
  await chat.visit(room);
  return chats(opened, chat.composer, room);
}

/** The elements in a page of a site. */
async function inHost(opened, room) {
  await opened.goto("/");
  await opened.locator("[data-ready]").waitFor();
  const { composer } = new Embedded(opened);
  const empty = world.room("Chairs");
  await put(opened, empty);
  if (!(await world.saved(empty)).length) await begins(opened, composer, empty);
  await put(opened, room);
  return chats(opened, new Embedded(opened).composer, room);
}

function put(opened, { id }) {
  const elements = `<glx-notifications></glx-notifications><glx-connection-health></glx-connection-health><glx-chat request-id="${id}"></glx-chat>`;
  return opened.evaluate((elements) => (document.querySelector("#place").innerHTML = elements), elements);
}

/** A room is shown whose first history is answered with this status; something is written and sent before the program is there, or nothing. */
async function early(opened, room, status, writes) {
  let release;
  const written = writes && new Promise((resolve) => (release = resolve));
  await opened.route(/\.wasm$/, async (route) => {
    await written;
    await route.continue();
  });
  if (embed) {
    await opened.goto("/");
    await opened.locator("[data-ready]").waitFor();
    await put(opened, room);
  } else {
    await opened.goto(`/#/requests/${room.id}`);
  }
  const { composer } = embed ? new Embedded(opened) : new Chat(opened);
  if (writes) {
    await composer.pressSequentially("Hello");
    await composer.press("Enter");
    release();
    await opened.locator(".row.own .text", { hasText: /^Hello$/ }).first().waitFor({ timeout: 30_000 });
  }
  // A limit lasts for minutes.
  if (status !== 429) await opened.locator(".glx-health .word", { hasText: "Live" }).waitFor({ timeout: 30_000 });
  return opened.evaluate(() => globalThis.glxReached());
}

/** A room in which nobody has written yet, and then somebody does. */
async function begins(opened, composer, room) {
  await opened.locator(".glx-chat .glx-notice").waitFor();
  await world.says("ben", room, "Anybody there?");
  await opened.locator(".row .text", { hasText: "Anybody there?" }).waitFor();
  await composer.fill("Yes");
  await composer.press("Enter");
  await opened.locator(".row.own.saved .text", { hasText: /^Yes$/ }).waitFor();
}

/** The first minute in a room. */
async function chats(opened, composer, room) {
  const shown = (text) => opened.locator(".row .text", { hasText: text }).waitFor();
  await composer.pressSequentially("Hello");
  await opened.locator(".glx-health .word", { hasText: "Live" }).waitFor({ timeout: 30_000 });
  await world.says("ben", room, "Good morning, is anybody there?");
  await shown("Good morning");
  await composer.pressSequentially(", yes, I am");
  await composer.press("Enter");
  await opened.locator(".row.own.saved .text", { hasText: "yes, I am" }).waitFor();
  await world.says("chloe", room, "Me too {n}", { count: 60 });
  await shown("Me too 60");
  await opened.locator("[role=log]").hover();
  await opened.mouse.wheel(0, -1_500);
  await opened.locator(".jump").waitFor();
  await world.says("ben", room, "While you read");
  await opened.locator(".jump.news").click();
  await shown("While you read");
  return opened.evaluate(() => globalThis.glxReached());
}
