//! That measuring works from end to end: one pair, two visits, and figures that can be true. Which are good is not asked here.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { VISITS, visit } from "./measures.mjs";
import { Stage } from "./stage.mjs";
import { subjects } from "./subjects.mjs";

let stage;
before(async () => (stage = await Stage.set(await subjects("embed"))));
after(() => stage?.strike());

/** In bytes, less than what each has to load before its first message shows. */
const LEAST = { ours: 10_000, p1: 20_000 };

for (const name of ["ours", "p1"]) {
  test(`${name} starts from nothing, and what it loads and when is counted`, async () => {
    const told = await visit(stage, name, VISITS.start.size, VISITS.start);
    assert.ok(told.bytes > LEAST[name] && told.bytes <= told.bytes_all && told.again_bytes < told.bytes_all, JSON.stringify(told));
    assert.ok(told.first > 0 && told.first <= told.rows && told.typing > 0, JSON.stringify(told));
  });

  test(`${name} shows what flows into a room of 200, and what a message costs is counted`, async () => {
    const { message } = VISITS.small.measures;
    const told = await visit(stage, name, VISITS.small.size, { measures: { message } });
    assert.equal(told.message_why, undefined, JSON.stringify(told));
    assert.ok(told.message_task >= told.message_script && told.message_script > 0, JSON.stringify(told));
    const saved = await stage.world.steer("GET", `/rooms/${(await stage.room(200)).id}/messages`);
    assert.equal(saved.count, 200, "the room is as it was for the next");
  });
}
