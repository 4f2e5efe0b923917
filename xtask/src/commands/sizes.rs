//! `cargo xtask sizes`: what a visitor downloads. Node does the counting, its zlib has both gzip and brotli.

use std::process::ExitCode;
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Fault, Outcome};
use crate::kit::needs::{self, Kit};
use crate::kit::{page, run};

const LIMIT: Duration = Duration::from_secs(120);

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    args.done()?;
    let kit = Kit::with(needs::BUILD)?;
    page::current(&kit)?;
    let mut node = kit.command("node");
    node.args(["xtask/page/sizes.mjs", "dist"]);
    match run::shown(&node, LIMIT)? {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Fault::new("the sizes could not be counted; why is above")),
    }
}
