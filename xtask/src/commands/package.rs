//! `cargo xtask package`: what other sites take in, in `dist/embed`, ready to be published to npm or copied into a static site.

use std::process::ExitCode;

use crate::args::Args;
use crate::fault::Outcome;
use crate::kit::embed;
use crate::kit::needs::{Kit, Need};

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    args.done()?;
    embed::build(&Kit::with(&[Need::Wasm, Need::Modules, Need::WasmBindgen])?)?;
    println!("dist/embed is ready");
    Ok(ExitCode::SUCCESS)
}
