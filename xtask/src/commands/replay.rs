//! `cargo xtask replay FILE`: a recording that somebody saved in the page happens again, natively. The program is `tests/replay`.

use std::process::ExitCode;
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Outcome, While};
use crate::kit::needs::Kit;
use crate::kit::run;

/// With the program to be built first.
const LIMIT: Duration = Duration::from_secs(30 * 60);

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    let kit = Kit::with(&[])?;
    let mut replay = kit.cargo(&["run", "--quiet", "--example", "replay", "--"]);
    // A file is looked for where the command is given, not in the checkout.
    let here = std::env::current_dir().while_("find out where we are")?;
    for word in args.rest() {
        let file = here.join(&word);
        if file.is_file() {
            replay.arg(file)
        } else {
            replay.arg(word)
        };
    }
    // Why it failed it has said itself.
    Ok(if run::shown(&replay, LIMIT)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
