//! A page with nothing but pusher-js, as it comes from its package, told to be careful with nothing. Does what a test tells it and
//! notes what pusher-js tells; asserts nothing.

import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Watch, wire } from "../support/watch.mjs";
import { until } from "../support/until.mjs";
import { given } from "../support/world.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
let made;

/** A folder with the built page and the plain one, so that one server serves both. */
export function bothPages() {
  made ??= (async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "glx-pairs-"));
    await cp(given("GLX_PAGE"), folder, { recursive: true });
    await cp(here("plain.html"), path.join(folder, "plain/index.html"));
    await cp(here("../../../node_modules/pusher-js/dist/web/pusher.js"), path.join(folder, "plain/pusher.js"));
    return folder;
  })();
  return made;
}

/** One plain page, connected through the proxy as a user. */
export class Plain {
  constructor(page, visitor) {
    Object.assign(this, { page, visitor, watch: new Watch(page), wire: wire(page) });
    /** What the page threw and nobody caught. */
    this.thrown = [];
    page.on("pageerror", (error) => this.thrown.push(error.message));
  }

  /** Opens it and makes its client; `window.pusher` is that, `window.heard` what it tells. */
  static async open(stage, name, { connect = true, ...options } = {}) {
    const { world } = stage;
    const token = await world.token(name);
    const visitor = await stage.visitor(`${name}, plain`, options);
    visitor.expect(/^uncaught: /);
    const plain = new Plain(await visitor.context.newPage(), visitor);
    await plain.page.goto("/plain/index.html");
    const { key, cluster } = world.pusher;
    const { host, port } = world.links.pusher;
    await plain.page.evaluate(
      ({ key, cluster, host, port, token }) => {
        window.heard = [];
        window.client = () => {
          const headers = { authorization: `Bearer ${token}` };
          const channelAuthorization = { endpoint: "/api/pusher/auth", transport: "ajax", headers };
          const server = { cluster, wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"], enableStats: false };
          const pusher = new Pusher(key, { ...server, channelAuthorization });
          const note = (what) => (told) => window.heard.push({ what, told, at: performance.now() });
          pusher.connection.bind("state_change", note("state"));
          pusher.connection.bind("error", note("error"));
          return pusher;
        };
        window.pusher = window.client();
      },
      { key, cluster, host, port, token },
    );
    if (connect) await plain.state("connected");
    return plain;
  }

  /** Waits for a state of the connection. */
  state(wanted, options) {
    const state = () => this.page.evaluate(() => window.pusher.connection.state);
    return until(`pusher-js is ${wanted}`, async () => (await state()) === wanted, options);
  }

  /** Subscribes to a room's channel, as `window.channel`, and notes its events. */
  subscribe(room) {
    return this.page.evaluate((name) => {
      window.channel = window.pusher.subscribe(name);
      window.channel.bind_global((event, data) => window.heard.push({ what: event, told: data, at: performance.now() }));
    }, channel(room));
  }

  subscribed(options) {
    const ask = () => this.page.evaluate(() => window.channel.subscribed);
    return until("pusher-js has subscribed", ask, options);
  }

  heard(what) {
    return this.page.evaluate((what) => window.heard.filter((heard) => heard.what === what), what);
  }
}

/** The channel of a room. */
export function channel(room) {
  return `private-help-request-${room.id}`;
}

/** Among frames, those sent that subscribe to a room. */
export function subscriptions(frames, room) {
  return frames.filter(({ sent, text }) => sent && text.includes('"pusher:subscribe"') && text.includes(`"${channel(room)}"`));
}
