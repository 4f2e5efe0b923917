//! A room of a thousand messages, of which only those near the screen are in the page, and what a reader does in it.

import assert from "node:assert/strict";
import { becomes } from "./until.mjs";

/** More rows than this are never in the page. */
export const FEW = 80;

export const said = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => `Line ${from + at}`);

/** A room with a thousand messages, and ana in it, who has read them. */
export async function longRoom(stage) {
  const { world } = stage;
  const room = world.room("Groceries");
  const before = (await world.saved(room)).length;
  await world.says("ben", room, "Line {n}", { count: 1_000, broadcast: false });
  const ana = await stage.signedIn("ana", room);
  await ana.shows("Line 1000");
  await becomes("the newest is in sight", () => inView(ana, "Line 1000"), true);
  return { ana, room, before };
}

export const inView = async (chat, text) =>
  (await chat.row(text).count()) > 0 &&
  chat.row(text).evaluate((row) => {
    const [at, log] = [row.getBoundingClientRect(), row.closest(".log").getBoundingClientRect()];
    return at.top >= log.top - 1 && at.bottom <= log.bottom + 1;
  });
export const rows = (chat) => chat.log.locator("li.row").count();
export const few = async (chat) => assert.ok((await rows(chat)) < FEW, `${await rows(chat)} rows are in the page`);
export const jump = (chat) => chat.page.getByRole("button", { name: "Jump to the latest message" }).click();

/** What a browser scrolls smoothly goes on for a while, whatever else happens: waits until ten frames have not moved it. */
export const comesToRest = (chat) =>
  chat.log.evaluate(async (log) => {
    for (let [still, top] = [0, log.scrollTop]; still < 10; still = log.scrollTop === top ? still + 1 : 0) {
      top = log.scrollTop;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });

/**
 * Scrolls up, and looks at the row that was at the top as it is scrolled down the view: how far it is off where it should be, in
 * pixels, whatever comes in above it.
 */
export function readUp(chat, steps) {
  return chat.page.evaluate(async (steps) => {
    const log = document.querySelector('[role="log"]');
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const inView = () => [...log.querySelectorAll("li.row")].find((row) => row.getBoundingClientRect().bottom > log.getBoundingClientRect().top + 5);
    const most = { moved: 0, rows: 0 };
    for (let step = 0; step < steps && log.scrollTop > 200; step++) {
      const row = inView();
      const at = row.getBoundingClientRect().bottom;
      log.scrollTop -= 200;
      // What is painted counts: the frame, and those after it.
      for (let frames = 0; frames < 3; frames++) {
        await frame();
        most.moved = Math.max(most.moved, Math.abs(row.getBoundingClientRect().bottom - at - 200));
        most.rows = Math.max(most.rows, log.querySelectorAll("li.row").length);
      }
    }
    return most;
  }, steps);
}
