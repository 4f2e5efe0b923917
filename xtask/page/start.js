// Starts the page. The finishing step fills in the names in capitals; nothing here runs in debug builds.
// What is certain is shown at once and asked for beside the program's download; the program takes both over. What was altered on the way is
// refused, and people read why nothing appears.

import { answered, ask, asked, askFor, canBeToken, copied, historyOf, idOf, numberOf } from "../../src/start/ahead.js";
import { frame } from "../../src/start/frame.js";
import { readRows } from "../../src/start/rows.js";
import { Early } from "../../src/start/shell.js";

const INCOMPLETE = "The chat could not be loaded: a file is missing or was altered on the way. Reload the page; if this stays, tell whoever runs the site.";
const app = document.getElementById("app") ?? document.body;
let early;

function tell(sentence) {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "start-problem";
  line.textContent = sentence;
  if (early?.say(line)) return;
  early?.end();
  app.replaceChildren(line);
}

const addresses = {};

/**
 * A module is compared with its digest by its preload, and the import takes what was preloaded. One that does not fit would be fetched
 * again by the import, and not compared: so the preload's word is waited for. What could not be had is asked for by another address the
 * next time: browsers do not ask twice for a module that failed.
 */
async function module(url, integrity) {
  const href = addresses[url] ?? url;
  addresses[url] = `${href}?`;
  const link = document.createElement("link");
  if (link.relList.supports("modulepreload")) {
    await new Promise((onload, reject) => {
      const onerror = () => reject(new Error(`${href} could not be had`));
      Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href, onload, onerror });
      document.head.append(link);
    }).finally(() => link.remove());
  }
  const found = await import(href);
  addresses[url] = href;
  return found;
}

/** What the device keeps; nothing where it keeps nothing. */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** What the page is told of the site: the block in the page, else the file that it names, as the program has it. */
async function settings() {
  const block = document.getElementById("glx-config");
  let told = JSON.parse(block?.textContent || "{}");
  if (!Object.keys(told).length && block?.dataset.src) {
    ask(block.dataset.src);
    // Where there is no such file, what was built in holds.
    told = await copied(block.dataset.src).catch(() => ({}));
  }
  return { ...told, apiBase: told.apiBase ?? "API_BASE" };
}

/** Shows the page of somebody who is signed in, as far as it is known, and asks for what it needs: settled when that is asked. */
function begin() {
  const [token, theme] = [kept("token"), kept("glx.theme")];
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  // The settings are wanted by whoever signs in, too.
  const told = settings();
  told.catch(() => {});
  if (!canBeToken(token)) return;
  const { hash } = location;
  const room = numberOf(/^#\/requests\/(.*)$/.exec(hash)?.[1]);
  const isSame = () => idOf(kept("token")) === idOf(token);
  const isTheirs = () => location.hash === hash && isSame();
  early = new Early(frame(room), isTheirs);
  document.body.prepend(early.shell);
  early.yieldTo(app);
  // Signed out, or another, in another tab.
  addEventListener("storage", () => isSame() || early.end());
  const paths = ["/user/profile", "/help-requests", ...(room ? [historyOf(room)] : [])];
  // What is wrong with the settings, the program tells.
  const asks = told.then((told) => askFor(told, token, paths));
  if (room) asks.then(async (base) => readRows(base, room, await told)).then((rows) => rows && early.fill(rows)).catch(() => {});
  return asks.catch(() => {});
}

try {
  if (typeof WebAssembly !== "object") {
    tell("This browser has no WebAssembly (or it is switched off), and the chat needs it. Any current browser will do.");
  } else {
    const asks = begin();
    const binary = fetch("WASM_URL", { integrity: "WASM_INTEGRITY" });
    // What people see first shares the line with what takes longest only.
    await Promise.race([binary, asks?.then(answered)]);
    const { default: init, aheadFrom, pusherFrom, restFrom, fetchRest, loadRest } = await module("GLUE_URL", "GLUE_INTEGRITY");
    aheadFrom(asked);
    // It is fetched when the first connection is wanted: what people read waits for nothing else. No connection is there before all of the
    // program is: what is needed once it fails could not be fetched then.
    pusherFrom(async () => (await Promise.all([module("PUSHER_URL", "PUSHER_INTEGRITY"), fetchRest()]))[0]);
    restFrom("REST_URL", () => tell(INCOMPLETE));
    await init({ module_or_path: await binary });
    // What people see first comes first.
    (globalThis.requestIdleCallback ?? setTimeout)(() => loadRest());
  }
} catch (error) {
  console.error(error);
  // A page that is already up tells of its own troubles.
  if (!app.firstElementChild) tell(INCOMPLETE);
}
