//! `cargo xtask profile`: finds out what a start needs and writes down what it does not (`xtask/page/late.txt`): by that list the wasm of the
//! page and of the embed is parted. To be run when the start has come to wait for the rest, or has grown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Fault, Outcome, While};
use crate::kit::run;
use crate::kit::stage::{self, Stage};

const BUILD_LIMIT: Duration = Duration::from_secs(30 * 60);
const LIMIT: Duration = Duration::from_secs(10 * 60);
const LATE: &str = "xtask/page/late.txt";
/// Where the named modules and what was called of them are kept meanwhile.
const FOLDER: &str = "target/profile";

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    args.done()?;
    let kit = stage::kit(&[])?;
    let checkout = kit.checkout.clone();
    let folder = checkout.join(FOLDER);
    // What an earlier run has left is of other modules.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).while_(format_args!("make {FOLDER}"))?;
    for form in ["build", "package"] {
        let mut probed = kit.cargo(&["xtask", form]);
        probed.env("GLX_PROBE", &folder);
        succeed(run::shown(&probed, BUILD_LIMIT)?)?;
    }
    let mut split = kit.cargo(&["run", "--quiet", "--package", "glx-split", "--"]);
    let stage = Stage::of_built(kit)?;
    let mut words = vec![String::from("late"), LATE.to_owned()];
    for form in ["page", "embed"] {
        let reached = folder.join(form);
        let mut node = stage.node();
        node.args(["tests/e2e/profile.mjs", form]).arg(&reached);
        succeed(run::shown(&node, LIMIT)?)?;
        let stem = if form == "page" { "glx-realtime" } else { "glx-embed" };
        words.extend([named(&folder, stem)?, reached].map(|path| path.to_string_lossy().into_owned()));
    }
    split.args(words);
    succeed(run::shown(&split, LIMIT)?)?;
    // What is there remembers what is called, and is not to be taken for finished.
    fs::remove_dir_all(checkout.join("dist")).while_("take away the page that was looked at")?;
    println!("{LATE} is written; the page and the embed are built anew with it when they are next needed");
    Ok(ExitCode::SUCCESS)
}

fn named(folder: &Path, stem: &str) -> Outcome<PathBuf> {
    let mut files = folder.read_dir().while_(format_args!("look into {FOLDER}"))?.flatten().map(|entry| entry.path());
    let is_it = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(stem) && name.ends_with(".wasm")
    };
    files.find(is_it).ok_or_else(|| Fault::new(format!("{FOLDER} has no module {stem}")))
}

fn succeed(good: bool) -> Outcome {
    if good { Ok(()) } else { Err(Fault::new("what a start needs could not be found out; why is above")) }
}
