//! What happened in a page can be saved, holds nothing of what people wrote, and happens again elsewhere as it did.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { given } from "./support/world.mjs";

scenario("a recording saved in the page, a reconnect in it, is replayed with the same end", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  ana.visitor.expect(Expected.socket);
  ben.visitor.expect(Expected.socket);
  await ana.send("Xylophone & <b>marimba</b>");
  await ben.shows("Xylophone & <b>marimba</b>");
  await world.sockudo("restart");
  await ben.send("Vibraphone meanwhile");
  await ana.shows("Vibraphone meanwhile", null, { within: 20_000 });
  await ana.live({ within: 20_000 });
  const rows = (await ana.messages()).length;

  const file = await ana.saveRecording();
  const told = await readFile(file, "utf8");
  const token = await ana.page.evaluate(() => localStorage.getItem("token"));
  for (const secret of ["Xylophone", "Vibraphone", "Groceries", "ana@glx.test", token, token.split(".")[2], world.pusher.key]) {
    assert.ok(!told.includes(secret), `${secret} is in the recording`);
  }

  const { stdout } = await promisify(execFile)(given("GLX_REPLAY"), [file, "--quiet"]);
  assert.match(stdout, /^0 broken promises$/m);
  assert.match(stdout, new RegExp(`^at the end: Live; room ${room.id}: Live, ${rows} rows, 0 unread$`, "m"));
});
