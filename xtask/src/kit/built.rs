//! Programs of this repository, built by cargo, and where they are.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::needs::Kit;
use super::run;
use crate::fault::{Fault, Outcome};

const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Builds the target `name` by these words of cargo's.
pub(crate) fn program(kit: &Kit, words: &[&str], name: &str) -> Outcome<PathBuf> {
    of(kit.cargo(words), name)
}

/// Builds the target `name` by this cargo.
pub(crate) fn of(mut cargo: Command, name: &str) -> Outcome<PathBuf> {
    cargo.arg("--message-format=json-render-diagnostics");
    let mut program = None;
    let built = run::read_lines(&cargo, LIMIT, |line| program = executable(line, name).or_else(|| program.take()))?;
    match program {
        Some(program) if built => Ok(program),
        _ => Err(Fault::new(format!("{name} was not built; what went wrong is above"))),
    }
}

/// The program of the target `name` that a line of cargo's JSON messages tells of. Other programs may be told of too: tests
/// come with the package's binaries.
pub(crate) fn executable(line: &str, name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    (message["target"]["name"] == name).then_some(&message["executable"])?.as_str().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_in_what_cargo_says() {
        let other = r#"{"reason":"compiler-artifact","target":{"name":"glx_realtime"},"executable":null}"#;
        assert_eq!(executable(other, "replay"), None);
        let ours = r#"{"reason":"compiler-artifact","target":{"name":"replay"},"executable":"/x/replay"}"#;
        assert_eq!(executable(ours, "replay"), Some(PathBuf::from("/x/replay")));
        assert_eq!(executable("warning: not JSON", "replay"), None);
    }
}
