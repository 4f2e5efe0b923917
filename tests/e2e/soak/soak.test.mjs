//! The soak itself, for a third of a minute: that it runs, and that its last line says what was found.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inTime } from "../support/until.mjs";

const SOAK = fileURLToPath(new URL("../soak.mjs", import.meta.url));

test("two people chat through a few troubles and lose nothing", async () => {
  const child = spawn(process.execPath, [SOAK, "0.3", "2026"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const code = await inTime("the soak ends", ended, 240_000).finally(() => child.kill());
  const last = said.trimEnd().split("\n").at(-1);
  assert.match(last, /^seed=2026 sent=[1-9]\d* shown=[1-9]\d* lost=0 doubled=0 misordered=0$/, said);
  assert.equal(code, 0);
});
