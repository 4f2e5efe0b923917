//! A tab that is duplicated takes a copy of the tab's storage along. What is unsent in it is the first tab's to send, as long as that
//! lives; where it has crashed, it is ours.

import assert from "node:assert/strict";
import { Chat } from "./support/chat.mjs";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";

const TEXTS = ["one", "two", "three"];

/** Ana's page in a room, with three messages that the site does not take yet. */
async function unsent(stage, room) {
  const ana = await stage.signedIn("ana", room);
  ana.visitor.expect(Expected.refused);
  await stage.world.switches({ fail: "/chat/send:429:json", retryAfterSeconds: 2 });
  for (const text of TEXTS) await ana.send(text);
  await ana.showsAll(TEXTS);
  return ana;
}

async function savedOnce(stage, room, ana) {
  await stage.world.switches({ fail: "none" });
  for (const text of TEXTS) await ana.shows(text, "saved", { within: 30_000 });
  assert.deepEqual((await stage.world.saved(room)).map(({ message }) => message), TEXTS);
}

scenario("a duplicate leaves what is unsent to the tab it was made from", async (stage) => {
  const room = stage.world.room("Chairs");
  const ana = await unsent(stage, room);
  await ana.visitor.context.addInitScript(() => (window.foundUnsent = Object.keys(sessionStorage).some((key) => key.includes(".outbox"))));
  const [page] = await Promise.all([ana.page.waitForEvent("popup"), ana.page.evaluate(() => void window.open(location.href))]);
  const duplicate = new Chat(page, ana.visitor);
  await duplicate.live();
  assert.ok(await page.evaluate(() => window.foundUnsent), "the browser has copied it");
  await duplicate.showsAll([]);
  // It has an outbox of its own all the same.
  await savedOnce(stage, room, ana);
  await duplicate.showsAll(TEXTS);
  await duplicate.send("four");
  await duplicate.shows("four", "saved");
  await duplicate.page.reload();
  await duplicate.live();
  assert.deepEqual((await stage.world.saved(room)).map(({ message }) => message), [...TEXTS, "four"]);
});

scenario("what a page had not sent when it crashed is sent by the next one in its tab", async (stage) => {
  const room = stage.world.room("Chairs");
  const ana = await unsent(stage, room);
  // A page that crashes does not say that it ends.
  await ana.page.addInitScript(() => sessionStorage.removeItem("glx.left"));
  await ana.page.reload();
  await ana.showsAll(TEXTS);
  await savedOnce(stage, room, ana);
});

scenario("reloads of both change nothing of that", async (stage) => {
  const room = stage.world.room("Chairs");
  const ana = await unsent(stage, room);
  const [page] = await Promise.all([ana.page.waitForEvent("popup"), ana.page.evaluate(() => void window.open(location.href))]);
  const duplicate = new Chat(page, ana.visitor);
  await duplicate.live();
  await ana.page.reload();
  await ana.showsAll(TEXTS);
  await duplicate.page.reload();
  await duplicate.live();
  await duplicate.showsAll([]);
  await savedOnce(stage, room, ana);
});

scenario("who signs out while it is asked whose the unsent messages are is out, and who signs in then is in", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const ben = await world.token("ben");
  const draft = `glx.${world.user("ben").userId}.draft.${room.id}`;
  const ana = await unsent(stage, room);
  const other = await ana.visitor.context.newPage();
  await other.goto("/glx-config.json");
  await other.evaluate(() => addEventListener("storage", ({ key, newValue }) => key === "glx.tab-asked" && newValue && localStorage.removeItem("token")));
  // A page that crashes does not say that it ends, and answers nobody.
  await ana.page.addInitScript(() => sessionStorage.removeItem("glx.left"));
  await ana.page.reload();
  await ana.signedOut();
  await other.evaluate(([key, ben]) => {
    localStorage.setItem(key, "Ben's draft");
    localStorage.setItem("token", ben);
  }, [draft, ben]);
  await world.switches({ fail: "none" });
  await ana.live();
  assert.equal(await ana.composer.inputValue(), "Ben's draft");
  await ana.showsAll([]);
  const hers = `glx.${world.user("ana").userId}.`;
  assert.deepEqual(await ana.page.evaluate((hers) => Object.keys({ ...localStorage, ...sessionStorage }).filter((key) => key.startsWith(hers)), hers), []);
});
