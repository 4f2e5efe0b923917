//! A room of a thousand messages: only what is near the screen is in the page, all of it can be reached, and what is read never moves.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { FEW, comesToRest, few, inView, jump, longRoom, readUp, rows, said } from "./support/long_room.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

scenario("of a long room only what is near is in the page, and reading up moves nothing and reaches the first", async (stage) => {
  const { ana, before } = await longRoom(stage);
  await few(ana);
  const { moved, rows: most } = await readUp(ana, 60);
  assert.ok(moved < 1, `what was read moved by ${moved} px`);
  assert.ok(most < FEW, `${most} rows were in the page`);
  assert.deepEqual((await ana.texts()).slice(before), said(1, 1_000), "each once, in order");
  await jump(ana);
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  await few(ana);
});

scenario("a long room: who reads further up is left in peace by what is new, and finds all of it at the end", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await readUp(ana, 10);
  const top = () =>
    ana.log.evaluate((log) => {
      const row = [...log.querySelectorAll("li.row")].find((row) => row.getBoundingClientRect().bottom > log.getBoundingClientRect().top);
      return [row.dataset.key, row.getBoundingClientRect().top];
    });
  const place = await top();
  await stage.world.says("ben", room, "Unseen {n}", { count: 300 });
  await ana.page.getByText("300 new messages", { exact: true }).waitFor();
  assert.deepEqual(await top(), place, "nothing moved");
  await few(ana);
  await ana.page.setViewportSize({ width: 320, height: 568 });
  const lines = () => ana.page.locator(".jump span").evaluate((words) => words.offsetHeight / parseFloat(getComputedStyle(words).lineHeight));
  assert.equal(Math.round(await lines()), 1, "how many there are is said in one line");
  await jump(ana);
  await becomes("the newest is in sight", () => inView(ana, "Unseen 300"), true);
});

scenario("a long room: rows above what is read that come to another height move nothing", async (stage) => {
  const { ana } = await longRoom(stage);
  await readUp(ana, 5);
  const moved = await ana.page.evaluate(async () => {
    const log = document.querySelector('[role="log"]');
    const row = [...log.querySelectorAll("li.row")].find((row) => row.getBoundingClientRect().bottom > log.getBoundingClientRect().top);
    const at = row.getBoundingClientRect().bottom;
    const above = row.previousElementSibling.querySelector(".text");
    above.style.fontSize = "60px";
    let moved = 0;
    for (let frames = 0; frames < 5; frames++) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      moved = Math.max(moved, Math.abs(row.getBoundingClientRect().bottom - at));
    }
    return moved;
  });
  assert.ok(moved < 1, `what was read moved by ${moved} px`);
});

scenario("a long room: after a leap what is read is held when the window changes, and the top of the scrollbar is the first", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const long = "A line of so many words that it is broken in a narrow window, where there is less room for them, {n}";
  await world.says("ben", room, long, { count: 600, broadcast: false });
  const ana = await stage.signedIn("ana", room);
  const { width, height } = ana.page.viewportSize();
  await ana.log.evaluate((log) => (log.scrollTop -= 6_000));
  await comesToRest(ana);
  // Further than the rows that are in the page.
  await ana.log.evaluate((log) => (log.scrollTop -= log.clientHeight * 1.5));
  await comesToRest(ana);
  const first = await ana.log.evaluateHandle((log) => {
    const top = log.getBoundingClientRect().top;
    return [...log.querySelectorAll("li.row")].find((row) => row.getBoundingClientRect().bottom > top + 1);
  });
  const bottom = () => first.evaluate((row) => row.getBoundingClientRect().bottom - row.closest(".log").getBoundingClientRect().top);
  const before = await bottom();
  await ana.page.setViewportSize({ width: 400, height });
  await comesToRest(ana);
  const moved = (await bottom()) - before;
  assert.ok(Math.abs(moved) < 1, `what was read moved by ${moved} px`);
  await ana.page.setViewportSize({ width, height });
  await comesToRest(ana);
  await readUp(ana, 20);
  await ana.log.evaluate((log) => (log.scrollTop = 0));
  await comesToRest(ana);
  assert.equal(await ana.log.evaluate((log) => log.scrollTop), 0);
  await becomes("the first is there", () => ana.log.locator("li.row").first().getAttribute("aria-posinset"), "1");
});

scenario("a long room: the newest are followed, Home leads to the first and End back", async (stage) => {
  const { ana, room, before } = await longRoom(stage);
  const { world } = stage;
  for (let part = 1; part <= 4; part++) {
    await world.says("ben", room, `More ${part}-{n}`, { count: 100 });
    await ana.shows(`More ${part}-100`);
    await becomes("the newest is in sight", () => inView(ana, `More ${part}-100`), true);
    await few(ana);
  }
  const [first] = await ana.messages();
  await ana.log.focus();
  await ana.page.keyboard.press("Home");
  await becomes("the first message is in sight", () => inView(ana, before === 0 ? "Line 1" : first.text), true);
  const top = await ana.log.evaluate((log) => log.scrollTop);
  assert.equal(top, 0);
  await ana.page.keyboard.press("PageDown");
  await until("it goes on by a page", () => ana.log.evaluate((log) => log.scrollTop > log.clientHeight / 2));
  await ana.page.keyboard.press("End");
  await becomes("the newest is in sight", () => inView(ana, "More 4-100"), true);
  await few(ana);
});

scenario("a long room opens at the unread line, with what was read above it", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await ana.page.goto("about:blank");
  await stage.world.says("ben", room, "Unseen {n}", { count: 400, broadcast: false });
  await ana.visit(room);
  await ana.shows("Unseen 1");
  await ana.shows("Line 1000");
  const line = ana.log.locator(".unread-line");
  await comesToRest(ana);
  const down = await line.evaluate((line) => {
    const [at, log] = [line.getBoundingClientRect(), line.closest(".log").getBoundingClientRect()];
    return (at.top - log.top) / log.height;
  });
  assert.ok(down > 0.15 && down < 0.35, `the unread line is a quarter down the view, and not ${down}`);
  await few(ana);
});

scenario("a long room opens at the unread line although something is unsent in it", async (stage) => {
  const { ana, room } = await longRoom(stage);
  ana.visitor.expect(Expected.refused);
  await stage.world.switches({ contentFilter: "on" });
  await ana.send("wait -- what?");
  await ana.shows("wait -- what?", "failed");
  await ana.page.goto("about:blank");
  await stage.world.says("ben", room, "Unseen {n}", { count: 60, broadcast: false });
  await ana.visit(room);
  await becomes("the unread line is in sight", () => inView(ana, "Unseen 1"), true);
});

scenario("a long room: who goes up a little at a time gets there, and coming down to the end follows it again", async (stage) => {
  const { ana, room } = await longRoom(stage);
  const { world } = stage;
  const below = () => ana.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
  const goes = async (what, by, act) => {
    const before = await below();
    await act();
    await until("it is scrolled up", async () => (await below()) > before);
    await comesToRest(ana);
    const moved = (await below()) - before;
    assert.ok(Math.abs(moved - by) < 1, `${what} goes up by ${by} px, not by ${moved}, from ${before} px above the end`);
  };
  await ana.log.focus();
  for (let press = 0; press < 4; press++) await goes("an arrow key", 40, () => ana.page.keyboard.press("ArrowUp"));
  await world.says("ben", room, "Not followed");
  await ana.page.getByText("1 new message", { exact: true }).waitFor();
  await ana.page.keyboard.press("End");
  await becomes("the newest is in sight", () => inView(ana, "Not followed"), true);
  await ana.log.hover();
  for (let turn = 0; turn < 6; turn++) await goes("a slow wheel", 12, () => ana.page.mouse.wheel(0, -12));
  await ana.page.mouse.wheel(0, 60);
  await becomes("it is at the end", below, 0);
  await comesToRest(ana);
  // Moved a pixel at a time, as a finger does that hardly moves.
  const frame = () => ana.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  for (let pixel = 1; pixel <= 30; pixel++) {
    await ana.log.evaluate((log) => (log.scrollTop -= 1));
    await frame();
    const up = await below();
    assert.ok(Math.abs(up - pixel) < 1, `${pixel} px up it is ${up} px above the end`);
  }
  // What comes in below is out of sight there, and nobody has read it.
  for (const news of ["1 new message", "2 new messages", "3 new messages"]) {
    await world.says("ben", room, news);
    await ana.page.locator(".jump").getByText(news, { exact: true }).waitFor();
    assert.equal(await inView(ana, news), false);
  }
  assert.ok((await below()) > 100, "there is more to scroll");
  await ana.page.mouse.wheel(0, 600);
  await becomes("it is at the end", below, 0);
  await comesToRest(ana);
  await world.says("ben", room, "Followed");
  await becomes("the newest is in sight", () => inView(ana, "Followed"), true);
});

scenario("a long room: what comes in far below can be scrolled to, and one turn of a wheel does not pass over it", async (stage) => {
  const { ana, room } = await longRoom(stage);
  const where = () => ana.log.evaluate((log) => ({ top: log.scrollTop, below: log.scrollHeight - log.clientHeight - log.scrollTop }));
  await ana.log.hover();
  await ana.page.mouse.wheel(0, -400);
  await becomes("it is scrolled up", async () => Math.round((await where()).below), 400);
  await comesToRest(ana);
  await stage.world.says("ben", room, "Unseen {n}", { count: 100 });
  await ana.page.getByText("100 new messages", { exact: true }).waitFor();
  const before = await where();
  assert.ok(before.below > 3_000, `there are ${before.below} px to scroll`);
  await ana.page.mouse.wheel(0, 600);
  await until("it is scrolled down", async () => (await where()).top > before.top);
  await comesToRest(ana);
  const moved = (await where()).top - before.top;
  assert.ok(Math.abs(moved - 600) < 1, `it goes down by 600 px, not by ${moved}`);
});

scenario("a long room: a view that grows until the end is in it is at the end, and follows", async (stage) => {
  const { ana, room } = await longRoom(stage);
  const { width, height } = ana.page.viewportSize();
  await ana.log.hover();
  await ana.page.mouse.wheel(0, -20);
  await ana.page.mouse.move(0, 0);
  await comesToRest(ana);
  await ana.page.setViewportSize({ width, height: height + 100 });
  await comesToRest(ana);
  await stage.world.says("ben", room, "Followed");
  await becomes("the newest is in sight", () => inView(ana, "Followed"), true);
  assert.equal(await ana.page.locator(".jump").count(), 0, "no button is needed");
});

scenario("a long room: rows whose heights are known are laid out once when they come in again", async (stage) => {
  const { ana } = await longRoom(stage);
  const devtools = await ana.page.context().newCDPSession(ana.page);
  await devtools.send("Performance.enable");
  const layouts = async () => (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "LayoutCount").value;
  const STEPS = 20;
  const goesUp = () =>
    ana.log.evaluate(async (log, steps) => {
      for (let step = 0; step < steps; step++) {
        log.scrollTop -= log.clientHeight;
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }
    }, STEPS);
  await goesUp();
  await jump(ana);
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  await comesToRest(ana);
  const before = await layouts();
  await goesUp();
  const each = ((await layouts()) - before) / STEPS;
  assert.ok(each < 1.5, `${each} layouts for each step`);
});

scenario("a long room: rows tell how many there are and which they are", async (stage) => {
  const { ana, before } = await longRoom(stage);
  const all = String(before + 1_000);
  const numbers = (text) => ana.row(text).evaluate((row) => [row.ariaPosInSet, row.ariaSetSize]);
  await becomes("the last is the last", () => numbers("Line 1000"), [all, all]);
  await becomes("the one before it, too", () => numbers("Line 999"), [String(before + 999), all]);
});
