// Prints what a visitor downloads: bytes of each part of a built page, raw, gzip -9 and brotli 11.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2] ?? "dist";
const parts = [
  ["wasm", /\.wasm$/],
  ["pusher-js", /^pusher-[^/]*\.js$/],
  ["start script", /^start-[^/]*\.js$/],
  ["glue", /\.js$/],
  ["CSS", /\.css$/],
  ["HTML", /\.html$/],
  ["icons and other", /./],
];

const rows = new Map(parts.map(([name]) => [name, [0, 0, 0]]));
// The embed is no part of the page, though it is built into its folder.
const isEmbed = (place) => path.relative(folder, place).split(path.sep)[0] === "embed";
for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!file.isFile() || isEmbed(file.parentPath ?? file.path)) continue;
  const content = readFileSync(path.join(file.parentPath ?? file.path, file.name));
  const [name] = parts.find(([, pattern]) => pattern.test(file.name));
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  const sizes = [content.length, gzipSync(content, { level: 9 }).length, brotliCompressSync(content, brotli).length];
  rows.set(name, rows.get(name).map((sum, i) => sum + sizes[i]));
}
const all = [...rows.values()].reduce((sum, row) => sum.map((n, i) => n + row[i]), [0, 0, 0]);

const line = (name, cells) => console.log(name.padEnd(16) + cells.map((cell) => String(cell).padStart(12)).join(""));
const bytes = (n) => n.toLocaleString("en");
line("bytes", ["raw", "gzip -9", "brotli 11"]);
for (const [name, row] of rows) if (row[0] > 0) line(name, row.map(bytes));
line("total", all.map(bytes));
