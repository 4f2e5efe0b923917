//! A file that was altered on the way is refused, and people read why nothing appears. And what is shipped tells nobody where it was built.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { copied, EmbeddedChat, site, visitorOf } from "../hosts/host.mjs";
import { Chat } from "../support/chat.mjs";
import { scenario } from "../support/scenario.mjs";
import { serve } from "../support/static.mjs";
import { given, World } from "../support/world.mjs";

const SENTENCE = /could not be loaded: a file is missing or was altered on the way/;
const REFUSED = [/integrity/i, /Failed to (fetch|find)/, /could not be had/, /TypeError/, /request failed/, /GlxError/, /glx-realtime|The chat could not/];

/** A file as somebody on the way might leave it: it still works. */
const altered = async (file) => {
  const bytes = await readFile(file);
  // A section of its own for the wasm, which changes nothing in what it does; a blank for a script.
  return Buffer.concat([bytes, file.endsWith(".wasm") ? Buffer.from([0, 5, 4, 101, 118, 105, 108]) : Buffer.from("\n")]);
};

scenario("the page: wasm or script altered on the way are refused with a sentence", async (stage) => {
  const { world } = stage;
  for (const name of (await readdir(given("GLX_PAGE"))).filter((name) => /^(glx-realtime)-(?!rest).*\.(wasm|js)$/.test(name))) {
    const files = { [name]: await altered(path.join(given("GLX_PAGE"), name)) };
    const host = await serve(given("GLX_PAGE"), { files, file: world.configuration() });
    try {
      const visitor = await stage.visitor(name, { origin: host.origin });
      visitor.expect(...REFUSED);
      const page = await visitor.context.newPage();
      await page.goto("/");
      await page.getByRole("alert").getByText(SENTENCE).waitFor();
      // It may not have its icon yet.
      await page.close();
    } finally {
      await host.close();
    }
  }
});

scenario("the elements: wasm or script altered on the way are refused with a sentence", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const where = await copied();
  for (const name of ["core.wasm", "core.js", "program.js"]) {
    const files = { [where + name]: await altered(path.join(given("GLX_EMBED"), path.basename(where), name)) };
    const host = await site(world, { page: "plain", room, files });
    try {
      const visitor = await visitorOf(stage, "ana", host);
      visitor.expect(...REFUSED);
      const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
      const [error] = await Promise.all([
        ana.page.addInitScript(() => addEventListener("glx-error", ({ detail }) => (window.told ??= detail.code))).then(() => ana.page.goto("/")),
        ana.page.locator("glx-chat").getByText(SENTENCE).waitFor(),
      ]);
      assert.ok(error.ok());
      assert.equal(await ana.page.evaluate(() => window.told), "not-loaded", name);
      await ana.page.close();
    } finally {
      await host.close();
    }
  }
});

scenario("a pusher-js that was altered on the way is refused: what is there is shown, nothing claims to be live, and people read why", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Ten by the door");
  const page = given("GLX_PAGE");
  const pusher = (await readdir(page)).find((name) => /^pusher-.*\.js$/.test(name));
  const where = await copied();
  const forms = [
    [await serve(page, { files: { [pusher]: await altered(path.join(page, pusher)) }, file: world.configuration(), api: world.apiBase }), Chat, `/#/requests/${room.id}`],
    [await site(world, { page: "single", room, files: { [`${where}pusher.js`]: await altered(path.join(given("GLX_EMBED"), path.basename(where), "pusher.js")) } }), EmbeddedChat, "/"],
  ];
  for (const [host, Form, address] of forms) {
    try {
      const visitor = await visitorOf(stage, "ana", host);
      visitor.expect(...REFUSED);
      const ana = new Form(await visitor.context.newPage(), visitor);
      await ana.page.goto(address);
      await ana.shows("Ten by the door");
      await ana.healthButton.click();
      await ana.healthPanel.getByText("the one that connects, could not be loaded").waitFor();
      await ana.page.close();
    } finally {
      await host.close();
    }
  }
});

test("nothing that is shipped holds a path of this machine, a key or a password", async () => {
  const world = await World.start();
  const { secret } = world.pusher;
  await world.stop();
  const files = [];
  for (const folder of [given("GLX_PAGE"), given("GLX_EMBED")]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(path.join(entry.parentPath ?? entry.path, entry.name));
    }
  }
  assert.ok(files.length >= 12, `${files.length} files`);
  const checkout = path.resolve(given("GLX_PAGE"), "..");
  const private_ = [`${os.homedir()}/`, `${checkout}/`, ".cargo/registry", ".rustup/", secret, "BEGIN PRIVATE KEY", "glx-testbed"];
  for (const file of files) {
    const text = (await readFile(file)).toString("latin1");
    for (const word of private_.filter(Boolean)) assert.ok(!text.includes(word), `${path.basename(file)} holds ${word}`);
    assert.ok(!/eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./.test(text), `${path.basename(file)} holds a token`);
  }
});
