//! The device has no network: the page says so, keeps what is typed, and sends it once when the network is back.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";

scenario("offline is said, what is typed meanwhile is kept and sent once, in order", async (stage) => {
  const room = stage.world.room("Chairs");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  ana.visitor.expect(Expected.offline, Expected.socket);
  await ana.visitor.context.setOffline(true);
  await ana.healthSays(/Offline/, { within: 4_000 });
  const texts = ["Said in the tunnel", "and a second thing", "and a third"];
  for (const text of texts) await ana.send(text);
  await ana.showsAll(texts);
  assert.deepEqual((await ana.messages()).map(({ state }) => state), ["waiting", "waiting", "waiting"]);
  assert.deepEqual(await stage.world.saved(room), []);
  await ana.visitor.context.setOffline(false);
  for (const text of texts) await ana.shows(text, "saved", { within: 20_000 });
  await ana.live();
  await Promise.all([ana.showsAll(texts), ben.showsAll(texts)]);
  assert.deepEqual((await stage.world.saved(room)).map(({ message }) => message), texts);
});

scenario("what others say meanwhile is there when the network is back", async (stage) => {
  const room = stage.world.room("Groceries");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  ana.visitor.expect(Expected.offline, Expected.socket);
  await ana.visitor.context.setOffline(true);
  await ana.healthSays(/Offline/, { within: 4_000 });
  await ben.send("Are you still there?");
  await ben.shows("Are you still there?", "saved");
  await ana.visitor.context.setOffline(false);
  await ana.shows("Are you still there?", null, { within: 20_000 });
  await ana.live();
  await ana.showsAll(await ben.texts());
});
