//! The headers that are documented, from the one file that people copy (`vercel.json`), so that tests run under exactly those.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The stand-alone page's, which lies in its `dist`. */
export const PAGE = here("../../../static/vercel.json");
/** The one that comes with the package, for the site that embeds it. */
export const EMBED = here("../../../src/embed/package/vercel.json");

/** What the file has in the place of a world's Pusher server. */
const PUSHER = "wss://ws-us2.pusher.com";

/**
 * What a host with this file sends: a function from a path to its headers.
 * @param {string} file
 * @param {import("./world.mjs").World} world - whose Pusher server stands where Pusher's own does in the file
 * @param {{connect?: string}} [more] - `connect`: an API on another origin, which the policy has to name too
 */
export async function deployment(file, { pusher }, { connect = "" } = {}) {
  const text = await readFile(file, "utf8");
  const server = `ws://${pusher.host}:${pusher.port}`;
  if (!text.includes(PUSHER)) throw new Error(`${file} does not allow ${PUSHER}`);
  const { headers } = JSON.parse(text.replaceAll(PUSHER, `${server} ${connect}`.trim()));
  const rules = headers.map((rule) => ({ fits: pattern(rule.source), headers: rule.headers }));
  // As Vercel has it: of two rules that give one header, the later one counts.
  return (path) => {
    const given = rules.filter(({ fits }) => fits.test(path)).flatMap((rule) => rule.headers);
    return Object.fromEntries(given.map(({ key, value }) => [key.toLowerCase(), value]));
  };
}

/** A path of Vercel's as a pattern: `:name` is one segment, `:name*` any number, the rest is a regular expression. */
function pattern(source) {
  return new RegExp(`^${source.replace(/:\w+\*/g, ".*").replace(/:\w+/g, "[^/]+")}$`);
}
