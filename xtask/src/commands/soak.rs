//! `cargo xtask soak`: two browsers chat through random troubles for as long as one likes; what they show is compared with what the site
//! has saved. The soak itself is `tests/e2e/soak.mjs`.

use std::process::ExitCode;
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Fault, Outcome};
use crate::kit::run;
use crate::kit::stage::{self, Stage};

/// What it may take beyond the minutes asked for.
const SLACK: Duration = Duration::from_secs(10 * 60);

pub(crate) fn run(mut args: Args) -> Outcome<ExitCode> {
    let minutes = args.number("--minutes")?.unwrap_or(60);
    let seed = args.number("--seed")?.unwrap_or(1);
    args.done()?;
    let mut node = Stage::set(stage::kit(&[])?)?.node();
    node.arg("tests/e2e/soak.mjs").args([minutes.to_string(), seed.to_string()]);
    match run::shown(&node, Duration::from_secs(60 * minutes) + SLACK)? {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Fault::new(format!("the soak with seed {seed} found something; what is above"))),
    }
}
