//! Selections in a room of which only some rows are in the page: they stay, and a copy has all of them.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { few, inView, jump, longRoom, readUp, rows, said } from "./support/long_room.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

/** The text of the first row that is in view as a whole. */
const firstWhole = (chat) =>
  chat.log.evaluate((log) => {
    const { top } = log.getBoundingClientRect();
    return [...log.querySelectorAll("li.row")].find((row) => row.getBoundingClientRect().top > top).querySelector(".text").textContent;
  });

scenario("a long room: what has the focus and where a selection ends stay in the page, however far one reads", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.row("Line 1000").locator("time").focus();
  await ana.page.evaluate(() => {
    const texts = [...document.querySelectorAll('[role="log"] li.row .text')];
    getSelection().setBaseAndExtent(texts.at(-3).firstChild, 2, texts.at(-2).firstChild, 3);
  });
  const selected = await ana.page.evaluate(() => getSelection().toString());
  assert.match(selected, /ne 998/);
  await ana.log.evaluate((log) => (log.scrollTop = 2_000));
  await until("it is far away", async () => (await rows(ana)) > 0 && !(await ana.row("Line 990").count()));
  assert.equal(await ana.page.evaluate(() => getSelection().toString()), selected, "the selection");
  assert.ok(await ana.row("Line 1000").locator("time").evaluate((time) => time === document.activeElement), "the focus");
  await few(ana);
  // And where it stands it is found again.
  await jump(ana);
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  assert.equal(await ana.page.evaluate(() => getSelection().toString()), selected, "the selection, back again");
});

scenario("a long room: a copy has the rows that are not in the page, also where the selection ends outside the list", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await readUp(ana, 60);
  const first = await firstWhole(ana);
  await ana.row(first).locator(".text").evaluate((text) => getSelection().setBaseAndExtent(text.firstChild, 0, document.querySelector(".composer"), 0));
  await jump(ana);
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  await few(ana);
  await ana.page.keyboard.press("Control+C");
  const copied = (await ana.page.evaluate(() => navigator.clipboard.readText())).split("\n");
  const from = Number(first.slice("Line ".length));
  assert.ok(from < 900, `${from} is further up`);
  assert.deepEqual(copied, said(from, 1_000).map((text) => `Ben: ${text}`));
});

/** The texts of Ben's that are copied. */
async function copiedRows(chat) {
  await chat.page.evaluate(() => navigator.clipboard.writeText(""));
  await chat.page.keyboard.press("Control+C");
  const text = await until("something is copied", () => chat.page.evaluate(() => navigator.clipboard.readText()));
  return [...text.matchAll(/^Ben: (Line \d+)$/gm)].map(([, said]) => said);
}

scenario("a long room: a copy has all rows where the selection begins above the list, and where all is selected", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ana.page.evaluate(() => {
    const text = [...document.querySelectorAll('[role="log"] li.row .text')].find(({ textContent }) => textContent === "Line 999");
    getSelection().setBaseAndExtent(document.querySelector(".head h2"), 0, text.firstChild, 3);
  });
  assert.deepEqual(await copiedRows(ana), said(1, 999), "from the heading");
  await ana.log.focus();
  await ana.page.keyboard.press("Control+A");
  assert.deepEqual(await copiedRows(ana), said(1, 1_000), "all");
  await readUp(ana, 20);
  await ana.log.press("End");
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  assert.deepEqual(await copiedRows(ana), said(1, 1_000), "all, whatever was read meanwhile");
  // What ends where the list begins has nothing of it.
  await ana.page.evaluate(() => {
    const first = document.createTreeWalker(document.querySelector('[role="log"] ol'), NodeFilter.SHOW_TEXT).nextNode();
    getSelection().setBaseAndExtent(document.querySelector(".head h2"), 0, first, 0);
  });
  await ana.page.keyboard.press("Control+C");
  assert.match(await ana.page.evaluate(() => navigator.clipboard.readText()), /^Groceries/);
  // What is selected in a field is the field's.
  await ana.composer.fill("Mine");
  await ana.composer.press("Control+A");
  await ana.composer.press("Control+C");
  assert.equal(await ana.page.evaluate(() => navigator.clipboard.readText()), "Mine");
});

scenario("a long room: a click begins a selection that a Shift+click far away ends", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ana.row("Line 995").locator(".text").click({ position: { x: 1, y: 5 } });
  await readUp(ana, 20);
  await until("it is out of sight", async () => !(await inView(ana, "Line 995")));
  const first = await firstWhole(ana);
  await ana.row(first).locator(".text").click({ position: { x: 1, y: 5 }, modifiers: ["Shift"] });
  assert.deepEqual(await copiedRows(ana), said(Number(first.slice("Line ".length)), 995));
});

scenario("a long room: a selection from a line between the rows stays the same, however far one reads", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.log.press("Home");
  const day = ana.log.locator("li.day").first();
  await day.waitFor();
  await ana.page.evaluate(() => {
    const [day, row] = [document.querySelector('[role="log"] li.day span'), document.querySelector('[role="log"] li.row .text')];
    getSelection().setBaseAndExtent(day.firstChild, 1, row.firstChild, 2);
  });
  const selected = await ana.page.evaluate(() => getSelection().toString());
  await jump(ana);
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  assert.equal(await day.count(), 1, "the line is held");
  await ana.log.press("Home");
  await becomes("the first is in view", () => ana.log.evaluate((log) => log.scrollTop), 0);
  assert.equal(await ana.page.evaluate(() => getSelection().toString()), selected);
});

scenario("a long room: a copy has what is not sent yet, and all rows to the end where the selection goes beyond it", async (stage) => {
  const { ana } = await longRoom(stage);
  ana.visitor.expect(Expected.refused);
  await ana.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await stage.world.switches({ contentFilter: "on" });
  await ana.send("wait -- what?");
  await ana.shows("wait -- what?", "failed");
  const selects = (from, to) =>
    ana.page.evaluate(([from, to]) => {
      const text = (words) => [...document.querySelectorAll('[role="log"] .text')].find(({ textContent }) => textContent === words);
      getSelection().setBaseAndExtent(text(from).firstChild, 0, to ? text(to).firstChild : document.querySelector(".composer"), to?.length ?? 0);
    }, [from, to]);
  const copy = async () => {
    await ana.page.evaluate(() => navigator.clipboard.writeText(""));
    await ana.page.keyboard.press("Control+C");
    return (await until("something is copied", () => ana.page.evaluate(() => navigator.clipboard.readText()))).split("\n");
  };
  // All of it is in the page: that is the browser's.
  await selects("Line 1000", "wait -- what?");
  const near = await copy();
  assert.ok(near.includes("wait -- what?"), `the last and what is not sent, and not ${near}`);
  await selects("Line 995");
  await readUp(ana, 60);
  assert.equal(await ana.row("Line 1000").count(), 0);
  assert.deepEqual(await copy(), [...said(995, 1_000).map((text) => `Ben: ${text}`), "You: wait -- what?"], "beyond the end, from far away");
});

scenario("a copy that goes over the end of a text that is folded has all of that", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await ana.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const story = `Once ${"upon a time there was a street. ".repeat(60)}The end`;
  for (const text of ["Before", story, "After"]) await stage.world.says("ben", room, text);
  await ana.shows("After");
  const copies = async (from, to) => {
    await ana.page.evaluate(
      ([from, to]) => {
        const text = (words) => [...document.querySelectorAll('[role="log"] li.row .text')].find((text) => text.textContent.startsWith(words));
        getSelection().setBaseAndExtent(text(from).firstChild, 0, text(to).firstChild, 4);
      },
      [from, to],
    );
    await ana.page.keyboard.press("Control+C");
    return ana.page.evaluate(() => navigator.clipboard.readText());
  };
  assert.equal(await copies("Before", "After"), `Ben: Before\nBen: ${story}\nBen: After`);
  assert.doesNotMatch(await copies("Before", "Once"), /Show all|The end/, "what is not selected is not copied");
});
