//! Finding words in elements of host pages: by the keys only where the focus is in one, and each for itself.

import assert from "node:assert/strict";
import { host, hosts, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes } from "../support/until.mjs";

const scenario = hosts();

const field = (chat) => chat.element.getByRole("textbox", { name: "Find in this conversation" });
const hasFocus = (locator) => becomes("the field has the focus", () => locator.evaluate((element) => element.getRootNode().activeElement === element), true);
const counts = (chat, words) => becomes("it says how many", () => chat.element.locator(".find .found > :first-child").textContent(), words);
/** What is marked anywhere in the page. */
const marked = (page) => page.evaluate(() => ["glx-find", "glx-found"].flatMap((name) => [...(CSS.highlights.get(name) ?? [])].map(String)));

scenario("Control+F is the page's own until the focus is in a chat, and two chats find each for itself", async (stage) => {
  const { world } = running;
  const [one, other] = [world.room("Groceries"), world.room("Chairs")];
  await world.says("ben", one, "Oats and apples", { broadcast: false });
  await world.says("ben", other, "Apples, too. Apples!", { broadcast: false });
  const page = await host(stage, "ana");
  await put(page, `<glx-chat id="one" request-id="${one.id}"></glx-chat><glx-chat id="other" request-id="${other.id}"></glx-chat>`);
  const [here, there] = [new Embedded(page, "#one"), new Embedded(page, "#other")];
  await here.shows("Oats and apples");
  await there.shows("Apples, too. Apples!");
  await page.evaluate(() => {
    globalThis.pressed = [];
    window.addEventListener("keydown", (event) => event.key === "f" && pressed.push(event), { capture: true });
  });
  const isTaken = async () => {
    await page.keyboard.press("Control+f");
    return page.evaluate(() => pressed.at(-1).defaultPrevented);
  };
  assert.equal(await isTaken(), false, "with the focus in the page");
  assert.equal(await field(here).count(), 0);
  await here.composer.focus();
  assert.equal(await isTaken(), true, "with the focus in a chat");
  await hasFocus(field(here));
  await page.keyboard.type("apples");
  await counts(here, "1 of 1");
  await becomes("one is marked", () => marked(page), ["apples"]);
  await there.composer.focus();
  await page.keyboard.press("Control+f");
  await hasFocus(field(there));
  await page.keyboard.type("apples");
  await counts(there, "1 of 1");
  await becomes("those of both are marked", async () => (await marked(page)).sort(), ["Apples", "Apples", "apples"]);
  const colour = (element) => element.evaluate((row) => getComputedStyle(row.querySelector(".text"), "::highlight(glx-found)").backgroundColor);
  assert.equal(await colour(here.element.locator("[aria-current]")), "rgb(253, 158, 63)", "as the stylesheet in the shadow root says");
  await page.keyboard.press("Escape");
  await becomes("the others stay", () => marked(page), ["apples"]);
  await page.locator("#one").evaluate((element) => element.remove());
  await becomes("those of an element that goes go with it", () => marked(page), []);
});
