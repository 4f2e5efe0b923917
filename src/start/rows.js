// A room's newest rows before the program is there, from the history that was asked for ahead: only where every one of them is certain to look as
// the program will have it. A text with anything in it that takes judgement (marks, signs alone, all but the plainest links; names that could be
// taken for each other), a room with something unread or unsent: all that waits for the program, and the grey shapes stay. Text is text here too.

import { copied, historyOf } from "./ahead.js";
import { icon, made } from "./shell.js";

/** So many fill a screen, and no row is lower than this. */
const MOST = Math.min(40, Math.ceil(innerHeight / 32));
/** Messages of one person within this time belong together, in milliseconds. */
const TOGETHER = 5 * 60_000;
const DAY = 86_400_000;
const CHECK = "m5 12.5 4.5 4.5L19 7.5";

// Letters without marks of their own, digits, punctuation; nothing that turns text around or cannot be seen.
const PLAIN_TEXT = /^(?=[^]*[\p{L}\p{N}])[\p{L}\p{N}\p{P}\p{Sc}\p{Sm}\p{So} \n]{1,600}$/u;
/** A link that can only be read in one way; whatever else begins like one waits. */
const LINK = /(?<![^ \n])(https?:\/\/[a-z\d]+(?:[.-][a-z\d]+)+(?:\/(?:[\w/.?&=%-]*[\w/])?)?)(?![^ \n])/;
const LEADS_AWAY = /https?:|mailto:/i;
const PLAIN_NAME = /^(?! )[\p{Script=Latin}\d'._ -]{1,60}(?<! )$/u;
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

/** What two names have in common that can be taken for each other. */
const lookOf = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/[l1ı]/g, "i").replace(/0/g, "o").replace(/5/g, "s").replace(/ɑ/g, "a");

/** The newest rows of a room, by its number, as elements, where all are certain. To be called when its history and the profile have just been asked for. */
export async function readRows(base, number, { textEncoding, locale } = {}) {
  const [me, history] = await Promise.all([copied(`${base}/user/profile`), copied(base + historyOf(number))]);
  const rows = certain(history, me.data, textEncoding, number);
  return rows && log(rows, locale);
}

/** The newest rows of a history, oldest first; nothing where one of them is not certain. `me`: the profile of who is signed in. */
function certain(history, me, encoding, room) {
  const list = Array.isArray(history) ? history : history?.data;
  if (!Array.isArray(list) || !list.length || !me?.username || opensElsewhere(list, me, room)) return undefined;
  const decoded = (text) => (encoding === "plain" ? text : text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]));
  const rows = [];
  const myName = decoded(me.username);
  const looks = new Map([[lookOf(myName), myName]]);
  for (const { id, message, sender_username, sender_avatar: avatar, created_at: at, userId } of list.slice(-MOST - 1)) {
    const name = decoded(String(sender_username));
    const row = { id: Number(id), name, avatar, at: Date.parse(at), text: decoded(String(message)) };
    row.mine = userId == null ? name === myName : String(userId) === String(me.id);
    const isPlain = PLAIN_TEXT.test(row.text) && !LEADS_AWAY.test(parts(row.text).filter((_, at) => at % 2 === 0).join(" ")) && row.text.split("\n").length < 10 && PLAIN_NAME.test(name);
    if (!isPlain || !(row.id > (rows.at(-1)?.id ?? 0)) || Number.isNaN(row.at)) return undefined;
    if ((looks.get(lookOf(name)) ?? name) !== name) return undefined;
    looks.set(lookOf(name), name);
    rows.push(row);
  }
  return rows;
}

/** A text in turns of plain words and links. */
const parts = (text) => text.split(LINK);

/** Whether the device keeps something for this room that changes how it opens. */
function opensElsewhere(list, { id }, room) {
  try {
    const read = localStorage.getItem(`glx.${id}.read.${room}`);
    const unsent = Object.keys(sessionStorage).some((key) => key.startsWith(`glx.${id}.outbox`) && key.endsWith(`.${room}`));
    return unsent || (read !== null && Number(read) < Number(list.at(-1).id));
  } catch {
    return false;
  }
}

/** The log, as the program shows it at its end. */
function log(rows, locale) {
  const shown = rows.slice(-MOST);
  let before = rows.length > MOST ? rows[0] : undefined;
  const formats = new Formats(locale);
  const lines = [];
  for (const row of shown) {
    const isNewDay = !before || formats.dayOf(before.at) !== formats.dayOf(row.at);
    if (isNewDay) lines.push(made("li", { class: "day" }, made("span", {}, formats.day(row.at))));
    const age = before ? row.at - before.at : -1;
    const continues = !isNewDay && before.mine === row.mine && before.name === row.name && age >= 0 && age < TOGETHER;
    lines.push(line(row, continues, formats));
    before = row;
  }
  const end = made("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": "Messages", tabindex: "0" }, made("ol", {}, ...lines));
  return made("div", { class: "log-frame" }, end);
}

function line({ id, name, avatar, text, at, mine }, continues, formats) {
  const time = made("time", { datetime: new Date(at).toISOString(), tabindex: "-1" }, formats.time.format(at));
  const meta = made("span", { class: "meta" }, time);
  const pieces = parts(text).map((part, at) => (at % 2 ? made("a", { href: new URL(part).href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, part) : part));
  const words = made("p", { class: "text", dir: "auto" }, ...pieces);
  const goesOn = continues ? " continues" : "";
  if (mine) {
    meta.append(made("span", { class: "mark", title: "Saved" }, icon(CHECK), made("span", { class: "glx-hidden" }, "Saved")));
    const bubble = made("div", { class: "bubble", part: "bubble" }, made("span", { class: "glx-hidden" }, "You"), words, meta);
    return made("li", { class: `row own saved${goesOn}`, part: "row", "data-key": id }, bubble);
  }
  const said = made("span", { class: `name${continues ? " glx-hidden" : ""}` }, made("bdi", {}, name));
  const bubble = made("div", { class: "bubble", part: "bubble" }, said, words, meta);
  return made("li", { class: `row other${goesOn}`, part: "row", "data-key": id }, ...(continues ? [] : [face(name, avatar)]), bubble);
}

function face(name, avatar) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const hue = (((hash >>> 16) ^ hash) >>> 0) % 12;
  const initials = name.split(/[ _.-]/).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0]).filter(Boolean);
  const letters = [initials[0], initials.length > 1 && initials.at(-1)].map((letter) => (letter ? letter.toUpperCase() : "")).join("").slice(0, 2) || "·";
  const picture = avatar && URL.canParse?.(avatar, location.href) && new URL(avatar, location.href);
  const isHere = picture && picture.origin === location.origin && picture.protocol.startsWith("http");
  const inside = isHere ? made("img", { src: picture.href, alt: "", loading: "lazy", decoding: "async" }) : letters;
  return made("span", { class: `glx-avatar hue-${hue}`, "aria-hidden": "true" }, inside);
}

/** Times and days as people read them. */
class Formats {
  constructor(locale) {
    const format = (options) => new Intl.DateTimeFormat(locale, options);
    this.time = format({ timeStyle: "short" });
    this.weekday = format({ weekday: "long" });
    this.date = format({ dateStyle: "long" });
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  }

  /** A number for the reader's day that a moment belongs to. */
  dayOf(at) {
    return Math.floor((at - new Date(at).getTimezoneOffset() * 60_000) / DAY);
  }

  day(at) {
    const days = this.dayOf(at) - this.dayOf(Date.now());
    if (days < -6 || days > 0) return this.date.format(at);
    const words = days < -1 ? this.weekday.format(at) : this.relative.format(days, "day");
    return words.replace(/^./u, (first) => first.toUpperCase());
  }
}
