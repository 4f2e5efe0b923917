//! The page as `static/vercel.json` has it served, with the strictest policy a site may give it and the API on another origin: not one
//! violation, and nobody else is contacted.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { deployment, PAGE } from "./support/deployment.mjs";
import { scenario } from "./support/scenario.mjs";
import { serve } from "./support/static.mjs";
import { becomes } from "./support/until.mjs";
import { given } from "./support/world.mjs";

scenario("sign-in, rooms, chat, panels and sign-out break no rule of the policy", async (stage) => {
  const { world } = stage;
  const headers = await deployment(PAGE, world, { connect: new URL(world.apiBase).origin });
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

scenario("every file comes with the type, the cache and the policy that are documented, compressed", async ({ world }) => {
  const headers = await deployment(PAGE, world);
  const site = await serve(given("GLX_PAGE"), { headers, file: world.configuration() });
  try {
    const names = (await readdir(given("GLX_PAGE"))).filter((name) => /\.(html|js|css|wasm|svg)$/.test(name));
    assert.ok(names.length >= 5);
    for (const name of [...names, "glx-config.json"]) {
      const answer = await fetch(`${site.origin}/${name}`, { headers: { "accept-encoding": "br" } });
      const sent = (header) => answer.headers.get(header);
      assert.equal(answer.status, 200, name);
      const isNamedByContent = !["index.html", "glx-config.json"].includes(name);
      assert.equal(sent("cache-control"), isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache", name);
      assert.equal(sent("content-encoding"), "br", name);
      assert.equal(sent("x-content-type-options"), "nosniff", name);
      assert.match(sent("content-security-policy"), /script-src 'self' 'wasm-unsafe-eval';.*trusted-types 'none'$/, name);
      assert.match(sent("permissions-policy"), /camera=\(\), microphone=\(\)/, name);
      if (name.endsWith(".wasm")) assert.equal(sent("content-type"), "application/wasm");
    }
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
