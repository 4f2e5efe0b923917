//! Format and clippy: the whole workspace natively, the page's package for the browser too. Warnings are errors.

use std::time::Duration;

use super::{Report, supply};
use crate::fault::Outcome;
use crate::kit::needs::{Kit, Need};
use crate::kit::rust::WASM;

const LIMIT: Duration = Duration::from_secs(20 * 60);

pub(super) fn run(report: &mut Report) -> Outcome {
    // The bindings take in the bundled pusher-js when they are compiled.
    let kit = Kit::with(&[Need::Lints, Need::Wasm, Need::Modules])?;
    report.check("cargo fmt --check", &kit.cargo(&["fmt", "--all", "--check"]), LIMIT)?;
    let native = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
    report.check("clippy, native", &kit.cargo(&native), LIMIT)?;
    let wasm = [
        "clippy",
        "--quiet",
        "--package",
        "glx-realtime",
        "--target",
        WASM,
        "--features",
        "embed",
        "--lib",
        "--bins",
        "--test",
        "web",
    ];
    let mut wasm = kit.cargo(&wasm);
    wasm.args(["--", "-D", "warnings"]);
    report.check("clippy, wasm", &wasm, LIMIT)?;
    supply::check(report, &kit)
}
