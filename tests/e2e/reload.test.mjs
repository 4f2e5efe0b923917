//! A reload changes nothing: the place, the draft, the rows and their order are the same.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes } from "./support/until.mjs";

scenario("a room's address opens that room, after a reload too", async (stage) => {
  const room = stage.world.room("Water");
  const ana = await stage.signedIn("ana", room);
  await ana.page.getByRole("heading", { name: room.title, level: 2 }).waitFor();
  const [address, rows] = [ana.page.url(), await ana.messages()];
  assert.ok(rows.length > 0);
  await ana.page.reload();
  await ana.live();
  await becomes("the same rows are there", () => ana.messages(), rows);
  assert.equal(ana.page.url(), address);
  await ana.page.getByRole("heading", { name: room.title, level: 2 }).waitFor();
});

scenario("back and forward move between rooms", async (stage) => {
  const [first, second] = [stage.world.room("Lift"), stage.world.room("Water")];
  const ana = await stage.signedIn("ana");
  await ana.openRoom(first);
  await ana.openRoom(second);
  await ana.page.goBack();
  await ana.page.getByRole("heading", { name: first.title, level: 2 }).waitFor();
  await ana.page.goForward();
  await ana.page.getByRole("heading", { name: second.title, level: 2 }).waitFor();
});

scenario("each room's draft survives a reload and a look into another room, and is gone once sent", async (stage) => {
  const [room, other] = [stage.world.room("Lift"), stage.world.room("Chairs")];
  const ana = await stage.signedIn("ana", room);
  await ana.composer.fill("Half a thought\nand a bit");
  await ana.page.reload();
  await ana.live();
  await becomes("the draft is there", () => ana.composer.inputValue(), "Half a thought\nand a bit");
  await ana.openRoom(other);
  await becomes("the other room has none", () => ana.composer.inputValue(), "");
  await ana.openRoom(room);
  await becomes("and the first has its own again", () => ana.composer.inputValue(), "Half a thought\nand a bit");
  await ana.composer.press("Enter");
  await ana.shows("Half a thought\nand a bit", "saved");
  await ana.page.reload();
  await ana.live();
  assert.equal(await ana.composer.inputValue(), "");
});

scenario("what waits to be sent survives a reload, and is sent once", async (stage) => {
  const room = stage.world.room("Chairs");
  const ana = await stage.signedIn("ana", room);
  ana.visitor.expect(Expected.refused);
  await stage.world.switches({ fail: "/chat/send:429:json", retryAfterSeconds: 2 });
  const texts = ["one", "two", "three"];
  for (const text of texts) await ana.send(text);
  await ana.showsAll(texts);
  await ana.page.reload();
  await ana.showsAll(texts);
  await stage.world.switches({ fail: "none" });
  for (const text of texts) await ana.shows(text, "saved", { within: 30_000 });
  await ana.showsAll(texts);
  assert.deepEqual((await stage.world.saved(room)).map(({ message }) => message), texts);
});
