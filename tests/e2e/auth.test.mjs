//! Who is let in, who is asked to sign in again, and who is told that a room is not theirs.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, twoFrames, until } from "./support/until.mjs";

scenario("a wrong password is told, the address stays, and the right one works then", async (stage) => {
  const ana = await stage.page(await stage.visitor("ana"));
  ana.visitor.expect(Expected.refused);
  await ana.visit();
  await ana.fillIn("ana@glx.test", "stranger");
  await ana.page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
  assert.equal(await ana.form.getByLabel("E-mail address").inputValue(), "ana@glx.test");
  await ana.signIn(stage.world.user("ana"));
});

scenario("what is missing in the form is told without asking the site", async (stage) => {
  const ana = await stage.page(await stage.visitor("ana"));
  await ana.visit();
  await ana.fillIn("ana", "");
  await ana.page.getByText("This is not an e-mail address.").waitFor();
  await ana.page.getByText("Enter your password.").waitFor();
  assert.deepEqual(await stage.world.calls(), []);
});

scenario("after too many wrong passwords the page says to wait", async (stage) => {
  const ana = await stage.page(await stage.visitor("ana"));
  ana.visitor.expect(Expected.refused);
  await ana.visit();
  for (let times = 1; times <= 6; times++) {
    await ana.fillIn("ana@glx.test", `wrong ${times}`);
    await until("the attempt is over", async () => (await stage.world.calls("/auth/login")).filter(answered).length === times);
  }
  await ana.page.getByRole("alert").getByText(/too many/i).waitFor();
});

for (const [what, more] of [
  ["is over", { expiresIn: -60 }],
  ["was signed by somebody else", { secret: "not the site's" }],
]) {
  scenario(`a token that ${what} asks for a new sign-in, which goes on where the user was`, async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.page(await stage.visitor("ana", { token: await world.token("ana", more) }));
    ana.visitor.expect(Expected.refused);
    await ana.visit(room);
    await ana.page.getByText(/sign-in has ended/).waitFor();
    await ana.signedOut();
    await ana.signIn(world.user("ana"));
    await ana.live();
    await ana.page.getByRole("heading", { name: room.title, level: 2 }).waitFor();
  });
}

scenario("a token of somebody the site does not know asks for a sign-in and does not go round in circles", async (stage) => {
  const ana = await stage.page(await stage.visitor("ghost", { token: await stage.world.token(999_999) }));
  ana.visitor.expect(Expected.refused);
  await ana.visit(stage.world.room("Groceries"));
  await ana.signedOut();
  const calls = await stage.world.calls();
  assert.ok(calls.length <= 12, `${calls.length} calls for a user there is not`);
});

scenario("a text that is no token is no sign-in", async (stage) => {
  const ana = await stage.page(await stage.visitor("ana", { token: "undefined" }));
  await ana.visit();
  await ana.signedOut();
  assert.deepEqual(await stage.world.calls(), []);
});

scenario("when a token ends in mid-session, the fresh one that the site keeps is used, and nothing is lost", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const short = await world.token("ana", { expiresIn: 4 });
  const ana = await stage.page(await stage.visitor("ana", { token: short }));
  ana.visitor.expect(Expected.refused);
  await ana.visit(room);
  await ana.live();
  await ana.page.evaluate((token) => localStorage.setItem("token", token), await world.token("ana"));
  await until("the first token is over", () => isOver(world, short));
  await ana.send("Still me");
  await ana.shows("Still me", "saved", { within: 15_000 });
  await ana.showsAll(["Still me"]);
});

scenario("when a token ends and there is no other, what is unsent waits for the next sign-in", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const short = await world.token("ana", { expiresIn: 4 });
  const ana = await stage.page(await stage.visitor("ana", { token: short }));
  ana.visitor.expect(Expected.refused);
  await ana.visit(room);
  await ana.live();
  await until("the token is over", () => isOver(world, short));
  await ana.send("Please keep this");
  await ana.page.getByText(/sign-in has ended/).waitFor();
  assert.deepEqual(await world.saved(room), []);
  const [question] = await Promise.all([ana.page.waitForEvent("dialog"), ana.page.close({ runBeforeUnload: true })]);
  assert.equal(question.type(), "beforeunload", "who closes the tab is asked");
  await question.dismiss();
  await ana.signIn(world.user("ana"));
  await ana.shows("Please keep this", "saved", { within: 20_000 });
  await becomes("it is saved once", async () => (await world.saved(room)).map(({ message }) => message), ["Please keep this"]);
});

scenario("where a room is closed to somebody who writes, nothing is sent and the text stays", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const ana = await stage.signedIn("ana", room);
  ana.visitor.expect(Expected.refused, Expected.socket);
  await ana.live();
  await ana.composer.fill("On my way");
  await world.switches({ fail: "/pusher/auth:403:json" });
  await world.sockudo("kill");
  await world.sockudo("start");
  await until("the room is closed", () => ana.composer.isDisabled(), { within: 30_000 });
  await ana.page.getByRole("button", { name: "Send" }).click({ force: true });
  await twoFrames(ana.page);
  assert.equal(await ana.composer.inputValue(), "On my way");
  assert.deepEqual(await world.calls("/chat/send"), []);
});

scenario("a room that is not open to the user says so, and is not asked for again and again", async (stage) => {
  const { world } = stage;
  await world.switches({ fail: "/pusher/auth:403:json" });
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  visitor.expect(Expected.refused);
  const ana = await stage.page(visitor);
  await ana.visit(world.room("Chairs"));
  await ana.page.getByText(/not open to you|no longer have access/).waitFor();
  const asked = (await world.calls("/pusher/auth")).length;
  await until("the page is at rest", async () => (await world.calls("/help-requests")).some(answered));
  assert.ok(asked <= 4, `${asked} calls for access`);
});

function answered(call) {
  return call.status !== null && call.status !== undefined;
}

async function isOver(world, token) {
  const answer = await fetch(`${world.apiBase}/user/profile`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 403;
}
