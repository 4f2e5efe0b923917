//! The elements and the JavaScript API in host pages that know nothing of us, against the local world.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch } from "./support/browser.mjs";
import { Embedded, hostFolder } from "./support/host.mjs";
import { Stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";
import { World } from "./support/world.mjs";

let folder, world, browser;

before(async () => {
  folder = await hostFolder("plain");
  [world, browser] = await Promise.all([World.start({ page: folder }), launch()]);
});
after(async () => {
  await Promise.allSettled([browser?.close(), world?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** A test in a world that is as new. */
function scenario(name, body, { switches = {} } = {}) {
  test(name, { timeout: 90_000 }, async (t) => {
    await world.reset(switches);
    const stage = new Stage(world, browser);
    try {
      await body(stage);
      stage.assertClean();
    } catch (error) {
      await stage.report(t, name).catch((trouble) => t.diagnostic(`no report: ${trouble.message}`));
      throw error;
    } finally {
      await stage.leave();
    }
  });
}

/** A host page of somebody who is signed in on the site. */
async function host(stage, name, query = "") {
  const visitor = await stage.visitor(name, { token: name && (await world.token(name)) });
  const page = await visitor.context.newPage();
  await page.goto(`/${query}`);
  await page.locator("[data-ready]").waitFor();
  return page;
}

const put = (page, html) => page.evaluate((html) => (document.querySelector("#place").innerHTML = html), html);

scenario("two pages with nothing but the element chat with each other", async (stage) => {
  const room = world.room("Groceries");
  const [ana, ben] = [await host(stage, "ana"), await host(stage, "ben")];
  for (const page of [ana, ben]) await put(page, `<glx-chat request-id="${room.id}"></glx-chat>`);
  const [here, there] = [new Embedded(ana), new Embedded(ben)];
  await here.send("Hello from a host page");
  await there.shows("Hello from a host page");
  await there.send("And back");
  await here.shows("And back");
  assert.equal((await world.saved(room)).filter(({ message }) => message === "And back").length, 1, "it is saved once");
});
