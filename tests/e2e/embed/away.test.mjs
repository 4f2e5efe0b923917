//! A host page that is put into the back/forward cache and comes back: who is signed in may be somebody else by then.

import assert from "node:assert/strict";
import { Expected } from "../support/browser.mjs";
import { host, hosts, openSocket, outcome, put, running } from "../support/embed.mjs";
import { Embedded } from "../support/host.mjs";
import { becomes, until } from "../support/until.mjs";

const scenario = hosts(undefined, { ignoreDefaultArgs: ["--disable-back-forward-cache"] });

const userOf = (page, name) => outcome(page, `${name}.getSnapshot().user?.id ?? null`).then(({ value }) => value);

/** The page is left for another of the site, where somebody else signs in, or nobody is left; then one goes back to it. */
async function backAs(page, token) {
  await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (globalThis.persisted = persisted)));
  await page.goto("/glx-config.json");
  await page.evaluate((token) => (token ? localStorage.setItem("token", token) : localStorage.removeItem("token")), token);
  await page.evaluate(() => setTimeout(() => history.back()));
  await until("the page is back", () => page.evaluate(() => globalThis.persisted === true));
}

scenario("a page out of the back/forward cache is asked again who is signed in", async (stage) => {
  const { world } = running;
  const room = world.room("Groceries");
  const page = await host(stage, "ana");
  // The other page's icon.
  page.visitor.expect(Expected.refused);
  await openSocket(page, "asking");
  await openSocket(page, "own", { token: await world.token("chloe") });
  for (const name of ["asking", "own"]) await outcome(page, `${name}.joinRoom(${room.id})`);
  await put(page, `<glx-chat request-id="${room.id}"></glx-chat>`);
  const chat = new Embedded(page);
  await chat.send("I am Ana");
  await chat.shows("I am Ana");

  await backAs(page, await world.token("ben"));
  await becomes("the socket is Ben's", () => userOf(page, "asking"), world.user("ben").userId);
  assert.equal(await userOf(page, "own"), world.user("chloe").userId, "whoever has a token of their own keeps it");
  await chat.send("I am Ben");
  await becomes("so is the element", async () => (await world.saved(room)).at(-1).sender_id, world.user("ben").userId);

  await backAs(page, null);
  await becomes("nobody is here", () => userOf(page, "asking"), null);
  await page.getByText("Sign in to take part.").waitFor();
  assert.equal(await chat.rows.count(), 0);
});
