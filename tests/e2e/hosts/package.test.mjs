//! What a site's developer has before anything runs: types that hold for both Reacts, and a page that a server can render.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { given } from "../support/world.mjs";
import { installed, REACTS, tsc } from "./build.mjs";

const run = promisify(execFile);

for (const react of REACTS) {
  test(`the types hold for ${react}, and what is wrong does not compile`, async () => {
    const folder = await installed(react, "types");
    await run(process.execPath, [tsc, "-p", folder]).catch(({ stdout }) => assert.fail(stdout));
  });

  test(`${react} renders on a server, without a window and without an error`, async () => {
    const folder = await installed(react, "server");
    const { stdout, stderr } = await run(process.execPath, ["server.mjs"], { cwd: folder });
    assert.equal(stderr, "");
    const { html, seen } = JSON.parse(stdout);
    assert.equal(
      html,
      "<p>initialized</p>" +
        '<glx-chat class="chat" request-id="7" heading="Chairs"></glx-chat>' +
        '<glx-connection-health theme="dark"></glx-connection-health><glx-notifications></glx-notifications>',
    );
    const health = { connected: false, authenticated: false, retryAttempts: 0, maxRetries: null, lastError: null, connectionTime: null };
    const first = { health: { ...health, pusherState: "initialized" }, messages: [], notifications: [], rooms: {}, canJoin: "function" };
    assert.deepEqual(seen[0], first);
  });
}

test("what npm would publish is what is in the folder, and nothing else", async () => {
  const folder = given("GLX_EMBED");
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--offline"], { cwd: folder, shell: process.platform === "win32" });
  const { name, files } = Object.values(JSON.parse(stdout))[0];
  const packed = files.map((file) => file.path);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const there = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
  assert.deepEqual(packed.sort(), there.sort());
  assert.equal(name, "glx-realtime");
});
