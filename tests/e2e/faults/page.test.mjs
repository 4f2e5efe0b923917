//! What happens to a page: frozen, hidden, put away and taken out again, opened twice, denied its storage, lied to about the time.
//! Afterwards everything is exact, on one socket.

import assert from "node:assert/strict";
import { Expected } from "../support/browser.mjs";
import { faults, lasting, unbounded } from "../support/faults.mjs";
import { becomes, until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";

async function texts(world, room) {
  return (await world.saved(room)).map(({ message }) => decoded(message));
}

/** Everything is there, what comes next arrives live, and there is one socket. */
async function exact(stage, chat, room, options) {
  const { world } = stage;
  await chat.live(options);
  await chat.showsAll(await texts(world, room), options);
  await world.says("chloe", room, "And live again");
  await chat.showsAll(await texts(world, room));
  await becomes("there is one socket", async () => (await world.link("pusher")).open, 1);
}

/** What the title says is unread, notifications and messages together. */
async function unread(chat) {
  return Number(/^\((\d+)\)/.exec(await chat.page.title())?.[1] ?? 0);
}

/** In every page: whether it is seen is what the test says. */
function fakeVisibility() {
  let state = "visible";
  Object.defineProperty(document, "visibilityState", { get: () => state });
  Object.defineProperty(document, "hidden", { get: () => state === "hidden" });
  window.glxSee = (visible) => {
    state = visible ? "visible" : "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
  };
}

faults("page", (fault) => {
  const AWAY = "page frozen, hidden > 5 min, back/forward cache";

  fault(AWAY, "frozen in the background: exact when it is back", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    const session = await ana.visitor.context.newCDPSession(ana.page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await world.says("ben", room, "Said to a frozen page, {n}", { count: 3 });
    await lasting(2_000);
    await session.send("Page.setWebLifecycleState", { state: "active" });
    const since = await ana.watch.now();
    await ana.showsAll(await texts(world, room), { within: 30_000 });
    measured((await ana.watch.now()) - since, unbounded("ms"));
    await exact(stage, ana, room, { within: 30_000 });
  });

  fault(AWAY, "hidden for ten minutes, with events lost and timers asleep: exact when it is seen again", async (stage, measured) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const visitor = await stage.visitor("ana", { token: await world.token("ana"), clock: true });
    await visitor.context.addInitScript(fakeVisibility);
    const ana = await stage.page(visitor);
    await ana.visit(room);
    await ana.live();
    await ana.page.evaluate(() => window.glxSee(false));
    await world.link("pusher", { up: "drop", down: "drop" });
    await world.says("ben", room, "Said to a hidden page, {n}", { count: 3 });
    await world.link("pusher", { up: "pass", down: "pass" });
    // No timer runs while it sleeps: all that are due run at once when it wakes.
    await ana.watch.pass(600_000);
    await ana.page.evaluate(() => window.glxSee(true));
    const since = await ana.watch.now();
    await ana.showsAll(await texts(world, room), { within: 60_000 });
    measured((await ana.watch.now()) - since, unbounded("ms"));
    await exact(stage, ana, room, { within: 30_000 });
  });

  fault(
    AWAY,
    "out of the back/forward cache: exact, on one socket",
    async (stage, measured) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const ana = await stage.signedIn("ana", room);
      await ana.page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.glxPersisted = persisted)));
      await ana.page.goto("/glx-config.json");
      await world.says("ben", room, "Said to a page that is put away, {n}", { count: 3 });
      // Playwright waits in vain for a load when a page comes back as it was.
      await ana.page.evaluate(() => setTimeout(() => history.back()));
      await until("the page is back", () => ana.page.evaluate(() => "glxPersisted" in window));
      const since = await ana.watch.now();
      await ana.showsAll(await texts(world, room), { within: 30_000 });
      measured((await ana.watch.now()) - since, unbounded("ms"));
      const kept = await ana.page.evaluate(() => window.glxPersisted === true);
      assert.ok(kept, "the page came out of the cache, not from the network");
      await exact(stage, ana, room, { within: 30_000 });
    },
    { browser: { ignoreDefaultArgs: ["--disable-back-forward-cache"] } },
  );

  fault(
    AWAY,
    "out of the cache, after another page in its place has sent what it had and kept more",
    async (stage) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const ana = await stage.signedIn("ana", room);
      ana.visitor.expect(Expected.refused);
      const waits = async (text) => {
        await world.switches({ fail: "/chat/send:429:json:1", retryAfterSeconds: 30 });
        await ana.send(text);
        await ana.row(text).getByText(/too many requests/).waitFor();
      };
      await waits("One");
      await ana.page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.glxPersisted = persisted)));
      await ana.page.goto(`/?another#/requests/${room.id}`);
      await ana.shows("One", "saved");
      await waits("Two");
      await ana.page.evaluate(() => setTimeout(() => history.back()));
      await until("the page is back", () => ana.page.evaluate(() => window.glxPersisted === true));
      await ana.shows("Two", "saved", { within: 30_000 });
      await ana.showsAll(["One", "Two"]);
      assert.deepEqual(await texts(world, room), ["One", "Two"]);
    },
    { browser: { ignoreDefaultArgs: ["--disable-back-forward-cache"] } },
  );

  for (const [name, what] of [[null, "signed out"], ["ben", "given way to another"]]) {
    fault(
      AWAY,
      `out of the cache, after its user has ${what} on another page: nothing is done in their name`,
      async (stage) => {
        const { world } = stage;
        const room = world.room("Chairs");
        const visitor = await stage.visitor("ana", { token: await world.token("ana") });
        // Chromium tells it afterwards what others have stored meanwhile; not every browser does.
        await visitor.context.addInitScript(() => addEventListener("storage", (event) => event.stopImmediatePropagation()));
        const ana = await stage.page(visitor);
        await ana.visit(room);
        await ana.live();
        await world.switches({ fail: "/chat/send:429:json", retryAfterSeconds: 1 });
        await ana.send("Ana's own");
        await ana.row("Ana's own").getByText(/too many requests/).waitFor();
        await ana.page.evaluate(() => {
          const { fetch } = window;
          const begin = () => (window.glxCallers = []);
          begin();
          // What she asked before she left is hers.
          addEventListener("pagehide", begin);
          window.fetch = (...call) => {
            const by = new Headers(call[1]?.headers ?? call[0].headers).get("authorization");
            window.glxCallers.push({ by, method: call[1]?.method ?? call[0].method });
            return fetch(...call);
          };
          addEventListener("pageshow", ({ persisted }) => (window.glxPersisted = persisted));
        });
        const hers = await ana.page.evaluate(() => `Bearer ${localStorage.getItem("token")}`);
        const token = name && (await world.token(name));
        await ana.page.goto("/glx-config.json");
        await world.switches({ fail: "none" });
        await ana.page.evaluate((token) => (token ? localStorage.setItem("token", token) : localStorage.removeItem("token")), token);
        await ana.page.evaluate(() => setTimeout(() => history.back()));
        await until("the page is back", () => ana.page.evaluate(() => window.glxPersisted === true));
        if (name) {
          await ana.live({ within: 30_000 });
          await ana.send("Ben's");
          await ana.showsAll(["Ben's"]);
          await becomes("it is Ben's", async () => (await world.saved(room)).map(({ sender_id }) => sender_id), [world.user("ben").userId]);
        } else {
          await ana.signedOut();
          assert.equal(await ana.log.count(), 0);
          assert.deepEqual(await ana.page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("outbox"))), []);
        }
        const callers = await ana.page.evaluate(() => window.glxCallers);
        // What is stored reaches a page out of the cache some milliseconds late at times, and until then it may have asked for what is new.
        assert.deepEqual(callers.filter(({ by, method }) => by === hers && method !== "GET"), [], "nothing was done in her name");
      },
      { browser: { ignoreDefaultArgs: ["--disable-back-forward-cache"] } },
    );
  }

  fault("two tabs, one user", "both are right, and each sends its own", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const one = await stage.signedIn("ana", room);
    const two = await stage.page(one.visitor);
    await two.visit(room);
    await two.live();
    await one.send("From the first");
    await two.shows("From the first", "saved");
    await two.send("From the second");
    await one.shows("From the second", "saved");
    await world.cut("pusher");
    await world.says("ben", room, "To both", { broadcast: false });
    const all = ["From the first", "From the second", "To both"];
    await Promise.all([one, two].map((chat) => chat.showsAll(all, { within: 20_000 })));
    assert.deepEqual(await texts(world, room), all);
  });

  fault("two tabs, one user", "what is read in one is read in the other", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const visitor = await stage.visitor("ana", { token: await world.token("ana") });
    await visitor.context.addInitScript(fakeVisibility);
    const [one, two] = [await stage.page(visitor), await stage.page(visitor)];
    for (const chat of [one, two]) {
      await chat.visit(room);
      await chat.live();
      await becomes("her notifications are there", () => chat.badge(), 2);
      await chat.page.evaluate(() => window.glxSee(false));
    }
    const before = await one.badge();
    await world.says("ben", room, "Unread, {n}", { count: 3 });
    for (const chat of [one, two]) await becomes("three are unread", async () => (await unread(chat)) - before, 3);
    await one.page.evaluate(() => window.glxSee(true));
    await becomes("they are read here", async () => (await unread(one)) - before, 0);
    await becomes("and there", async () => (await unread(two)) - before, 0);
  });

  for (const [what, deny] of [
    ["denied", () => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
      }
    }],
    ["full", () => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    }],
  ]) {
    fault("storage denied or full", `${what}: works, and says that what is unsent is not kept`, async (stage) => {
      const { world } = stage;
      const room = world.room("Chairs");
      const visitor = await stage.visitor("ana", what === "full" ? { token: await world.token("ana") } : {});
      await visitor.context.addInitScript(deny);
      const ana = await stage.page(visitor);
      await ana.visit(room);
      if (what === "denied") await ana.signIn(world.user("ana"));
      await ana.live();
      await ana.composer.fill("A draft");
      await ana.composer.press("Enter");
      await ana.shows("A draft", "saved");
      await world.says("ben", room, "Heard");
      await ana.showsAll(["A draft", "Heard"]);
      await ana.healthButton.click();
      await ana.healthPanel.getByText("This device keeps nothing for this page.").waitFor();
    });
  }

  fault("storage denied or full", "full: a sign-in that could not be kept lasts when the page is seen again", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const visitor = await stage.visitor("ana");
    await visitor.context.addInitScript(() => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    });
    const ana = await stage.page(visitor);
    await ana.visit(room);
    await ana.signIn(world.user("ana"));
    await ana.live();
    await ana.page.evaluate(() => {
      document.dispatchEvent(new Event("visibilitychange"));
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    });
    await ana.send("Still here");
    await ana.shows("Still here", "saved");
  });

  for (const [what, offset] of [["a day ahead", 86_400_000], ["a day behind", -86_400_000]]) {
    fault("clock a day wrong, and jumping", `${what}: order and unread unchanged`, async (stage) => {
      const { world } = stage;
      const room = world.room("Groceries");
      const visitor = await stage.visitor("ana", { token: await world.token("ana") });
      await visitor.context.addInitScript(wrongClock, offset);
      await visitor.context.addInitScript(fakeVisibility);
      const ana = await stage.page(visitor);
      await ana.visit(room);
      await ana.live();
      await becomes("her notifications are there", () => ana.badge(), 2);
      await talk(stage, ana, room);
    });
  }

  fault("clock a day wrong, and jumping", "jumping forth and back: order and unread unchanged", async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const visitor = await stage.visitor("ana", { token: await world.token("ana") });
    await visitor.context.addInitScript(wrongClock, 0);
    await visitor.context.addInitScript(fakeVisibility);
    const ana = await stage.page(visitor);
    await ana.visit(room);
    await ana.live();
    await becomes("her notifications are there", () => ana.badge(), 2);
    for (const offset of [86_400_000, -86_400_000, 3_600_000, 0]) {
      await ana.page.evaluate((offset) => (window.glxOffset = offset), offset);
      await talk(stage, ana, room);
    }
  });

  /** Own and others' messages by turns, and some unread: all in the site's order. */
  async function talk(stage, ana, room) {
    const { world } = stage;
    const notifications = await ana.badge();
    await ana.page.evaluate(() => window.glxSee(true));
    await ana.send("Mine");
    await ana.shows("Mine", "saved");
    await until("it is settled", async () => (await ana.messages()).every(({ mine, state }) => !mine || state === "saved"));
    await ana.page.evaluate(() => window.glxSee(false));
    await world.says("ben", room, "Theirs, {n}", { count: 2 });
    await ana.showsAll(await texts(world, room));
    await becomes("two are unread", async () => (await unread(ana)) - notifications, 2);
    await stage.world.cut("pusher");
    await world.says("ben", room, "Theirs, late", { broadcast: false });
    await ana.showsAll(await texts(world, room), { within: 20_000 });
    await becomes("three are unread", async () => (await unread(ana)) - notifications, 3);
    await ana.page.evaluate(() => window.glxSee(true));
    await becomes("none is", async () => (await unread(ana)) - notifications, 0);
  }

  fault("host's callback throws; component panics", "a panic: an error box with Reload, and after that everything is there", async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const ana = await stage.signedIn("ana", room);
    ana.visitor.expect(/on purpose|GLX Realtime stopped|^uncaught: RuntimeError/);
    await world.switches({ fail: "/chat/send:429:json", retryAfterSeconds: 600 });
    await ana.send("Not sent yet");
    await ana.shows("Not sent yet", "waiting");
    await ana.page.evaluate(() => {
      Node.prototype.insertBefore = () => {
        throw new Error("on purpose");
      };
    });
    await world.says("ben", room, "The row that cannot be put in");
    const box = ana.page.getByRole("alert").filter({ hasText: "What you had not sent is kept" });
    await box.waitFor();
    const isReady = (button) => button === document.activeElement && button.getBoundingClientRect().bottom < innerHeight;
    assert.ok(await box.getByRole("button", { name: "Reload" }).evaluate(isReady), "the way on is in view, and has the focus");
    await world.switches({ fail: "none", retryAfterSeconds: 0 });
    await box.getByRole("button", { name: "Reload" }).click();
    await box.waitFor({ state: "detached" });
    await ana.signedIn();
    const place = new URL(ana.page.url()).hash;
    if (!place) await ana.openRoom(room);
    await ana.shows("Not sent yet", "saved", { within: 20_000 });
    await exact(stage, ana, room);
    assert.equal(place, `#/requests/${room.id}`, "in the room where it was");
  });
});

/** In every page: the wall's clock is off by so much; the one that only runs forward is not. */
function wrongClock(offset) {
  const Real = Date;
  window.glxOffset = offset;
  window.Date = class extends Real {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Real.now() + window.glxOffset);
    }
    static now() {
      return Real.now() + window.glxOffset;
    }
  };
}
