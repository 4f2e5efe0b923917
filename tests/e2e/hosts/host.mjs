//! A site with the package in it: its pages, its policy, its API on its own origin; and the elements as a person finds them.

import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Chat } from "../support/chat.mjs";
import { deployment, EMBED } from "../support/deployment.mjs";
import { serve } from "../support/static.mjs";
import { becomes } from "../support/until.mjs";
import { given } from "../support/world.mjs";

const PAGES = fileURLToPath(new URL("pages/", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../../target/e2e/hosts/", import.meta.url));

/** Where the site has copied the package to, as `README.md` of the package says. */
export async function copied() {
  const { version } = JSON.parse(await readFile(path.join(given("GLX_EMBED"), "package.json"), "utf8"));
  return `glx-realtime/v${version}/`;
}

/**
 * A site, with the headers of the package's `vercel.json`.
 * @param {import("../support/world.mjs").World} world
 * @param {{folder?: string, page?: string, files?: object, headers?: Record<string, string>, settings?: object}} [options] - `folder`: a
 *   built site; else the files of `pages/`, with `page` in the place of its `index.html`, where `ROOM` is the number of a request
 *   and `PACKAGE` where the package is; `settings`: what the site tells `configure` beside the world's own
 */
export async function site(world, { folder = PAGES, page, room, files = {}, headers = {}, settings = {} } = {}) {
  const documented = await deployment(EMBED, world);
  const where = await copied();
  const filled = (text) => text.replaceAll("ROOM", String(room?.id)).replaceAll("PACKAGE", `/${where}`.slice(0, -1));
  const own = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, typeof text === "string" ? filled(text) : text]));
  if (page) {
    const text = (name) => readFile(path.join(PAGES, name), "utf8");
    own["site.css"] = await text("../site/src/site.css");
    own["index.html"] = filled(await text(`${page}.html`));
    for (const name of await readdir(PAGES)) if (name.endsWith(".js")) own[name] ??= filled(await text(name));
  }
  const mounts = { [where]: path.join(given("GLX_EMBED"), path.basename(where)) };
  return serve(folder, {
    headers: (name) => ({ ...documented(name), ...headers }),
    files: { "favicon.ico": "", "site.json": { ...world.configuration(), apiBase: "/api", ...settings }, ...own },
    mounts,
    api: world.apiBase,
    page: (name) => !/\.\w+$/.test(name),
  });
}

/** Notes in every page what its policy forbids. */
export async function watchPolicy(visitor) {
  await visitor.context.addInitScript(() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => {
      window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
}

export const violations = (page) => page.evaluate(() => window.violations);

/** Somebody on a site, signed in where the site keeps its token. */
export async function visitorOf(stage, name, { origin }, options = {}) {
  const visitor = await stage.visitor(name, { origin, token: await stage.world.token(name), ...options });
  await watchPolicy(visitor);
  return visitor;
}

/** Somebody's page with the elements in it. */
export async function embedded(stage, name, { origin }, { address = "/", ...options } = {}) {
  const visitor = await visitorOf(stage, name, { origin }, options);
  const chat = new EmbeddedChat(await visitor.context.newPage(), visitor);
  await chat.page.goto(address);
  await chat.live({ within: 20_000 });
  return chat;
}

/** The elements on a host's page. Finds as `Chat` does, inside the shadow roots. */
export class EmbeddedChat extends Chat {
  constructor(page, visitor) {
    super(page, visitor);
    this.healthButton = page.locator("glx-connection-health").getByRole("button", { name: /^Connection: / });
    this.bell = page.locator("glx-notifications").getByRole("button", { name: /^Notifications/ });
  }
}

/** Both talk, each reads the other. */
export async function chatThrough(one, other) {
  await one.send("Is the ladder free on Saturday?");
  await other.shows("Is the ladder free on Saturday?");
  await other.send("It is – come by at ten 🙂 https://example.org/elm-street");
  await one.shows("It is – come by at ten 🙂 https://example.org/elm-street");
  await one.shows("Is the ladder free on Saturday?", "saved");
  await becomes("each has one of the two as their own", async () => (await one.messages()).slice(-2).map(({ mine }) => mine), [true, false]);
}

/** A picture of a page, in `target/e2e/hosts`. */
export async function picture(page, name) {
  await mkdir(PICTURES, { recursive: true });
  // Those inside of a shadow root are that root's.
  const isAtRest = () => {
    const roots = [document, ...[...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot).filter(Boolean)];
    return roots.every((root) => root.getAnimations().every(({ playState }) => playState !== "running"));
  };
  await page.waitForFunction(isAtRest);
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}
