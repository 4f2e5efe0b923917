//! For everyone: axe-core finds nothing serious in any state, light and dark, and the keyboard alone does everything.

import assert from "node:assert/strict";
import { findings } from "./support/axe.mjs";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

for (const colorScheme of ["light", "dark"]) {
  scenario(`axe-core finds nothing serious, ${colorScheme}`, async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const visitor = await stage.visitor("ana", { context: { colorScheme, reducedMotion: "reduce" } });
    visitor.expect(Expected.refused, Expected.socket);
    const ana = await stage.page(visitor);
    await ana.visit();
    await ana.signedOut();
    await clean(ana, "sign-in");
    await ana.fillIn("ana@glx.test", "wrong");
    await ana.page.getByText("E-mail or password is wrong.").waitFor();
    await clean(ana, "sign-in failed");
    await ana.signIn(world.user("ana"));
    await ana.rooms.getByRole("link", { name: room.title }).waitFor();
    await clean(ana, "help requests");
    await ana.openRoom(room);
    await ana.live();
    const ben = await stage.signedIn("ben", room);
    await ben.send("A link: https://example.org/a and more words");
    await ana.shows("A link: https://example.org/a and more words");
    await ana.send("Mine");
    await ana.shows("Mine", "saved");
    await clean(ana, "chat");
    await ana.healthButton.click();
    await ana.healthPanel.waitFor();
    await clean(ana, "health open");
    await world.notify("ana", "crisis_alert", "Flood near Mill Lane", { title: "Flood", severity: "high" });
    await becomes("the alert is counted", () => ana.badge(), 3);
    await ana.bell.click();
    await ana.feed.waitFor();
    await clean(ana, "notifications open");
    await ana.accountButton.click();
    await ana.page.getByRole("button", { name: "Sign out" }).waitFor();
    await clean(ana, "account open");
    await ana.page.keyboard.press("Escape");
    await world.switches({ contentFilter: "on" });
    await ana.send("wait -- what?");
    await ana.shows("wait -- what?", "failed");
    await clean(ana, "a failed send");
    await ana.openRoom(world.room("Chairs"));
    await ana.page.getByText("It is quiet here").waitFor();
    await clean(ana, "an empty room");
    await ana.openRoom(room);
    ben.visitor.expect(Expected.socket);
    await world.sockudo("kill");
    await ana.healthSays(/Reconnecting/);
    await clean(ana, "reconnecting");
  });
}

scenario("the page that says what is missing in the configuration is accessible too", async (stage) => {
  const visitor = await stage.visitor("operator");
  visitor.expect(Expected.refused);
  await visitor.context.route("**/glx-config.json", (route) => route.fulfill({ status: 404, body: "" }));
  const page = await stage.page(visitor);
  await page.visit();
  await page.page.getByRole("heading", { name: "This page is not set up yet" }).waitFor();
  await clean(page, "configuration");
});

scenario("the keyboard alone signs in, opens a room, sends, and opens and closes the panels", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const ana = await stage.page(await stage.visitor("ana"));
  const { keyboard } = ana.page;
  await ana.visit();
  await ana.signedOut();
  await tabTo(ana, ana.form.getByLabel("E-mail address"));
  await keyboard.type("ana@glx.test");
  await tabTo(ana, ana.form.getByLabel("Password", { exact: true }));
  await keyboard.type("neighbour");
  await keyboard.press("Enter");
  await ana.signedIn();
  const card = ana.rooms.getByRole("link", { name: room.title });
  await card.waitFor();
  await tabTo(ana, card);
  await keyboard.press("Enter");
  await ana.live();
  await tabTo(ana, ana.composer);
  await keyboard.type("Typed without a mouse");
  await keyboard.press("Enter");
  await ana.shows("Typed without a mouse", "saved");
  assert.ok(await hasFocus(ana.composer), "the focus stays where one writes");
  for (const [button, panel] of [
    [ana.healthButton, ana.healthPanel],
    [ana.bell, ana.feed],
    [ana.accountButton, ana.page.getByRole("dialog", { name: "Account and appearance" })],
  ]) {
    await tabTo(ana, button);
    await keyboard.press("Enter");
    await panel.waitFor();
    const inside = () => panel.evaluate((panel) => panel.contains(document.activeElement));
    await becomes(`the focus is inside the panel of ${button}`, inside, true);
    await keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await becomes(`the focus is back on ${button}`, () => hasFocus(button), true);
  }
});

scenario("F6 moves between the bar, the help requests and the chat, from wherever one is", async (stage) => {
  const ana = await stage.signedIn("ana", stage.world.room("Groceries"));
  const places = { bar: ana.bell, "help requests": ana.rooms.getByRole("searchbox"), chat: ana.composer };
  const seen = [];
  for (let times = 0; times < 3; times++) {
    await ana.page.keyboard.press("F6");
    for (const [name, inside] of Object.entries(places)) {
      if (await inside.evaluate((element) => document.activeElement.contains(element) && document.activeElement !== document.body)) {
        seen.push(name);
      }
    }
  }
  assert.deepEqual(seen, ["bar", "help requests", "chat"]);
});

scenario("messages of others are told politely, a failed send at once, the history never", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  ana.visitor.expect(Expected.refused);
  const told = (kind) => ana.page.locator(`section ${kind}`).allTextContents();
  assert.deepEqual((await told('[aria-live="polite"]')).join(""), "");
  await ben.send("Anybody at home?");
  await until("it is told", async () => (await told('[aria-live="polite"]')).join("").includes("Ben: Anybody at home?"));
  await world.switches({ contentFilter: "on" });
  await ana.send("no -- never");
  await until("the failure is told", async () => (await told('[role="alert"]')).join("").includes("content filter"));
});

scenario("a button that goes when it is pressed leaves the keys in its panel", async (stage) => {
  const ana = await stage.signedIn("ana");
  await becomes("two are unread", () => ana.badge(), 2);
  await ana.bell.press("Enter");
  await ana.feed.getByRole("button", { name: "Mark all read" }).press("Enter");
  await becomes("nothing is unread", () => ana.badge(), 0);
  await becomes("the panel has the focus", () => hasFocus(ana.feed), true);
  await ana.page.keyboard.press("Escape");
  await ana.feed.waitFor({ state: "hidden" });
  assert.ok(await hasFocus(ana.bell));
});

scenario("what is left of a long text is shown with every key, and told now and then", async (stage) => {
  const ana = await stage.signedIn("ana", stage.world.room("Groceries"));
  const left = ana.page.locator("#glx-send-left");
  const told = ana.page.locator('#glx-send-left + [aria-live="polite"]');
  await ana.composer.fill("x".repeat(8_750));
  for (const count of [250, 249, 248]) {
    await becomes("so much is left", () => left.textContent(), `${count} left`);
    assert.equal(await told.textContent(), "300 left");
    await ana.composer.press("x");
  }
});

async function clean(chat, where) {
  assert.deepEqual(await findings(chat.page), [], where);
}

/** Presses Tab until the focus is there. */
async function tabTo(chat, locator) {
  const seen = [];
  for (let times = 0; times < 60; times++) {
    if (await hasFocus(locator)) return;
    seen.push(await chat.page.evaluate(() => document.activeElement.outerHTML.slice(0, 60)));
    await chat.page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${locator}, but to ${seen.join(", ")}`);
}

function hasFocus(locator) {
  return locator.evaluate((element) => element === document.activeElement);
}
