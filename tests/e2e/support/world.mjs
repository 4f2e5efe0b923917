//! The local world of a file of tests: starts `glx-testbed`, steers it through its control API, ends it.
//! Knows nothing of browsers.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { inTime } from "./until.mjs";

/** What a variable of the environment names; without it nothing can run. */
export function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by \`cargo xtask test e2e\``);
  return value;
}

/** A running world. */
export class World {
  #child;
  #ended;

  /** The frames between pages and the Pusher server, where pages go through the fault proxy. */
  frames = {
    /** Adds rules, such as `{event: "new-message", act: "drop", times: 1}`. */
    rule: (...rules) => this.steer("POST", "/frames/rules", rules),
    /** Ends all rules; what they hold stays held. */
    endRules: () => this.steer("DELETE", "/frames/rules"),
    /** What is held goes out. */
    release: () => this.steer("POST", "/frames/release"),
    /** A frame to every page: a text as it is, all else as JSON. */
    inject: (frame) => this.steer("POST", "/frames/inject", { text: typeof frame === "string" ? frame : JSON.stringify(frame) }),
    /** Closes every page's WebSocket. */
    close: (code, reason) => this.steer("POST", "/frames/close", { code, reason }),
    /** What has passed, by `{direction, event, channel, connection}`. */
    log: (wanted = {}) => this.steer("GET", `/frames?${new URLSearchParams(wanted)}`),
    forget: () => this.steer("DELETE", "/frames"),
  };

  constructor(child, ended, ready) {
    this.#child = child;
    this.#ended = ended;
    Object.assign(this, ready);
  }

  /**
   * Starts one on free ports and waits until everything in it answers.
   * @param {{page?: string, switches?: Record<string, string>}} [options] - `page`: the folder it serves
   */
  static async start({ page = given("GLX_PAGE"), switches = {} } = {}) {
    const args = ["--listen", "127.0.0.1:0", "--sockudo-port", "0", "--page", page, "--exit-with-stdin"];
    if (process.env.GLX_SOCKUDO) args.push("--sockudo", process.env.GLX_SOCKUDO);
    for (const [name, value] of Object.entries(switches)) args.push("--set", `${name}=${value}`);
    // Its standard input is ours to close: should this process die, the world ends too.
    const child = spawn(given("GLX_TESTBED_BIN"), args, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const started = new Promise((resolve, reject) => {
      child.once("error", reject);
      createInterface(child.stdout).once("line", resolve);
      ended.then((code) => reject(new Error(`glx-testbed ended with ${code} before it was ready`)));
    });
    try {
      return new World(child, ended, JSON.parse(await inTime("the local world is ready", started, 30_000)));
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** Ends it, sockudo included. */
  async stop() {
    this.#child.stdin.end();
    await inTime("the local world ends with its standard input", this.#ended, 10_000).catch((error) => {
      this.#child.kill("SIGKILL");
      throw error;
    });
  }

  /** A user by first name, such as `ana`. */
  user(name) {
    const user = this.users.find(({ email }) => email === `${name}@glx.test`);
    if (!user) throw new Error(`nobody here is called ${name}`);
    return user;
  }

  /** Everything new, with new ids: users, rooms, messages; nobody blocked; sockudo running. */
  async reset(switches = {}) {
    Object.assign(this, await this.steer("POST", "/reset"));
    await this.sockudo("start");
    const { data } = await this.api("ana", "GET", "/help-requests");
    this.rooms = data.map(({ id, title }) => ({ id, title: decoded(title) })).sort((a, b) => a.id - b.id);
    await this.forgetCalls();
    // Only now: an address that is blocked, for one, could not even list the rooms.
    await this.switches(switches);
  }

  /**
   * What a page on another origin has to be told to live in this world.
   * @param {{proxied?: boolean}} [options] - `proxied`: through the fault proxy
   */
  configuration({ proxied = false } = {}) {
    const { key, cluster, tls } = this.pusher;
    const { host, port } = proxied ? this.links.pusher : this.pusher;
    const apiBase = proxied ? this.links.api.base : this.apiBase;
    return { pusherKey: key, cluster, pusherHost: host, pusherPort: port, pusherTls: tls, apiBase };
  }

  /**
   * The state of a link of the fault proxy, after a change where one is given.
   * @param {"pusher" | "api"} name
   * @param {{accept?: string, up?: string, down?: string, sliceBytes?: number, delayMs?: number}} [change]
   */
  link(name, change) {
    return this.steer(change ? "POST" : "GET", `/links/${name}`, change);
  }

  /** Ends all connections of a link: `reset` or `close`. */
  cut(name, how = "reset") {
    return this.steer("POST", `/links/${name}/cut`, { how });
  }

  /** An answer in the site's place: `{path, status, body, …}`. */
  answer(given) {
    return this.steer("POST", "/answers", given);
  }

  /** The seeded help request whose title begins so. */
  room(beginning) {
    const room = this.rooms.find(({ title }) => title.startsWith(beginning));
    if (!room) throw new Error(`no help request is called ${beginning}…`);
    return room;
  }

  switches(wanted) {
    return this.steer("POST", "/switches", wanted);
  }

  /** @param {"kill" | "start" | "restart"} action - done when this resolves */
  sockudo(action) {
    return this.steer("POST", "/sockudo", { action });
  }

  /** The calls of the API so far, those of one path or all. */
  async calls(path, method) {
    const query = new URLSearchParams(Object.entries({ path, method }).filter(([, value]) => value));
    return (await this.steer("GET", `/calls?${query}`)).calls;
  }

  forgetCalls() {
    return this.steer("DELETE", "/calls");
  }

  notify(name, type, message, more = {}) {
    return this.steer("POST", "/notify", { userId: this.user(name).userId, type, message, ...more });
  }

  publish(channel, event, data) {
    return this.steer("POST", "/publish", { channel, event, data });
  }

  /** What the table holds of a room: `[{id, message, …}]`. */
  async saved(room) {
    return (await this.steer("GET", `/rooms/${room.id}/messages`)).messages;
  }

  /** Messages as if sent by somebody's other device. */
  says(name, room, content, more = {}) {
    return this.steer("POST", "/messages", { userId: this.user(name).userId, room: room.id, content, ...more });
  }

  /** A token of a user, by name or number; `expiresIn` in seconds, negative for one that is over. */
  async token(who, more = {}) {
    const userId = typeof who === "string" ? this.user(who).userId : who;
    return (await this.steer("POST", "/tokens", { userId, ...more })).token;
  }

  /** A call of the site's API as a user would make it, whatever the answer's status. */
  async api(name, method, path, body) {
    const headers = { authorization: `Bearer ${await this.token(name)}`, "content-type": "application/json" };
    const init = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(this.apiBase + path, init);
    return answer.json();
  }

  /** A message sent by a user through the site's API. */
  sends(name, room, content) {
    return this.api(name, "POST", "/chat/send", { content, roomId: `help_request_${room.id}` });
  }

  /** A call of the control API, which may take so many milliseconds. */
  async steer(method, path, body, within = 20_000) {
    // Not on a connection used before: the world closes those when it is told to cut some.
    const headers = { "content-type": "application/json", connection: "close" };
    const init = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(within) };
    const answer = await fetch(this.control + path, init);
    const told = await answer.json();
    if (!answer.ok) throw new Error(`the local world refused ${method} ${path}: ${told.error}`);
    return told;
  }
}

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

/** A text as it was typed, from the form the site keeps it in. */
export function decoded(text) {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]);
}
