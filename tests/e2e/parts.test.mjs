//! The wasm in two parts: a start does without the rest, and what needs it sooner waits for it.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { copied, EmbeddedChat, site, visitorOf } from "./hosts/host.mjs";
import { REST, restAsked } from "./support/rest.mjs";
import { scenario } from "./support/scenario.mjs";
import { serve } from "./support/static.mjs";
import { until } from "./support/until.mjs";
import { given } from "./support/world.mjs";

const SENTENCE = /could not be loaded: a file is missing or was altered on the way/;

scenario("the page: signing in, reading and writing wait for nothing", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const visitor = await stage.visitor("ana");
  const chat = await stage.page(visitor);
  await chat.visit(room);
  await chat.signIn(world.user("ana"));
  await chat.live();
  await world.says("ben", room, "Anybody there?");
  await chat.shows("Anybody there?");
  await chat.send("Yes");
  await chat.shows("Yes", "saved");
  await until("the rest has come", async () => (await restAsked(chat.page)).length > 0);
  assert.deepEqual(await restAsked(chat.page), ["fetch"], "once, by itself; if it was waited for, `cargo xtask profile` finds out anew what a start needs");
});

scenario("an element: reading and writing wait for nothing", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const host = await site(world, { page: "single", room });
  try {
    const visitor = await visitorOf(stage, "ana", host);
    const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
    await ana.page.goto("/");
    await world.says("ben", room, "Anybody there?");
    await ana.shows("Anybody there?");
    await ana.send("Yes");
    await ana.shows("Yes", "saved");
    await until("the rest has come", async () => (await restAsked(ana.page)).length > 0);
    assert.deepEqual(await restAsked(ana.page), ["fetch"]);
  } finally {
    await host.close();
  }
});

scenario("what needs the rest before it has come waits for it, and works", async (stage) => {
  const { world } = stage;
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  visitor.expect(/ERR_FAILED/, /Failed to (load|fetch)/);
  await visitor.context.route(REST, (route) => (route.request().resourceType() === "fetch" ? route.abort() : route.continue()));
  const chat = await stage.page(visitor);
  await chat.visit(world.room("Chairs"));
  await chat.live();
  await chat.healthButton.click();
  await chat.healthPanel.getByText("Receiving").waitFor();
  assert.ok((await restAsked(chat.page)).includes("xmlhttprequest"));
});

/** A file as somebody on the way might leave it: with a section of its own, which changes nothing in what it does. */
const altered = async (file) => Buffer.concat([await readFile(file), Buffer.from([0, 5, 4, 101, 118, 105, 108])]);
const REFUSED = [/integrity/i, /altered on the way/, /Failed to fetch/, /request failed/];

scenario("the page: a rest that was altered on the way is not run, and where it is needed people read why", async (stage) => {
  const { world } = stage;
  const folder = given("GLX_PAGE");
  const name = (await readdir(folder)).find((name) => REST.test(name));
  const host = await serve(folder, { files: { [name]: await altered(path.join(folder, name)) }, file: world.configuration() });
  try {
    const visitor = await stage.visitor("ana", { origin: host.origin, token: await world.token("ana") });
    visitor.expect(...REFUSED);
    const page = await visitor.context.newPage();
    await page.goto("/");
    await page.getByRole("alert").getByText(SENTENCE).waitFor();
  } finally {
    await host.close();
  }
});

scenario("an element: a rest that was altered on the way is not run, and where it is needed people read why", async (stage) => {
  const { world } = stage;
  const where = await copied();
  const files = { [`${where}rest.wasm`]: await altered(path.join(given("GLX_EMBED"), path.basename(where), "rest.wasm")) };
  const host = await site(world, { page: "single", room: world.room("Chairs"), files });
  try {
    const visitor = await visitorOf(stage, "ana", host);
    visitor.expect(...REFUSED);
    const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
    await ana.page.goto("/");
    await ana.page.locator("glx-chat").getByText(SENTENCE).waitFor();
  } finally {
    await host.close();
  }
});
