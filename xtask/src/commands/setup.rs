//! `cargo xtask setup`: gets what is missing and says what is there. The other commands do the same on their own.

use std::process::ExitCode;

use crate::args::Args;
use crate::fault::Outcome;
use crate::kit::needs::{self, Kit, Need};

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    args.done()?;
    let all: Vec<Need> = needs::SERVE.iter().copied().chain([Need::Lints]).collect();
    let kit = Kit::with(&all)?;
    for name in ["node", "trunk", "wasm-bindgen", "sockudo"] {
        if let Some(place) = kit.program(name) {
            println!("{name:<12} {}", place.display());
        }
    }
    println!("everything is there: `cargo xtask serve` is next");
    Ok(ExitCode::SUCCESS)
}
