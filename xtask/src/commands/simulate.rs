//! `cargo xtask simulate`: random worlds around the engine, with every promise checked after every step. The program that plays them is
//! the test target `simulate`; here it is built with optimisation and run on all processors.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::args::Args;
use crate::fault::Outcome;
use crate::kit::needs::Kit;
use crate::kit::{built, run};

const NAME: &str = "simulate";
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
    cargo.args(["test", "--quiet", "--no-run", "--profile", "simulation", "--package", "glx-realtime", "--test", NAME]);
    built::of(cargo, NAME)
}

/// The program, playing at least so many steps on all processors.
pub(super) fn play(program: &Path, folder: &Path, steps: u64) -> Command {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut play = Command::new(program);
    play.current_dir(folder).args(["--steps", &steps.to_string(), "--threads", &threads.to_string()]);
    play
}
