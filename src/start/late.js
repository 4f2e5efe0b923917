// Stands where pusher.js is imported in a finished build: the file itself comes when the first connection is wanted, so that what people see
// waits for nothing that they do not see. It asks once at a time, again where it could not be had, and never by itself.

let fetched;
let coming;
let module;
let Pusher;

export { Pusher as default };

export const watchSockets = (pusher) => module.watchSockets(pusher);

/** Tells how the file is fetched, its digest checked. */
export function pusherFrom(fetch) {
  fetched = fetch;
}

export const isHere = () => Boolean(module);

/** Settled when it is there, or cannot be had for now. */
export function arrival() {
  coming ??= fetched().then(
    (found) => {
      module = found;
      Pusher = found.default;
    },
    (error) => {
      coming = undefined;
      throw error;
    },
  );
  return coming;
}
