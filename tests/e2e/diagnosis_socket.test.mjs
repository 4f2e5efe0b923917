//! Why the page is not live, where it is the live connection: each cause brought about for real, through the fault proxy, and the
//! sentence that a person reads about it. Nothing else may be claimed beside it.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { details, look, says } from "./support/diagnosis.mjs";
import { scenario } from "./support/scenario.mjs";
import { serve } from "./support/static.mjs";
import { until } from "./support/until.mjs";
import { given } from "./support/world.mjs";

const ESTABLISHED = "pusher:connection_established";
const SIGNATURE = "The messaging server does not accept the site's signature.";
const AWAY = "The messaging server does not answer.";
const BLOCKED = "The site answers, but something stops the live connection.";

/** Ana's page in a room, through the proxy; live unless the test has broken something before. */
async function arrives(stage, { live = true } = {}) {
  const visitor = await stage.visitor("ana", { token: await stage.world.token("ana"), proxied: true });
  visitor.expect(Expected.socket, Expected.refused, Expected.cut, /ERR_TIMED_OUT|WebSocket/);
  const ana = await stage.page(visitor);
  await ana.visit(stage.world.room("Groceries"));
  if (live) await ana.live();
  else await ana.signedIn();
  return ana;
}

/** Whatever handshake the server sends, this is done with it. */
function atHandshake(stage, rule) {
  return stage.world.frames.rule({ event: ESTABLISHED, ...rule });
}

for (const [code, sentence, setting] of [
  [4000, "The messaging server takes encrypted connections only.", /pusherTls/],
  [4001, "The messaging server does not know this page's key.", /PUSHER_KEY.*PUSHER_CLUSTER/],
  [4003, "The site's messaging is switched off.", /dashboard/],
  [4004, "The site's messaging has no connections left.", /plan/],
  [4007, "The messaging server does not understand how this page asks for it.", /protocol 7/],
  [4009, "The messaging server did not allow this page to connect.", /authorized/],
]) {
  scenario(`the Pusher server refuses with ${code}: cause, cure and setting are told`, async (stage) => {
    await atHandshake(stage, { act: "close", code, reason: "refused" });
    const ana = await arrives(stage, { live: false });
    await says(ana, [sentence]);
    const lines = await details(ana);
    assert.ok(lines.some((line) => setting.test(line)), lines.join("\n"));
    assert.ok(lines.includes(`code ${code} from the Pusher server`), lines.join("\n"));
    const { host, port } = stage.world.links.pusher;
    assert.ok(lines.includes(`host ${host}:${port}`), lines.join("\n"));
  });
}

scenario("a key that the server does not know, where the server gives no code", async (stage) => {
  const { world } = stage;
  const site = await serve(given("GLX_PAGE"), { file: { ...world.configuration(), pusherKey: "nobody-knows-this" } });
  try {
    const visitor = await stage.visitor("ana", { token: await world.token("ana"), origin: site.origin });
    visitor.expect(Expected.socket);
    const ana = await stage.page(visitor);
    await ana.visit(world.room("Groceries"));
    await ana.signedIn();
    // sockudo drops such a connection without a word.
    await says(ana, ["The messaging server takes the connection and hangs up at once."]);
    const lines = await details(ana);
    assert.ok(lines.some((line) => line.includes("PUSHER_KEY")), lines.join("\n"));
  } finally {
    await site.close();
  }
});

scenario("thrown out after every handshake", async (stage) => {
  await atHandshake(stage, { act: "close", code: 4200, reason: "again" });
  const ana = await arrives(stage, { live: false });
  await says(ana, ["The messaging server lets this page in and closes the connection again, over and over."]);
  assert.ok((await details(ana)).includes("code 4200 from the Pusher server"));
});

for (const accept of ["refuse", "hold", "reset"]) {
  scenario(`no socket was ever let through, while the site answers: ${accept}`, async (stage) => {
    await stage.world.link("pusher", { accept });
    const ana = await arrives(stage, { live: false });
    await says(ana, [BLOCKED]);
    assert.ok((await details(ana)).includes("GET /realtime/health: active"));
  });
}

scenario("the Pusher server goes away, and Try now brings it back once it is there", async (stage) => {
  const ana = await arrives(stage);
  await stage.world.link("pusher", { accept: "refuse" });
  await stage.world.cut("pusher");
  await says(ana, [AWAY]);
  assert.ok((await details(ana)).includes("it was connected before"));
  await stage.world.link("pusher", { accept: "pass" });
  await ana.healthPanel.getByRole("button", { name: "Try now" }).click();
  await says(ana, []);
  await ana.live();
  await ana.healthPanel.getByRole("heading", { name: "Everything arrives" }).waitFor();
});

scenario("the socket opens, and no handshake comes", async (stage) => {
  await atHandshake(stage, { act: "drop" });
  const ana = await arrives(stage, { live: false });
  await says(ana, ["The messaging server takes the connection and then says nothing."]);
  assert.ok((await details(ana)).includes("the WebSocket opened, and no handshake came"));
});

scenario("the site's own check says that it is out of order, and it is", async (stage) => {
  const ana = await arrives(stage);
  await stage.world.switches({ realtimeHealth: "off" });
  await stage.world.link("pusher", { accept: "refuse" });
  await stage.world.cut("pusher");
  await says(ana, ["The site itself reports that its live messages are out of order."]);
});

scenario("the site's own check says that it is out of order, and it is not", async (stage) => {
  const ana = await arrives(stage);
  await stage.world.switches({ realtimeHealth: "off" });
  await says(ana, ["The site reports trouble with live messages, but they do arrive here."]);
  await ana.healthPanel.getByRole("heading", { name: "Everything arrives" }).waitFor();
});

scenario("nothing at all can be reached", async (stage) => {
  const { world } = stage;
  const ana = await arrives(stage);
  for (const link of ["pusher", "api"]) {
    await world.link(link, { accept: "refuse" });
    await world.cut(link);
  }
  await says(ana, ["Neither the site nor its messaging server can be reached from here."]);
});

scenario("the link goes silent", async (stage) => {
  const ana = await arrives(stage);
  await stage.world.link("pusher", { up: "drop", down: "drop" });
  await says(ana, ["The connection has gone silent."]);
});

scenario("events do not arrive on a link that holds: it does not say Live until they do", async (stage) => {
  const { world } = stage;
  const room = world.room("Groceries");
  const ana = await arrives(stage);
  await world.frames.rule({ event: "new-message", act: "drop" });
  await ana.send("Does anybody hear me?");
  await ana.shows("Does anybody hear me?", "saved");
  await ana.healthSays(/^Late/, { within: 20_000 });
  await says(ana, ["New messages come in late: nothing announces them to this page."]);
  const lines = await details(ana);
  assert.ok(lines.includes(`help request ${room.id}`), lines.join("\n"));
  // Without an event it is found all the same.
  await world.says("ben", room, "Nobody told you");
  await ana.shows("Nobody told you", undefined, { within: 30_000 });
  assert.match(await ana.health(), /^Late/);
  await world.frames.endRules();
  await world.says("ben", room, "Now they do");
  await ana.shows("Now they do");
  await ana.live();
  await says(ana, []);
});

scenario("the connection breaks again and again", async (stage) => {
  const ana = await arrives(stage);
  for (let times = 1; times <= 3; times++) {
    await ana.live({ within: 20_000 });
    const { opened } = await stage.world.link("pusher");
    await stage.world.cut("pusher");
    if (times < 3) await until("it is made again", async () => (await stage.world.link("pusher")).opened > opened);
  }
  await says(ana, ["The connection breaks again and again."]);
});

scenario("the site signs with another secret", async (stage) => {
  const { key } = stage.world.pusher;
  await stage.world.answer({ path: "/pusher/auth", status: 200, body: { auth: `${key}:${"0".repeat(64)}` } });
  const ana = await arrives(stage, { live: false });
  await says(ana, [SIGNATURE]);
  const lines = await details(ana);
  assert.ok(lines.some((line) => line.includes("PUSHER_SECRET")), lines.join("\n"));
});

scenario("the server confirms no subscription", async (stage) => {
  await stage.world.frames.rule({ event: "pusher_internal:subscription_succeeded", act: "drop" });
  const ana = await arrives(stage, { live: false });
  await says(ana, ["The messaging server does not confirm that it will deliver messages."]);
});

scenario("client events are switched off, which stops no message", async (stage) => {
  const ana = await arrives(stage);
  const message = "To send client events, you must enable this feature in the Settings page of your dashboard.";
  await stage.world.frames.inject({ event: "pusher:error", data: { code: null, message } });
  await says(ana, ["The messaging server does not allow pages to talk to each other directly."]);
  await ana.healthPanel.getByRole("heading", { name: "Everything arrives" }).waitFor();
});

scenario("frames that mean nothing are counted, and nothing is claimed", async (stage) => {
  const ana = await arrives(stage);
  const channel = `private-help-request-${stage.world.room("Groceries").id}`;
  for (const event of ["new-message", "nobody-knows-this"]) await stage.world.frames.inject({ event, channel, data: "{}" });
  await look(ana);
  await ana.healthPanel.getByText("2 events that this page does not understand were passed over.").waitFor();
  await says(ana, []);
});
