//! `cargo xtask bench`: ours beside what a user would pick instead, every goal with its interval. The measuring is `benches/harness`.

use std::process::ExitCode;
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Fault, Outcome};
use crate::kit::stage::{self, Stage};
use crate::kit::{node, run};

/// Every measure, and more pairs than anybody waits for.
const LIMIT: Duration = Duration::from_secs(3 * 60 * 60);
/// As `benches/harness/measures.mjs` has them.
const NAMES: &[&str] =
    &["bytes", "start", "message", "memory", "scroll", "reading", "flood", "rooms", "mount", "curve"];

pub(crate) fn run(mut args: Args) -> Outcome<ExitCode> {
    let quick = args.flag("--quick");
    let pairs = args.number("--pairs")?;
    let form = args.word("--ours").unwrap_or_else(|| String::from("embed"));
    if !matches!(form.as_str(), "embed" | "page") {
        return Err(Fault::new(format!("--ours takes embed or page, not `{form}`")));
    }
    let names = args.choices(NAMES)?;
    let kit = stage::kit(&[])?;
    node::bench_modules(&kit.checkout)?;
    let mut node = Stage::for_measuring(kit)?.node();
    node.arg("benches/harness/run.mjs").args(["--ours", &form]).args(names).args(quick.then_some("--quick"));
    if let Some(pairs) = pairs {
        node.args(["--pairs", &pairs.to_string()]);
    }
    match run::shown(&node, LIMIT)? {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Fault::new("not everything could be measured; why is above")),
    }
}
