//! Who comes and who goes is told in quiet rows, and in the head of the room.

import { scenario } from "./support/scenario.mjs";
import { becomes } from "./support/until.mjs";

scenario("coming into a room and leaving it are told to who is there", async (stage) => {
  const room = stage.world.room("Groceries");
  const ana = await stage.signedIn("ana", room);
  const ben = await stage.signedIn("ben", room);
  await becomes("Ana reads that Ben joined", async () => (await ana.movements()).at(-1), "Ben joined");
  await ana.page.getByRole("button", { name: "1 person here with you" }).waitFor();
  await ben.openRoom(stage.world.room("Chairs"));
  await becomes("Ana reads that Ben left", async () => (await ana.movements()).at(-1), "Ben left");
  await ana.page.getByRole("button", { name: /here with you/ }).waitFor({ state: "detached" });
});

scenario("rows of coming and going are no messages, and history does not forget them during a visit", async (stage) => {
  const room = stage.world.room("Groceries");
  const ana = await stage.signedIn("ana", room);
  const before = await ana.texts();
  const ben = await stage.signedIn("ben", room);
  await becomes("Ben joined", async () => (await ana.movements()).includes("Ben joined"), true);
  await ben.send("Still here?");
  await ana.showsAll([...before, "Still here?"]);
  await becomes("the row stands above what was said after it", () => lastRows(ana), ["Ben joined", "Still here?"]);
});

async function lastRows(chat) {
  const rows = chat.page.locator('[role="log"] li').filter({ hasText: /Ben joined|Still here/ });
  return rows.evaluateAll((rows) =>
    rows.map((row) => (row.querySelector(".text") ?? row.querySelector(".movement:last-child")).innerText.replace(/^ · /, "")),
  );
}
