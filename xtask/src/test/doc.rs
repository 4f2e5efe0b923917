//! The examples in the documentation. Those of the engine run; those that need a browser are compiled and not run, for
//! which cargo is given a runner that does nothing: this program, held to `help`.

use std::time::Duration;

use super::Report;
use crate::fault::{Outcome, While};
use crate::kit::needs::{Kit, Need};
use crate::kit::rust::WASM;

const LIMIT: Duration = Duration::from_secs(20 * 60);

pub(super) fn run(report: &mut Report) -> Outcome {
    let kit = Kit::with(&[Need::Wasm, Need::Modules])?;
    let words = ["test", "--doc", "--package", "glx-realtime"];
    report.counted("cargo test --doc, native", &kit.cargo(&words), LIMIT)?;

    let ourselves = std::env::current_exe().while_("find this program's own file")?;
    let mut wasm = kit.cargo(&words);
    wasm.args(["--target", WASM]);
    wasm.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", format!("{} help", ourselves.display()));
    report.counted("cargo test --doc, wasm (compiled)", &wasm, LIMIT)
}
