//! The Pusher server goes away and comes back. Nobody is told "live" meanwhile, and nothing said meanwhile is lost or doubled.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { decoded } from "./support/world.mjs";

scenario("what is said while the Pusher server is away is on every page, once and in order, when it is back", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  for (const chat of [ana, ben]) chat.visitor.expect(Expected.socket);
  await world.sockudo("kill");
  await Promise.all([ana, ben].map((chat) => chat.healthSays(/Reconnecting/, { within: 4_000 })));
  await world.sends("chloe", room, "I am at the shop now.");
  await ana.send("Please bring oats.");
  await ana.shows("Please bring oats.", "saved");
  await world.sends("chloe", room, "Oats & honey?");
  await ben.send("Honey, yes.");
  await ben.shows("Honey, yes.", "saved");
  for (const chat of [ana, ben]) assert.doesNotMatch(await chat.health(), /Live/);
  await world.sockudo("start");
  const all = (await world.saved(room)).map(({ message }) => decoded(message));
  assert.deepEqual(all.slice(-4), ["I am at the shop now.", "Please bring oats.", "Oats & honey?", "Honey, yes."]);
  await Promise.all([ana, ben].map((chat) => chat.live({ within: 20_000 })));
  await Promise.all([ana, ben].map((chat) => chat.showsAll(all)));
  await ana.send("All together again.");
  await ben.shows("All together again.");
  await Promise.all([ana, ben].map((chat) => chat.showsAll([...all, "All together again."])));
});

scenario("once live is taken back it is not said again before the server is there", async (stage) => {
  const ana = await stage.signedIn("ana", stage.world.room("Groceries"));
  ana.visitor.expect(Expected.socket);
  await recordHealth(ana);
  await stage.world.sockudo("kill");
  await ana.healthSays(/Reconnecting/, { within: 4_000 });
  await ana.healthSays(/try ([2-9]|\d\d)/, { within: 20_000 });
  const said = await ana.page.evaluate(() => window.said);
  const words = said.slice(said.findIndex((text) => /Reconnecting/.test(text)));
  assert.deepEqual(words.filter((text) => /Live/.test(text)), []);
  await stage.world.sockudo("start");
  await ana.live({ within: 20_000 });
});

scenario("a server restarted at once is not worth a word, and costs no message", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  for (const chat of [ana, ben]) chat.visitor.expect(Expected.socket);
  const before = await ana.texts();
  await world.sockudo("restart");
  await world.says("chloe", room, "Number {n}", { count: 5 });
  const after = [...before, ...[1, 2, 3, 4, 5].map((n) => `Number ${n}`)];
  await Promise.all([ana, ben].map((chat) => chat.showsAll(after, { within: 20_000 })));
});

scenario("Try now connects at once", async (stage) => {
  const ana = await stage.signedIn("ana", stage.world.room("Groceries"));
  ana.visitor.expect(Expected.socket);
  await stage.world.sockudo("kill");
  // So late that the next try by itself is far enough away to be quicker by hand.
  await ana.healthSays(/try ([4-9]|\d\d)/, { within: 60_000 });
  await stage.world.sockudo("start");
  await ana.page.getByRole("button", { name: "Try now" }).first().click();
  await ana.live({ within: 5_000 });
});

/** Keeps in the page everything the indicator ever says. */
async function recordHealth(chat) {
  await chat.page.evaluate(() => {
    window.said = [];
    const note = () => {
      const text = document.querySelector(".glx-health .word")?.textContent;
      if (text && text !== window.said.at(-1)) window.said.push(text);
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
    note();
  });
}
