//! What a start needs: a page whose program remembers its functions (`GLX_PROBE`) is opened, shows a room, takes in and
//! sends a few messages, and tells what was called. `cargo xtask profile` sets up what it needs. Usage: node profile.mjs page|embed OUT

import { writeFile } from "node:fs/promises";
import { launch } from "./support/browser.mjs";
import { Chat } from "./support/chat.mjs";
import { Embedded, hostFolder } from "./support/host.mjs";
import { Stage } from "./support/stage.mjs";
import { World, given } from "./support/world.mjs";

const [form, out] = process.argv.slice(2);
const embed = form === "embed";
const page = embed ? await hostFolder("plain") : given("GLX_PAGE");
const [world, browser] = await Promise.all([World.start({ page }), launch()]);
const stage = new Stage(world, browser);
try {
  await world.reset();
  const room = world.room("Groceries");
  const visitor = await stage.visitor("ana", !embed ? {} : { token: await world.token("ana") });
  const opened = await visitor.context.newPage();
  const reached = embed ? await inHost(opened, room) : await inPage(opened, room);
  await writeFile(out, reached.join("\n"));
  console.log(`${reached.length} functions were called`);
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
  await chat.openRoom(room);
  return chats(opened, chat.composer, room);
}

/** The elements in a page of a site. */
async function inHost(opened, room) {
  await opened.goto("/");
  await opened.locator("[data-ready]").waitFor();
  await opened.evaluate((id) => (document.querySelector("#place").innerHTML = `<glx-notifications></glx-notifications><glx-connection-health></glx-connection-health><glx-chat request-id="${id}"></glx-chat>`), room.id);
  return chats(opened, new Embedded(opened).composer, room);
}

/** The first minute in a room. */
async function chats(opened, composer, room) {
  const shown = (text) => opened.locator(".row .text", { hasText: text }).waitFor();
  await composer.waitFor();
  await opened.locator(".glx-health .word", { hasText: "Live" }).waitFor();
  await world.says("ben", room, "Good morning, is anybody there?");
  await shown("Good morning");
  await composer.pressSequentially("Yes, I am");
  await composer.press("Enter");
  await opened.locator(".row.own.saved .text", { hasText: "Yes, I am" }).waitFor();
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
