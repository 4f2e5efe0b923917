//! The tests that need no browser.

use std::time::Duration;

use super::Report;
use crate::fault::Outcome;
use crate::kit::needs::{Kit, Need};

const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The engine's scenarios, the architecture's rules, and the unit tests of the library.
pub(super) fn engine(report: &mut Report) -> Outcome {
    let kit = Kit::with(&[])?;
    let words = ["test", "--package", "glx-realtime", "--lib", "--test", "engine", "--test", "architecture"];
    report.counted("cargo test (engine, architecture)", &kit.cargo(&words), LIMIT)
}

/// The local world against its contract, with the real Pusher server.
pub(super) fn testbed(report: &mut Report) -> Outcome {
    let kit = Kit::with(&[Need::Sockudo])?;
    let mut cargo = kit.cargo(&["test", "--package", "glx-testbed", "--all-targets"]);
    if let Some(sockudo) = kit.program("sockudo") {
        cargo.env("GLX_SOCKUDO", sockudo);
    }
    report.counted("cargo test (testbed)", &cargo, LIMIT)
}

/// These commands' own.
pub(super) fn xtask(report: &mut Report) -> Outcome {
    let kit = Kit::with(&[])?;
    report.counted("cargo test (xtask)", &kit.cargo(&["test", "--package", "xtask"]), LIMIT)
}
