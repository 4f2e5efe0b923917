//! Where figures come from: without that they are worth nothing.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";

/** What git says, or nothing outside a checkout. */
function git(...words) {
  try {
    return execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}

/** @param {string} browser - its version */
export function machine(browser) {
  const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
  return {
    at: new Date().toISOString(),
    commit: git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") ? " with changes" : ""),
    processor: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memory: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    load: os.loadavg()[0],
    node: process.versions.node,
    browser,
    packages: devDependencies,
  };
}
