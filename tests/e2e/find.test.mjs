//! Finding words in a room of a thousand messages with the keyboard, of which the browser's own search sees some forty.

import assert from "node:assert/strict";
import { findings } from "./support/axe.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

const field = (chat) => chat.page.getByRole("textbox", { name: "Find in this conversation" });
const counted = (chat) => chat.page.locator(".find .found > :first-child").textContent();
const counts = (chat, words) => becomes("it says how many", () => counted(chat), words);
/** The words that are marked in the page, and those in the row that is shown. */
const marked = (chat, name) => chat.page.evaluate((name) => [...(CSS.highlights.get(name) ?? [])].map(String), name);
/** The text of the row that is shown, while the whole of it is in view. */
const shown = (chat) =>
  chat.log.evaluate((log) => {
    const row = log.querySelector("[aria-current]");
    const [at, view] = [row?.getBoundingClientRect(), log.getBoundingClientRect()];
    return at && at.top >= view.top && at.bottom <= view.bottom ? row.querySelector(".text").textContent : undefined;
  });
const shows = (chat, text) => becomes("the message that says it is in view", () => shown(chat), text);
const hasFocus = (locator) => locator.evaluate((element) => element.getRootNode().activeElement === element);

/** Presses the keys, and waits for the field: a keyboard that types within the same frame is no person's. */
const opens = async (chat) => {
  await chat.page.keyboard.press("Control+f");
  await becomes("the field has the focus", () => hasFocus(field(chat)), true);
};

/** What settles late has settled. */
const frames = (chat, count) =>
  chat.page.evaluate(async (count) => {
    while (count--) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }, count);

/** A room with a thousand messages, some of which speak of chairs, and ana in it. */
async function longRoom(stage) {
  const { world } = stage;
  const room = world.room("Groceries");
  await world.says("ben", room, "Are there chairs?", { broadcast: false });
  await world.says("ben", room, "Early {n}", { count: 500, broadcast: false });
  await world.says("chloe", room, "CHAIRS enough, and chairs to spare", { broadcast: false });
  await world.says("ben", room, "Late {n}", { count: 500, broadcast: false });
  await world.says("chloe", room, "The chairs are here", { broadcast: false });
  await world.says("ben", room, "Thank you", { broadcast: false });
  const ana = await stage.signedIn("ana", room);
  await ana.shows("Thank you");
  await ana.live();
  return { ana, room };
}

scenario("Control+F in a chat leads to each message that says the words, however far up, and Escape back to where one was", async (stage) => {
  const { ana } = await longRoom(stage);
  const { keyboard } = ana.page;
  await ana.composer.fill("A draft");
  await opens(ana);
  await keyboard.type("chairs");
  await counts(ana, "1 of 3");
  await shows(ana, "The chairs are here");
  assert.deepEqual(await marked(ana, "glx-found"), ["chairs"]);
  await keyboard.press("Enter");
  await counts(ana, "2 of 3");
  await shows(ana, "CHAIRS enough, and chairs to spare");
  await becomes("both are marked", () => marked(ana, "glx-found"), ["CHAIRS", "chairs"]);
  await keyboard.press("ArrowUp");
  await shows(ana, "Are there chairs?");
  await keyboard.press("Enter");
  await counts(ana, "3 of 3");
  await shows(ana, "Are there chairs?");
  await keyboard.press("Shift+Enter");
  await keyboard.press("ArrowDown");
  await counts(ana, "1 of 3");
  await shows(ana, "The chairs are here");
  await keyboard.press("Escape");
  await becomes("the focus is back", () => hasFocus(ana.composer), true);
  assert.equal(await ana.composer.inputValue(), "A draft");
  assert.deepEqual([await marked(ana, "glx-find"), await marked(ana, "glx-found")], [[], []]);
  assert.equal(await ana.log.locator("[aria-current]").count(), 0);
});

scenario("what is typed on is looked for anew, case and accents do not count, and what is not there is said", async (stage) => {
  const { ana, room } = await longRoom(stage);
  const { keyboard } = ana.page;
  await stage.world.says("ben", room, "Ein Café für Σίσυφος, ﬁnally");
  await stage.world.says("ben", room, "I don’t know\nHauptstraße №5, “İzmir”");
  await ana.shows("I don’t know\nHauptstraße №5, “İzmir”");
  await ana.log.click();
  await opens(ana);
  await keyboard.type("E");
  await becomes("a letter is found in all that have it", async () => /^1 of (\d+)$/.exec(await counted(ana))?.[1] > 500, true);
  for (const [words, mark] of [["cafe FUR", "Café für"], ["ΣΊΣΥΦΟΣ", "Σίσυφος"], ["finally", "ﬁnally"], ["Café", "Café"], ["don't KNOW haupt", "don’t know\nHaupt"], ["STRASSE  no5", "straße №5"], ["hauptstrasse \u00adn", "Hauptstraße №"], ['"izmir"', "“İzmir”"]]) {
    await field(ana).fill(words);
    await counts(ana, "1 of 1");
    await becomes("it is marked as it is written", () => marked(ana, "glx-found"), [mark]);
  }
  await field(ana).fill("sofa");
  await counts(ana, "Not found");
  await until("it is said", async () => (await ana.page.locator(".find [aria-live]").textContent()).includes("Not found"));
  assert.deepEqual(await marked(ana, "glx-found"), []);
  await field(ana).fill("  ");
  await counts(ana, "");
});

scenario("who types on stays at a message that says that, too, and long texts are read out from where the words are", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await stage.world.says("ben", room, `${"Before it, ".repeat(60)}a chair of gold`);
  await ana.shows(`${"Before it, ".repeat(60)}a chair of gold`);
  await ana.composer.focus();
  await opens(ana);
  const { keyboard } = ana.page;
  await keyboard.type("chair");
  await counts(ana, "1 of 4");
  const told = () => ana.page.locator(".find [aria-live]").textContent();
  await until("the words are read out", async () => /^1 of 4\. Ben: ….{40}chair of gold$/.test((await told()).trim()));
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await shows(ana, "CHAIRS enough, and chairs to spare");
  await keyboard.type("s");
  await counts(ana, "2 of 3");
  await shows(ana, "CHAIRS enough, and chairs to spare");
  await keyboard.type(" a");
  await counts(ana, "1 of 1");
  await field(ana).fill("");
  await becomes("nothing is read out", told, "");
  await keyboard.press("Enter");
  await counts(ana, "");
  // As it is compared, a text may have more signs than as it is written.
  await stage.world.says("ben", room, `${"한국어 문장 ".repeat(40)}silver   ${" ".repeat(90)}spoon`);
  await ana.log.getByText("silver").waitFor();
  for (const [words, read] of [["silver", /^1 of 1\. Ben: ….{40}silver/], ["spoon", /^1 of 1\. Ben: … {40}spoon/]]) {
    await field(ana).fill(words);
    await until(`${words} is read out`, async () => read.test((await told()).trim()));
  }
});

scenario("what comes in meanwhile is found, too, and what is shown stays", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await ana.log.click();
  await opens(ana);
  await ana.page.keyboard.type("chairs");
  await counts(ana, "1 of 3");
  await ana.page.keyboard.press("Enter");
  await counts(ana, "2 of 3");
  await stage.world.says("ben", room, "More chairs {n}", { count: 20 });
  await counts(ana, "22 of 23");
  await shows(ana, "CHAIRS enough, and chairs to spare");
});

scenario("what comes in is found at once, too, while a thousand more are known to be further up", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  await world.says("ben", room, "Chair {n}", { count: 3_000, broadcast: false });
  const ana = await stage.signedIn("ana", room);
  await ana.shows("Chair 3000");
  await ana.live();
  await ana.log.click();
  await opens(ana);
  await ana.page.keyboard.type("chair");
  await becomes("there are more", async () => /^1 of \d+\+$/.test(await counted(ana)), true);
  await frames(ana, 10);
  const before = /\d+\+/.exec(await counted(ana))[0];
  await world.says("ben", room, "One chair more");
  await counts(ana, `2 of ${Number.parseInt(before, 10) + 1}+`);
  await ana.page.keyboard.press("Shift+Enter");
  await shows(ana, "One chair more");
});

scenario("words in texts that are folded, and higher than the view, are unfolded and brought into view, each time", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const texts = [`${"A long line of words that goes on. ".repeat(120)}`, "row\n".repeat(80), "A needle above. ".padEnd(3_000, "and more "), `${"And on. ".repeat(40)}`];
  for (let round = 1; round <= 2; round++) {
    for (const [at, text] of texts.entries()) {
      await world.says("ben", room, `${text}A needle ${round}${at}.`, { broadcast: false });
      await world.says("ben", room, "After {n}", { count: 100, broadcast: false });
    }
  }
  const ana = await stage.signedIn("ana", room);
  await ana.shows("After 100");
  await ana.composer.focus();
  await opens(ana);
  await ana.page.keyboard.type("needle");
  const isInView = () =>
    ana.log.evaluate((log) => {
      const [range] = CSS.highlights.get("glx-found") ?? [];
      const [at, view] = [range?.getBoundingClientRect(), log.getBoundingClientRect()];
      return Boolean(at?.height) && at.top >= view.top && at.bottom <= view.bottom;
    });
  for (const [key, numbers] of [["Enter", [1, 2, 3, 4, 5, 6, 7, 8]], ["Shift+Enter", [7, 6, 5, 4, 3, 2, 1]]]) {
    for (const number of numbers) {
      if (number !== 1 || key !== "Enter") await ana.page.keyboard.press(key);
      await counts(ana, `${number} of 8`);
      await becomes(`number ${number} is in view`, isInView, true);
      await frames(ana, 10);
      assert.ok(await isInView(), `number ${number} stays in view`);
    }
  }
});

scenario("what is shown at the end stays there while others write, and leaving the search goes back to following", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await ana.composer.focus();
  await opens(ana);
  await ana.page.keyboard.type("chairs");
  await shows(ana, "The chairs are here");
  await stage.world.says("ben", room, "Other words {n}", { count: 30 });
  await ana.page.getByText("30 new messages", { exact: true }).waitFor();
  await frames(ana, 10);
  assert.equal(await shown(ana), "The chairs are here");
  const follows = (text) =>
    becomes(`“${text}” is followed`, () => ana.log.evaluate((log, text) => log.scrollHeight - log.scrollTop - log.clientHeight < 2 && log.innerText.includes(text), text), true);
  await ana.page.getByRole("button", { name: "Jump to the latest message" }).click();
  await opens(ana);
  await field(ana).fill("other words 30");
  await shows(ana, "Other words 30");
  await ana.page.keyboard.press("Escape");
  await stage.world.says("ben", room, "Followed");
  await follows("Followed");
  await opens(ana);
  // At once: a part of it is said further up.
  await field(ana).fill("sofa");
  await counts(ana, "Not found");
  assert.equal(await ana.log.locator("[aria-current]").count(), 0);
  await stage.world.says("ben", room, "Followed, too");
  await follows("Followed, too");
});

scenario("Escape goes back to where one was from every part of the search, also to what it had hidden", async (stage) => {
  const { ana, room } = await longRoom(stage);
  await stage.signedIn("ben", room);
  const people = ana.page.getByRole("button", { name: /here with you/ });
  await people.focus();
  await opens(ana);
  await ana.page.keyboard.press("Escape");
  await becomes("the button that was hidden has it again", () => hasFocus(people), true);
  const close = ana.page.getByRole("button", { name: "Close the search" });
  await ana.composer.focus();
  await ana.page.keyboard.press("Control+f");
  for (const button of [ana.page.getByRole("button", { name: "Older match" }), ana.page.getByRole("button", { name: "Newer match" }), close]) {
    await ana.page.keyboard.press("Tab");
    await becomes("Tab leads on", () => hasFocus(button), true);
  }
  await ana.page.keyboard.press("Escape");
  await becomes("the composer has it", () => hasFocus(ana.composer), true);
  await ana.log.focus();
  await opens(ana);
  await ana.composer.focus();
  await opens(ana);
  await ana.page.keyboard.press("Escape");
  await becomes("where one was last", () => hasFocus(ana.composer), true);
});

scenario("the field has room for what is typed on the narrowest phone, and with text of twice the size", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.page.setViewportSize({ width: 280, height: 600 });
  await ana.page.getByRole("button", { name: "Find in this conversation" }).click();
  await becomes("the field has the focus", () => hasFocus(field(ana)), true);
  await ana.page.keyboard.type("chairs");
  await counts(ana, "1 of 3");
  const apart = () =>
    ana.page.evaluate(() => {
      const field = document.querySelector(".find input");
      const parts = [field, ...document.querySelectorAll(".head button:not([hidden])")].map((part) => part.getBoundingClientRect()).filter(({ width }) => width);
      const over = parts.some((one, at) => parts.slice(at + 1).some((other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1));
      return { field: parts[0].width >= 6 * parseFloat(getComputedStyle(field).fontSize), over };
    });
  assert.deepEqual(await apart(), { field: true, over: false }, "280 px");
  await ana.page.setViewportSize({ width: 390, height: 800 });
  await ana.page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  assert.deepEqual(await apart(), { field: true, over: false }, "390 px, 200 %");
});

scenario("the button opens and closes it, the second Control+F is the browser's, and another room has none", async (stage) => {
  const { ana } = await longRoom(stage);
  await ana.page.getByRole("button", { name: "Find in this conversation" }).click();
  await becomes("the field has the focus", () => hasFocus(field(ana)), true);
  assert.deepEqual(await findings(ana.page), []);
  await ana.page.evaluate(() => document.addEventListener("keydown", (event) => event.key === "f" && (globalThis.pressed = event)));
  await ana.page.keyboard.press("Control+f");
  assert.equal(await ana.page.evaluate(() => pressed.defaultPrevented), false);
  await ana.page.keyboard.type("chairs");
  await counts(ana, "1 of 3");
  await ana.page.getByRole("button", { name: "Older match" }).click();
  await shows(ana, "CHAIRS enough, and chairs to spare");
  await becomes("where it leads is read out", async () => (await ana.page.locator(".find [aria-live]").textContent()).trim(), "2 of 3. Chloe: CHAIRS enough, and chairs to spare");
  assert.deepEqual(await findings(ana.page), []);
  await ana.page.getByRole("button", { name: "Close the search" }).click();
  assert.equal(await field(ana).count(), 0);
  await ana.page.getByRole("button", { name: "Find in this conversation" }).click();
  await ana.page.keyboard.press("Escape");
  await becomes("the button has the focus", () => hasFocus(ana.page.getByRole("button", { name: "Find in this conversation" })), true);
  await ana.page.keyboard.press("Enter");
  await field(ana).waitFor();
  await ana.openRoom(stage.world.room("Chairs"));
  await becomes("another room has none open", () => field(ana).count(), 0);
});
