//! The faults between a page and the world, as the fault proxy of the local world offers them. Only asks for them; what a page
//! makes of them is the tests' business.

/** The way from a page to the Pusher server (`pusher`) and to the API (`api`). */
export class Proxy {
  #world;

  constructor(world) {
    this.#world = world;
  }

  /** @param {"pusher" | "api"} link - `state`: any of `accept`, `up`, `down`, `sliceBytes`, `delayMs` */
  link(link, state) {
    return this.#world.steer(state ? "POST" : "GET", `/links/${link}`, state);
  }

  /** Ends every open connection; @param {"reset" | "close"} how */
  cut(link, how = "reset") {
    return this.#world.steer("POST", `/links/${link}/cut`, { how });
  }

  /** Adds rules for frames. */
  rules(...rules) {
    return this.#world.steer("POST", "/frames/rules", rules);
  }

  /** Ends all rules for frames. */
  noRules() {
    return this.#world.steer("DELETE", "/frames/rules");
  }

  /** Lets frames go that a rule holds. */
  release() {
    return this.#world.steer("POST", "/frames/release", {});
  }

  /** Puts a frame on every open connection to the browser: a text as it is, anything else as JSON. */
  inject(frame) {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    return this.#world.steer("POST", "/frames/inject", { text });
  }

  /** Closes every open WebSocket with a code. */
  close(code, reason = "") {
    return this.#world.steer("POST", "/frames/close", { code, reason });
  }

  /** The frames so far: `direction`, `event`, `channel`, `connection`. */
  async frames(query = {}) {
    const told = await this.#world.steer("GET", `/frames?${new URLSearchParams(query)}`);
    return told.frames ?? told;
  }

  /** Empties the log of frames. */
  forget() {
    return this.#world.steer("DELETE", "/frames");
  }

  /** An answer that a call gets instead of the site's, or after it has acted. */
  answer(answer) {
    return this.#world.steer("POST", "/answers", answer);
  }
}
