//! Narrow screens, long words, other directions: nothing sticks out, and what one writes in stays in sight.

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { becomes, twoFrames } from "./support/until.mjs";

const LONG = `An${"other".repeat(60)} word, and https://example.org/${"path/".repeat(60)}`;

for (const [width, height] of [[1280, 800], [768, 900], [390, 844], [320, 568]]) {
  for (const dir of ["ltr", "rtl"]) {
    scenario(`${width} px wide, ${dir}: no page scrolls sideways, and the composer is in sight`, async (stage) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const visitor = await stage.visitor("ana", { context: { viewport: { width, height } } });
      const ana = await stage.page(visitor);
      await ana.page.addInitScript((dir) => document.addEventListener("DOMContentLoaded", () => (document.documentElement.dir = dir)), dir);
      await ana.visit();
      await ana.signedOut();
      await fits(ana, "sign-in");
      await ana.signIn(world.user("ana"));
      await ana.rooms.getByRole("link", { name: room.title }).waitFor();
      await fits(ana, "help requests");
      await ana.openRoom(room);
      await ana.live();
      await world.says("ben", room, LONG);
      await ana.shows(LONG);
      await fits(ana, "chat");
      await inSight(ana, ana.composer, "the composer");
      await inSight(ana, ana.sendButton, "Send");
      await becomes("the end of the newest row is in sight", () => isInSight(ana.log.locator("li.row time").last()), true);
      for (const [button, panel] of [[ana.healthButton, ana.healthPanel], [ana.bell, ana.feed]]) {
        await button.click();
        await panel.waitFor();
        await fits(ana, "an open panel");
        await inSight(ana, panel, "the panel");
        await ana.page.keyboard.press("Escape");
      }
    });
  }
}

scenario("on a phone one thing is shown at a time, and there is a way back", async (stage) => {
  const room = stage.world.room("Groceries");
  const ana = await stage.signedIn("ana", undefined, { context: { viewport: { width: 390, height: 844 } } });
  await ana.openRoom(room);
  await ana.rooms.waitFor({ state: "hidden" });
  await ana.page.getByRole("button", { name: "Back to the help requests" }).click();
  await ana.rooms.getByRole("link", { name: room.title }).waitFor();
  await ana.composer.waitFor({ state: "hidden" });
  // The keys go along.
  const isIn = (region) => ana.page.evaluate((region) => Boolean(document.activeElement.closest(`[data-region="${region}"]`)), region);
  await ana.rooms.getByRole("link", { name: room.title }).press("Enter");
  await becomes("the focus is in the chat", () => isIn("middle"), true);
  await ana.page.getByRole("button", { name: "Back to the help requests" }).press("Enter");
  await becomes("the focus is at the help requests", () => isIn("side"), true);
});

scenario("the page stays readable at 200 % zoom and with twice the text size", async (stage) => {
  const room = stage.world.room("Groceries");
  // A window of 1280 × 800 at 200 % has so many CSS pixels.
  const ana = await stage.signedIn("ana", room, { context: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } });
  await fits(ana, "200 %");
  await inSight(ana, ana.composer, "the composer");
  await ana.page.setViewportSize({ width: 1280, height: 800 });
  await ana.page.addStyleTag({ content: "html { font-size: 200% }" });
  await fits(ana, "twice the text size");
  await inSight(ana, ana.composer, "the composer");
});

scenario("the newest message is followed at the end, and reading further up is left in peace", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  await world.says("ben", room, "Line {n}", { count: 60, broadcast: false });
  const ana = await stage.signedIn("ana", room);
  await becomes("the end is in sight", () => isInSight(ana.row("Line 60")), true);
  await world.says("ben", room, "And one more");
  await ana.shows("And one more");
  await becomes("the newest is in sight", () => isInSight(ana.row("And one more")), true);
  await ana.log.evaluate((log) => (log.scrollTop = 100));
  await ana.page.getByRole("button", { name: "Jump to the latest message" }).waitFor();
  const place = await ana.log.evaluate((log) => log.scrollTop);
  await world.says("ben", room, "Unseen {n}", { count: 3 });
  await ana.page.getByText("3 new messages", { exact: true }).waitFor();
  assert.equal(await ana.log.evaluate((log) => log.scrollTop), place, "nothing moved");
  await ana.page.getByRole("button", { name: "Jump to the latest message" }).click();
  await becomes("the newest is in sight", () => isInSight(ana.row("Unseen 3")), true);
});

scenario("who types at the end stays there, however high the composer is", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  await world.says("ben", room, "Line {n}", { count: 60, broadcast: false });
  const ana = await stage.signedIn("ana", room);
  const newest = ana.row("Line 60");
  await becomes("the end is in sight", () => isInSight(newest), true);
  await ana.composer.fill("one\ntwo\nthree\nfour\nfive\nsix");
  await becomes("the end is in sight above six lines", () => isInSight(newest), true);
  // That it was scrolled for them is told with the next frame.
  await twoFrames(ana.page);
  await ana.page.evaluate(() => {
    window.tops = new Set();
    document.querySelector(".log").addEventListener("scroll", ({ target }) => window.tops.add(target.scrollTop));
  });
  await ana.composer.press("End");
  await ana.composer.pressSequentially(" and seven");
  await twoFrames(ana.page);
  assert.deepEqual(await ana.page.evaluate(() => [...window.tops]), [], "nothing moves");
  assert.equal(await isInSight(newest), true);
});

/** Nothing sticks out of the page at its sides. */
async function fits(chat, where) {
  const { page, window: width, wide } = await chat.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const sticksOut = (element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return width > 1 && style.visibility !== "hidden" && (right > clientWidth + 1 || left < -1) && !hasClip(element);
    };
    const hasClip = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
      }
      return false;
    };
    const wide = [...document.querySelectorAll("body *")].filter(sticksOut).slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
    return { page: scrollWidth, window: clientWidth, wide };
  });
  assert.ok(page <= width, `${where}: the page is ${page} px wide in a window of ${width}`);
  assert.deepEqual(wide, [], where);
}

async function inSight(chat, locator, what) {
  await becomes(`${what} is in sight`, () => isInSight(locator), true);
}

/** Whether all of it is in the window, and nothing lies over its middle. */
function isInSight(locator) {
  return locator.evaluate((element) => {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const inside = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return width > 0 && height > 0 && inside && (element.contains(over) || (over?.contains(element) ?? false));
  });
}
