//! The page under the strictest policy a site may give it, from a static host with the API on another origin: not one violation,
//! and nobody else is contacted.

import assert from "node:assert/strict";
import { scenario } from "./support/scenario.mjs";
import { serve } from "./support/static.mjs";
import { becomes } from "./support/until.mjs";
import { given } from "./support/world.mjs";

function policy({ apiBase, pusher }) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${new URL(apiBase).origin} ws://${pusher.host}:${pusher.port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

scenario("sign-in, rooms, chat, panels and sign-out break no rule of the policy", async (stage) => {
  const { world } = stage;
  const headers = { "content-security-policy": policy(world) };
  const site = await serve(given("GLX_PAGE"), { headers, file: world.configuration() });
  try {
    const room = world.room("Groceries");
    const visitor = await stage.visitor("ana", { origin: site.origin });
    await visitor.context.addInitScript(() => {
      window.violations = [];
      addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    const ana = await stage.page(visitor);
    const requested = [];
    visitor.context.on("request", (request) => requested.push(new URL(request.url()).host));
    await ana.visit();
    await ana.signIn(world.user("ana"));
    await ana.openRoom(room);
    await ana.live();
    await ana.send("Under a strict policy");
    await ana.shows("Under a strict policy", "saved");
    await ana.composer.fill("one\ntwo\nthree\nfour");
    const ben = await stage.signedIn("ben", room);
    await ben.send("Hello from the other origin");
    await ana.shows("Hello from the other origin");
    await ana.healthButton.click();
    await ana.healthPanel.waitFor();
    await ana.bell.click();
    await ana.feed.waitFor();
    await world.notify("ana", "crisis_alert", "Flood", { title: "Water rises", severity: "high" });
    await becomes("the alert is counted", () => ana.badge(), 3);
    await ana.accountButton.click();
    await ana.page.getByRole("button", { name: "Dark" }).click();
    await ana.page.keyboard.press("Escape");
    assert.deepEqual(await ana.page.evaluate(() => window.violations), []);
    const kept = await ana.page.evaluate(() => localStorage.getItem("token"));
    assert.ok(kept, "signed in on this origin");
    await ana.signOut();
    assert.deepEqual(await ana.page.evaluate(() => window.violations), []);
    const hosts = new Set(requested);
    assert.deepEqual([...hosts].sort(), [new URL(site.origin).host, new URL(world.apiBase).host].sort());
  } finally {
    await site.close();
  }
});

scenario("the token is in no address and in no frame of the socket", async (stage) => {
  const { world } = stage;
  const token = await world.token("ana");
  const visitor = await stage.visitor("ana", { token });
  const seen = [];
  visitor.context.on("request", (request) => seen.push(request.url()));
  const ana = await stage.page(visitor);
  ana.page.on("websocket", (socket) => {
    seen.push(socket.url());
    socket.on("framesent", ({ payload }) => seen.push(String(payload)));
  });
  await ana.visit(world.room("Groceries"));
  await ana.live();
  await ana.send("Nothing to see");
  await ana.shows("Nothing to see", "saved");
  assert.ok(seen.length > 5);
  assert.deepEqual(seen.filter((text) => text.includes(token)), []);
  const dom = await ana.page.evaluate(() => document.documentElement.outerHTML);
  assert.ok(!dom.includes(token), "nor in the page");
});
