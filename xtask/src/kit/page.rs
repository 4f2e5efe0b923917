//! The release page in `dist`: built by Trunk and the scripts in `xtask/page`, and whether it is up to date.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::needs::Kit;
use super::{run, rust};
use crate::fault::{Fault, Outcome, While};

const BUILD_LIMIT: Duration = Duration::from_secs(30 * 60);

/// Written after a good build: the settings it was built with, and which index.html came of it.
const STAMP: &str = "target/release-page.stamp";

/// What the page is made of.
const SOURCES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "package-lock.json",
    "rust-toolchain.toml",
    "src",
    "static",
    "xtask/page",
];

/// Builds the page where it is not up to date.
pub(crate) fn current(kit: &Kit) -> Outcome {
    if is_current(&kit.checkout) { Ok(()) } else { build(kit) }
}

/// Builds the page.
pub(crate) fn build(kit: &Kit) -> Outcome {
    let mut trunk = kit.command("trunk");
    trunk.args(["build", "--release", "--dist", "dist"]);
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remapped(&kit.checkout));
    if !run::shown(&trunk, BUILD_LIMIT)? {
        return Err(Fault::new("the release page was not built; what went wrong is above"));
    }
    let Some(stamp) = stamp(&kit.checkout) else { return Err(Fault::new("trunk has left no dist/index.html")) };
    let place = kit.checkout.join(STAMP);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).while_("make the folder target")?;
    }
    fs::write(place, stamp).while_(format_args!("write {STAMP}"))
}

/// Leaves this machine's folders out of the panic messages in the wasm: shorter, and nobody's business.
pub(super) fn remapped(checkout: &Path) -> String {
    let home = |name: &str, folder: &str| {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(|home| Path::new(&home).join(folder));
        env::var_os(name).map(PathBuf::from).or(home).unwrap_or_default()
    };
    let cargo = home("CARGO_HOME", ".cargo");
    let sources = cargo.join("registry/src").read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    // The last one that fits wins, so the longer ones come after the shorter.
    [(cargo, "cargo"), (home("RUSTUP_HOME", ".rustup"), "rustup"), (checkout.to_path_buf(), "glx")]
        .into_iter()
        .chain(sources.map(|folder| (folder, "crates")))
        .map(|(from, to)| (from.to_string_lossy().into_owned(), to))
        // The variable is split at spaces, and an empty prefix would be everything.
        .filter(|(from, _)| !from.is_empty() && !from.contains(' '))
        .map(|(from, to)| format!("--remap-path-prefix={from}={to}"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_current(checkout: &Path) -> bool {
    let Some(stamp) = stamp(checkout) else { return false };
    fs::read_to_string(checkout.join(STAMP)).is_ok_and(|was| was == stamp) && is_newer(checkout, "dist/index.html")
}

/// Whether a built file is newer than everything that the page and the embed are made of.
pub(super) fn is_newer(checkout: &Path, file: &str) -> bool {
    let Some(built) = modified(&checkout.join(file)) else { return false };
    SOURCES.iter().filter_map(|source| newest(&checkout.join(source))).all(|source| source < built)
}

/// The settings that go into the page, and the page that came of them.
fn stamp(checkout: &Path) -> Option<String> {
    let page = fs::read_to_string(checkout.join("dist/index.html")).ok()?;
    // Those two say where programs are, and change nothing in the page.
    let is_setting = |name: &str| name.starts_with("GLX_") && !matches!(name, "GLX_CACHE" | "GLX_CHROME");
    let mut settings: Vec<_> = env::vars().filter(|(name, _)| is_setting(name)).collect();
    settings.sort();
    Some(format!("{settings:?}\n{}\n{page}", rust::WASM))
}

fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = path.read_dir() else { return modified(path) };
    entries.flatten().filter_map(|entry| newest(&entry.path())).max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
