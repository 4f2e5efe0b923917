//! The compiler's parts that may be missing: the wasm target, clippy and rustfmt. rustup is asked only when one is.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::{network, run};
use crate::fault::{Fault, Outcome};

/// What the page is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

const DOWNLOAD_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Sees to the wasm target.
pub(crate) fn wasm_target(checkout: &Path) -> Outcome {
    let has = || {
        let mut rustc = Command::new("rustc");
        let answer = run::asked(rustc.args(["--print", "target-libdir", "--target", WASM]).current_dir(checkout));
        answer
            .is_some_and(|answer| answer.ok && answer.text.lines().any(|line| holds_a_library(Path::new(line.trim()))))
    };
    if has() {
        return Ok(());
    }
    rustup(checkout, &["target", "add", WASM], &format!("the compiler's target {WASM}"))
}

fn holds_a_library(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|mut entries| entries.next().is_some())
}

/// Sees to clippy and rustfmt.
pub(crate) fn lint_tools(checkout: &Path) -> Outcome {
    for (program, component) in [("cargo-clippy", "clippy"), ("rustfmt", "rustfmt")] {
        if !run::asked(Command::new(program).arg("--version").current_dir(checkout)).is_some_and(|answer| answer.ok) {
            rustup(checkout, &["component", "add", component], component)?;
        }
    }
    Ok(())
}

fn rustup(checkout: &Path, words: &[&str], what: &str) -> Outcome {
    if run::asked(Command::new("rustup").arg("--version").current_dir(checkout)).is_none() {
        return Err(Fault::new(format!(
            "{what} is missing, and rustup with it: install rustup from https://rustup.rs"
        )));
    }
    println!("adding {what} by rustup");
    let answer = run::silent(Command::new("rustup").args(words).current_dir(checkout), DOWNLOAD_LIMIT)?;
    match answer.ok {
        true => Ok(()),
        false if network::is_missing(&answer.text) => Err(network::fault(what)),
        false => {
            let reason =
                answer.text.lines().rev().find(|line| line.contains("error")).unwrap_or_default().trim().to_owned();
            Err(Fault::new(format!("`rustup {}` failed: {reason}", words.join(" "))))
        }
    }
}
