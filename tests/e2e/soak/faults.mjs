//! The troubles of the soak: what can go wrong between two pages and their server, each as something that begins and ends.
//! Chooses nothing and judges nothing.

/** Numbers from a seed, the same in every run: mulberry32. */
export class Dice {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  roll() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least, most) {
    return Math.round(least + this.roll() * (most - least));
  }

  of(list) {
    return list[Math.floor(this.roll() * list.length)];
  }
}

const CLEAN_LINK = { accept: "pass", up: "pass", down: "pass", sliceBytes: 0, delayMs: 0 };
const CLEAN_HTTP = { fail: "none", delay: "none", cutBefore: "none", cutAfter: "none", truncate: "none", retryAfterSeconds: 0 };
const CLOSE_CODES = [1001, 1011, 4100, 4200, 4201, 4999];

/**
 * All there are: a name and what begins it, which tells what it chose. Some are over at once.
 * Whatever is left of them, `calm` ends.
 */
export const FAULTS = {
  async "connections reset"({ world }) {
    await world.steer("POST", "/links/pusher/cut", { how: "reset" });
  },
  async "connections closed"({ world }) {
    await world.steer("POST", "/links/pusher/cut", { how: "close" });
  },
  async "half-open"({ world, dice }) {
    const ways = dice.of([{ up: "drop" }, { down: "drop" }, { up: "drop", down: "drop" }]);
    await world.steer("POST", "/links/pusher", ways);
    return ways;
  },
  async "bytes wait"({ world, dice }) {
    const ways = dice.of([{ up: "pause" }, { down: "pause" }, { up: "pause", down: "pause" }]);
    await world.steer("POST", "/links/pusher", ways);
    return ways;
  },
  async "no new sockets"({ world, dice }) {
    const accept = dice.of(["refuse", "hold", "reset"]);
    await world.steer("POST", "/links/pusher", { accept });
    await world.steer("POST", "/links/pusher/cut", { how: "reset" });
    return { accept };
  },
  async "small pieces"({ world, dice }) {
    const sliceBytes = dice.between(1, 9);
    await world.steer("POST", "/links/pusher", { sliceBytes });
    return { sliceBytes };
  },
  async "a slow link"({ world, dice }) {
    const delayMs = dice.between(50, 1_500);
    await world.steer("POST", "/links/pusher", { delayMs });
    return { delayMs };
  },
  async "events swallowed, doubled or swapped"({ world, dice }) {
    const rule = { event: "new-message", act: dice.of(["drop", "duplicate", "swap", "hold"]), times: dice.between(1, 4) };
    await world.steer("POST", "/frames/rules", rule);
    return rule;
  },
  async "an odd handshake"({ world, dice }) {
    const act = dice.of([{ act: "drop" }, { act: "replace", with: "<html>" }, { act: "close", code: 4200 }]);
    const rule = { event: "pusher:connection_established", times: dice.between(1, 2), ...act };
    await world.steer("POST", "/frames/rules", rule);
    await world.steer("POST", "/links/pusher/cut", { how: "reset" });
    return rule;
  },
  async "closed by the server"({ world, dice }) {
    const code = dice.of(CLOSE_CODES);
    await world.steer("POST", "/frames/close", { code });
    return { code };
  },
  async "rubbish among the frames"({ world, dice }) {
    const text = dice.of(["null", "0", '""', "[]", "{}", '{"event":7}', "no JSON", '{"event":"new-message","data":"{"}']);
    await world.steer("POST", "/frames/inject", { text });
    return { text };
  },
  async "calls that fail"({ world, dice }) {
    const path = dice.of(["/chat/send", "/pusher/auth", "/chat/*/messages", "*"]);
    const fault = dice.of([
      { fail: `${path}:500:json:${dice.between(1, 3)}` },
      { fail: `${path}:502:html:${dice.between(1, 3)}` },
      { fail: `${path}:429:json:1`, retryAfterSeconds: dice.between(1, 3) },
      { delay: `${path}:${dice.between(200, 4_000)}:2` },
    ]);
    await world.switches(fault);
    return fault;
  },
  async "answers lost"({ world, dice }) {
    const fault = dice.of([
      { cutAfter: "/chat/send:1" },
      { cutBefore: "/chat/send:1" },
      { cutAfter: "/pusher/auth:1" },
      { truncate: "/chat/*/messages:40:1" },
    ]);
    await world.switches(fault);
    return fault;
  },
  async "the API is away"(scene) {
    const { world, dice } = scene;
    const accept = dice.of(["refuse", "reset", "hold"]);
    scene.hangs ||= accept === "hold";
    await world.steer("POST", "/links/api", { accept });
    await world.steer("POST", "/links/api/cut", { how: "reset" });
    return { accept };
  },
  async "the API is hard to reach"(scene) {
    const { world, dice } = scene;
    const ways = dice.of([{ up: "drop" }, { down: "drop" }, { down: "pause" }, { sliceBytes: 3 }, { delayMs: dice.between(50, 1_500) }]);
    scene.hangs ||= Object.values(ways).includes("drop");
    await world.steer("POST", "/links/api", ways);
    return ways;
  },
  async "the Pusher server dies"({ world }) {
    await world.sockudo("kill");
  },
  async "a device is offline"({ people, dice }) {
    const person = dice.of(people);
    await person.alone(() => person.chat.visitor.context.setOffline(true));
    person.isOffline = true;
    return { who: person.name };
  },
  async "a page is loaded again"({ people, dice }) {
    const person = dice.of(people);
    // Without a network there would be no page to load.
    if (person.isOffline) return { who: "nobody" };
    await person.alone(() => person.chat.page.reload());
    return { who: person.name };
  },
  async "a page is frozen"({ people, dice, pause }) {
    const person = dice.of(people);
    const span = dice.between(500, 8_000);
    await person.alone(async () => {
      await person.devtools.send("Page.setWebLifecycleState", { state: "frozen" });
      await pause(span);
      await person.devtools.send("Page.setWebLifecycleState", { state: "active" });
    });
    return { who: person.name, span };
  },
  async "to another room and back"({ people, dice, room, other }) {
    const person = dice.of(people);
    await person.alone(async () => {
      for (const place of [other, room]) await person.chat.page.evaluate((id) => (location.hash = `#/requests/${id}`), place.id);
    });
    return { who: person.name };
  },
};

/** Ends whatever has begun. */
export async function calm(scene) {
  const { world, people } = scene;
  await world.switches(CLEAN_HTTP);
  for (const link of ["pusher", "api"]) await world.steer("POST", `/links/${link}`, CLEAN_LINK);
  // A site that hung is started anew, and whatever waited for it breaks. Chromium never gives up a preflight: six that nobody answers or
  // ends keep a page from another origin away for good, and no page can help that.
  if (scene.hangs) await world.steer("POST", "/links/api/cut", { how: "reset" });
  scene.hangs = false;
  await world.steer("DELETE", "/frames/rules");
  await world.steer("POST", "/frames/release");
  await world.sockudo("start");
  for (const person of people) {
    await person.chat.visitor.context.setOffline(false);
    person.isOffline = false;
  }
}
