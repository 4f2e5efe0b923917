//! Texts that are longer than the view: folded, unfolded, and read in the middle.

import assert from "node:assert/strict";
import { comesToRest, inView, longRoom } from "./support/long_room.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

const story = (chat) => chat.log.locator("li.row").filter({ hasText: "Once upon a time" });

/** A long room, at the end of which a long text stands. */
async function longText(stage) {
  const { ana, room } = await longRoom(stage);
  await stage.world.says("ben", room, `Once upon a time ${"there was a street whose people helped each other. ".repeat(160)}`);
  await story(ana).waitFor();
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
