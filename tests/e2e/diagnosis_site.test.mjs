//! Why the page is not live, where it is the site: each cause brought about for real, and the sentence that a person reads about it.
//! Nothing else may be claimed beside it.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Expected } from "./support/browser.mjs";
import { details, look, says } from "./support/diagnosis.mjs";
import { scenario } from "./support/scenario.mjs";
import { serve } from "./support/static.mjs";
import { given } from "./support/world.mjs";

const PAGE = "<!doctype html><title>Welcome</title><p>Nothing here";

/** Ana's page in a room; live only where the test says so. */
async function arrives(stage, { live = false, ...options } = {}) {
  const visitor = await stage.visitor("ana", { token: await stage.world.token("ana"), ...options });
  visitor.expect(Expected.socket, Expected.refused, Expected.cut, /ERR_FAILED|ERR_CONNECTION|CORS policy|Content Security Policy|WebSocket/);
  const ana = await stage.page(visitor);
  await ana.visit(stage.world.room("Chairs"));
  if (live) await ana.live();
  else await ana.signedIn();
  return ana;
}

const MISSING = "The site has nothing at the place where this page asks to be let into conversations.";

for (const [what, status] of [["a 404 page", 404], ["a page that says 200", 200]]) {
  scenario(`${what} where the authorization endpoint should be`, async (stage) => {
    await stage.world.answer({ path: "/pusher/auth", status, body: PAGE, contentType: "text/html" });
    const ana = await arrives(stage);
    await says(ana, [MISSING]);
    const lines = await details(ana);
    assert.ok(lines.includes(`POST /pusher/auth: status ${status}`), lines.join("\n"));
    assert.ok(lines.includes("POST /pusher/auth: an HTML page"), lines.join("\n"));
    assert.ok(!(await ana.page.content()).includes("Nothing here"), "the page is not shown");
  });
}

scenario("messages arrive and none can be sent: the indicator does not say Live", async (stage) => {
  const { world } = stage;
  const ana = await arrives(stage, { live: true });
  await world.answer({ path: "/chat/send", status: 500, body: {} });
  await ana.send("Is anybody there?");
  await ana.healthSays(/^Not sending/, { within: 30_000 });
  await says(ana, ["The site cannot take messages at the moment."]);
  await ana.healthPanel.getByText("Messages arrive, but what you write cannot be sent at the moment.").waitFor();
  await world.steer("DELETE", "/answers");
  await ana.healthPanel.getByRole("button", { name: "Try now" }).click();
  await ana.live({ within: 30_000 });
  await ana.shows("Is anybody there?", "saved");
});

scenario("everything is a page: apiBase is wrong", async (stage) => {
  const { world } = stage;
  const site = await serve(given("GLX_PAGE"), { file: { ...world.configuration(), apiBase: "/nowhere" } });
  try {
    const ana = await arrives(stage, { origin: site.origin });
    const { host } = new URL(site.origin);
    // A static host answers with its own texts, and those of a single-page site are its page.
    await ana.page.route("**/nowhere/**", (route) => route.fulfill({ status: 200, contentType: "text/html", body: PAGE }));
    await ana.page.reload();
    await says(ana, ["This page looks for the site where the site is not."]);
    assert.ok((await details(ana)).includes(`host ${host}`));
  } finally {
    await site.close();
  }
});

scenario("the authorization endpoint fails", async (stage) => {
  await stage.world.switches({ fail: "/pusher/auth:500:json" });
  await says(await arrives(stage), ["The site fails when this page asks to be let into conversations."]);
});

scenario("a room that is not open to the user", async (stage) => {
  await stage.world.switches({ fail: "/pusher/auth:403:json" });
  const ana = await arrives(stage);
  await says(ana, ["A conversation is not open to you, or does not exist."]);
  assert.ok((await details(ana)).includes(`help request ${stage.world.room("Chairs").id}`));
});

scenario("an API on another origin that allows nobody to read its answers", async (stage) => {
  const { world } = stage;
  const api = createServer((_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  await new Promise((resolve) => api.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${api.address().port}`;
  const site = await serve(given("GLX_PAGE"), { file: { ...world.configuration(), apiBase: `http://${host}/api` } });
  try {
    const visitor = await stage.visitor("ana", { origin: site.origin, token: await world.token("ana") });
    visitor.expect(/CORS|ERR_FAILED|foreign host/);
    const ana = await stage.page(visitor);
    await ana.visit(world.room("Chairs"));
    await ana.signedIn();
    await says(ana, ["The site answers, but does not allow this page to read the answers."]);
    const lines = await details(ana);
    assert.ok(lines.some((line) => line.includes("Access-Control-Allow-Origin")), lines.join("\n"));
    assert.ok(lines.includes(`host ${host}`), lines.join("\n"));
  } finally {
    await site.close();
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
  }
});

for (const [what, sentence, sources] of [
  ["the Pusher server", "The site's security policy forbids the live connection.", ({ apiBase }) => new URL(apiBase).origin],
  ["the API", "The site's security policy forbids this page to call the site.", ({ pusher }) => `ws://${pusher.host}:${pusher.port}`],
]) {
  scenario(`a security policy that lacks ${what}`, async (stage) => {
    const { world } = stage;
    const policy = `default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self' ${sources(world)}`;
    const site = await serve(given("GLX_PAGE"), { headers: { "content-security-policy": policy }, file: world.configuration() });
    try {
      const ana = await arrives(stage, { origin: site.origin });
      await says(ana, [sentence]);
      assert.ok((await details(ana)).includes("Content-Security-Policy: connect-src"));
    } finally {
      await site.close();
    }
  });
}

scenario("too many calls: when it goes on is told", async (stage) => {
  await stage.world.switches({ rateLimit: "on", rateLimitMax: 3, rateLimitWindowSeconds: 900 });
  const ana = await arrives(stage);
  await says(ana, ["There were too many requests from your network, and the site wants a pause."]);
  await ana.healthPanel.getByText(/Goes on in 1?\d min \d+ s\./).waitFor();
});

scenario("the site wants a security token", async (stage) => {
  await stage.world.switches({ csrf: "on", csrfStrikes: 100 });
  const ana = await arrives(stage);
  await says(ana, ["The site asks for a security token that this page did not supply."]);
  const lines = await details(ana);
  assert.ok(lines.some((line) => line.includes("X-CSRF-Token")), lines.join("\n"));
  await ana.healthPanel.getByText(/Waiting alone will not help/).waitFor();
});

scenario("the address is blocked", async (stage) => {
  await stage.world.switches({ blockAddress: "on" });
  await says(await arrives(stage), ["The site has blocked this network address."]);
  await stage.world.switches({ blockAddress: "off" });
});

scenario("a text that the content filter refuses, as long as it stands there", async (stage) => {
  await stage.world.switches({ contentFilter: "on" });
  const ana = await arrives(stage, { live: true });
  await ana.send("Thank you -- all of you!");
  await ana.shows("Thank you -- all of you!", "failed");
  await says(ana, ["The site's content filter refused a text of yours."]);
  await ana.healthPanel.getByRole("heading", { name: "Everything arrives" }).waitFor();
  await ana.page.keyboard.press("Escape");
  await ana.page.getByRole("button", { name: "Discard" }).click();
  await says(ana, []);
});

scenario("sending fails", async (stage) => {
  const ana = await arrives(stage, { live: true });
  await stage.world.switches({ fail: "/chat/send:500:json" });
  await ana.send("Is anybody there?");
  await says(ana, ["The site cannot take messages at the moment."]);
  // They still arrive.
  await ana.healthPanel.getByRole("heading", { name: "What does not work?" }).waitFor();
});

scenario("history fails", async (stage) => {
  await stage.world.switches({ fail: "/chat/*/messages:500:html" });
  await says(await arrives(stage), ["The site cannot hand out earlier messages at the moment."]);
});

scenario("most of the site fails", async (stage) => {
  await stage.world.switches({ fail: "*:502:html" });
  await says(await arrives(stage), ["The site is in trouble."]);
});

scenario("the site cannot be reached, and the Pusher server can", async (stage) => {
  const ana = await arrives(stage, { live: true, proxied: true });
  await stage.world.link("api", { accept: "refuse" });
  await stage.world.cut("api");
  await says(ana, ["The site cannot be reached, although its messaging server can."]);
});

scenario("the site lets calls wait for ever", async (stage) => {
  await stage.world.link("api", { accept: "hold" });
  await says(await arrives(stage, { proxied: true }), ["The site does not answer in time."]);
});

scenario("the site is asked about itself only when somebody looks, and once a minute", async (stage) => {
  const ana = await arrives(stage, { live: true });
  assert.deepEqual(await stage.world.calls("/realtime/health"), []);
  for (let times = 0; times < 3; times++) {
    await look(ana);
    await says(ana, []);
    await ana.page.keyboard.press("Escape");
  }
  assert.equal((await stage.world.calls("/realtime/health")).length, 1);
});
