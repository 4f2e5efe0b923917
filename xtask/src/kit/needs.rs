//! What a command needs, and the one function that sees to it. What is there costs a few milliseconds to look at.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::install::{self, CacheLock};
use super::tools::{self, Tool};
use super::{node, places, rust};
use crate::fault::{Outcome, While};

/// What can be asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// clippy and rustfmt.
    Lints,
    /// The wasm target.
    Wasm,
    /// Node and `node_modules`.
    Modules,
    /// What the host pages of the tests are built with.
    Hosts,
    Trunk,
    WasmBindgen,
    Sockudo,
}

/// All that the page with its local world needs.
pub(crate) const SERVE: &[Need] = &[Need::Wasm, Need::Modules, Need::Trunk, Need::WasmBindgen, Need::Sockudo];
/// All that the release page needs.
pub(crate) const BUILD: &[Need] = &[Need::Wasm, Need::Modules, Need::Trunk, Need::WasmBindgen];

/// A checkout with its tools at hand.
pub(crate) struct Kit {
    pub(crate) checkout: PathBuf,
    path: OsString,
}

impl Kit {
    /// Sees to `needs`, gets what is missing.
    pub(crate) fn with(needs: &[Need]) -> Outcome<Self> {
        let checkout = places::checkout();
        let own_path = env::var_os("PATH").unwrap_or_default();
        if needs.contains(&Need::Wasm) {
            rust::wasm_target(&checkout)?;
        }
        if needs.contains(&Need::Lints) {
            rust::lint_tools(&checkout)?;
        }
        if needs.contains(&Need::Modules) {
            node::modules(&checkout)?;
        }
        if needs.contains(&Need::Hosts) {
            node::hosts(&checkout)?;
        }
        let mut wanted = Vec::new();
        for need in needs {
            match need {
                Need::Trunk => wanted.push(tools::trunk()),
                Need::WasmBindgen => wanted.push(tools::wasm_bindgen(&checkout)?),
                Need::Sockudo => wanted.push(tools::sockudo()),
                Need::Lints | Need::Wasm | Need::Modules | Need::Hosts => {}
            }
        }
        let mut folders = folders(&wanted, &checkout, &own_path)?;
        folders.push(checkout.join("node_modules/.bin"));
        folders.extend(env::split_paths(&own_path));
        let path = env::join_paths(folders).while_("put the tools on PATH")?;
        Ok(Self { checkout, path })
    }

    /// A command in the checkout that finds the tools.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        // Trunk takes NO_COLOR=1 for a wrong argument, and need not ask whether there is a newer one.
        command
            .current_dir(&self.checkout)
            .env("PATH", &self.path)
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            .env_remove("NO_COLOR");
        command
    }

    /// As [`Kit::command`], for cargo.
    pub(crate) fn cargo(&self, words: &[&str]) -> Command {
        let mut command = self.command(places::cargo());
        command.args(words);
        command
    }

    /// Where a tool is.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        places::find_program(name, &self.path)
    }
}

/// The tools' folders, after getting those that are missing.
fn folders(wanted: &[Tool], checkout: &Path, path: &OsString) -> Outcome<Vec<PathBuf>> {
    let mut folders = Vec::new();
    let mut lock = None;
    for tool in wanted {
        let mut found = tool.find(path)?;
        if found.is_none() {
            if lock.is_none() {
                lock = Some(CacheLock::take()?);
            }
            // Whoever held the lock may have just got it.
            found = tool.find(path)?;
        }
        if let (None, Some(lock)) = (&found, &lock) {
            install::install(tool, checkout, lock)?;
            found = tool.find(path)?;
        }
        folders.push(found.map_or_else(|| tool.home().map(|home| home.join("bin")), Ok)?);
    }
    Ok(folders)
}
