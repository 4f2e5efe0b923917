//! A history that fails, breaks off, or holds rows twice: asked for again, and no hole is left.

import assert from "node:assert/strict";
import { faults, unbounded } from "../support/faults.mjs";
import { until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

const ROW = "history 500, cut off, duplicate rows";
const HISTORY = "/chat/*/messages";

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

/** The history calls of a room. */
async function calls(world, room) {
  return (await world.calls(`/chat/${room.id}/messages`)).map((call) => ({ ...call, at: Date.parse(call.at) }));
}

/** Opens a room whose history was made to fail, and measures how long after the first failure it was asked for again. */
async function opened(stage, room, measured) {
  const { world } = stage;
  const ana = await stage.signedIn("ana", world.room("Lift"), { api: true });
  return {
    ana,
    open: async () => {
      await world.forgetCalls();
      await ana.openRoom(room);
      await ana.live({ within: 30_000 });
      await ana.showsAll(await texts(world, room), { within: 30_000 });
      const [first, second] = await calls(world, room);
      measured(second.at - first.at, unbounded("ms"));
    },
  };
}

faults("history", (fault) => {
  for (const [what, broken] of [
    ["answered with 500", { fail: `${HISTORY}:500:json:1` }],
    ["answered with a 502 page", { fail: `${HISTORY}:502:html:1` }],
    ["cut off before the answer", { cutBefore: `${HISTORY}:1` }],
    ["cut off in the middle of the answer", { truncate: `${HISTORY}:120:1` }],
  ]) {
    fault(ROW, `${what}: asked for again, no hole`, async (stage, measured) => {
      const { ana, open } = await opened(stage, stage.world.room("Groceries"), measured);
      await stage.world.switches(broken);
      await open();
      await stage.world.says("ben", stage.world.room("Groceries"), "And live");
      await ana.showsAll(await texts(stage.world, stage.world.room("Groceries")));
    });

    fault(ROW, `after a loss, ${what}: asked for again, no hole`, async (stage) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room, { api: true });
      await world.switches(broken);
      await world.forgetCalls();
      await world.cut("pusher");
      await world.says("ben", room, "Said meanwhile", { broadcast: false });
      await ana.showsAll(await texts(world, room), { within: 30_000 });
      await ana.live({ within: 30_000 });
      assert.ok((await calls(world, room)).length >= 2);
    });
  }

  fault(ROW, "rows that come twice and out of order are one row each, in order", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    const rows = await world.api("ana", "GET", `/chat/${room.id}/messages`);
    const body = [...rows].reverse().flatMap((row) => [row, row]);
    await world.answer({ path: `/chat/${room.id}/messages`, status: 200, body, count: 1 });
    await ana.openRoom(room);
    await ana.live();
    await ana.showsAll(await texts(world, room));
    await until("the answer was given", async () => (await calls(world, room)).length >= 1);
  });

  fault(ROW, "a row that is no row is passed over, the others are shown", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", world.room("Lift"));
    const rows = await world.api("ana", "GET", `/chat/${room.id}/messages`);
    const odd = [null, 0, "", [], {}, { id: "x" }, { id: -1, message: 7 }];
    await world.answer({ path: `/chat/${room.id}/messages`, status: 200, body: [...odd, ...rows, ...odd], count: 1 });
    await ana.openRoom(room);
    await ana.live();
    await ana.showsAll(await texts(world, room));
    await ana.healthButton.click();
    await ana.healthPanel.getByText(/event.* passed over/).waitFor();
  });
});
