//! Pictures of the elements in host pages, to be looked at: `node tests/e2e/embed/screenshots.mjs FOLDER`, with the environment of the e2e tests.

import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { launch } from "../support/browser.mjs";
import { host, put } from "../support/embed.mjs";
import { hostFolder } from "../support/host.mjs";
import { Stage } from "../support/stage.mjs";
import { World } from "../support/world.mjs";

const out = process.argv[2] ?? "target/embed-pictures";
await mkdir(out, { recursive: true });
const folder = await hostFolder("plain");
const [world, browser] = await Promise.all([World.start({ page: folder }), launch()]);
await world.reset();
const stage = new Stage(world, browser);
const room = world.room("Groceries");
for (const text of ["I can go at six.", "Thank you! https://example.org", "👍"]) await world.says("ben", room, text, { broadcast: false });
await world.sends("ana", room, "Then I bring the bags.");
for (const kind of ["crisis_alert", "new_message"]) await world.notify("ana", kind, `Something about ${kind}`);

const ALL = `<div style="display: flex; gap: 16px; justify-content: space-between"><glx-connection-health></glx-connection-health><glx-notifications></glx-notifications></div>
<glx-chat request-id="${room.id}" style="height: 420px"></glx-chat>`;
const HOSTILE = `html { font-size: 10px } * { all: initial !important; color: red !important; font: 30px serif !important; letter-spacing: 4px !important } body, div, h1 { display: block !important }`;
const SITE = `:root { --background: 222 47% 11%; --foreground: 210 40% 98%; --card: 222 40% 14%; --primary: 160 80% 40%; --primary-foreground: 0 0% 10% } body { background: hsl(222 47% 11%); color: white }`;

const pictures = {
  plain: {},
  "health open": { open: "glx-connection-health .face" },
  "bell open": { open: "glx-notifications .face" },
  "dark class": { page: () => document.documentElement.classList.add("dark") },
  "site colours": { style: SITE },
  "light primary": { style: ":root { --primary: #fbbf24 }", open: "glx-notifications .face" },
  "light primary, dark class": { style: ":root { --primary: #fbbf24 }", page: () => document.documentElement.classList.add("dark") },
  hostile: { style: HOSTILE },
  find: { find: "i" },
  "find, light primary, dark class": { style: ":root { --primary: #fbbf24 }", page: () => document.documentElement.classList.add("dark"), find: "i" },
  "find, phone, rtl": { size: { width: 360, height: 800 }, page: () => (document.documentElement.dir = "rtl"), find: "i" },
  "find, hostile": { style: HOSTILE, find: "i" },
  rtl: { page: () => (document.documentElement.dir = "rtl"), open: "glx-notifications .face" },
  phone: { size: { width: 390, height: 800 }, open: "glx-connection-health .face" },
  "dark by choice": { html: ALL.replaceAll("style", 'theme="dark" style') },
  "no height": { html: `<glx-chat request-id="${room.id}" heading="In a place without a height"></glx-chat>`, page: () => document.querySelector("#place").removeAttribute("style") },
  "no room": { html: `<glx-chat></glx-chat>` },
  "signed out": { name: null },
};
for (const [name, { style, page: change, size, html = ALL, open, find, name: who = "ana" }] of Object.entries(pictures)) {
  const page = await host(stage, who);
  if (size) await page.setViewportSize(size);
  // Not `addStyleTag`: that is what a strict policy would refuse.
  if (style) await page.evaluate((css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }, style);
  if (change) await page.evaluate(change);
  await put(page, html);
  await page.locator("glx-chat .glx-chat").waitFor();
  if (who && html.includes(room.id)) await page.locator("glx-chat li.row").first().waitFor();
  if (open) await page.locator(open).click();
  if (find) {
    await page.getByRole("button", { name: "Find in this conversation" }).click();
    await page.keyboard.type(find);
    await page.locator("glx-chat [aria-current]").waitFor();
  }
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  await page.screenshot({ path: path.join(out, `${name.replaceAll(" ", "-")}.png`) });
  await page.visitor.leave();
}
await stage.leave();
await browser.close();
await world.stop();
await rm(folder, { recursive: true, force: true });
