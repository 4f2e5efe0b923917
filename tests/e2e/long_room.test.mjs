//! A room of a thousand messages: only what is near is in the page, and all of it can be reached, without anything moving meanwhile.

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

/** More rows than this are never in the page of a reader at the end. */
const FEW = 400;

const said = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => `Line ${from + at}`);

/** A room with a thousand messages, and ana in it, who has read them. */
async function longRoom(stage) {
  const { world } = stage;
  const room = world.room("Groceries");
  const before = (await world.saved(room)).length;
  await world.says("ben", room, "Line {n}", { count: 1_000, broadcast: false });
  const ana = await stage.signedIn("ana", room);
  await ana.shows("Line 1000");
  await until("the newest is in sight", () => inView(ana, "Line 1000"));
  return { ana, room, before };
}

const inView = (chat, text) => chat.row(text).evaluate((row) => row.getBoundingClientRect().bottom <= row.closest(".log").getBoundingClientRect().bottom + 1);
const rows = (chat) => chat.log.locator("li.row").count();

/**
 * Scrolls to the first row of the page, and waits until older ones have come in.
 * @returns how far the text that was read there has moved, in pixels, and how many rows there are more
 */
function readUp(chat) {
  return chat.page.evaluate(async () => {
    const log = document.querySelector('[role="log"]');
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const first = log.querySelector("li.row");
    const count = log.querySelectorAll("li.row").length;
    const text = first.querySelector(".text");
    log.scrollTop = 40;
    const at = text.getBoundingClientRect().top;
    let moved = 0;
    const measure = () => (moved = Math.max(moved, Math.abs(text.getBoundingClientRect().top - at)));
    // Told of a new size after the page, and just before it is painted: between tasks there are states that nobody ever sees.
    const sizes = new ResizeObserver(measure);
    sizes.observe(log.firstElementChild);
    for (let frames = 0; frames < 600 && log.querySelector("li.row") === first; frames++) await frame();
    for (let frames = 0; frames < 3; frames++) await frame();
    sizes.disconnect();
    measure();
    return { moved, more: log.querySelectorAll("li.row").length - count };
  });
}

scenario("of a long room only the newest rows are in the page, and reading up reaches the first", async (stage) => {
  const { ana, before } = await longRoom(stage);
  assert.ok((await rows(ana)) < FEW, `${await rows(ana)} rows are in the page`);
  let steps = 0;
  for (; !(await ana.texts()).includes("Line 1") || (await rows(ana)) < before + 1_000; steps++) {
    const { moved, more } = await readUp(ana);
    assert.ok(more > 0, "older rows came in");
    assert.ok(moved < 1, `what was read moved by ${moved} px in step ${steps}`);
  }
  assert.ok(steps > 1, "in steps");
  assert.deepEqual((await ana.texts()).slice(before), said(1, 1_000), "each once, in order");
  await ana.page.getByRole("button", { name: "Jump to the latest message" }).click();
  await until("the newest is in sight", () => inView(ana, "Line 1000"));
  await until("the rows far above have left the page", async () => (await rows(ana)) < FEW);
  await until("and the newest stays in sight", () => inView(ana, "Line 1000"));
});

scenario("a long room: who reads further up is left in peace by what is new, and finds all of it at the end", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await readUp(ana);
  const place = await ana.log.evaluate((log) => log.scrollTop);
  const shown = await rows(ana);
  await stage.world.says("ben", room, "Unseen {n}", { count: 300 });
  await ana.page.getByText("300 new messages", { exact: true }).waitFor();
  assert.equal(await ana.log.evaluate((log) => log.scrollTop), place, "nothing moved");
  assert.equal(await rows(ana), shown + 300, "and nothing left the page");
  await ana.page.getByRole("button", { name: "Jump to the latest message" }).click();
  await until("the newest is in sight", () => inView(ana, "Unseen 300"));
  await until("the rows far above have left the page", async () => (await rows(ana)) < FEW);
});

scenario("a long room: the newest are followed, and Home again and again leads to the first", async (stage) => {
  const { ana, room, before } = await longRoom(stage);
  const { world } = stage;
  for (let part = 1; part <= 4; part++) {
    await world.says("ben", room, `More ${part}-{n}`, { count: 100 });
    await ana.shows(`More ${part}-100`);
    await until("the newest is in sight", () => inView(ana, `More ${part}-100`));
    assert.ok((await rows(ana)) < FEW, `${await rows(ana)} rows are in the page`);
  }
  await ana.log.focus();
  await until(
    "the first message is reached",
    async () => {
      await ana.page.keyboard.press("Home");
      return ana.log.evaluate((log) => log.scrollTop === 0);
    },
    { within: 30_000, step: 100 },
  );
  await becomes("all are in the page", () => rows(ana), before + 1_400);
});

scenario("a long room opens at the unread line, with what was read above it", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await ana.page.goto("about:blank");
  await stage.world.says("ben", room, "Unseen {n}", { count: 400, broadcast: false });
  await ana.visit(room);
  await ana.shows("Unseen 1");
  await ana.shows("Line 1000");
  const line = ana.log.locator(".unread-line");
  const seen = await line.evaluate((line) => {
    const [at, log] = [line.getBoundingClientRect(), line.closest(".log").getBoundingClientRect()];
    return at.top >= log.top && at.bottom <= log.bottom;
  });
  assert.ok(seen, "the unread line is in sight");
});
