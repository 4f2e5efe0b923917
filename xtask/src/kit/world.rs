//! The local world: the site's backend and a Pusher server, which the package glx-testbed brings up and reports ready.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::needs::Kit;
use super::{built, run};
use crate::fault::{Fault, Outcome, While};
use crate::leash::{Leashed, Output};

const READY_LIMIT: Duration = Duration::from_secs(60);

/// A world that answers; gone when this is dropped.
pub(crate) struct World {
    pub(crate) running: Leashed,
    /// What it said when it was ready.
    pub(crate) ready: Value,
}

/// Builds the world's program and tells where it is.
pub(crate) fn program(kit: &Kit) -> Outcome<PathBuf> {
    built::program(kit, &["build", "--package", "glx-testbed", "--bins"], "glx-testbed")
}

/// As [`program`], optimised.
pub(crate) fn quick_program(kit: &Kit) -> Outcome<PathBuf> {
    built::program(kit, &["build", "--profile", "simulation", "--package", "glx-testbed", "--bins"], "glx-testbed")
}

/// Starts the world and waits until it is ready.
pub(crate) fn start(kit: &Kit, program: PathBuf, words: &[String]) -> Outcome<World> {
    let mut command = kit.command(program);
    command.args(words).arg("--exit-with-stdin");
    if let Some(sockudo) = kit.program("sockudo") {
        command.arg("--sockudo").arg(sockudo);
    }
    let mut running = Leashed::start(&command, Output::Read)?;
    let Some(output) = running.stdout.take() else { return Err(Fault::new("the local world has no output")) };
    let mut lines = run::lines_of(output, READY_LIMIT);
    let Some(line) = lines.next() else {
        return Err(Fault::new("the local world did not start; why is above"));
    };
    let line =
        line.map_err(|_| Fault::new(format!("the local world was not ready within {} s", READY_LIMIT.as_secs())))?;
    let ready: Value = serde_json::from_str(&line).while_(format_args!("understand the local world's `{line}`"))?;
    if ready["ready"] != true {
        return Err(Fault::new(format!("the local world is not ready: {line}")));
    }
    Ok(World { running, ready })
}
