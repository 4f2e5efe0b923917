//! Pictures of the page in its states, for people to judge: sign-in, help requests, chat, reconnecting, notifications; light, dark,
//! phone and right-to-left. Usage: node screenshots.mjs FOLDER

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Expected, launch } from "./support/browser.mjs";
import { Stage } from "./support/stage.mjs";
import { World } from "./support/world.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node screenshots.mjs FOLDER");
  process.exit(2);
}
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LOOKS = {
  light: { colorScheme: "light", viewport: WIDE },
  dark: { colorScheme: "dark", viewport: WIDE },
  phone: { colorScheme: "light", viewport: PHONE, deviceScaleFactor: 2, hasTouch: true },
  "phone-dark": { colorScheme: "dark", viewport: PHONE, deviceScaleFactor: 2, hasTouch: true },
  rtl: { colorScheme: "light", viewport: WIDE, dir: "rtl" },
  "phone-rtl": { colorScheme: "light", viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, dir: "rtl" },
};

await mkdir(folder, { recursive: true });
const [world, browser] = await Promise.all([World.start(), launch()]);
try {
  for (const [look, { dir = "ltr", ...context }] of Object.entries(LOOKS)) {
    await world.reset();
    const stage = new Stage(world, browser);
    try {
      await picture(stage, look, dir, context);
    } finally {
      await stage.leave();
    }
  }
} finally {
  await Promise.allSettled([browser.close(), world.stop()]);
}

async function picture(stage, look, dir, context) {
  const room = world.room("Groceries");
  const visitor = await stage.visitor("ana", { context: { ...context, reducedMotion: "reduce" } });
  visitor.expect(Expected.refused, Expected.socket);
  const ana = await stage.page(visitor);
  await ana.page.addInitScript((dir) => document.addEventListener("DOMContentLoaded", () => (document.documentElement.dir = dir)), dir);
  const take = async (name) => {
    await ana.page.screenshot({ path: path.join(folder, `${name}-${look}.png`) });
    console.log(`${name}-${look}.png`);
  };
  await ana.visit();
  await ana.signedOut();
  await take("1-sign-in");
  await ana.fillIn("ana@glx.test", "wrong");
  await ana.page.getByText("E-mail or password is wrong.").waitFor();
  await take("2-sign-in-failed");
  await ana.signIn(world.user("ana"));
  await ana.rooms.getByRole("link", { name: room.title }).waitFor();
  await take("3-rooms");
  await ana.openRoom(world.room("Chairs"));
  await ana.page.getByText("It is quiet here").waitFor();
  await take("4-empty");
  if (context.viewport === PHONE) await ana.page.getByRole("button", { name: "Back to the help requests" }).click();
  await ana.openRoom(room);
  await ana.live();
  const ben = await stage.signedIn("ben", room);
  ben.visitor.expect(Expected.socket);
  await ben.send("I can go at six. Is there anything besides milk, bread, soup and the newspaper? Her list: https://example.org/list");
  await ana.send("Oats, please.");
  await ana.shows("Oats, please.", "saved");
  await ben.send("👍");
  await ana.shows("👍");
  await world.says("david", room, "שלום, I can bring them upstairs. مرحبا");
  await ana.shows("שלום, I can bring them upstairs. مرحبا");
  await world.switches({ contentFilter: "on" });
  await ana.send("Thank you -- all of you!");
  await ana.shows("Thank you -- all of you!", "failed");
  await ana.composer.fill("And a longer thought that\nruns over two lines");
  await take("5-chat");
  await ana.page.getByRole("button", { name: "Find in this conversation" }).click();
  await ana.page.keyboard.type("the");
  await ana.page.getByText(/^1 of \d+$/).waitFor();
  await ana.page.keyboard.press("Enter");
  await ana.page.getByText(/^2 of \d+$/).waitFor();
  await take("5-find");
  await ana.page.keyboard.type("saurus");
  await ana.page.getByText("Not found", { exact: true }).waitFor();
  await take("5-found-nothing");
  await ana.page.keyboard.press("Escape");
  await world.says("ben", room, `Here is how it went. ${"We met at six, and everybody had brought something. ".repeat(30)}`);
  await ana.page.getByRole("button", { name: "Show all" }).waitFor();
  await take("5-folded");
  await ana.page.getByRole("button", { name: "Show all" }).click();
  await ana.page.getByRole("button", { name: "Show less" }).scrollIntoViewIfNeeded();
  await take("5-unfolded");
  await ana.healthButton.click();
  await ana.healthPanel.waitFor();
  await take("6-health");
  await ana.page.keyboard.press("Escape");
  await ana.bell.click();
  await ana.feed.waitFor();
  await take("7-notifications");
  await ana.page.keyboard.press("Escape");
  await ana.accountButton.click();
  await take("8-account");
  await ana.page.keyboard.press("Escape");
  await world.sockudo("kill");
  await ana.healthSays(/Reconnecting/);
  await take("9-reconnecting");
}
