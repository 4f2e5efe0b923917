//! Node and what npm brings by the lock file: pusher-js (bundled by `npm ci`), esbuild, wasm-opt, the browser driver.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{network, progress, run};
use crate::fault::{Fault, Outcome, While};

/// The oldest Node that has what the scripts use (its test runner, `fetch`, recursive `readdir`).
const OLDEST: (u32, u32) = (18, 17);
const INSTALL_LIMIT: Duration = Duration::from_secs(10 * 60);

/// What a lock file installs, and how one sees that it is there.
struct Install {
    /// The folder of the lock file, in the checkout.
    folder: &'static str,
    /// What it is made from, beside the lock file.
    sources: &'static [&'static str],
    /// What is there afterwards.
    makes: &'static str,
}

const PAGE: Install = Install {
    folder: "",
    sources: &["package.json", "src/pusher/vendor/entry.js", "src/pusher/vendor/globals-before.js"],
    makes: "node_modules/.glx/pusher.js",
};

/// What the React sites of `tests/e2e/hosts` are built with.
const HOSTS: Install = Install {
    folder: "tests/e2e/hosts",
    sources: &["package.json", "react-18/package.json", "react-19/package.json"],
    makes: "node_modules/vite/package.json",
};

/// The peers of the bench.
const BENCHES: Install =
    Install { folder: "benches", sources: &["package.json"], makes: "node_modules/react/package.json" };

/// Written after a good `npm ci`: the lock file and the sources it was made from.
const STAMP: &str = "node_modules/.glx/installed";

/// Sees to Node, npm and `node_modules`.
pub(crate) fn modules(checkout: &Path) -> Outcome {
    node()?;
    PAGE.current(checkout)
}

/// Sees to the packages of the peers that we are measured against, which only `bench` needs.
pub(crate) fn bench_modules(checkout: &Path) -> Outcome {
    node()?;
    BENCHES.current(checkout)
}

/// Sees to what the host pages of the tests are built with.
pub(crate) fn hosts(checkout: &Path) -> Outcome {
    node()?;
    HOSTS.current(checkout)
}

impl Install {
    fn current(&self, checkout: &Path) -> Outcome {
        let folder = checkout.join(self.folder);
        let wanted = self.wanted(&folder)?;
        let stamp = folder.join(STAMP);
        if folder.join(self.makes).is_file() && fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == wanted) {
            return Ok(());
        }
        if run::asked(npm().arg("--version")).is_none() {
            return Err(Fault::new(
                "npm is missing: it comes with Node, from https://nodejs.org or your system's packages",
            ));
        }
        println!("npm ci{}{}", if self.folder.is_empty() { "" } else { " in " }, self.folder);
        let started = Instant::now();
        let answer = run::silent(npm().args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder), INSTALL_LIMIT)?;
        if !answer.ok && network::is_missing(&answer.text) {
            return Err(network::fault("what package-lock.json names"));
        }
        if !answer.ok || !folder.join(self.makes).is_file() {
            for line in answer.text.lines() {
                eprintln!("  {line}");
            }
            return Err(Fault::new("`npm ci` failed; what it said is above"));
        }
        println!("  done after {}", progress::spoken(started.elapsed()));
        if let Some(place) = stamp.parent() {
            fs::create_dir_all(place).while_(format_args!("make {}", place.display()))?;
        }
        fs::write(&stamp, wanted).while_(format_args!("write {STAMP}"))
    }

    /// What an up-to-date installation was made from.
    fn wanted(&self, folder: &Path) -> Outcome<String> {
        let mut all = String::new();
        for file in self.sources.iter().chain(&["package-lock.json"]) {
            all.push_str(&fs::read_to_string(folder.join(file)).while_(format_args!("read {file}"))?);
        }
        Ok(all)
    }
}

fn node() -> Outcome {
    at_least(OLDEST, "this")
}

/// Refuses a Node that cannot drive a browser: Playwright asks for a newer one than the build does.
pub(crate) fn drives_browsers() -> Outcome {
    at_least((20, 0), "driving a browser")
}

fn at_least(oldest: (u32, u32), purpose: &str) -> Outcome {
    let get = format!("get Node {} or newer from https://nodejs.org or your system's packages", oldest.0);
    let Some(answer) = run::asked(Command::new("node").arg("--version")) else {
        return Err(Fault::new(format!("node is missing: {get}")));
    };
    match version(&answer.text) {
        Some(found) if found >= oldest => Ok(()),
        _ => Err(Fault::new(format!("node {} is too old for {purpose}: {get}", answer.text.trim()))),
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// npm is a script on Windows.
fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("command not found"), None);
    }
}
