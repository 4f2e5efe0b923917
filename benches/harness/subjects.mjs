//! What is measured: ours and the peers, each as a folder that is served and the address of a room in it. All of them have the same
//! rows, so that one look fits all; where they stand in a shadow root, the look goes in there.

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
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

const peerAddress = (room, also = []) => `/#${new URLSearchParams({ room, ...(also.length && { also: also.join(",") }) })}`;

/**
 * Builds the peers, finds ours.
 * @param {string} page - the built stand-alone page
 * @returns {Promise<Record<string, {name: string, folder: string, address: (room: number, also?: number[]) => string}>>}
 */
export async function subjects(page) {
  const folders = await buildPeers(path.join(ROOT, "target/bench/peers"));
  if (!existsSync(path.join(page, "index.html"))) throw new Error(`there is no built page in ${page}`);
  const all = { ours: { name: "ours", what: "the stand-alone page", folder: page, address: (room) => `/#/requests/${room}` } };
  for (const name of PEERS) all[name] = { name, folder: folders[name], address: peerAddress };
  return all;
}
