// Remembers what the host page has under the names a UMD build may take, before pusher-js is evaluated.
// It must be imported first: modules are evaluated in the order of their imports.

const names = ["Pusher", "module", "exports", "define"];

export const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
