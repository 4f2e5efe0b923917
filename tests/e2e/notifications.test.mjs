//! Notifications arrive while one looks, are counted on the bell, and once read stay read.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

scenario("a notification rings the bell, stands in the feed, and once read survives a reload as read", async (stage) => {
  const ana = await stage.signedIn("ana");
  await becomes("the unread of the seeded ones are counted", () => ana.badge(), 2);
  // The user's own channel has to be confirmed before anything can come over it.
  await ana.live();
  await stage.world.notify("ana", "help_request", `Ben's & Elif's "yes"`);
  await becomes("the new one is counted", () => ana.badge(), 3);
  await ana.bell.click();
  const item = ana.feed.getByText(`Ben's & Elif's "yes"`);
  await item.waitFor();
  await ana.feed.getByRole("button", { name: "Mark all read" }).click();
  await becomes("nothing is unread", () => ana.badge(), 0);
  await ana.page.reload();
  await ana.signedIn();
  await ana.bell.click();
  await item.waitFor();
  assert.equal(await ana.badge(), 0, "read stays read");
});

scenario("one notification can be read alone", async (stage) => {
  const ben = await stage.signedIn("ben");
  await becomes("one is unread", () => ben.badge(), 1);
  await ben.live();
  await stage.world.notify("ben", "proposal", "Benches: vote until Friday");
  await becomes("two are unread", () => ben.badge(), 2);
  await ben.bell.click();
  await ben.feed.getByRole("button", { name: /Benches: vote until Friday/ }).click();
  await becomes("one is left", () => ben.badge(), 1);
});

scenario("nobody gets another's notifications", async (stage) => {
  const [ana, ben] = await Promise.all([stage.signedIn("ana"), stage.signedIn("ben")]);
  await Promise.all([ana.live(), ben.live()]);
  await stage.world.notify("ben", "help_request", "Only for Ben");
  await becomes("Ben has it", () => ben.badge(), 2);
  // What comes later has come after: had Ana got Ben's, it would be there by now.
  await stage.world.notify("ana", "help_request", "Only for Ana");
  await becomes("Ana has hers", () => ana.badge(), 3);
  await ana.bell.click();
  await ana.feed.getByText("Only for Ana").waitFor();
  assert.equal(await ana.feed.getByText("Only for Ben").count(), 0);
});

scenario("what was missed while the Pusher server was away is in the feed afterwards", async (stage) => {
  const ana = await stage.signedIn("ana");
  ana.visitor.expect(Expected.socket);
  await ana.live();
  await stage.world.sockudo("kill");
  await ana.healthSays(/Reconnecting/);
  await stage.world.notify("ana", "help_request", "Sent into the dark");
  await stage.world.sockudo("start");
  await becomes("it is counted", () => ana.badge(), 3, { within: 20_000 });
});

scenario("a crisis is told aloud although the list cannot be had, and what the list brings then is not", async (stage) => {
  const { world } = stage;
  await world.switches({ fail: "/notifications:503:json" });
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  visitor.expect(Expected.refused);
  const ana = await stage.page(visitor);
  await ana.visit();
  await until("her channel is confirmed", async () => {
    await world.notify("ana", "crisis_alert", "Gas in Elm Street");
    return (await ana.badge()) > 0;
  }, { step: 500 });
  const told = () => ana.page.locator('.glx-notifications ~ [role="alert"]').textContent();
  await until("it is told", async () => (await told()).includes("Gas in Elm Street"));
  await world.switches({ fail: "none" });
  await until("the list is there", async () => (await ana.badge()) > 2, { within: 60_000 });
  assert.doesNotMatch(await ana.page.locator('.glx-notifications ~ [aria-live="polite"]').textContent(), /\S/);
});

scenario("one whose event was lost is there as soon as the feed is opened", async (stage) => {
  const { world } = stage;
  const visitor = await stage.visitor("ana", { token: await world.token("ana"), proxied: true });
  const ana = await stage.page(visitor);
  await ana.visit();
  await ana.live();
  await world.frames.rule({ event: "new-notification", act: "drop" });
  await world.notify("ana", "help_request", "Lost on the way");
  await until("it is dropped", async () => (await world.frames.log({ direction: "down", event: "new-notification" })).length >= 1);
  assert.equal(await ana.badge(), 2);
  await until("the list is worth another look", async () => {
    if (!(await ana.feed.isVisible())) await ana.bell.click();
    if (await ana.feed.getByText("Lost on the way").isVisible()) return true;
    await ana.page.keyboard.press("Escape");
    return false;
  }, { within: 30_000 });
  assert.equal(await ana.badge(), 3);
});
