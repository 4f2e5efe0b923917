//! One built page serves every environment: what its host tells it at run time counts, and a missing or wrong value is named.

import assert from "node:assert/strict";
import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";
import { serve } from "./support/static.mjs";
import { given } from "./support/world.mjs";

/** A scenario on a static host; `open` gives somebody's page there, not yet at any address. */
function hosted(name, operator, body) {
  scenario(name, async (stage) => {
    const told = typeof operator === "function" ? operator(stage.world) : operator;
    const site = await serve(given("GLX_PAGE"), told);
    try {
      const open = async (token) => {
        const visitor = await stage.visitor("somebody", { origin: site.origin, token });
        if (told.file === undefined) visitor.expect(Expected.refused);
        return stage.page(visitor);
      };
      await body(open, stage.world, site);
    } finally {
      await site.close();
    }
  });
}

function named(chat, ...words) {
  return words.reduce((items, text) => items.filter({ hasText: text }), chat.page.getByRole("listitem")).waitFor();
}

hosted("without a configuration the page says what is missing and how to set it", {}, async (open) => {
  const chat = await open();
  await chat.visit();
  await chat.page.getByRole("heading", { name: "This page is not set up yet" }).waitFor();
  await named(chat, "pusherKey", "missing");
  await chat.page.getByText(/glx-config\.json beside index\.html/).waitFor();
});

const WRONG = { pusherKey: "k", cluster: "u s", pusherPort: 70_000, apiBase: "javascript:alert(1)", textEncoding: "html" };

hosted("every wrong value is named at once", { file: WRONG }, async (open) => {
  const chat = await open();
  await chat.visit();
  for (const name of ["cluster", "pusherPort", "apiBase", "textEncoding"]) await named(chat, name, "is wrong");
});

hosted("a file that is no JSON is told", { file: "{ pusherKey: oops }" }, async (open) => {
  const chat = await open();
  await chat.visit();
  await named(chat, "glx-config.json");
});

hosted("a setting that nobody knows is told", { file: { pusherkey: "k" } }, async (open) => {
  const chat = await open();
  await chat.visit();
  await named(chat, "pusherkey");
});

hosted("a host that answers with a page where the file would be has no file", { file: "<!doctype html><p>Home" }, async (open) => {
  const chat = await open();
  await chat.visit();
  await named(chat, "pusherKey", "missing");
});

scenario("a host that leads elsewhere from where the file would be has no file", async (stage) => {
  const site = await serve(given("GLX_PAGE"), {});
  try {
    const visitor = await stage.visitor("somebody", { origin: site.origin });
    await visitor.context.route("**/glx-config.json", (route) => route.fulfill({ status: 302, headers: { location: "/" } }));
    const chat = await stage.page(visitor);
    await chat.visit();
    await named(chat, "pusherKey", "missing");
  } finally {
    await site.close();
  }
});

scenario("a file that cannot be had for now is no missing one: it is asked for until it is there", async (stage) => {
  const site = await serve(given("GLX_PAGE"), { file: stage.world.configuration() });
  try {
    const visitor = await stage.visitor("ana", { origin: site.origin, token: await stage.world.token("ana") });
    visitor.expect(Expected.refused, Expected.cut);
    let asked = 0;
    await visitor.context.route("**/glx-config.json", (route) => {
      asked += 1;
      if (asked === 1) return route.fulfill({ status: 500, contentType: "application/json", body: "{}" });
      return asked === 2 ? route.abort("connectionreset") : route.fallback();
    });
    const ana = await stage.page(visitor);
    await ana.visit(stage.world.room("Groceries"));
    await ana.page.getByRole("heading", { name: "This page cannot start right now" }).waitFor();
    await ana.page.getByText("glx-config.json cannot be read: its host answers 500.").waitFor();
    await ana.live();
    assert.equal(asked, 3);
  } finally {
    await site.close();
  }
});

hosted("the file is used at run time, the API on another origin", (world) => ({ file: world.configuration() }), async (open, world) => {
  const ana = await open(await world.token("ana"));
  await ana.visit(world.room("Groceries"));
  await ana.live();
  await ana.send("From another origin");
  await ana.shows("From another origin", "saved");
});

hosted(
  "the block in the page wins over the file",
  (world) => ({ block: world.configuration(), file: { ...world.configuration(), pusherKey: "of-another-app", pusherPort: 9 } }),
  async (open, world) => {
    const ana = await open(await world.token("ana"));
    await ana.visit(world.room("Groceries"));
    await ana.live();
  },
);

hosted(
  "a key the Pusher server does not know is told as that, and not tried again",
  (world) => ({ file: { ...world.configuration(), pusherKey: "nobody-knows-this" } }),
  async (open, world) => {
    const ana = await open(await world.token("ana"));
    // Pusher's own answer; sockudo only drops such a connection.
    let sockets = 0;
    await ana.page.routeWebSocket(/nobody-knows-this/, (socket) => {
      sockets += 1;
      const data = { code: 4001, message: "App key nobody-knows-this not in this cluster." };
      socket.send(JSON.stringify({ event: "pusher:error", data }));
      socket.close({ code: 4001 });
    });
    await ana.visit(world.room("Groceries"));
    await ana.healthSays(/Misconfigured/);
    await ana.healthButton.click();
    await ana.healthPanel.getByText(/\(4001\)/).first().waitFor();
    assert.equal(sockets, 1);
  },
);
