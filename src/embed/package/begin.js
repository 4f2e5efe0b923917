// What an element does while the program is on its way: it shows a chat in which one can type, and has the history asked for that it will show.

import { askFor, historyOf, idOf, numberOf } from "../../start/ahead.js";
import { readRows } from "../../start/rows.js";
import { chat, Early, made } from "../../start/shell.js";

/** The program, once it is there: the module that has started it. */
export const program = { module: undefined };

const answers = new Map();

/** What the page's own function answers. Whoever needs it first has it asked; it is asked anew for the third who needs it. */
export function answerOf(ask) {
  const answer = answers.get(ask) ?? ask?.();
  answers.delete(ask);
  return answer;
}

async function askedAhead(ask) {
  if (!answers.has(ask)) {
    const answer = (async () => ask?.())();
    // The one who needs it hears of that.
    answer.catch(() => {});
    answers.set(ask, answer);
  }
  return answers.get(ask);
}

/** How often the page was configured: whoever wrote under another configuration may be somebody else. */
let era = 0;
/** Who is here, once the page has said so under this configuration; null is nobody. */
let user;
export const firstUser = () => user ?? undefined;

let begun = false;
/** Another for whoever comes in the place of another. */
let visit = {};

/**
 * The page is configured anew: what was answered before is not what it would answer now. Gives whether somebody else is here, by its word, and
 * the program is not: what was shown is not for them.
 */
export async function isAnother({ getToken }) {
  const [mine, before] = [++era, user];
  answers.clear();
  user = undefined;
  if (program.module) return false;
  try {
    const now = idOf(await askedAhead(getToken)) ?? null;
    if (mine !== era) return false;
    user = now;
    if (program.module) return false;
  } catch {
    // Only an answer says who is here.
    return false;
  }
  if (user === before) return false;
  for (const [number, { by }] of unfinished) if (!isTheirs(by, by.own, user)) unfinished.delete(number);
  visit = {};
  begun = false;
  return true;
}

/** Who writes now, as far as it is known; `own` is what the socket has of its own. */
export function writer(own) {
  const { token, getToken } = own ?? {};
  const isThePages = token === undefined && !getToken;
  return { era, own, isThePages, user: isThePages ? user : token === undefined ? undefined : (idOf(token) ?? null) };
}

/**
 * Whether what somebody has written is theirs who is here now. What was written while nobody was signed in is theirs who sign in; where it is not
 * known who wrote, nothing may have changed since.
 */
export function isTheirs(by, own, now) {
  if (!by || by.user === null) return true;
  const isSame = by.era === era && by.own === own;
  const who = by.user ?? (isSame && by.isThePages ? user : undefined);
  return who == null ? isSame : who === now;
}

/** Somebody is here in the place of another, or nobody. What others left unfinished is none of their business. */
export function arrived(user, before) {
  if (before !== undefined && user !== before) unfinished.clear();
}

/**
 * Has the first room's history asked for as soon as it is known who is signed in: once, for more would be spent on what nobody looks at.
 * Settled when that is done; `shows` gets the rows, and of which number, when they are there.
 */
export async function askAhead(configuration, element, shows) {
  const number = numberIn(element);
  if (begun || !number) return;
  begun = true;
  const [mine, its] = [era, visit];
  try {
    const { apiBase, headers, getToken, getHeaders, textEncoding, locale } = configuration;
    const [asked, more] = await Promise.all([askedAhead(getToken), getHeaders && askedAhead(getHeaders)]);
    if (mine !== era) return;
    user = idOf(asked) ?? null;
    const base = askFor({ apiBase, headers: { ...headers, ...more } }, asked, ["/user/profile", historyOf(number)]);
    if (base === undefined) return;
    const language = locale ?? (document.documentElement.lang || undefined);
    readRows(base, number, { textEncoding, locale: language }).then((rows) => rows && its === visit && shows(rows, number), () => {});
  } catch {
    // The program asks in its own time, and tells what is wrong.
  }
}

/** The number of the request that an element names, if it is a chat. */
export const numberIn = ({ localName, requestId }) => (localName === "glx-chat" ? numberOf(requestId) : undefined);

/** What was typed where one could not wait for the chat, by the request's number. */
const unfinished = new Map();

/** A chat over the place in which the real one will be, if the element names a room: until the program is there, or for what is unfinished. */
export function standIn(element) {
  const number = numberIn(element);
  if (!number || (program.module && !unfinished.has(number))) return undefined;
  const typed = unfinished.get(number);
  const early = Object.assign(new Early(chat(element.heading || `Help request ${number}`)), { number, by: typed?.by });
  early.resume(typed);
  unfinished.delete(number);
  return early;
}

/** Takes a stand-in down; what is typed in it waits for the next. */
export function standDown(early) {
  const typed = early.end();
  if (typed) unfinished.set(early.number, { ...typed, by: early.by });
}

/** As much room as an element will take that is not a chat. */
export const space = () => made("span", { class: "glx-space" });
