//! Texts that are longer than the view: folded, unfolded, and read in the middle.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { comesToRest, inView, longRoom } from "./support/long_room.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

const story = (chat) => chat.log.locator("li.row").filter({ hasText: "Once upon a time" });

/** Where the story begins and ends in the view, and how high that is, in pixels. */
const stands = (chat) =>
  story(chat).evaluate((row) => {
    const [{ top, bottom }, view] = [row.getBoundingClientRect(), row.closest(".log").getBoundingClientRect()];
    return { top: top - view.top, bottom: bottom - view.top, view: view.height };
  });

/** Scrolls so far that the story begins there in the view. */
async function putAt(chat, top) {
  const at = (await stands(chat)).top;
  await chat.log.evaluate((log, by) => (log.scrollTop += by), at - top);
  await comesToRest(chat);
}

/** A long room, at the end of which a long text stands, and then so many lines. */
async function longText(stage, { after = 0 } = {}) {
  const { ana, room } = await longRoom(stage);
  await stage.world.says("ben", room, `Once upon a time ${"there was a street whose people helped each other. ".repeat(160)}`);
  await story(ana).waitFor();
  if (after) {
    await stage.world.says("ben", room, "After {n}", { count: after });
    await becomes("the newest is in sight", () => inView(ana, `After ${after}`), true);
  }
  await comesToRest(ana);
  return { ana, room };
}

scenario("a long text that is unfolded goes on below, and is unfolded still when it comes again", async (stage) => {
  const { ana } = await longText(stage);
  const top = () => story(ana).evaluate((row) => row.getBoundingClientRect().top);
  const before = await top();
  await ana.page.getByRole("button", { name: "Show all" }).click();
  await ana.page.getByRole("button", { name: "Show less" }).waitFor();
  await comesToRest(ana);
  assert.ok(Math.abs((await top()) - before) < 1.5, `it went from ${before} to ${await top()}`);
  assert.ok(await ana.page.locator(".jump").isVisible(), "and there is a way to the newest");
  await ana.log.press("Home");
  await until("it has left the page", async () => !(await story(ana).count()));
  await ana.log.press("End");
  await ana.page.getByRole("button", { name: "Show less" }).waitFor();
  assert.equal(await ana.page.getByRole("button", { name: "Show all" }).count(), 0);
});

scenario("a text that is folded from further up is in view then, and at the end what comes is followed", async (stage) => {
  const { ana, room } = await longText(stage);
  const button = (name) => ana.page.getByRole("button", { name });
  await button("Show all").press("Enter");
  await button("Show less").waitFor();
  await comesToRest(ana);
  // The button has the focus, and is far below what is read.
  await ana.log.evaluate((log) => (log.scrollTop += 300));
  await comesToRest(ana);
  await ana.page.keyboard.press("Enter");
  await button("Show all").waitFor();
  await comesToRest(ana);
  assert.ok(await button("Show all").evaluate((button) => button.getBoundingClientRect().bottom < innerHeight), "the way back is in view");
  await becomes("it begins in view", () => story(ana).evaluate((row) => row.getBoundingClientRect().top >= row.closest(".log").getBoundingClientRect().top - 1), true);
  await stage.world.says("ben", room, "Followed");
  await becomes("the newest is in sight", () => inView(ana, "Followed"), true);
});

scenario("in a text that is higher than the view one reads on where one was when it is broken into other lines", async (stage) => {
  const { ana } = await longText(stage);
  await ana.page.getByRole("button", { name: "Show all" }).click();
  await ana.page.getByRole("button", { name: "Show less" }).waitFor();
  await comesToRest(ana);
  await story(ana).evaluate((row) => {
    const log = row.closest(".log");
    log.scrollTop += row.getBoundingClientRect().top + row.offsetHeight / 2 - log.getBoundingClientRect().top;
  });
  await comesToRest(ana);
  /** How much of the row stands above the view. */
  const part = () => story(ana).evaluate((row) => (row.closest(".log").getBoundingClientRect().top - row.getBoundingClientRect().top) / row.offsetHeight);
  assert.ok(Math.abs((await part()) - 0.5) < 0.05, `${await part()} before`);
  const { width, height } = ana.page.viewportSize();
  for (const size of [{ width: 360, height: 640 }, { width: 640, height: 360 }, { width, height }]) {
    await ana.page.setViewportSize(size);
    await comesToRest(ana);
    assert.ok(Math.abs((await part()) - 0.5) < 0.06, `${await part()} at a width of ${size.width}`);
  }
});

scenario("a text that is folded or unfolded while the list is still being scrolled stays where the scroll has brought it", async (stage) => {
  const { ana } = await longText(stage, { after: 30 });
  await until("the story is in the page", async () => {
    await ana.log.evaluate((log) => (log.scrollTop -= 300));
    await comesToRest(ana);
    return (await story(ana).count()) > 0;
  });
  /** Presses the button that has the focus while the list glides so far, and tells how far that was. */
  const whileItGlides = (by) =>
    ana.log.evaluate(async (log, by) => {
      const row = document.activeElement.closest("li");
      const [from, top] = [log.scrollTop, row.getBoundingClientRect().top];
      log.scrollBy({ top: by, behavior: "smooth" });
      while (log.scrollTop < from + by / 4) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      document.activeElement.click();
      for (let still = 0, at; still < 10; still = log.scrollTop === at ? still + 1 : 0) {
        at = log.scrollTop;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return log.scrollTop - from + row.getBoundingClientRect().top - top;
    }, by);
  const fold = story(ana).locator(".fold");
  await putAt(ana, -20);
  await fold.evaluate((button) => button.focus({ preventScroll: true }));
  const off = await whileItGlides(240);
  await ana.page.getByRole("button", { name: "Show less" }).waitFor();
  assert.ok(Math.abs(off) < 2, `it is ${off} px off after unfolding`);
  await putAt(ana, -600);
  await whileItGlides(240);
  await ana.page.getByRole("button", { name: "Show all" }).waitFor();
  const { bottom, view } = await stands(ana);
  assert.ok(bottom > 40 && bottom <= view + 1, `it ends at ${bottom} of ${view}`);
});

scenario("an own long text that is not sent yet is held as well", async (stage) => {
  const { ana } = await longRoom(stage);
  ana.visitor.expect(Expected.socket, Expected.offline);
  await ana.visitor.context.setOffline(true);
  await ana.send(`Once upon a time ${"there was a street whose people helped each other. ".repeat(60)}`);
  await story(ana).waitFor();
  await comesToRest(ana);
  const before = await stands(ana);
  const fold = story(ana).locator(".fold");
  await fold.press("Enter");
  await ana.page.getByRole("button", { name: "Show less" }).waitFor();
  await comesToRest(ana);
  assert.ok(Math.abs((await stands(ana)).top - before.top) < 2, "it goes on below");
  await putAt(ana, -400);
  await ana.page.keyboard.press("Enter");
  await ana.page.getByRole("button", { name: "Show all" }).waitFor();
  await comesToRest(ana);
  const { top, bottom, view } = await stands(ana);
  assert.ok(top >= -1 && bottom <= view + 1, `it is in view from ${top} to ${bottom}`);
});

scenario("who unfolds a text above the view, with the focus still on it, sees nothing move", async (stage) => {
  const { ana } = await longText(stage, { after: 60 });
  await ana.log.press("Home");
  await until("it has left the page", async () => !(await story(ana).count()));
  await until("it is in the page again", async () => {
    await ana.log.press("End");
    await becomes("the newest is in sight", () => inView(ana, "After 60"), true);
    await ana.log.evaluate((log) => (log.scrollTop -= 3_000));
    await comesToRest(ana);
    return (await story(ana).count()) > 0;
  });
  await story(ana).locator(".fold").evaluate((button) => button.focus({ preventScroll: true }));
  await putAt(ana, -2_000);
  const row = ana.row(await ana.log.evaluate((log) => {
    const view = log.getBoundingClientRect();
    return [...log.querySelectorAll("li.row")].find((row) => row.getBoundingClientRect().top > view.top + 50).querySelector(".text").textContent;
  }));
  const top = () => row.evaluate((row) => row.getBoundingClientRect().top);
  const before = await top();
  for (const now of ["Show less", "Show all"]) {
    await ana.page.keyboard.press("Enter");
    await becomes("it is turned", () => story(ana).locator(".fold").textContent(), now);
    await comesToRest(ana);
    assert.ok(Math.abs((await top()) - before) < 2, `${now}: from ${before} to ${await top()}`);
  }
});

scenario("on a phone a text that is folded is no higher than the view, and a link that is folded away is unfolded by who comes to it", async (stage) => {
  const { ana, room } = await longText(stage);
  await ana.page.setViewportSize({ width: 360, height: 740 });
  await comesToRest(ana);
  const { top, bottom, view } = await stands(ana);
  assert.ok(bottom - top < view, `${bottom - top} of ${view}`);
  await stage.world.says("ben", room, `${"She lives in the house at the corner. ".repeat(21)} https://example.org/house ${"And so on. ".repeat(60)}`);
  const link = ana.log.getByRole("link", { name: "example.org/house" });
  await link.waitFor();
  await comesToRest(ana);
  const fold = ana.log.locator("li.row").filter({ hasText: "She lives" }).locator(".fold");
  const isBelow = () => link.evaluate((link) => link.getBoundingClientRect().top >= link.closest(".text").getBoundingClientRect().bottom - 1);
  assert.ok(await isBelow(), "it is folded away");
  await fold.focus();
  await ana.page.keyboard.press("Shift+Tab");
  await becomes("it is unfolded", () => fold.textContent(), "Show less");
  assert.ok(await link.evaluate((link) => link === document.activeElement), "the link has the focus");
});

scenario("a second click of two is not one more", async (stage) => {
  const { ana } = await longText(stage);
  const fold = story(ana).locator(".fold");
  await fold.dblclick();
  await comesToRest(ana);
  assert.equal(await fold.textContent(), "Show less");
});
