//! Two neighbours chat, live: from the Enter key of one to the other's screen.

import assert from "node:assert/strict";
import { decoded } from "./support/world.mjs";
import { scenario } from "./support/scenario.mjs";

const ODD = `Tom & Jerry's <b>"x"</b> <img src=x onerror=alert(1)> &amp; &#x27;`;

/** What the table holds, as it was typed. */
async function typed(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

scenario("somebody signs in by the form, opens a help request and reads its history", async (stage) => {
  const room = stage.world.room("Groceries");
  const ana = await stage.page(await stage.visitor("ana"));
  await ana.visit();
  await ana.signIn(stage.world.user("ana"));
  await ana.openRoom(room);
  await ana.live();
  await ana.showsAll(await typed(stage.world, room));
  const kept = await ana.page.evaluate(() => localStorage.getItem("token"));
  assert.match(kept, /^[\w-]+\.[\w-]+\.[\w-]+$/, "the token is where the site keeps it");
});

scenario("a token that the site keeps is a sign-in", async (stage) => {
  const ana = await stage.signedIn("ana");
  for (const { title } of stage.world.rooms) await ana.rooms.getByRole("link", { name: title }).waitFor();
});

scenario("messages go both ways, each once, in one order", async (stage) => {
  const room = stage.world.room("Lift");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  const before = await typed(stage.world, room);
  await ana.send("Shall we say nine?");
  await ben.shows("Shall we say nine?");
  await ben.send("Nine it is.");
  await ana.shows("Nine it is.");
  await Promise.all([ana.shows("Shall we say nine?", "saved"), ben.shows("Nine it is.", "saved")]);
  const after = [...before, "Shall we say nine?", "Nine it is."];
  await ana.showsAll(after);
  await ben.showsAll(after);
  assert.deepEqual(await typed(stage.world, room), after);
  const mine = async (chat) => (await chat.messages()).slice(-2).map((row) => row.mine);
  assert.deepEqual([await mine(ana), await mine(ben)], [[true, false], [false, true]]);
});

for (const broadcastFirst of ["on", "off"]) {
  scenario(
    `the sender's row is one element from the key to the tick, the event ${broadcastFirst === "on" ? "before" : "after"} the answer`,
    async (stage) => {
      const room = stage.world.room("Chairs");
      const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
      await stage.world.switches({ delay: "/chat/send:300:1" });
      await watchRows(ana.page, "Is it settled?");
      await ana.send("Is it settled?");
      await ana.shows("Is it settled?", "sending");
      await ana.row("Is it settled?").evaluate((row) => (window.firstRow = row));
      await ben.shows("Is it settled?");
      await ana.shows("Is it settled?", "saved");
      const same = await ana.row("Is it settled?").evaluate((row) => row === window.firstRow && row.isConnected);
      assert.ok(same, "the row kept its element when it settled");
      assert.equal(await ana.page.evaluate(() => window.mostRows), 1, "there were never two of it");
    },
    { switches: { broadcastFirst } },
  );
}

scenario("a text reads as it was typed on both pages, and makes no element", async (stage) => {
  const room = stage.world.room("Chairs");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  for (const chat of [ana, ben]) await chat.page.evaluate(() => (window.alert = () => (window.alerted = true)));
  await ana.send(ODD);
  await ana.shows(ODD, "saved");
  await ben.shows(ODD);
  for (const chat of [ana, ben]) {
    const made = await chat.log.locator(".text").filter({ hasText: "Jerry" }).locator("b, img, script").count();
    assert.equal(made, 0);
    assert.equal(await chat.page.evaluate(() => window.alerted), undefined);
  }
  await ben.page.reload();
  await ben.shows(ODD);
});

scenario("Enter held down sends once, Shift and Enter break the line, a composition sends nothing", async (stage) => {
  const room = stage.world.room("Chairs");
  const ana = await stage.signedIn("ana", room);
  await ana.composer.fill("first line");
  await ana.composer.press("Shift+Enter");
  await ana.composer.pressSequentially("second line");
  await ana.composer.dispatchEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, isComposing: true });
  assert.deepEqual(await ana.messages(), [], "nothing was sent yet");
  await ana.composer.press("Enter");
  await ana.composer.press("Enter");
  await ana.shows("first line\nsecond line", "saved");
  await ana.composer.fill("held");
  await ana.page.keyboard.down("Enter");
  await ana.page.keyboard.down("Enter");
  await ana.page.keyboard.down("Enter");
  await ana.page.keyboard.up("Enter");
  await ana.shows("held", "saved");
  await ana.composer.fill("   \n ");
  await ana.composer.press("Enter");
  await ana.composer.fill("last");
  await ana.composer.press("Enter");
  await ana.shows("last", "saved");
  assert.deepEqual(await typed(stage.world, room), ["first line\nsecond line", "held", "last"]);
});

/** Counts in the page how many rows of one text there were at most. */
async function watchRows(page, text) {
  await page.evaluate((text) => {
    const count = () => [...document.querySelectorAll("li.row .text")].filter((row) => row.innerText === text).length;
    window.mostRows = 0;
    new MutationObserver(() => (window.mostRows = Math.max(window.mostRows, count()))).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  }, text);
}
