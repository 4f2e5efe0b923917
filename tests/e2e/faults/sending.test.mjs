//! Sends that are refused, doubled by hand, overtaken by their own events, or typed while nothing gets through.
//! `backend_quirks.test.mjs` has the lost answer, the filter, and 429; here is the rest of the table.

import assert from "node:assert/strict";
import path from "node:path";
import { faults, unbounded } from "../support/faults.mjs";
import { becomes, until } from "../support/until.mjs";
import { decoded, given } from "../support/world.mjs";

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

faults("sending", (fault) => {
  for (const name of ["cutAfter", "truncate"]) {
    fault("send saved, answer lost", `exactly one message (${name})`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const ana = await stage.signedIn("ana", room, { api: true });
      await world.switches({ [name]: name === "truncate" ? "/chat/send:10:1" : "/chat/send:1" });
      // No event tells of it either.
      await world.frames.rule({ event: "new-message", act: "drop", times: 1 });
      const since = await ana.watch.now();
      await ana.send("Once");
      await ana.shows("Once", "saved", { within: 60_000 });
      measured((await ana.watch.now()) - since, unbounded("ms"));
      await ana.send("And then this");
      await ana.shows("And then this", "saved", { within: 60_000 });
      assert.deepEqual(await texts(world, room), ["Once", "And then this"]);
      await ana.showsAll(["Once", "And then this"]);
    });
  }

  for (const [what, broadcastFirst] of [["the event before the answer", "on"], ["the answer before the event", "off"]]) {
    fault("event before the answer, and the reverse", `${what}: one row`, async (stage) => {
      const { world } = stage;
      const room = world.room("Chairs");
      await world.switches({ broadcastFirst });
      const ana = await stage.signedIn("ana", room);
      if (broadcastFirst === "on") {
        // The answer waits until the event is on the page.
        let release;
        const released = new Promise((resolve) => (release = resolve));
        await ana.visitor.context.route("**/chat/send", async (route) => {
          const response = await route.fetch();
          await released;
          await route.fulfill({ response });
        });
        await ana.send("One row");
        await until("the event has come", async () => (await world.frames.log({ direction: "down", event: "new-message" })).length === 1);
        await ana.showsAll(["One row"]);
        release();
      } else {
        await world.frames.rule({ event: "new-message", act: "hold", times: 1 });
        await ana.send("One row");
        await ana.shows("One row", "saved");
        await world.frames.release();
      }
      await world.says("ben", room, "The next");
      await ana.showsAll(["One row", "The next"]);
      await becomes("it is settled", async () => (await ana.messages())[0].state, "saved");
      assert.deepEqual(await texts(world, room), ["One row", "The next"]);
    });
  }

  for (const status of [413, 422]) {
    fault("send 413, 422, 429", `${status}: failed with the reason, the text kept, the next goes`, async (stage) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const ana = await stage.signedIn("ana", room);
      const message = "The site has its reasons";
      await world.answer({ path: "/chat/send", status, body: { success: false, error: { message, statusCode: status } }, count: 1 });
      await ana.send("Refused");
      await ana.shows("Refused", "failed");
      await ana.row("Refused").getByText(status === 413 ? /too long/ : /has its reasons/).waitFor();
      await ana.send("Fine");
      await ana.shows("Fine", "saved");
      assert.deepEqual(await texts(world, room), ["Fine"]);
      assert.equal((await world.calls("/chat/send")).length, 2, "what was refused is not repeated by itself");
      await ana.row("Refused").getByRole("button", { name: "Edit" }).click();
      await becomes("the text is kept", () => ana.composer.inputValue(), "Refused");
    });
  }

  fault("double click, Enter held", "a double click is one send", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const ana = await stage.signedIn("ana", room);
    await ana.composer.fill("Once");
    await ana.sendButton.dblclick();
    await ana.shows("Once", "saved");
    await ana.send("The next");
    await ana.shows("The next", "saved");
    assert.deepEqual(await texts(world, room), ["Once", "The next"]);
    await ana.showsAll(["Once", "The next"]);
  });

  fault("double click, Enter held", "an Enter that is held down is one send", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const ana = await stage.signedIn("ana", room);
    await ana.composer.fill("Once");
    // Pressed again without a release is what the browser takes for a key that is held.
    for (let times = 0; times < 10; times++) await ana.page.keyboard.down("Enter");
    await ana.page.keyboard.up("Enter");
    await ana.composer.fill("The next");
    await ana.composer.press("Enter");
    await ana.shows("The next", "saved");
    assert.deepEqual(await texts(world, room), ["Once", "The next"]);
    await ana.showsAll(["Once", "The next"]);
  });

  fault("20 sends while offline, then a reload, then online", "twenty messages, in order, once", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const [ana, ben] = [await stage.signedIn("ana", room, { api: true }), await stage.signedIn("ben", room)];
    // The page itself comes out of the browser's cache when there is no network, as with a service worker.
    await ana.visitor.context.route(/\/($|snippets|[^/]+\.(js|wasm|css|svg)$)/, async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = pathname === "/" ? "/index.html" : pathname;
      await route.fulfill({ path: path.join(given("GLX_PAGE"), file) });
    });
    // For Chromium such a page comes from nowhere, and may reach this machine only when a person has allowed it.
    await ana.visitor.context.grantPermissions(["local-network-access"]);
    // While a page is loaded again Chromium gives the network back for a moment, to the one that goes too: its calls are refused.
    await world.link("api", { accept: "refuse" });
    await world.cut("api");
    await ana.visitor.context.setOffline(true);
    await ana.healthSays(/^Offline/);
    const all = Array.from({ length: 20 }, (_, index) => `Number ${index + 1}`);
    for (const text of all) await ana.send(text);
    await ana.showsAll(all);
    await ana.page.reload();
    await ana.showsAll(all);
    assert.deepEqual(await texts(world, room), []);
    const since = await ana.watch.now();
    await world.link("api", { accept: "pass" });
    await ana.visitor.context.setOffline(false);
    await becomes("all are saved", () => texts(world, room), all, { within: 60_000 });
    measured((await ana.watch.now()) - since, unbounded("ms"));
    await ana.shows(all.at(-1), "saved", { within: 20_000 });
    await Promise.all([ana.showsAll(all), ben.showsAll(all)]);
    await world.says("chloe", room, "Was that all?");
    await Promise.all([ana, ben].map((chat) => chat.showsAll([...all, "Was that all?"])));
    assert.deepEqual(await texts(world, room), [...all, "Was that all?"]);
    assert.equal((await world.calls("/chat/send")).length, 20);
  });

  for (const textEncoding of ["escaped", "plain"]) {
    fault("text with `& < > \" '`, blanks, NUL, against both backends", `${textEncoding}: one row, as typed`, async (stage) => {
      const { world } = stage;
      const room = world.room("Chairs");
      await world.switches({ textEncoding });
      const [ana, ben] = [await stage.signedIn("ana", room), await stage.signedIn("ben", room)];
      const typed = `Tom & Jerry's <b>"5 > 3"</b>`;
      await ana.send(typed);
      await ana.shows(typed, "saved");
      await ana.send(`   ${typed} again\u0000   `);
      await ana.shows(`${typed} again`, "saved");
      const all = [typed, `${typed} again`];
      await Promise.all([ana.showsAll(all), ben.showsAll(all)]);
      await ana.page.reload();
      await ana.showsAll(all);
      assert.equal((await world.saved(room)).length, 2);
    });
  }
});
