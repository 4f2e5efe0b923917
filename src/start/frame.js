// The stand-alone page before the program is there: bar, side and, where the address names one, the room. It shows what is certain.

import { chat, icon, made, skeleton } from "./shell.js";

const MARK = {
  house: "M14.1 3.9a3 3 0 0 1 3.8 0l8 6.5a3 3 0 0 1 1.1 2.3V21a4 4 0 0 1-4 4h-7.5l-5.4 4.3a1 1 0 0 1-1.6-.8V25A4 4 0 0 1 5 21v-8.3a3 3 0 0 1 1.1-2.3z",
  dots: "M11 17.5h.01M16 17.5h.01M21 17.5h.01",
};
const BACK = "M15 5 8 12l7 7";

/** The page of somebody who is signed in. */
export function frame(room) {
  const mark = made("svg", { class: "glx-mark", viewBox: "0 0 32 32", "aria-hidden": "true" }, ...Object.entries(MARK).map(([name, d]) => made("path", { class: name, d })));
  const wordmark = made("span", { class: "wordmark" }, made("b", {}, "GLX"), " ", made("span", {}, "Realtime"));
  const back = made("a", { class: "glx-icon-button back", href: "#/", "aria-label": "Back to the help requests" }, icon(BACK, " directed"));
  const side = made("section", { class: "glx-rooms" }, made("header", {}, made("h2", {}, "Help requests")), skeleton("cards", 5, "Loading help requests…"));
  return made(
    "div",
    { class: "glx-app", "data-shown": room ? "middle" : "side" },
    made("header", {}, made("div", { class: "glx-bar" }, made("a", { class: "brand", href: "#/" }, mark, wordmark))),
    made("main", {}, made("nav", {}, side), made("div", { class: "middle" }, ...(room ? [chat(`Help request ${room}`, back)] : []))),
  );
}
