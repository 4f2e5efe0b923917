//! A start, step by step: what is shown and asked for before the program is there, and what becomes of it. Told by what waits for what, never
//! by the clock: the program, or pusher-js, is held back until the test lets it go.

import assert from "node:assert/strict";
import { EmbeddedChat, site, visitorOf } from "./hosts/host.mjs";
import { REST, restAsked } from "./support/rest.mjs";
import { scenario } from "./support/scenario.mjs";
import { becomes, until } from "./support/until.mjs";

const PROGRAM = /\/(glx-realtime-(?!rest)[^/]*|core)\.wasm$/;
const PUSHER = /\/pusher[^/]*\.js$/;
const GLUE = /\/(glx-realtime-[^/]*|program)\.js$/;
const HISTORY = /\/chat\/\d+\/messages$/;

/** Requests that wait until they are let go. */
async function held(context, pattern) {
  const waiting = [];
  let open = false;
  await context.route(pattern, (route) => (open ? route.fallback() : waiting.push(route)));
  return {
    asked: () => waiting.length > 0,
    release: () => {
      open = true;
      return Promise.all(waiting.splice(0).map((route) => route.fallback()));
    },
    refuse: () => Promise.all(waiting.splice(0).map((route) => route.abort())),
  };
}

/** Notes the calls of the API: method, path and who asks. */
function calls(page) {
  const noted = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith("/api/")) noted.push({ call: `${request.method()} ${pathname.slice(4)}${search}`, token: request.headers().authorization });
  });
  return { all: noted, times: (call) => noted.filter((one) => one.call === call).length };
}

/** Somebody who comes to a room of the page, or of a site with the elements in it. */
const FORMS = {
  async page(stage, room, prepare) {
    const visitor = await stage.visitor("ana", { token: await stage.world.token("ana") });
    const chat = await stage.page(visitor);
    await prepare(visitor.context, chat.page);
    await chat.visit(room);
    return { chat, end: async () => {} };
  },
  async element(stage, room, prepare) {
    const host = await site(stage.world, { page: "single", room });
    const visitor = await visitorOf(stage, "ana", host);
    const chat = new EmbeddedChat(await visitor.context.newPage(), visitor);
    await prepare(visitor.context, chat.page);
    await chat.page.goto("/");
    return { chat, end: () => host.close() };
  },
};

/** The same for the page and for an element. */
function both(name, body) {
  for (const [form, arrive] of Object.entries(FORMS)) {
    scenario(`${form === "page" ? "the page" : "an element"}: ${name}`, async (stage) => {
      let end = async () => {};
      try {
        await body(stage, async (room, prepare) => {
          const come = await arrive(stage, room, prepare);
          ({ end } = come);
          return come.chat;
        });
      } finally {
        await end();
      }
    });
  }
}

const caret = (composer) => composer.evaluate(({ value, selectionStart, selectionEnd }) => ({ value, selectionStart, selectionEnd }));
const hasFocus = (composer) => composer.evaluate((field) => field.getRootNode().activeElement === field);

/** How the chat's frame looks when what typing set off has run its course: where things are, and what they say. */
const looks = (chat) =>
  chat.composer.evaluate(async (field) => {
    const section = field.closest(".glx-chat");
    const transitions = section.getAnimations({ subtree: true }).filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map((transition) => transition.finished));
    // The title's line moves when the list tells what the room is about.
    return [".head", ".composer", ".composer .field", "textarea", ".send", ".send svg"].map((selector) => {
      const element = section.querySelector(selector);
      const { x, y, width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, font, borderColor } = getComputedStyle(element);
      const said = ["placeholder", "aria-label", "enterkeyhint", "autocomplete", "dir", "rows", "type", "title", "aria-disabled", "viewBox", "part"].map((name) => element.getAttribute(name));
      return { selector, box: [x, y, width, height].map(Math.round), color, backgroundColor, font, borderColor, said, path: element.querySelector(":scope > path")?.getAttribute("d") };
    });
  });

/** Somebody who comes while the program is held back. */
async function comesEarly(come, room) {
  let program;
  const chat = await come(room, async (context) => void (program = await held(context, PROGRAM)));
  return { chat, program };
}

const isReal = (chat) => until("the program has taken over", () => chat.composer.evaluate((field) => !field.closest(".glx-early")));

both("what is typed before the program is there is kept, with its caret", async (stage, come) => {
  const room = stage.world.room("Chairs");
  const { chat, program } = await comesEarly(come, room);
  await chat.composer.pressSequentially("Tow chairs");
  for (let count = 0; count < 7; count++) await chat.composer.press("ArrowLeft");
  const before = await looks(chat);
  await program.release();
  await isReal(chat);
  assert.deepEqual(await caret(chat.composer), { value: "Tow chairs", selectionStart: 3, selectionEnd: 3 });
  assert.ok(await hasFocus(chat.composer), "one can go on typing");
  assert.deepEqual(await looks(chat), before, "nothing moves or changes");
  await chat.live();
  assert.equal(await chat.composer.inputValue(), "Tow chairs", "nothing was sent");
});

scenario("an element: what is typed early stays with its room when the element goes to another, or leaves and comes back", async (stage) => {
  const [first, second] = stage.world.rooms;
  let program;
  const { chat, end } = await FORMS.element(stage, first, async (context) => void (program = await held(context, PROGRAM)));
  try {
    const goTo = (name) => chat.page.locator("glx-chat").evaluate((element, name) => (element.requestId = name), name);
    await chat.composer.pressSequentially("For the first");
    await goTo(`help_request_${first.id}`);
    assert.equal(await chat.composer.inputValue(), "For the first", "it is the same room");
    await goTo(second.id);
    await becomes("the other room has nothing of it", () => chat.composer.inputValue(), "");
    await chat.composer.pressSequentially("For the second");
    await goTo(first.id);
    await becomes("it is there again", () => chat.composer.inputValue(), "For the first");
    await chat.page.evaluate(async () => {
      const element = document.querySelector("glx-chat");
      const parent = element.parentNode;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      parent.append(element);
    });
    await becomes("it is there after all", () => chat.composer.inputValue(), "For the first");
    await program.release();
    await chat.live();
    await isReal(chat);
    assert.equal(await chat.composer.inputValue(), "For the first");
    await goTo(second.id);
    await becomes("and so is the other, now that the program is there", () => chat.composer.inputValue(), "For the second");
    await isReal(chat);
    await chat.composer.press("Enter");
    await chat.shows("For the second", "saved");
    const sent = async (room) => (await stage.world.saved(room)).map(({ message }) => message).filter((message) => message.startsWith("For the"));
    assert.deepEqual([await sent(first), await sent(second)], [[], ["For the second"]]);
  } finally {
    await end();
  }
});

both("Enter before the program is there sends once it is", async (stage, come) => {
  const room = stage.world.room("Chairs");
  const { chat, program } = await comesEarly(come, room);
  await chat.composer.pressSequentially("Is anybody there?");
  await chat.composer.press("Enter");
  await chat.composer.press("Enter");
  assert.equal(await chat.composer.inputValue(), "Is anybody there?", "until then the text stays where it can be seen");
  await program.release();
  await chat.shows("Is anybody there?", "saved");
  await chat.live();
  assert.deepEqual(await restAsked(chat.page), ["fetch"], "nothing is waited for on the spot");
  assert.equal(await chat.composer.inputValue(), "");
  assert.deepEqual((await chat.texts()).filter((text) => text === "Is anybody there?").length, 1);
});

both("who writes on after an early Enter is not done", async (stage, come) => {
  const room = stage.world.room("Chairs");
  const { chat, program } = await comesEarly(come, room);
  await chat.composer.pressSequentially("One");
  await chat.composer.press("Enter");
  await chat.composer.pressSequentially(" more");
  await program.release();
  await isReal(chat);
  await chat.live();
  assert.equal(await chat.composer.inputValue(), "One more");
});

both("a composition is not broken when the program comes", async (stage, come) => {
  const room = stage.world.room("Chairs");
  const { chat, program } = await comesEarly(come, room);
  await chat.composer.click();
  const devtools = await chat.page.context().newCDPSession(chat.page);
  await devtools.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
  await program.release();
  await chat.page.locator("[role=log], .glx-notice").first().waitFor({ state: "attached" });
  assert.equal(await chat.page.locator(".glx-early textarea").inputValue(), "にほ");
  await devtools.send("Input.insertText", { text: "日本" });
  await isReal(chat);
  assert.equal(await chat.composer.inputValue(), "日本");
});

both("a draft that was kept stands before what is typed early, and is not sent unseen", async (stage, come) => {
  const room = stage.world.room("Chairs");
  const chat = await come(room, async () => {});
  await chat.live();
  await chat.composer.fill("Begun yesterday");
  await until("it is kept", () => chat.page.evaluate(() => JSON.stringify({ ...localStorage }).includes("Begun yesterday")));
  const program = await held(chat.page.context(), PROGRAM);
  await chat.page.reload();
  await chat.composer.pressSequentially("typed early");
  await program.release();
  await isReal(chat);
  await becomes("both are there", () => chat.composer.inputValue(), "Begun yesterday\ntyped early");
});

both("the history is asked for beside the program, once, and shown by it", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Ten by the door");
  let program, api;
  const chat = await come(room, async (context, page) => {
    program = await held(context, PROGRAM);
    api = calls(page);
  });
  const history = `GET /chat/${room.id}/messages`;
  await until("it is asked for while the program is on its way", () => program.asked() && api.times(history) === 1 && api.times("GET /user/profile") === 1);
  await program.release();
  await chat.shows("Ten by the door");
  await chat.live();
  assert.equal(api.times(history), 1, "the program has taken that answer");
  assert.equal(api.all.filter(({ call }) => call.startsWith(history)).length, 2, "one more is asked for after the channel is confirmed");
  assert.equal(api.times("GET /user/profile"), 1);
  assert.equal(api.times("POST /chat/leave"), 0, "and comes into the room once");
});

/** Every row, as it looks and what it says. */
const rows = (chat) =>
  chat.log.evaluate((log) =>
    [...log.querySelectorAll("li")].map((row) => ({
      kind: [...row.classList].sort().join(" "),
      box: Object.values(row.getBoundingClientRect().toJSON()).map(Math.round),
      parts: [...row.querySelectorAll("*")].filter((part) => part.localName !== "svg" && part.localName !== "path").map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect();
        const { color, backgroundColor, font } = getComputedStyle(part);
        const said = ["href", "rel", "target", "dir", "datetime", "title", "tabindex", "aria-hidden"].map((name) => part.getAttribute(name));
        return { name: part.localName, classes: part.className, text: part.textContent, box: [x, y, width, height].map(Math.round), color, backgroundColor, font, said };
      }),
    })),
  );

both("the newest rows stand there before the program, just as it shows them", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  for (const [name, text] of [
    ["ben", "Ten chairs by the door"],
    ["ben", "…and a table: https://example.org/table?legs=4"],
    ["ana", "I'll take two & a half <of them>"],
    ["ana", "Is that \"fine\"?\nOr not?"],
    ["chloe", "شكرا 👍 7"],
  ]) await world.says(name, room, text);
  const { chat, program } = await comesEarly(come, room);
  await chat.shows("Ten chairs by the door");
  const early = await rows(chat);
  assert.ok(await chat.composer.evaluate((field) => Boolean(field.closest(".glx-early"))), "the program is not there");
  assert.equal(early.filter(({ kind }) => /row/.test(kind)).length, 5);
  await program.release();
  await isReal(chat);
  await chat.live();
  assert.deepEqual(await rows(chat), early);
});

both("rows of which one takes judgement wait for the program", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Plain");
  await world.says("chloe", room, "Look: https://example.org@evil.example/");
  let program, api;
  const chat = await come(room, async (context, page) => {
    program = await held(context, PROGRAM);
    api = page.waitForResponse((answer) => answer.url().endsWith(`/chat/${room.id}/messages`));
  });
  await (await api).finished();
  // Whatever it makes of that answer, it has made before this one comes.
  await chat.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.equal(await chat.log.count(), 0);
  await program.release();
  await chat.shows("Plain");
});

both("what is said between the early history and the channel is not missed", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  let program, api;
  const chat = await come(room, async (context, page) => {
    program = await held(context, PROGRAM);
    api = calls(page);
  });
  const answered = chat.page.waitForResponse((answer) => answer.url().endsWith(`/chat/${room.id}/messages`));
  await until("it is asked for", () => api.times(`GET /chat/${room.id}/messages`) === 1);
  await (await answered).finished();
  await world.says("ben", room, "Said meanwhile");
  await program.release();
  await chat.shows("Said meanwhile");
});

both("an early answer that is an error is handled as any other", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Still here");
  let program;
  const chat = await come(room, async (context) => {
    program = await held(context, PROGRAM);
    await context.route(`**/chat/${room.id}/messages`, (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<p>oops" }), { times: 1 });
  });
  chat.visitor.expect(/status of 500/);
  await until("the program is asked for", program.asked);
  await program.release();
  await chat.shows("Still here");
  await chat.live();
  assert.deepEqual(await restAsked(chat.page), ["fetch"], "nothing is waited for on the spot");
});

scenario("the page: an early answer to somebody else is not taken", async (stage) => {
  const { world } = stage;
  const room = world.room("Chairs");
  let program, api;
  const { chat } = await FORMS.page(stage, room, async (context, page) => {
    program = await held(context, PROGRAM);
    api = calls(page);
  });
  const history = `GET /chat/${room.id}/messages`;
  await until("Ana's is asked for", () => api.times(history) === 1);
  const ben = await world.token("ben");
  await chat.page.evaluate((token) => localStorage.setItem("token", token), ben);
  await program.release();
  await chat.live();
  const asked = api.all.filter(({ call }) => call === history).map(({ token }) => token);
  assert.equal(asked[1], `Bearer ${ben}`, "the program has asked for itself");
});

scenario("the page: whoever signs out in another tab while the program loads leaves nothing to be read", async (stage) => {
  const room = stage.world.room("Chairs");
  await stage.world.says("ben", room, "Ten by the door");
  const { chat, program } = await comesEarly((...those) => FORMS.page(stage, ...those).then(({ chat }) => chat), room);
  await chat.shows("Ten by the door");
  await chat.composer.fill("Not for everybody");
  const other = await chat.page.context().newPage();
  await other.goto("/glx-config.json");
  await other.evaluate(() => localStorage.removeItem("token"));
  await until("nothing is left", async () => (await chat.page.locator(".glx-early").count()) === 0);
  await program.release();
  await chat.page.getByRole("button", { name: "Sign in" }).waitFor();
});

both("rows are shown and texts are sent while pusher-js is on its way, and nothing claims to be live", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Ten by the door");
  let pusher;
  const chat = await come(room, async (context) => void (pusher = await held(context, PUSHER)));
  await chat.shows("Ten by the door");
  await chat.send("I take two");
  await chat.shows("I take two", "saved");
  await until("it is asked for", pusher.asked);
  assert.equal(await chat.page.locator(".glx-health .word").getByText("Live", { exact: true }).count(), 0);
  await pusher.release();
  await chat.live();
});

both("rows are shown and texts are sent while the rest of the program is on its way, and nothing is live before it is there", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Ten by the door");
  let rest;
  const chat = await come(room, async (context) => void (rest = await held(context, REST)));
  await chat.shows("Ten by the door");
  await chat.send("I take two");
  await chat.shows("I take two", "saved");
  await until("it is asked for", rest.asked);
  assert.equal(await chat.page.locator(".glx-health .word").getByText("Live", { exact: true }).count(), 0);
  await rest.release();
  await chat.live();
});

both("a pusher-js that cannot be had is told, asked for again, and makes the page live", async (stage, come) => {
  const { world } = stage;
  const room = world.room("Chairs");
  await world.says("ben", room, "Ten by the door");
  let context;
  const chat = await come(room, async (its) => {
    context = its;
    await its.route(PUSHER, (route) => route.abort());
  });
  chat.visitor.expect(/ERR_FAILED/, /could not be had/, /Failed to fetch/);
  await chat.shows("Ten by the door");
  await chat.healthButton.click();
  await chat.healthPanel.getByText("the one that connects, could not be loaded").waitFor();
  await context.unroute(PUSHER);
  await chat.live();
});

scenario("an element: what cannot be loaded is told, and what was typed stays to be copied", async (stage) => {
  const room = stage.world.room("Chairs");
  let program;
  const { chat, end } = await FORMS.element(stage, room, async (context) => void (program = await held(context, PROGRAM)));
  try {
    await chat.composer.pressSequentially("Not to be lost");
    await until("the program is asked for", program.asked);
    chat.visitor.expect(/ERR_FAILED/, /GlxError|could not be loaded/, /Failed to fetch/);
    await program.refuse();
    await chat.page.locator("glx-chat").getByRole("alert").getByText("could not be loaded").waitFor();
    assert.equal(await chat.composer.inputValue(), "Not to be lost");
  } finally {
    await end();
  }
});

scenario("an element: where the site's policy does not allow WebAssembly, people read that", async (stage) => {
  const { world } = stage;
  const host = await site(world, { page: "single", room: world.room("Chairs"), headers: { "Content-Security-Policy": "script-src 'self'" } });
  try {
    const visitor = await visitorOf(stage, "ana", host);
    visitor.expect(/Content Security Policy|unsafe-eval|security policy/);
    const page = await visitor.context.newPage();
    await page.goto("/");
    await page.locator("glx-chat").getByRole("alert").getByText("which this site's security policy does not allow").waitFor();
  } finally {
    await host.close();
  }
});

scenario("an element: a program that could not be had is asked for again, and the chat comes to life", async (stage) => {
  const core = /\/core\.js/;
  const abort = (route) => route.abort();
  let context;
  const { chat, end } = await FORMS.element(stage, stage.world.room("Chairs"), async (its) => {
    context = its;
    await its.route(core, abort);
  });
  try {
    chat.visitor.expect(/ERR_FAILED/, /could not be (had|loaded)/, /Failed to fetch/);
    await chat.page.locator("glx-chat").getByRole("alert").getByText("could not be loaded").waitFor();
    await context.unroute(core, abort);
    await chat.live({ within: 30_000 });
    assert.equal(await chat.page.locator("glx-chat").getByText("could not be loaded").count(), 0);
  } finally {
    await end();
  }
});

/** Somebody who comes while something is held back; `isAsked` tells whether the program's glue was asked for. */
async function arrives(stage, come, patterns) {
  let holding;
  const asked = [];
  const chat = await come(stage.world.room("Chairs"), async (context, page) => {
    page.on("request", (request) => asked.push(request.url()));
    holding = await Promise.all(patterns.map((pattern) => held(context, pattern)));
  });
  await until("what is held is asked for", () => holding.every((one) => one.asked()));
  return { chat, holding, isAsked: () => asked.some((url) => GLUE.test(url)) };
}

both("the glue does not share the line with the first history", async (stage, come) => {
  const { chat, holding, isAsked } = await arrives(stage, come, [PROGRAM, HISTORY]);
  const [program, history] = holding;
  await chat.composer.fill("Hello");
  assert.ok(!isAsked(), "what people see comes first");
  await history.release();
  await until("the glue is asked for", isAsked);
  await program.release();
  await chat.live();
});

both("a history that does not come holds nothing up", async (stage, come) => {
  const { chat, holding, isAsked } = await arrives(stage, come, [HISTORY]);
  await until("the glue is asked for", isAsked);
  await isReal(chat);
  await holding[0].release();
  await chat.live();
});
