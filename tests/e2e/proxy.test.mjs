//! The page through the fault proxy: what a test breaks is what the page feels, and with nothing broken all is as ever.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";

scenario("a page goes through both links, and lives through a reset of each", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const ana = await stage.signedIn("ana", room, { proxied: true });
  const before = await ana.texts();
  await ana.send("Through the proxy");
  await ana.shows("Through the proxy", "saved");
  for (const link of ["pusher", "api"]) assert.notEqual((await world.link(link)).bytesDown, 0, link);
  const [{ data }] = await world.frames.log({ event: "new-message" });
  assert.match(data, /Through the proxy/);

  ana.visitor.expect(Expected.socket, Expected.cut);
  assert.equal((await world.cut("pusher")).count, 1);
  await world.cut("api");
  await world.says("chloe", room, "Said meanwhile");
  await ana.showsAll([...before, "Through the proxy", "Said meanwhile"]);
  await ana.live();
});
