//! Budgets that cannot be exceeded unnoticed: what the check says of figures that are known.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { exceeded, figures } from "./budgets.mjs";

test("what is over its budget is told with by how much", () => {
  assert.deepEqual(exceeded({ a: 100, b: 7 }, { a: 100, b: 7 }), []);
  assert.deepEqual(exceeded({ a: 103 }, { a: 100 }), ["a: 103 of 100, 3 too many"]);
});

test("neither a figure without a budget nor a budget without its figure is passed over", () => {
  assert.deepEqual(exceeded({ a: 1 }, {}), ["a: 1, and no budget for it"]);
  assert.deepEqual(exceeded({}, { b: 2 }), ["b: a budget for what is not there"]);
});

test("the parts of a build are found by their names, and a module's first memory in its bytes", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "glx-budgets-"));
  t.after(() => rmSync(folder, { recursive: true }));
  // A module with nothing but a memory: at least 300 pages, which takes two bytes to say.
  const module = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 0, 0xac, 2]);
  assert.ok(WebAssembly.validate(module));
  writeFileSync(path.join(folder, "core.wasm"), module);
  writeFileSync(path.join(folder, "core.js"), "a".repeat(10_000));
  writeFileSync(path.join(folder, "core.d.ts"), "not downloaded");
  const found = figures(mkdtempSync(path.join(folder, "page-")), folder);
  assert.deepEqual(Object.keys(found), ["embed: core.js, brotli bytes", "embed: core.wasm, brotli bytes", "embed: core.wasm, pages of memory at the start"]);
  assert.ok(found["embed: core.js, brotli bytes"] < 100, "compressed");
  assert.equal(found["embed: core.wasm, pages of memory at the start"], 300);
  writeFileSync(path.join(folder, "chunk-1.js"), "a");
  assert.ok("embed: chunk-1.js, brotli bytes" in figures(mkdtempSync(path.join(folder, "page-")), folder), "what nobody knows of");
});
