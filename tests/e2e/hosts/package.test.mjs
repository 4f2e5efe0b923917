//! What a site's developer has before anything runs: types that hold for both Reacts, and a page that a server can render.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
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
    const { html, seen, refused } = JSON.parse(stdout);
    assert.equal(
      html,
      "<p>initialized</p>" +
        '<glx-chat class="chat" request-id="7" heading="Chairs"></glx-chat>' +
        '<glx-connection-health theme="dark"></glx-connection-health><glx-notifications></glx-notifications>',
    );
    const health = { connected: false, authenticated: false, retryAttempts: 0, maxRetries: null, lastError: null, connectionTime: null };
    const first = { health: { ...health, pusherState: "initialized" }, messages: [], notifications: [], rooms: {}, canJoin: "function" };
    assert.deepEqual(seen[0], first);
    assert.equal(refused, "not-loaded");
  });
}

test("a site that resolves modules as of old finds the types too", async () => {
  const folder = await installed("react-18", "old-types");
  const old = ["--noEmit", "--strict", "--module", "es2022", "--moduleResolution", "node", "--ignoreDeprecations", "5.0", "--jsx", "react-jsx", "--target", "es2022", "--skipLibCheck"];
  await run(process.execPath, [tsc, ...old, "src/OldPage.tsx"], { cwd: folder }).catch(({ stdout }) => assert.fail(stdout));
});

test("bundlers are told to leave alone what is found at run time", async () => {
  const folder = given("GLX_EMBED");
  const { main } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const imports = (await readFile(path.join(folder, main), "utf8")).match(/\bimport\([^)]*\)/g);
  assert.equal(imports?.length, 1);
  assert.match(imports[0], /webpackIgnore: ?true.*@vite-ignore/);
});

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
