//! The embed in `dist/embed`: the library with its feature `embed`, bound by wasm-bindgen and finished by `xtask/page/package.mjs`.

use std::time::Duration;

use super::needs::Kit;
use super::{page, run, rust};
use crate::fault::{Fault, Outcome};

const BUILD_LIMIT: Duration = Duration::from_secs(30 * 60);
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Where it is.
pub(crate) const FOLDER: &str = "dist/embed";

/// Where wasm-bindgen leaves its files.
const BOUND: &str = "target/embed";

/// Builds it where it is not up to date.
pub(crate) fn current(kit: &Kit) -> Outcome {
    if page::is_newer(&kit.checkout, &format!("{FOLDER}/package.json")) { Ok(()) } else { build(kit) }
}

/// Builds it.
pub(crate) fn build(kit: &Kit) -> Outcome {
    let words = ["build", "--release", "--target", rust::WASM, "--features", "embed", "--bin", "glx-embed"];
    let mut cargo = kit.cargo(&words);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", page::remapped(&kit.checkout));
    let mut bind = kit.command("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-dir", BOUND]);
    bind.arg(format!("target/{}/release/glx-embed.wasm", rust::WASM));
    let mut finish = kit.command("node");
    finish.args(["xtask/page/package.mjs", BOUND]);
    for (command, limit) in [(cargo, BUILD_LIMIT), (bind, LIMIT), (finish, LIMIT)] {
        if !run::shown(&command, limit)? {
            return Err(Fault::new("the embed was not built; what went wrong is above"));
        }
    }
    Ok(())
}
