//! The built page in a real browser, with the local world behind it: `tests/e2e/**/*.test.mjs`, by Node's own test runner.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Report;
use crate::fault::Outcome;
use crate::kit::chromium;
use crate::kit::needs::Need;
use crate::kit::stage::{self, Stage};

/// For one file of tests.
const LIMIT: Duration = Duration::from_secs(15 * 60);

pub(super) fn run(report: &mut Report) -> Outcome {
    let kit = stage::kit(&[Need::Hosts])?;
    let tests = tests(&kit.checkout);
    if tests.is_empty() {
        report.skip("there is no tests/e2e/*.test.mjs");
        return Ok(());
    }
    if let Err(fault) = chromium::get(&kit) {
        report.skip(fault.to_string());
        return Ok(());
    }
    let stage = Stage::set(kit)?.with_embed()?;
    for test in tests {
        // One file at a time: each brings up a world of its own, and some measure times.
        let mut node = stage.node();
        node.args(["--test", "--test-reporter=spec"]).arg(&test);
        let name = test.file_name().unwrap_or_default().to_string_lossy();
        report.counted(&format!("tests/e2e/{name}"), &node, LIMIT)?;
    }
    Ok(())
}

fn tests(checkout: &Path) -> Vec<PathBuf> {
    let mut tests = tests_below(&checkout.join("tests/e2e"));
    tests.sort();
    tests
}

/// The files of tests in a folder and in those below it.
fn tests_below(folder: &Path) -> Vec<PathBuf> {
    let mut tests = Vec::new();
    for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            tests.extend(tests_below(&path));
        } else if path.to_string_lossy().ends_with(".test.mjs") {
            tests.push(path);
        }
    }
    tests
}
