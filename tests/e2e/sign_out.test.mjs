//! Signing out leaves nothing: no socket, no call, nothing kept, nothing on the page; and it goes for every tab.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

scenario("after signing out nothing of the user is left", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  const ana = await stage.page(visitor);
  const sockets = [];
  ana.page.on("websocket", (socket) => sockets.push(socket));
  await ana.visit(room);
  await ana.live();
  const said = await ana.texts();
  await ana.composer.fill("never sent");
  await until("the draft is kept", async () => JSON.stringify(await kept(ana)).includes("never sent"));
  await ana.signOut();
  await until("every socket is closed", () => sockets.length > 0 && sockets.every((socket) => socket.isClosed()));
  await becomes("storage is empty", () => kept(ana), {});
  const page = await ana.page.evaluate(() => document.documentElement.outerHTML);
  for (const text of [...said, room.title, "never sent"]) assert.ok(!page.includes(text), `“${text}” is gone`);
  assert.doesNotMatch(await ana.page.title(), /Groceries/);
  await world.forgetCalls();
  await world.says("ben", room, "Is she gone?");
  await ana.page.reload();
  await ana.signedOut();
  assert.deepEqual(await world.calls(), [], "nothing is called for somebody who is signed out");
  assert.equal(sockets.length, 1, "and nothing is connected");
});

scenario("what the site has refused is not lost without a question either", async (stage) => {
  const { world } = stage;
  const ana = await stage.signedIn("ana", world.room("Groceries"));
  ana.visitor.expect(Expected.refused);
  await world.switches({ contentFilter: "on" });
  await ana.send("wait -- what?");
  await ana.shows("wait -- what?", "failed");
  await ana.accountButton.click();
  const asked = ana.page.waitForEvent("dialog");
  const pressed = ana.page.getByRole("button", { name: "Sign out" }).click();
  const question = await asked;
  assert.match(question.message(), /One message is not sent yet/);
  await question.dismiss();
  await pressed;
  await ana.shows("wait -- what?", "failed");
});

scenario("the others read that the user left", async (stage) => {
  const room = stage.world.room("Groceries");
  const ben = await stage.signedIn("ben", room);
  const ana = await stage.signedIn("ana", room);
  await becomes("Ben reads that Ana came", async () => (await ben.movements()).at(-1), "Ana joined");
  await ana.signOut();
  await becomes("Ben reads that Ana left", async () => (await ben.movements()).at(-1), "Ana left");
});

scenario("another tab of the same browser is signed out too", async (stage) => {
  const room = stage.world.room("Groceries");
  const one = await stage.signedIn("ana", room);
  const two = await stage.page(one.visitor);
  await two.visit(room);
  await two.live();
  await one.signOut();
  await two.signedOut();
  assert.equal(await two.log.count(), 0);
});

scenario("a sign-in in another tab is this one's too, and another user's replaces this one's", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const visitor = await stage.visitor("somebody");
  const [one, two] = [await stage.page(visitor), await stage.page(visitor)];
  await Promise.all([one.visit(room), two.visit()]);
  await one.signedOut();
  await two.signIn(world.user("ana"));
  await one.live();
  await two.signOut();
  await one.signedOut();
  await two.signIn(world.user("ben"));
  await one.live();
  await one.send("I am Ben.");
  await one.shows("I am Ben.", "saved");
  assert.equal((await world.saved(room)).at(-1).sender_id, world.user("ben").userId);
  const mine = (await one.messages()).filter((row) => row.mine).map(({ text }) => text);
  assert.ok(mine.includes("The list is short: milk, bread, soup & her newspaper."), "what Ben wrote is Ben's");
  assert.ok(mine.includes("I am Ben."));
});

/** What the page keeps on the device, in both storages. */
function kept(chat) {
  // The page's own name, by which a duplicated tab is told, is nobody's.
  return chat.page.evaluate(() => ({ ...localStorage, ...sessionStorage, "glx.tab": undefined }));
}
