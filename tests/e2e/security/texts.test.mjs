//! Text is text: scripts in every wrapping and the big list of naughty strings through every field of every event and answer, on the
//! stand-alone page and on the elements. No element comes of it, nothing runs, no link leads anywhere but to the web.

import assert from "node:assert/strict";
import { embedded, site } from "../hosts/host.mjs";
import { Expected } from "../support/browser.mjs";
import { scenario } from "../support/scenario.mjs";
import { until } from "../support/until.mjs";
import { decoded } from "../support/world.mjs";
import { census, naughty, SCRIPTS, trap } from "./payloads.mjs";

const TEXTS = [...naughty(), ...SCRIPTS];
const LAST = "The last of them is harmless";

/** Where people read: the stand-alone page, and a host's page with the elements. `open` gives a page that is live in the room. */
const SURFACES = {
  "the page": async (stage, room) => {
    const visitor = await stage.visitor("ana", { token: await stage.world.token("ana") });
    await visitor.context.addInitScript(trap);
    const chat = await stage.page(visitor);
    await chat.visit(room);
    await chat.live();
    return { chat, close: () => {} };
  },
  "the elements": async (stage, room) => {
    const host = await site(stage.world, { page: "plain", room });
    const chat = await embedded(stage, "ana", host);
    await chat.page.evaluate(trap);
    await chat.page.context().addInitScript(trap);
    return { chat, close: () => host.close() };
  },
};

/** The site's answers, with a text in every field that holds one. */
async function poison(world, room) {
  const any = (at) => SCRIPTS[at % SCRIPTS.length];
  const time = (at) => new Date(Date.now() - (TEXTS.length - at) * 61_000).toISOString();
  const rows = [...TEXTS, LAST].map((message, at) => {
    const picture = [any(at), "https://evil.example/x.png", "//evil.example/x.png", "javascript:window.broken=1"][at % 4];
    return { id: 500_000 + at, message, sender_username: any(at), sender_avatar: picture, created_at: at % 5 ? time(at) : any(at), extra: any(at) };
  });
  const give = (path, body) => world.answer({ path, status: 200, body });
  await give("/chat/*/messages", rows);
  await give("/notifications", {
    success: true,
    notifications: SCRIPTS.slice(0, 20).map((text, at) => ({
      id: String(500 + at), type: any(at), message: text, title: any(at + 1), timestamp: at % 2 ? time(at) : text, read: false,
      url: "javascript:window.broken=1", link: "//evil.example", target: "\\\\evil.example", href: text,
    })),
  });
  const request = (title, at) => ({
    id: at === 0 ? room.id : 900_000 + at, title, description: any(at), category: any(at + 1), urgency: any(at + 2), status: any(at + 3),
    created_at: any(at), requester_username: any(at + 4), helper_username: any(at + 5),
  });
  await give("/help-requests", { success: true, data: SCRIPTS.map(request), pagination: { page: any(0) } });
  await give("/user/profile", { success: true, data: { id: world.user("ana").userId, username: any(1), avatar_url: "https://evil.example/me.png" } });
}

/** Events with a text in every field. */
async function shout(world, room) {
  const channel = `private-help-request-${room.id}`;
  let id = 600_000;
  for (const text of SCRIPTS) {
    const roomId = `help_request_${room.id}`;
    const said = { id: String((id += 1)), content: text, userId: 4711, username: text, timestamp: text, type: text, roomId, avatar: text, sender_avatar: text };
    await world.publish(channel, "new-message", said);
    await world.publish(channel, "user-joined", { userId: id, username: text, timestamp: text });
    await world.publish(`private-user-notifications-${world.user("ana").userId}`, "new-notification", {
      id: String(id), type: text, message: text, title: text, timestamp: text, severity: text, data: { url: text }, url: "javascript:window.broken=1",
    });
  }
  // What is no event of ours, in the words of one that is.
  for (const text of SCRIPTS.slice(0, 5)) await world.publish(channel, text, { content: text });
}

for (const [surface, open] of Object.entries(SURFACES)) {
  scenario(`on ${surface}: no text becomes an element, a handler, a script or a link that leads anywhere else`, async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const { chat, close } = await open(stage, room);
    try {
      chat.visitor.expect(Expected.refused);
      await chat.bell.click();
      await chat.feed.waitFor();
      await chat.page.keyboard.press("Escape");
      const before = await census(chat.page);
      assert.deepEqual([before.handlers, before.addresses], [[], []]);

      await poison(world, room);
      await chat.page.reload();
      await chat.live({ within: 20_000 });
      // It was empty when it was last seen: all of it is news, and it opens at the first.
      await chat.log.press("End");
      await chat.shows(LAST);
      const shown = (await chat.messages()).map(({ text }) => text);
      for (const text of SCRIPTS) {
        const plain = decoded(text).replace(/[\u0000-\u0008]/g, "");
        assert.ok(shown.some((row) => row.includes(plain.trim()) || row.includes(plain.trim().slice(0, 20))), `as it was written: ${text}`);
      }

      await shout(world, room);
      await until("the events are there", async () => (await chat.messages()).filter(({ text }) => SCRIPTS.some((one) => one === text)).length > SCRIPTS.length, {
        within: 20_000,
      });
      await chat.healthButton.click();
      await chat.healthPanel.waitFor();
      const open = await census(chat.page);
      await chat.page.keyboard.press("Escape");
      await chat.bell.click();
      await chat.feed.waitFor();
      for (const after of [open, await census(chat.page)]) {
        assert.equal(after.broken, null, "nothing ran");
        assert.deepEqual(after.handlers, [], "no handler stands anywhere");
        assert.deepEqual(after.addresses, [], "no address but of the web, and those opened with care");
        assert.ok(after.links > 0, "there are links to judge");
        assert.deepEqual(after.counts, before.counts, "no element came of a text");
        assert.deepEqual(after.pictures, [], "no picture of another host");
      }
      assert.equal(await chat.feed.locator("a").count(), 0, "a notification leads nowhere");

      // What the site says of a refusal is shown short, and its stack never.
      await chat.page.keyboard.press("Escape");
      const message = `${SCRIPTS[1]} ${"long ".repeat(500)}`;
      await world.answer({ path: "/chat/send", status: 400, body: { success: false, error: { message, stack: "at /srv/app/secret.js:7" } } });
      await chat.send("Refused, and why");
      await chat.shows("Refused, and why", "failed");
      const row = await chat.row("Refused, and why").innerText();
      assert.ok(row.length < 600 && !row.includes("secret.js"), row);
      assert.deepEqual((await census(chat.page)).counts, before.counts);
    } finally {
      await close();
    }
  });

  scenario(`on ${surface}: marks that pile up and signs that turn text around stay in their row`, async (stage) => {
    const { world } = stage;
    const room = world.room("Chairs");
    const { chat, close } = await open(stage, room);
    try {
      const zalgo = `Z${"\u0301\u0323\u0338".repeat(200)}algo`;
      const turned = "Pay \u202eot em\u202c \u2066all of it";
      const channel = `private-help-request-${room.id}`;
      const say = (id, content, username) =>
        world.publish(channel, "new-message", { id: String(id), content, userId: id, username, type: "chat", roomId: `help_request_${room.id}` });
      await say(700_001, "An ordinary row", "Ben");
      await say(700_002, zalgo, `Z${"\u0301".repeat(300)}`);
      await say(700_003, turned, "Ana\u202e\u2067 (admin)");
      await say(700_004, "السلام عليكم and shalom שלום", "Ben");
      await chat.shows("السلام عليكم and shalom שלום");
      const rows = await chat.log.locator("li.row").evaluateAll((rows) =>
        rows.map((row) => {
          const { height } = row.querySelector(".text").getBoundingClientRect();
          const bubble = row.querySelector(".text").parentElement;
          const text = getComputedStyle(row.querySelector(".text"));
          return { height, clips: getComputedStyle(bubble).overflow, bidi: text.unicodeBidi, name: row.querySelector(".name")?.textContent };
        }),
      );
      assert.equal(rows.length, 4);
      for (const row of rows) {
        assert.match(row.bidi, /isolate|plaintext/, "a text reaches no neighbour");
        assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(row.name ?? ""), "a name turns nothing around");
      }
      const [plain, piled] = rows;
      assert.ok(piled.height <= plain.height * 1.5, `${piled.height} px high, ${plain.height} without`);
    } finally {
      await close();
    }
  });
}
