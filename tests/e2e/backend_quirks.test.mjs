//! The site as it is, and as it may be: both shapes of history, both encodings, and everything it can refuse, drop or leave out.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";
import { decoded } from "./support/world.mjs";

const ODD = `5 < 6 & "Tom's" > 'x' &amp; done`;

scenario(
  "history in an envelope is history",
  async (stage) => {
    const room = stage.world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    await ana.showsAll((await stage.world.saved(room)).map(({ message }) => decoded(message)));
  },
  { switches: { history: "enveloped" } },
);

scenario(
  "a backend that keeps plain text: an own message settles as one row and reads as typed",
  async (stage) => {
    const room = stage.world.room("Chairs");
    const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
    await ana.send(ODD.replace("&amp; ", ""));
    await ana.shows(ODD.replace("&amp; ", ""), "saved");
    await ana.showsAll([ODD.replace("&amp; ", "")]);
    await ben.showsAll([ODD.replace("&amp; ", "")]);
  },
  { switches: { textEncoding: "plain" } },
);

scenario(
  "a page that is told of plain text shows entities as they were typed",
  async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const file = { ...world.configuration(), textEncoding: "plain" };
    const visitor = await stage.visitor("ana", { token: await world.token("ana") });
    await visitor.context.route("**/glx-config.json", (route) => route.fulfill({ json: file }));
    const ana = await stage.page(visitor);
    await ana.visit(room);
    await ana.live();
    await world.says("ben", room, ODD);
    await ana.showsAll([ODD]);
    await ana.send(`mine: ${ODD}`);
    await ana.shows(`mine: ${ODD}`, "saved");
    await ana.showsAll([ODD, `mine: ${ODD}`]);
  },
  { switches: { textEncoding: "plain" } },
);

scenario(
  "a backend with all extras: rows settle by client id, catch-up asks only for what is missing",
  async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
    for (const chat of [ana, ben]) chat.visitor.expect(Expected.socket);
    for (const text of ["same", "same", "same"]) await ana.send(text);
    const all = async () => (await world.saved(room)).map(({ message }) => decoded(message));
    await until("three are saved", async () => (await all()).filter((text) => text === "same").length === 3);
    await Promise.all([ana, ben].map(async (chat) => chat.showsAll(await all())));
    await world.sockudo("kill");
    await ana.healthSays(/Reconnecting/);
    await world.says("chloe", room, "Missed {n}", { count: 3, broadcast: false });
    await world.sockudo("start");
    await Promise.all([ana, ben].map(async (chat) => chat.showsAll(await all(), { within: 20_000 })));
  },
  { switches: { extras: "on" } },
);

scenario("the same text sent thrice is three messages", async (stage) => {
  const room = stage.world.room("Chairs");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  for (let times = 0; times < 3; times++) await ana.send("again");
  await until("three are saved", async () => (await stage.world.saved(room)).length === 3);
  await Promise.all([ana.showsAll(["again", "again", "again"]), ben.showsAll(["again", "again", "again"])]);
  await becomes("all are ticked", async () => (await ana.messages()).map(({ state }) => state), ["saved", "saved", "saved"]);
});

scenario("saved but never broadcast: the sender's row settles by the answer, the other sees it after the next catch-up", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  for (const chat of [ana, ben]) chat.visitor.expect(Expected.socket);
  await world.switches({ broadcast: "off" });
  await ana.send("Heard only by the table");
  await ana.shows("Heard only by the table", "saved");
  await world.switches({ broadcast: "on" });
  await ana.send("Heard by everybody");
  await ben.shows("Heard by everybody");
  await world.sockudo("restart");
  const all = (await world.saved(room)).map(({ message }) => decoded(message));
  await Promise.all([ana, ben].map((chat) => chat.showsAll(all, { within: 20_000 })));
});

scenario(
  "a text the content filter refuses stays with the reason, the others go out in order",
  async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
    ana.visitor.expect(Expected.refused);
    for (const text of ["before", "wait -- what?", "after"]) await ana.send(text);
    await ana.shows("after", "saved");
    await ana.shows("wait -- what?", "failed");
    const row = ana.row("wait -- what?");
    await row.getByText(/content filter refused this text/).waitFor();
    await ben.showsAll(["before", "after"]);
    const sends = (await world.calls("/chat/send")).length;
    assert.equal(sends, 3, "a refused text is not repeated by itself");
    await row.getByRole("button", { name: "Edit" }).click();
    await becomes("it can be changed", () => ana.composer.inputValue(), "wait -- what?");
    await ana.send("wait, what?");
    await ana.shows("wait, what?", "saved");
    await ana.showsAll(["before", "after", "wait, what?"]);
    await ben.showsAll(["before", "after", "wait, what?"]);
  },
  { switches: { contentFilter: "on" } },
);

scenario("too many requests: the send waits, says why, and goes out once when it may", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const ana = await stage.signedIn("ana", room);
  ana.visitor.expect(Expected.refused);
  await world.switches({ fail: "/chat/send:429:json:1", retryAfterSeconds: 3 });
  await ana.send("Patience");
  await ana.row("Patience").getByText(/too many requests/).waitFor();
  await ana.shows("Patience", "saved", { within: 20_000 });
  assert.deepEqual((await world.saved(room)).map(({ message }) => message), ["Patience"]);
  assert.equal((await world.calls("/chat/send")).length, 2);
});

scenario("a missing security token is tried once more, told, and then nothing is repeated", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  ana.visitor.expect(Expected.refused);
  await world.switches({ csrf: "on", csrfStrikes: 100 });
  await world.forgetCalls();
  await ana.send("Let me in");
  await ana.row("Let me in").getByText(/security token/).waitFor();
  await becomes("it is tried once more", async () => (await world.calls("/chat/send")).length, 2);
  await ana.send("And me");
  await ana.showsAll(["Let me in", "And me"]);
  // The way back to the page is open all the while: had anything more been sent, it would be counted by now.
  await world.says("ben", room, "Are you stuck?");
  await Promise.all([ana, ben].map((chat) => chat.shows("Are you stuck?")));
  assert.equal((await world.calls("/chat/send")).length, 2);
  await world.switches({ csrf: "off" });
  await ana.page.reload();
  await ana.shows("And me", "saved", { within: 20_000 });
  await ben.showsAll(["Are you stuck?", "Let me in", "And me"]);
});

scenario("a blocked address is told plainly, everything unsent is kept, and not one call more is made", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const ana = await stage.signedIn("ana", room);
  ana.visitor.expect(Expected.refused);
  await world.switches({ blockAddress: "on" });
  await world.forgetCalls();
  await ana.send("first");
  await ana.row("first").getByText(/blocked this network address/).waitFor();
  await ana.send("second");
  await ana.showsAll(["first", "second"]);
  await ana.healthButton.click();
  await ana.healthPanel.getByText(/blocked this network address/).waitFor();
  assert.equal((await world.calls()).length, 1, "only the call that found out");
  await world.switches({ blockAddress: "off" });
  await ana.page.reload();
  await ana.shows("second", "saved", { within: 20_000 });
  assert.deepEqual((await world.saved(room)).map(({ message }) => message), ["first", "second"]);
});

scenario("the site in trouble: a send that got a 500 is looked for, and sent again where it is not there", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const [ana, ben] = await Promise.all([stage.signedIn("ana", room), stage.signedIn("ben", room)]);
  ana.visitor.expect(Expected.refused);
  for (const shape of ["json", "html", "text"]) {
    await world.switches({ fail: `/chat/send:500:${shape}:1` });
    await ana.send(`through a 500 in ${shape}`);
    await ana.shows(`through a 500 in ${shape}`, "saved", { within: 20_000 });
  }
  const all = ["json", "html", "text"].map((shape) => `through a 500 in ${shape}`);
  assert.deepEqual((await world.saved(room)).map(({ message }) => message), all);
  await Promise.all([ana.showsAll(all), ben.showsAll(all)]);
});

for (const broadcast of ["on", "off"]) {
  scenario(`saved but the answer lost, the event ${broadcast}: exactly one message`, async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const ana = await stage.signedIn("ana", room);
    ana.visitor.expect(Expected.cut);
    await world.switches({ cutAfter: "/chat/send:1", broadcast });
    await ana.send("Did it arrive?");
    await ana.shows("Did it arrive?", "saved", { within: 20_000 });
    await ana.send("It did.");
    await ana.shows("It did.", "saved", { within: 20_000 });
    assert.deepEqual((await world.saved(room)).map(({ message }) => message), ["Did it arrive?", "It did."]);
    await ana.showsAll(["Did it arrive?", "It did."]);
  });
}

scenario("history in trouble: the page says so, tries again by itself, and then shows it", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  await world.switches({ fail: "/chat/*/messages:500:html:2" });
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  visitor.expect(Expected.refused);
  const ana = await stage.page(visitor);
  await ana.visit(room);
  await ana.live({ within: 20_000 });
  await ana.showsAll((await world.saved(room)).map(({ message }) => decoded(message)));
});

scenario("a send cut off before the site acted is looked for in vain, sent again, and there once", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const ana = await stage.signedIn("ana", room);
  await world.switches({ cutBefore: "/chat/send:1" });
  ana.visitor.expect(Expected.cut);
  await ana.send("Never heard of");
  await ana.shows("Never heard of", "saved", { within: 30_000 });
  assert.deepEqual((await world.saved(room)).map(({ message }) => message), ["Never heard of"]);
});
