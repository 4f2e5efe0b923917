//! What measurements stand on: one local world with rooms of every size, one browser, a server for each subject.

import { launch } from "../../tests/e2e/support/browser.mjs";
import { World } from "../../tests/e2e/support/world.mjs";
import { serve } from "./server.mjs";
import { Session } from "./session.mjs";

/** Who looks at the page; everybody else speaks. */
const READER = "ana";
/** A million messages take their time. */
const FILLED_WITHIN = 180_000;

export class Stage {
  #servers = new Map();
  #rooms = new Map();
  #empty;

  /**
   * @param {Awaited<ReturnType<typeof import("./subjects.mjs").subjects>>} subjects
   */
  static async set(subjects) {
    const world = await World.start();
    // Time-outs of timers and frames are for pages that nobody looks at; these are looked at.
    const browser = await launch();
    // The peers call as often as they like; what the site says is left is enough for two hundred rooms.
    await world.reset({ rateLimit: "off", rateLimitMax: "100000" });
    const stage = new Stage();
    Object.assign(stage, { subjects, world, browser, token: await world.token(READER) });
    return stage;
  }

  /** A room with so many messages, made where there is none yet. */
  async room(size) {
    if (!this.#rooms.has(size)) {
      const { ids } = await this.world.steer("POST", "/rooms", { userId: this.world.user(READER).userId, count: 1 });
      const { lastId } = await this.world.steer("POST", "/fill", { room: ids[0], count: size }, FILLED_WITHIN);
      this.#rooms.set(size, { id: ids[0], size, lastId });
    }
    return this.#rooms.get(size);
  }

  /** Rooms with nothing in them, the same each time. */
  async emptyRooms(count) {
    const made = () => this.world.steer("POST", "/rooms", { userId: this.world.user(READER).userId, count });
    this.#empty ??= (await made()).ids;
    return this.#empty;
  }

  /** A subject in a browser context of its own, not yet at any address, that may take so many milliseconds to open the room. */
  async session(name, room, opens) {
    const subject = this.subjects[name];
    if (!this.#servers.has(name)) this.#servers.set(name, await serve(subject.folder, this.world));
    const { origin } = this.#servers.get(name);
    return Session.open({ stage: this, subject, origin, room, opens });
  }

  /** Messages of everybody else in a room, at a pace. Gives the moments they were sent. */
  async flow(room, { rate, count, from }) {
    const reader = this.world.user(READER).userId;
    return (await this.world.steer("POST", "/flow", { room: room.id, readerId: reader, rate, count, from })).sent;
  }

  /** The room as it was filled. */
  restore(room) {
    return this.world.steer("DELETE", `/rooms/${room.id}/messages?after=${room.lastId}`);
  }

  async strike() {
    await this.browser?.close();
    await Promise.allSettled([...this.#servers.values()].map((server) => server.close()));
    await this.world?.stop();
  }
}
