//! The floor: plain JavaScript and pusher-js. Puts each message into the page the moment it comes, keeps the newest hundreds there,
//! and scrolls once a frame. Older rows cannot be reached, so there is no figure of scrolling for it: it is here to tell what a
//! message costs at the very least.

import { hue, initials, open, shownTime, shownWhole, stretches } from "./site.js";

/** So many rows are in the page, and twice as many before the older half is taken out. */
const KEPT = 200;
const NEAR = 48;
const CHECK = "m5 12.5 4.5 4.5L19 7.5";
const SEND = "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8";
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["class", "glx-icon"], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function body(text) {
  const link = (href) => ({ href, target: "_blank", rel: "noopener noreferrer nofollow ugc" });
  const pieces = stretches(text).map(({ href, text }) => (href ? element("a", link(href), text) : text));
  return element("p", { class: "text", dir: "auto" }, ...pieces);
}

const time = (at) => element("time", { datetime: new Date(at).toISOString(), title: shownWhole(at), tabindex: "-1" }, shownTime(at));

function shown(row) {
  if (row.day) return element("li", { class: "day" }, element("span", {}, row.day));
  const { name, mine, text, at, continues } = row;
  const also = continues ? " continues" : "";
  if (mine) {
    const mark = element("span", { class: "mark", title: "Sent" }, icon(CHECK), element("span", { class: "glx-hidden" }, "Sent"));
    const you = element("span", { class: "glx-hidden" }, "You");
    const bubble = element("div", { class: "bubble" }, you, body(text), element("span", { class: "meta" }, time(at), mark));
    return element("li", { class: `row own saved${also}` }, bubble);
  }
  const face = element("span", { class: `glx-avatar hue-${hue(name)}`, "aria-hidden": "true" }, initials(name));
  const called = element("span", { class: continues ? "name glx-hidden" : "name" }, element("bdi", {}, name));
  const bubble = element("div", { class: "bubble" }, called, body(text), element("span", { class: "meta" }, time(at)));
  return element("li", { class: `row other${also}` }, ...(continues ? [bubble] : [face, bubble]));
}

const list = element("ol", {});
const log = element("div", { class: "log", role: "log", "aria-label": "Messages", tabindex: "0" }, list);
const field = element("textarea", { rows: "1", placeholder: "Write a message", "aria-label": "Write a message", dir: "auto" });
const form = element(
  "form",
  { class: "composer" },
  element("div", { class: "field" }, field, element("button", { type: "submit", class: "send", "aria-label": "Send" }, icon(SEND))),
);
const about = element("div", { class: "about" }, element("h2", {}, "Help request"));
const head = element("header", { class: "head" }, about);
const chat = element("div", { class: "glx-chat" }, head, element("div", { class: "log-frame" }, log), form);
document.getElementById("app").append(chat);

let atEnd = true;
let frame;
let next = 0;
let send;
let scrolledTo = 0;
// Only a reader goes up: rows that have come in meanwhile are no reason to stay behind.
log.addEventListener("scroll", () => {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight <= NEAR;
  atEnd = isAtEnd || (atEnd && log.scrollTop >= scrolledTo);
  scrolledTo = log.scrollTop;
});

function show({ all }) {
  for (next = Math.max(next, all.length - KEPT); next < all.length; next++) list.append(shown(all[next]));
  if (list.childElementCount > 2 * KEPT) while (list.childElementCount > KEPT) list.firstElementChild.remove();
  if (!atEnd) return;
  frame ??= requestAnimationFrame(() => {
    frame = undefined;
    log.scrollTop = log.scrollHeight;
  });
}

function submit(event) {
  event.preventDefault();
  const content = field.value.trim();
  if (!content || !send) return;
  field.value = "";
  send(content);
}

form.addEventListener("submit", submit);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});

send = await open({ first: show, more: show });
