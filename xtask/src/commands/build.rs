//! `cargo xtask build`: the release page in `dist`, ready for any static host.

use std::process::ExitCode;

use crate::args::Args;
use crate::fault::Outcome;
use crate::kit::needs::{self, Kit};
use crate::kit::page;

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    args.done()?;
    page::build(&Kit::with(needs::BUILD)?)?;
    Ok(ExitCode::SUCCESS)
}
