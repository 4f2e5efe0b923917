//! `cargo xtask simulate`: random worlds around the engine, with every promise checked after every step. The program that plays them is
//! the test target `simulate`; here it is built with optimisation and run on all processors.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Fault, Outcome};
use crate::kit::needs::Kit;
use crate::kit::run;

const BUILD_LIMIT: Duration = Duration::from_secs(20 * 60);
const LIMIT: Duration = Duration::from_secs(24 * 60 * 60);
/// How many steps are played where nobody says.
const STEPS: u64 = 1_000_000;

pub(crate) fn run(mut args: Args) -> Outcome<ExitCode> {
    let (steps, seed) = (args.number("--steps")?, args.number("--seed")?);
    args.done()?;
    let kit = Kit::with(&[])?;
    let program = build(kit.cargo(&[]))?;
    // A seed alone is one run.
    let steps = steps.unwrap_or(if seed.is_some() { 0 } else { STEPS });
    let mut play = play(&program, &kit.checkout, steps);
    play.args(["--seed", &seed.unwrap_or(1).to_string()]);
    Ok(if run::shown(&play, LIMIT)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the program with the given cargo, and tells where it is.
pub(super) fn build(mut cargo: Command) -> Outcome<PathBuf> {
    cargo.args(["test", "--quiet", "--no-run", "--profile", "simulation", "--package", "glx-realtime"]);
    cargo.args(["--test", "simulate", "--message-format", "json-render-diagnostics"]);
    let mut program = None;
    let good = run::read_lines(&cargo, BUILD_LIMIT, |line| program = program.take().or_else(|| executable(line)))?;
    match program {
        Some(program) if good => Ok(program),
        _ => Err(Fault::new("the simulation does not compile; why is above")),
    }
}

/// The program, playing at least so many steps on all processors.
pub(super) fn play(program: &Path, folder: &Path, steps: u64) -> Command {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut play = Command::new(program);
    play.current_dir(folder).args(["--steps", &steps.to_string(), "--threads", &threads.to_string()]);
    play
}

/// The program's place, where cargo tells it on this line.
fn executable(line: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    (message["target"]["name"] == "simulate").then_some(())?;
    message["executable"].as_str().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_in_what_cargo_says() {
        let other = r#"{"reason":"compiler-artifact","target":{"name":"glx_realtime"},"executable":null}"#;
        assert_eq!(executable(other), None);
        let ours = r#"{"reason":"compiler-artifact","target":{"name":"simulate"},"executable":"/x/simulate-1"}"#;
        assert_eq!(executable(ours), Some(PathBuf::from("/x/simulate-1")));
        assert_eq!(executable("warning: not JSON"), None);
    }
}
