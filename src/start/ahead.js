// Calls that the page makes ahead of the program, beside its download: what a start needs for certain, and reads only. The program takes each
// answer over, once, where it would have made the very same call; what it does not take is dropped. Never repeats, never reads an answer.

/** Nobody wants an answer that is older, in milliseconds. */
const PATIENCE = 60_000;

/** A longer answer is not read here, in characters. */
const LONGEST = 300_000;

/** What was asked, by address. */
export let asked = new Map();

/** Takes over what another copy of this file has asked. */
export function aheadFrom(those) {
  asked = those;
}

const written = (headers) => JSON.stringify([...new Headers(headers)]);

/** Asks, as the program would. An answer to other headers may be somebody else's. */
export function ask(url, headers = {}) {
  if (asked.get(url)?.headers === written(headers)) return;
  drop(url);
  const controller = new AbortController();
  const answer = fetch(url, { headers, redirect: "manual", cache: "no-cache", signal: controller.signal });
  // Who takes it hears of its failure.
  answer.catch(() => {});
  const entry = { headers: written(headers), controller, answer };
  asked.set(url, entry);
  setTimeout(() => asked.get(url) === entry && drop(url), PATIENCE);
}

function drop(url) {
  asked.get(url)?.controller.abort();
  asked.delete(url);
}

/** Settled when all that is asked now, or about to be, begins to be answered. */
export async function answered() {
  await new Promise((resolve) => setTimeout(resolve));
  await Promise.allSettled([...asked.values()].map(({ answer }) => answer));
}

export const isAsked = (url) => asked.has(url);

/** The answer to just this call, if it was asked: the next who asks has to ask the site. It ends with the signal. */
export function take(url, headers, signal) {
  const found = asked.get(url);
  if (found?.headers !== written(headers)) return undefined;
  asked.delete(url);
  signal.addEventListener("abort", () => found.controller.abort());
  return found.answer;
}

/** A room's number by any of its names, if that can be a room. */
export const numberOf = (room) => /^(?:help_request_)?([1-9]\d{0,15})$/.exec(room)?.[1];

/** Where a room's history is. */
export const historyOf = (number) => `/chat/${number}/messages`;

/** One that cannot be a token is for the program to judge. */
export const canBeToken = (text) => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);

/** Who a token says is signed in: a number, as the program has it. */
export function idOf(token) {
  try {
    return Number(JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).userId) || undefined;
  } catch {
    return undefined;
  }
}

/** Asks for paths of the API. Gives the base, where it has asked. */
export function askFor({ apiBase, headers }, token, paths) {
  if (!canBeToken(token)) return undefined;
  const base = (apiBase ?? "/api").replace(/\/+$/, "");
  for (const path of paths) ask(base + path, { ...headers, Authorization: `Bearer ${token}` });
  return base;
}

/**
 * What is in a good answer, as JSON; the answer itself is still to be taken. To be called in the task in which it was asked. One that is long is
 * let go of: nobody here holds all of it.
 */
export async function copied(url) {
  const answer = (await asked.get(url).answer).clone();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    text += next.value;
    if (answer.status === 200 && text.length < LONGEST) continue;
    // Not waited for: it is over when the other copy is, too.
    reader.cancel().catch(() => {});
    throw new Error(`${url}: ${answer.status}, not read`);
  }
  return JSON.parse(text);
}
