//! One built page serves every environment: what it is told at run time counts, and a missing or wrong value is named.

import { Expected } from "./support/browser.mjs";
import { scenario } from "./support/scenario.mjs";

scenario("without a configuration the page says what is missing and how to set it", async (stage) => {
  const page = await configured(stage, { file: null });
  await page.getByRole("heading", { name: "This page is not set up yet" }).waitFor();
  await page.getByRole("listitem").filter({ hasText: "pusherKey" }).filter({ hasText: "missing" }).waitFor();
});

scenario("every wrong value is named at once", async (stage) => {
  const file = { pusherKey: "k", cluster: "u s", pusherPort: 70_000, apiBase: "javascript:alert(1)", textEncoding: "html" };
  const page = await configured(stage, { file });
  for (const name of ["cluster", "pusherPort", "apiBase", "textEncoding"]) {
    await page.getByRole("listitem").filter({ hasText: `${name} is wrong` }).waitFor();
  }
});

scenario("a file that is no JSON, and a setting nobody knows, are told", async (stage) => {
  const broken = await configured(stage, { file: "{ pusherKey: oops }" });
  await broken.getByRole("listitem").filter({ hasText: "glx-config.json" }).waitFor();
  const unknown = await configured(stage, { file: { pusherkey: "k" } });
  await unknown.getByRole("listitem").filter({ hasText: "pusherkey" }).waitFor();
});

scenario("a host that answers with a page where the file would be counts as no file", async (stage) => {
  const page = await configured(stage, { file: "<!doctype html><title>Not found</title>" });
  await page.getByRole("listitem").filter({ hasText: "pusherKey" }).waitFor();
});

scenario("the file is used at run time", async (stage) => {
  const ana = await stage.signedIn("ana", stage.world.room("Groceries"));
  await ana.live();
});

scenario("the block in the page wins over the file", async (stage) => {
  const { world } = stage;
  const { key, cluster, host, port } = world.pusher;
  const block = { pusherKey: key, cluster, pusherHost: host, pusherPort: port, pusherTls: false, apiBase: "/api" };
  const page = await configured(stage, { file: { pusherKey: "of-another-app", pusherHost: "127.0.0.1", pusherPort: 9 }, block });
  await page.getByLabel("Password", { exact: true }).waitFor();
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  await route(visitor, { file: { pusherKey: "wrong", pusherHost: host, pusherPort: port, pusherTls: false }, block });
  const ana = await stage.page(visitor);
  await ana.visit(world.room("Groceries"));
  await ana.live();
});

scenario("a key the Pusher server does not know is told as that, and not tried for ever", async (stage) => {
  const { world } = stage;
  const { cluster, host, port } = world.pusher;
  const file = { pusherKey: "nobody-knows-this", cluster, pusherHost: host, pusherPort: port, pusherTls: false, apiBase: "/api" };
  const visitor = await stage.visitor("ana", { token: await world.token("ana") });
  visitor.expect(Expected.socket);
  await route(visitor, { file });
  const ana = await stage.page(visitor);
  let sockets = 0;
  ana.page.on("websocket", () => sockets++);
  await ana.visit(world.room("Groceries"));
  await ana.healthSays(/Misconfigured/);
  await ana.healthButton.click();
  await ana.healthPanel.getByText(/4001/).first().waitFor();
  if (sockets > 2) throw new Error(`${sockets} connections were tried`);
});

/** The page under another configuration: `file` is glx-config.json (null: there is none), `block` the one in the page. */
async function configured(stage, given) {
  const visitor = await stage.visitor("operator");
  await route(visitor, given);
  if (given.file === null) visitor.expect(Expected.refused);
  const page = await visitor.context.newPage();
  await page.goto("/");
  return page;
}

async function route({ context }, { file, block }) {
  await context.route("**/glx-config.json", (route) => {
    if (file === null) return route.fulfill({ status: 404, contentType: "text/html", body: "<h1>Not found</h1>" });
    const body = typeof file === "string" ? file : JSON.stringify(file);
    return route.fulfill({ contentType: "application/json", body });
  });
  if (!block) return;
  await context.route("/", async (route) => {
    const answer = await route.fetch();
    const html = await answer.text();
    const body = html.replace(/(<script[^>]*id="?glx-config"?[^>]*>)[^<]*/, (_, tag) => tag + JSON.stringify(block));
    return route.fulfill({ response: answer, body });
  });
}
