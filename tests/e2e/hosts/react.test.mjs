//! The React site, built with Vite: the elements as components, and the site's old page on the drop-in hook. Under the policy that is
//! documented, with React's StrictMode on.

import assert from "node:assert/strict";
import { before } from "node:test";
import { Expected } from "../support/browser.mjs";
import { scenario } from "../support/scenario.mjs";
import { becomes, until } from "../support/until.mjs";
import { built, developed, REACTS } from "./build.mjs";
import { chatThrough, EmbeddedChat, embedded, picture, site, violations, visitorOf } from "./host.mjs";

const folders = {};

before(async () => {
  for (const react of REACTS) folders[react] = await built(react);
});

function hosted(react, name, body) {
  scenario(`${react}: ${name}`, async (stage) => {
    const host = await site(stage.world, { folder: folders[react] });
    try {
      await body(stage, host, stage.world.room("Chairs"));
      stage.assertClean();
      await stage.leave();
    } finally {
      await host.close();
    }
  });
}

/** The site's old page, as a person finds it. */
class OldPage {
  static async open(stage, name, host, room) {
    const old = await OldPage.begin(await visitorOf(stage, name, host), room);
    await old.connected();
    return old;
  }

  static async begin(visitor, room) {
    const old = new OldPage(await visitor.context.newPage(), visitor);
    await old.page.goto(`/old?request=${room.id}`);
    await old.page.getByText(/^Not connected/).waitFor();
    return old;
  }

  constructor(page, visitor) {
    Object.assign(this, { page, visitor, sockets: [] });
    page.on("websocket", (socket) => this.sockets.push(socket));
  }

  connected() {
    return this.page.getByText("Connected", { exact: true }).waitFor({ timeout: 30_000 });
  }

  /** The site's sign-in page has another token, or none. */
  signIn(token) {
    return this.page.evaluate((token) => {
      token ? localStorage.setItem("token", token) : localStorage.removeItem("token");
      dispatchEvent(new Event("token"));
    }, token);
  }

  texts() {
    return this.page.locator(".old-chat li span").allTextContents();
  }

  async send(text) {
    await this.page.getByPlaceholder("Type your message...").fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }
}

for (const react of REACTS) {
  hosted(react, "the elements as components: two people chat", async (stage, host, room) => {
    const [ana, ben] = await Promise.all(["ana", "ben"].map((name) => embedded(stage, name, host, { address: `/?request=${room.id}` })));
    await chatThrough(ana, ben);
    await picture(ana.page, react);
    for (const { page } of [ana, ben]) assert.deepEqual(await violations(page), []);
  });

  hosted(react, "a component written for the old hook works unchanged, on one socket", async (stage, host, room) => {
    const { world } = stage;
    const old = await OldPage.open(stage, "ana", host, room);
    const ben = await embedded(stage, "ben", host, { address: `/?request=${room.id}` });
    await becomes("the room is joined once", async () => (await world.calls("/chat/join")).length, 2);
    await old.send("Written in the old page");
    await ben.shows("Written in the old page");
    await ben.send("Read in the old page");
    await becomes("both are in the old page, once", () => old.texts(), ["Written in the old page", "Read in the old page"]);
    await becomes("socket.on delivers", () => old.page.title(), "Read in the old page");
    await becomes("the health too, in its old shape", () => old.page.evaluate(() => document.body.dataset.health), "live, signed in");
    assert.equal(old.sockets.length, 1, "StrictMode mounts twice and connects once");
    await picture(old.page, `${react}-old`);

    for (const { visitor } of [old, ben]) visitor.expect(Expected.socket, Expected.refused);
    await world.sockudo("kill");
    await old.page.getByText(/^Not connected/).waitFor({ timeout: 20_000 });
    await world.says("chloe", room, "Said meanwhile", { broadcast: false });
    await world.sockudo("start");
    await old.connected();
    await until("what was missed is there", async () => (await old.texts()).at(-1) === "Said meanwhile", { within: 20_000 });
    // Refused, and nobody awaits it: that is no error of the page's.
    await world.switches({ contentFilter: "on" });
    await world.forgetCalls();
    await old.send("wait -- what?");
    await until("it is refused", async () => (await world.calls("/chat/send")).some(({ status }) => status === 403));
    assert.equal((await old.texts()).length, 3);
    assert.deepEqual(await violations(old.page), []);
  });

  hosted(react, "another token is another user, none is nobody, and what is unmounted closes its socket", async (stage, host, room) => {
    const { world } = stage;
    const old = await OldPage.open(stage, "ana", host, room);
    await old.send("I am Ana");
    await becomes("it is saved", async () => (await world.saved(room)).map(({ message }) => message), ["I am Ana"]);
    await old.signIn(null);
    await old.page.getByText(/^Not connected/).waitFor();
    await becomes("nothing of hers is left", () => old.texts(), []);
    await until("her socket is closed", () => old.sockets.every((socket) => socket.isClosed()), { within: 15_000 });
    await old.signIn(await world.token("ben"));
    await old.connected();
    await becomes("the room is open for him", () => old.texts(), ["I am Ana"]);
    await old.send("I am Ben");
    await becomes("he is Ben", async () => (await world.saved(room)).at(-1).sender_id, world.user("ben").userId);
    await old.page.evaluate(() => dispatchEvent(new Event("goodbye")));
    await until("his socket is closed", () => old.sockets.every((socket) => socket.isClosed()), { within: 20_000 });
  });

  hosted(react, "the hook's socket in an element: closed by the page, and there again with the next that it makes", async (stage, host, room) => {
    const visitor = await visitorOf(stage, "ana", host);
    const ana = new EmbeddedChat(await visitor.context.newPage(), visitor);
    await ana.page.goto(`/own?request=${room.id}`);
    await ana.send("Mounted twice by StrictMode");
    await ana.shows("Mounted twice by StrictMode", "saved");
    await ana.page.getByRole("button", { name: "Close" }).click();
    await ana.page.getByText("This chat was closed by the page.").waitFor();
    await ana.page.getByRole("button", { name: "Open" }).click();
    await ana.shows("Mounted twice by StrictMode", "saved");
    await ana.send("And back");
    await ana.shows("And back", "saved");
  });

  hosted(react, "what is asked for too early is done as soon as it can be: before anybody is signed in, or while the program cannot be had", async (stage, host, room) => {
    const { world } = stage;
    await world.says("chloe", room, "Anybody there?");
    const late = await OldPage.begin(await stage.visitor("ben", { origin: host.origin }), room);
    await late.signIn(await world.token("ben"));
    await late.connected();
    await becomes("the room is joined", () => late.texts(), ["Anybody there?"]);

    const visitor = await visitorOf(stage, "ana", host);
    visitor.expect(/ERR_FAILED/, /Failed to (load|fetch)/, /failed to fetch/i, /could not be loaded/);
    const program = /core[^/]*\.wasm$/;
    const abort = (route) => route.abort();
    await visitor.context.route(program, abort);
    const told = visitor.context.waitForEvent("requestfailed", { predicate: (request) => program.test(request.url()) });
    const early = await OldPage.begin(visitor, room);
    await told;
    await early.send("I am");
    await visitor.context.unroute(program, abort);
    await early.connected();
    await becomes("it is sent, and read", () => late.texts(), ["Anybody there?", "I am"]);
    await becomes("the room is joined", () => early.texts(), ["Anybody there?", "I am"]);
  });
}

scenario("react-18: under Vite's development server, with the package's folder among the static files", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  const host = await developed("react-18", world);
  try {
    const [ana, ben] = await Promise.all(["ana", "ben"].map((name) => embedded(stage, name, host, { address: `/?request=${room.id}` })));
    await chatThrough(ana, ben);
    stage.assertClean();
    await stage.leave();
  } finally {
    await host.close();
  }
});
