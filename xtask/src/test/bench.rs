//! The measuring: its arithmetic, budgets of what does not depend on the machine, and one pair of ours and P1 to see that it all runs.
//! No time is asserted here or anywhere.

use std::time::Duration;

use super::Report;
use crate::fault::Outcome;
use crate::kit::stage::{self, Stage};
use crate::kit::{chromium, node};

const LIMIT: Duration = Duration::from_secs(5 * 60);

pub(super) fn run(report: &mut Report) -> Outcome {
    let kit = stage::kit(&[])?;
    node::bench_modules(&kit.checkout)?;
    let test = |file: &str, mut command: std::process::Command| {
        command.args(["--test", "--test-reporter=spec", file]);
        command
    };
    for file in ["benches/budgets.test.mjs", "benches/harness/statistics.test.mjs"] {
        report.counted(file, &test(file, kit.command("node")), LIMIT)?;
    }
    if let Err(fault) = chromium::get(&kit) {
        report.skip(fault.to_string());
        return Ok(());
    }
    let stage = Stage::for_measuring(kit)?;
    let mut budgets = stage.node();
    budgets.args(["benches/budgets.mjs", "dist", "dist/embed"]);
    report.check("benches/budgets.json is kept", &budgets, LIMIT)?;
    let smoke = "benches/harness/smoke.test.mjs";
    report.counted(smoke, &test(smoke, stage.node()), LIMIT)
}
