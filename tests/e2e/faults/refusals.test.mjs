//! The site's five kinds of 403, on each call: what each means is told, and nothing is repeated that must not be.
//! `backend_quirks.test.mjs` has the content filter's.

import assert from "node:assert/strict";
import { atMost, faults, unbounded } from "../support/faults.mjs";
import { becomes, until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

const CALLS = { auth: "/pusher/auth", join: "/chat/join", send: "/chat/send", history: "/chat/*/messages" };

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

faults("refusals", (fault) => {
  for (const [name, path] of Object.entries(CALLS)) {
    fault("each of the five 403s", `no access on ${name}: told for this alone, and not repeated`, async (stage) => {
      const { world } = stage;
      const [room, other] = [world.room("Chairs"), world.room("Groceries")];
      const ana = await stage.signedIn("ana", other);
      const body = { success: false, error: { message: "Unauthorized channel access", statusCode: 403 } };
      await world.answer({ path: path.replace("*", room.id), status: 403, body });
      await world.forgetCalls();
      await ana.openRoom(room);
      if (name === "send") await ana.send("May I?");
      await until("it is refused", async () => (await world.calls()).some(({ status }) => status === 403));
      if (name === "send") await ana.row("May I?").getByText(/no access/).waitFor();
      if (["auth", "history"].includes(name)) await ana.page.getByText(/not open to you|no longer have access/).waitFor();
      await ana.openRoom(other);
      await ana.live();
      const refused = (await world.calls()).filter(({ status }) => status === 403);
      // A busy machine may lose the link in between; on another one it may be asked for again.
      const links = (await world.frames.log({ direction: "down", event: "pusher:connection_established" })).length;
      assert.ok(refused.length <= 2 * links, `refused on ${links} links: ${refused.map(({ path }) => path).join()}`);
    });

    fault("each of the five 403s", `an invalid token on ${name}: one fresh token, and it goes on`, async (stage) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", world.room("Lift"));
      const fresh = await world.token("ana", { expiresIn: 3_600 });
      await ana.page.evaluate((token) => localStorage.setItem("token", token), fresh);
      await world.answer({ path, status: 403, body: { error: "Invalid token" }, count: 1 });
      await world.forgetCalls();
      await ana.openRoom(room);
      const before = await texts(world, room);
      await ana.send("Still me");
      await ana.shows("Still me", "saved", { within: 20_000 });
      await ana.live({ within: 20_000 });
      await ana.showsAll([...before, "Still me"]);
      const refused = (await world.calls()).filter(({ status }) => status === 403);
      assert.equal(refused.length, 1);
    });

    fault("each of the five 403s", `blocked on ${name}: not one call until the pause is over`, async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const ana = await stage.signedIn("ana", world.room("Lift"), { clock: true });
      await ana.rooms.getByRole("link", { name: room.title }).waitFor();
      const body = { success: false, error: { message: "Address blocked", statusCode: 403, blocked: true } };
      await world.answer({ path, status: 403, body, count: 1 });
      await world.forgetCalls();
      if (name === "send") await ana.send("Hello?");
      else await ana.openRoom(room);
      const all = () => world.calls();
      await until("it is refused", async () => (await all()).some(({ status }) => status === 403));
      await ana.healthButton.click();
      await ana.healthPanel.getByText(/blocked this network address/).first().waitFor();
      await until("what was under way is over", async () => (await all()).every(({ status }) => status !== null));
      const before = (await all()).length;
      await ana.watch.pass(240_000);
      await ana.page.keyboard.press("Escape");
      await ana.send("Anybody?");
      await ana.shows("Anybody?");
      assert.equal((await all()).length, before, "no call while it is blocked");
      await ana.watch.pass(120_000);
      await ana.shows("Anybody?", "saved", { within: 20_000 });
      measured(before, unbounded("calls until it was known"));
    });
  }

  for (const name of ["auth", "join", "send"]) {
    fault("each of the five 403s", `a missing security token on ${name}: once more, and no more`, async (stage, measured) => {
      const { world } = stage;
      const ana = await stage.signedIn("ana", world.room("Lift"), { clock: true });
      await ana.rooms.getByRole("link", { name: world.room("Chairs").title }).waitFor();
      const body = { success: false, error: { message: "CSRF token required", statusCode: 403, csrfRequired: true } };
      await world.answer({ path: CALLS[name], status: 403, body });
      await world.forgetCalls();
      if (name === "send") await ana.send("Let me in");
      else await ana.openRoom(world.room("Chairs"));
      const refused = async () => (await world.calls()).filter(({ status }) => status === 403).length;
      await becomes("it is tried once more", refused, 2);
      await ana.healthButton.click();
      await ana.healthPanel.getByText(/security token/).first().waitFor();
      await ana.watch.pass(600_000);
      await ana.page.keyboard.press("Escape");
      await world.says("ben", world.room("Lift"), "Time has passed");
      await ana.openRoom(world.room("Lift"));
      measured(await refused(), atMost(2, "refused calls"));
      assert.equal(await refused(), 2, "a few of these block the address");
    });
  }
});
