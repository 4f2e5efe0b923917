//! The token goes to the API's origin in one header and nowhere else: not into an address, a frame, the page, the storage, the console, a
//! recording, a report or along with a redirect.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { embedded, site } from "../hosts/host.mjs";
import { Expected } from "../support/browser.mjs";
import { scenario } from "../support/scenario.mjs";
import { until } from "../support/until.mjs";

const SURFACES = {
  "the page": async (stage, room) => ({ chat: await stage.signedIn("ana", room), close: () => {} }),
  "the elements": async (stage, room) => {
    const host = await site(stage.world, { page: "plain", room });
    return { chat: await embedded(stage, "ana", host), close: () => host.close() };
  },
};

for (const [surface, open] of Object.entries(SURFACES)) {
  scenario(`with ${surface} the token is in one header of the API's calls, and nowhere else`, async (stage) => {
    const { world } = stage;
    const room = world.room("Groceries");
    const { chat, close } = await open(stage, room);
    try {
      const { page, visitor } = chat;
      visitor.expect(Expected.refused, Expected.socket);
      const seen = [];
      const bodies = [];
      visitor.context.on("console", (message) => seen.push(`console: ${message.text()}`));
      visitor.context.on("request", (request) => {
        const { authorization = "", ...headers } = request.headers();
        seen.push(`${request.url()} ${request.postData() ?? ""} ${JSON.stringify(headers)}`);
        if (authorization) bodies.push({ origin: new URL(request.url()).origin, path: new URL(request.url()).pathname, authorization });
      });
      page.on("websocket", (socket) => {
        seen.push(socket.url());
        socket.on("framesent", ({ payload }) => seen.push(String(payload)));
      });
      await page.reload();
      await chat.live({ within: 20_000 });
      const token = await page.evaluate(() => localStorage.getItem("token"));
      await chat.send("Nothing to see");
      await chat.shows("Nothing to see", "saved");
      await world.switches({ fail: "/chat/send:500:json:1" });
      await chat.send("Nor when it fails");
      await chat.shows("Nor when it fails", "saved", { within: 20_000 });
      await world.sockudo("restart");
      await until("it connected again", () => seen.filter((text) => text.includes('"pusher:subscribe"')).length >= 3, { within: 20_000 });
      await chat.live({ within: 20_000 });
      await chat.composer.fill("a draft");
      const file = await chat.saveRecording();
      await chat.healthPanel.waitFor();

      seen.push(await readFile(file, "utf8"));
      seen.push(await page.evaluate(() => {
        const inside = (root) => [...root.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot && shadowRoot.innerHTML + inside(shadowRoot)).join("");
        return document.documentElement.outerHTML + inside(document);
      }));
      seen.push(
        await page.evaluate(async () => {
          const { token, ...local } = { ...localStorage };
          return JSON.stringify([local, { ...sessionStorage }, document.cookie, await indexedDB.databases(), history.state, location.href, document.title]);
        }),
      );
      const [, claims, signature] = token.split(".");
      for (const secret of [token, claims, signature]) assert.deepEqual(seen.filter((text) => text.includes(secret)), []);
      assert.ok(bodies.length >= 5);
      const apis = new Set([new URL(page.url()).origin, new URL(world.apiBase).origin]);
      for (const { origin, path, authorization } of bodies) {
        assert.equal(authorization, `Bearer ${token}`);
        assert.ok(apis.has(origin) && path.startsWith("/api/"), `${origin}${path}`);
      }
    } finally {
      await close();
    }
  });
}

scenario("an answer that sends the page elsewhere is not followed, and nothing arrives there", async (stage) => {
  const { world } = stage;
  const arrived = [];
  const elsewhere = createServer((request, response) => {
    arrived.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    response.writeHead(200, { "access-control-allow-origin": "*", "access-control-allow-headers": "*" }).end("[]");
  });
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  try {
    const room = world.room("Groceries");
    const ana = await stage.signedIn("ana", room);
    // The browser tells of a redirect that it was told not to follow as if it had been asked for.
    ana.visitor.expect(Expected.refused, /request failed/, /console/, /foreign host was contacted: .*\/taken$/);
    const location = `http://127.0.0.1:${elsewhere.address().port}/taken`;
    for (const status of [301, 302, 303, 307, 308]) await world.answer({ path: "/chat/send", status, body: "", headers: { location }, count: 1 });
    await world.forgetCalls();
    await ana.send("Not for anybody else");
    await until("it was sent the wrong way", async () => (await world.calls("/chat/send")).some(({ status }) => status >= 301 && status <= 308));
    await ana.page.reload();
    await ana.live({ within: 20_000 });
    assert.deepEqual(arrived, []);
  } finally {
    elsewhere.closeAllConnections();
    elsewhere.close();
  }
});
