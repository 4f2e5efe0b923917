//! What is measured: ours and the peers, each as a folder that is served and the address of a room in it. All of them have the same
//! rows, so that one look fits all; where they stand in a shadow root, the look goes in there.

import { createHash } from "node:crypto";
import { cp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { given } from "../../tests/e2e/support/world.mjs";
import { buildPeers } from "../build.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** In the order of the report; each compared with ours. */
export const PEERS = ["p1", "p0", "p2", "floor"];

/** What they are, in words. */
export const TITLES = {
  ours: "ours",
  p1: "P1: React 18.3, pusher-js, TanStack Virtual",
  p0: "P0: React 18.3, pusher-js, `messages.map`",
  p2: "P2: React 18.3, pusher-js, react-virtuoso",
  floor: "floor: plain JavaScript, pusher-js",
};

const address = (room) => `/#${new URLSearchParams({ room })}`;

/** Ours in the forms it comes in: on a host's page, and alone. */
const OURS = {
  embed: {
    what: "`<glx-chat>` on a plain host page",
    folder: () => hostFolder(given("GLX_EMBED")),
    address,
  },
  page: { what: "the stand-alone page", folder: () => given("GLX_PAGE"), address: (room) => `/#/requests/${room}` },
};

/** The host page with the embed's versioned folder beside it. */
async function hostFolder(embed) {
  const folder = path.join(ROOT, "target/bench/host");
  await rm(folder, { recursive: true, force: true });
  await cp(path.join(ROOT, "benches/host"), folder, { recursive: true });
  const version = (await readdir(embed)).find((name) => /^v\d/.test(name));
  await cp(path.join(embed, version), path.join(folder, "embed"), { recursive: true });
  // As the package's README has it for sites that want the quickest start.
  const digest = createHash("sha384").update(await readFile(path.join(folder, "embed/core.js"))).digest("base64");
  const page = path.join(folder, "index.html");
  await writeFile(page, (await readFile(page, "utf8")).replace("CORE_INTEGRITY", `sha384-${digest}`));
  return folder;
}

/**
 * Builds the peers, finds ours.
 * @param {"embed" | "page"} form
 * @returns {Promise<Record<string, {name: string, folder: string, address: (room: number) => string}>>}
 */
export async function subjects(form) {
  const folders = await buildPeers(path.join(ROOT, "target/bench/peers"));
  const { what, folder, address: ownAddress } = OURS[form];
  const all = { ours: { name: "ours", what, folder: await folder(), address: ownAddress } };
  for (const name of PEERS) all[name] = { name, folder: folders[name], address };
  return all;
}
