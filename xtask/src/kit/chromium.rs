//! Finds a Chromium for the tests, or gets one: Playwright's download, or Debian's package where we may install it.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::needs::Kit;
use super::{node, places, run};
use crate::fault::{Fault, Outcome};

const DOWNLOAD_LIMIT: Duration = Duration::from_secs(5 * 60);
const PACKAGE_LIMIT: Duration = Duration::from_secs(10 * 60);

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const APPLICATIONS: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
];

/// A Chromium that starts.
pub(crate) fn get(kit: &Kit) -> Outcome<PathBuf> {
    node::drives_browsers()?;
    for name in ["GLX_CHROME", "CHROME"] {
        if let Some(chosen) = env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from) {
            return match chosen.is_file() {
                true => Ok(chosen),
                false => Err(Fault::new(format!("{name} names {}, which does not exist", chosen.display()))),
            };
        }
    }
    if let Some(found) = installed().or_else(|| playwrights(kit)) {
        return Ok(found);
    }
    println!("no Chromium here: asking Playwright for one");
    let mut download = kit.command("node");
    download.args(["node_modules/playwright-core/cli.js", "install", "chromium", "--no-shell"]);
    if run::silent(&mut download, DOWNLOAD_LIMIT).is_ok_and(|answer| answer.ok)
        && let Some(found) = playwrights(kit)
    {
        return Ok(found);
    }
    if let Some(found) = debians(kit) {
        return Ok(found);
    }
    Err(Fault::new(
        "no Chromium, and none could be downloaded: install Chromium or Chrome, or set CHROME to the program's path",
    ))
}

/// One that a person or the system has installed.
fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = NAMES.iter().find_map(|name| places::find_program(name, &path));
    let windows = ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"]
        .into_iter()
        .filter_map(env::var_os)
        .map(|folder| PathBuf::from(folder).join("Google/Chrome/Application/chrome.exe"));
    on_path.into_iter().chain(APPLICATIONS.iter().map(PathBuf::from)).chain(windows).find(|file| file.is_file())
}

/// The one that Playwright has downloaded, now or earlier.
fn playwrights(kit: &Kit) -> Option<PathBuf> {
    let script = "import { chromium } from 'playwright-core'; console.log(chromium.executablePath())";
    let answer = run::asked(kit.command("node").args(["--input-type=module", "--eval", script]))?;
    Some(PathBuf::from(answer.text.trim())).filter(|file| answer.ok && file.is_file())
}

/// Debian's package, where we are root and apt is there.
fn debians(kit: &Kit) -> Option<PathBuf> {
    let root = run::asked(Command::new("id").arg("-u")).is_some_and(|answer| answer.text.trim() == "0");
    if !root || kit.program("apt-get").is_none() {
        return None;
    }
    println!("Playwright has none to give: installing Debian's (apt-get install chromium)");
    let apt = |words: &[&str]| {
        let mut command = kit.command("apt-get");
        run::silent(command.args(words).env("DEBIAN_FRONTEND", "noninteractive"), PACKAGE_LIMIT)
            .is_ok_and(|answer| answer.ok)
    };
    let install = ["install", "-y", "--no-install-recommends", "chromium"];
    // A machine's list of packages is often missing or old.
    let done = apt(&install) || (apt(&["update"]) && apt(&install));
    if done { installed() } else { None }
}
