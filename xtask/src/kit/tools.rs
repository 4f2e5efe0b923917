//! The programs that cargo does not bring: which, in which version, and where they are found. Getting them is `install`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{places, run};
use crate::fault::{Fault, Outcome, While};

/// A tool from crates.io, in exactly one version.
pub(crate) struct Tool {
    /// The program that tells its version.
    pub(crate) program: &'static str,
    /// Its name on crates.io.
    pub(crate) package: &'static str,
    pub(crate) version: String,
    /// What comes with it and is needed too.
    also: &'static [&'static str],
    /// For `cargo install`.
    pub(crate) options: &'static [&'static str],
    /// How long one core builds it, unoptimised: for the estimate.
    pub(crate) core_seconds: u64,
}

/// Trunk 0.21.14: 0.22 needs a newer compiler than the one this project promises.
pub(crate) fn trunk() -> Tool {
    Tool {
        program: "trunk",
        package: "trunk",
        version: String::from("0.21.14"),
        also: &[],
        options: &["--locked", "--no-default-features", "--features", "rustls"],
        core_seconds: 342,
    }
}

/// The wasm-bindgen command line, which must be of the very version the page is compiled with.
pub(crate) fn wasm_bindgen(checkout: &Path) -> Outcome<Tool> {
    let lock = std::fs::read_to_string(checkout.join("Cargo.lock")).while_("read Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Fault::new("Cargo.lock names no wasm-bindgen: run `cargo generate-lockfile`"))?;
    // Not --locked: the lock file inside the package asks for a version that was withdrawn.
    Ok(Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version,
        also: &["wasm-bindgen-test-runner"],
        options: &[],
        core_seconds: 114,
    })
}

/// The Pusher-compatible server of the local world; this version needs no protoc.
pub(crate) fn sockudo() -> Tool {
    Tool {
        program: "sockudo",
        package: "sockudo",
        version: String::from("2.9.2"),
        also: &[],
        options: &["--locked", "--no-default-features", "--features", "local"],
        core_seconds: 210,
    }
}

impl Tool {
    /// Its place in the cache.
    pub(crate) fn home(&self) -> Outcome<PathBuf> {
        Ok(places::cache()?.join("tools").join(format!("{}-{}", self.package, self.version)))
    }

    /// The folder it can be run from: on `path` in the right version, else in the cache.
    pub(crate) fn find(&self, path: &OsString) -> Outcome<Option<PathBuf>> {
        let on_path = places::find_program(self.program, path).and_then(|file| Some(file.parent()?.to_path_buf()));
        let cached = self.home()?.join("bin");
        Ok(on_path.into_iter().chain([cached]).find(|folder| self.is_in(folder)))
    }

    fn is_in(&self, folder: &Path) -> bool {
        let program = folder.join(places::file_name(self.program));
        program.is_file()
            && self.also.iter().all(|name| folder.join(places::file_name(name)).is_file())
            && run::asked(Command::new(program).arg("--version")).is_some_and(|answer| {
                answer.ok && answer.text.split_whitespace().nth(1).is_some_and(|version| version == self.version)
            })
    }
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "yew"), None);
    }
}
