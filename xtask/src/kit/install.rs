//! Puts a missing tool into the cache: ready made by `cargo binstall` where that is there, else built. Built without
//! optimisation, into one target folder for all of them: a quarter of the time, and the page builds as fast with them.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::progress::{self, Progress};
use super::tools::Tool;
use super::{network, places, run};
use crate::fault::{Fault, Outcome, While};

/// More than any machine should take for one tool.
const BUILD_LIMIT: Duration = Duration::from_secs(60 * 60);
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(5 * 60);

/// Held while tools are installed, so that two runs do not build the same; freed by the system however we end.
pub(crate) struct CacheLock {
    _file: File,
}

impl CacheLock {
    pub(crate) fn take() -> Outcome<Self> {
        let cache = places::cache()?;
        fs::create_dir_all(&cache).while_(format_args!("make the folder {}", cache.display()))?;
        let place = cache.join("lock");
        let file = File::create(&place).while_(format_args!("write {}", place.display()))?;
        if file.try_lock().is_ok() {
            return Ok(Self { _file: file });
        }
        println!("another run is getting tools: waiting for it");
        let (tell, locked) = mpsc::channel();
        thread::spawn(move || {
            if file.lock().is_ok() {
                let _ = tell.send(file);
            }
        });
        let file = locked
            .recv_timeout(BUILD_LIMIT)
            .map_err(|_| Fault::new("another run has been getting tools for an hour: end it, and run this again"))?;
        Ok(Self { _file: file })
    }
}

/// Installs `tool` into the cache.
pub(crate) fn install(tool: &Tool, checkout: &Path, _lock: &CacheLock) -> Outcome {
    let home = tool.home()?;
    if binstall(tool, &home, checkout) { Ok(()) } else { build(tool, &home, checkout) }
}

/// Whether a ready-made one could be had.
fn binstall(tool: &Tool, home: &Path, checkout: &Path) -> bool {
    let cargo = || {
        let mut command = Command::new(places::cargo());
        command.arg("binstall").current_dir(checkout);
        command
    };
    if !run::asked(cargo().arg("-V")).is_some_and(|answer| answer.ok) {
        return false;
    }
    println!("{} {}: asking cargo binstall for a ready-made one", tool.package, tool.version);
    let mut command = cargo();
    command.args(["--no-confirm", "--disable-strategies", "compile", "--force", "--version", &tool.version, "--root"]);
    let got = run::silent(command.arg(home).arg(tool.package), DOWNLOAD_LIMIT);
    let works = got.is_ok_and(|answer| answer.ok) && matches!(tool.find(&std::ffi::OsString::new()), Ok(Some(_)));
    if !works {
        println!("  there is none for this machine: building it");
    }
    works
}

fn build(tool: &Tool, home: &Path, checkout: &Path) -> Outcome {
    let name = format!("{} {}", tool.package, tool.version);
    let cores = thread::available_parallelism().map_or(2, |cores| cores.get().min(8)) as u64;
    // Cores are never all busy: the last crates wait for one another.
    let guess = Duration::from_secs(tool.core_seconds * 13 / (10 * cores) + 10);
    let mut progress = Progress::start(format!("building {name}"), guess);
    let mut command = Command::new(places::cargo());
    command
        .args(["install", tool.package, "--force", "--version", &tool.version])
        .args(tool.options)
        .arg("--root")
        .arg(home)
        .current_dir(checkout)
        .env("CARGO_TARGET_DIR", places::cache()?.join("build"))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "100")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    let mut steps = None;
    let answer = run::watched(&mut command, BUILD_LIMIT, |text| {
        steps = progress::cargo_steps(text).or(steps);
        progress.tell(steps);
    })?;
    if answer.ok {
        progress.end("built");
        return Ok(());
    }
    progress.end("failed");
    if network::is_missing(&answer.text) {
        return Err(network::fault(&format!("{name} (or put it on PATH in this version)")));
    }
    let said: Vec<&str> = answer.text.lines().filter(|line| progress::cargo_steps(line).is_none()).collect();
    for line in &said[said.len().saturating_sub(40)..] {
        eprintln!("  {line}");
    }
    Err(Fault::new(format!("{name} could not be built; what cargo said is above")))
}
