//! The tests in a real browser: the library compiled to wasm, real pusher-js, a local world with a real Pusher server.
//! wasm-bindgen's runner makes the page and serves it; the browser is driven by `xtask/page/web-tests.mjs`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Report;
use crate::fault::{Fault, Outcome};
use crate::kit::built::executable;
use crate::kit::needs::{Kit, Need};
use crate::kit::rust::WASM;
use crate::kit::{chromium, ports, run, world};
use crate::leash::{Leashed, Output};

const BUILD_LIMIT: Duration = Duration::from_secs(30 * 60);
/// The runner is built unoptimised and has a large program to read.
const SERVER_LIMIT: Duration = Duration::from_secs(300);
/// For all tests together.
const TEST_SECONDS: u64 = 300;

/// The unit tests of what exists in the browser only, and `tests/web`.
const PROGRAMS: [&str; 2] = ["web", "glx_realtime"];

/// The world's address is compiled into the tests, so it stays the same from run to run where it can.
const WORLD_PORT: u16 = 47801;

pub(super) fn run(report: &mut Report) -> Outcome {
    let kit = Kit::with(&[Need::Wasm, Need::Modules, Need::WasmBindgen, Need::Sockudo])?;
    let chromium = match chromium::get(&kit) {
        Ok(chromium) => chromium,
        Err(fault) => {
            report.skip(fault.to_string());
            return Ok(());
        }
    };
    let program = world::program(&kit)?;
    let origin = format!("127.0.0.1:{}", ports::preferably(WORLD_PORT));
    let programs = compile(&kit, &origin)?;
    let words = ["--listen", &origin, "--sockudo-port", "0"].map(String::from);
    let _world = world::start(&kit, program, &words)?;

    for (name, tests) in PROGRAMS.iter().zip(programs) {
        let (_server, address) = serve(&kit, &tests)?;
        let mut browser = kit.command("node");
        browser.arg("xtask/page/web-tests.mjs").arg(address).arg(&chromium).arg(TEST_SECONDS.to_string());
        report.counted(&format!("{name} in Chromium"), &browser, Duration::from_secs(TEST_SECONDS + 60))?;
    }
    Ok(())
}

/// Builds the tests against the world at `origin` and tells where they are, in the order of [`PROGRAMS`].
fn compile(kit: &Kit, origin: &str) -> Outcome<Vec<PathBuf>> {
    let words = ["test", "--no-run", "--package", "glx-realtime", "--target", WASM, "--lib", "--test", "web"];
    let mut cargo = kit.cargo(&words);
    cargo.arg("--message-format=json-render-diagnostics").env("GLX_TESTBED", format!("http://{origin}"));
    let mut found = PROGRAMS.map(|_| None);
    let built = run::read_lines(&cargo, BUILD_LIMIT, |line| {
        for (name, found) in PROGRAMS.iter().zip(&mut found) {
            *found = executable(line, name).or_else(|| found.take());
        }
    })?;
    let found: Vec<_> = found.into_iter().flatten().collect();
    if built && found.len() == PROGRAMS.len() {
        Ok(found)
    } else {
        Err(Fault::new("the tests for the browser were not built; what went wrong is above"))
    }
}

/// Has wasm-bindgen's runner serve the tests as a page; it goes on until it is let go.
fn serve(kit: &Kit, tests: &Path) -> Outcome<(Leashed, String)> {
    let mut runner = kit.command("wasm-bindgen-test-runner");
    runner
        .arg(tests)
        .env("NO_HEADLESS", "1")
        .env("WASM_BINDGEN_TEST_ADDRESS", format!("127.0.0.1:{}", ports::preferably(47811)))
        // The page that people get has no such isolation either.
        .env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1");
    let mut running = Leashed::start(&runner, Output::Read)?;
    let Some(output) = running.stdout.take() else { return Err(Fault::new("the test runner has no output")) };
    for line in run::lines_of(output, SERVER_LIMIT) {
        let line = line?;
        if let Some((_, address)) = line.split_once("available at ") {
            return Ok((running, address.trim().to_owned()));
        }
        println!("{line}");
    }
    Err(Fault::new("wasm-bindgen-test-runner has served no page; why is above"))
}
