//! `cargo xtask test`: runs the parts one after the other, says what each did, and ends with the line `N passed, N failed`.

mod bench;
mod doc;
mod e2e;
mod lint;
mod native;
mod supply;
mod tally;
mod web;

use std::collections::VecDeque;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::args::Args;
use crate::fault::Outcome;
use crate::kit::{progress, run};
use tally::Tally;

/// A part: its name, what is said when it begins, and the function that runs it.
struct Part {
    name: &'static str,
    purpose: &'static str,
    run: fn(&mut Report) -> Outcome,
}

/// What fails soonest and cheapest comes first.
const PARTS: &[Part] = &[
    Part { name: "lint", purpose: "format, clippy native and wasm, and what comes from elsewhere", run: lint::run },
    Part { name: "engine", purpose: "the engine's scenarios and the architecture", run: native::engine },
    Part { name: "testbed", purpose: "the local world keeps the site's contract", run: native::testbed },
    Part { name: "xtask", purpose: "these commands", run: native::xtask },
    Part { name: "doc", purpose: "the examples in the documentation", run: doc::run },
    Part { name: "web", purpose: "bindings and hooks in Chromium against a real Pusher server", run: web::run },
    Part { name: "bench", purpose: "the measuring, and the budgets", run: bench::run },
    Part { name: "e2e", purpose: "the built page in Chromium, with everything behind it", run: e2e::run },
];

pub(crate) fn run(args: Args) -> Outcome<ExitCode> {
    let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    let chosen = args.choices(&names)?;
    let mut report = Report::default();
    for part in PARTS.iter().filter(|part| chosen.is_empty() || chosen.iter().any(|name| name == part.name)) {
        println!("\n== {}: {}", part.name, part.purpose);
        report.part = part.name;
        let started = Instant::now();
        if let Err(fault) = (part.run)(&mut report) {
            println!("FAILED: {fault}");
            report.add("could not run", started.elapsed(), Tally::failed());
        }
    }
    Ok(report.print())
}

/// How many of a failed step's last lines are told again before the summary: a test runner ends with what failed, and why.
const LAST_LINES: usize = 60;

/// What ran, what came of it, and what was left out.
#[derive(Default)]
pub(super) struct Report {
    part: &'static str,
    steps: Vec<Step>,
    skipped: Vec<(&'static str, String)>,
    /// The last lines of the steps that failed.
    failures: Vec<(String, VecDeque<String>)>,
}

struct Step {
    part: &'static str,
    name: String,
    took: Duration,
    tally: Tally,
}

impl Report {
    /// Runs a command whose output counts its tests. One that fails without having counted a failure counts as one.
    fn counted(&mut self, name: &str, command: &Command, limit: Duration) -> Outcome {
        println!("-- {name}");
        let started = Instant::now();
        let mut tally = Tally::default();
        let mut last = VecDeque::with_capacity(LAST_LINES);
        let ended = run::overheard(command, limit, |line| {
            tally.read(line);
            if last.len() == LAST_LINES {
                last.pop_front();
            }
            last.push_back(line.to_owned());
        });
        if tally.failed > 0 || !matches!(ended, Ok(true)) {
            self.failures.push((name.to_owned(), last));
        }
        self.ended(name, started, tally, ended)
    }

    /// Runs a command that is one check: it passes or it fails.
    fn check(&mut self, name: &str, command: &Command, limit: Duration) -> Outcome {
        println!("-- {name}");
        let started = Instant::now();
        let ended = run::shown(command, limit);
        let tally = if matches!(ended, Ok(true)) { Tally::passed() } else { Tally::default() };
        self.ended(name, started, tally, ended)
    }

    fn ended(&mut self, name: &str, started: Instant, mut tally: Tally, ended: Outcome<bool>) -> Outcome {
        let failed = match ended {
            Ok(good) => !good,
            Err(fault) => {
                println!("FAILED: {fault}");
                true
            }
        };
        if failed && tally.failed == 0 {
            tally.failed = 1;
        }
        self.add(name, started.elapsed(), tally);
        Ok(())
    }

    fn add(&mut self, name: &str, took: Duration, tally: Tally) {
        self.steps.push(Step { part: self.part, name: name.to_owned(), took, tally });
    }

    /// Leaves something out and says why. A person may lack what it needs; continuous integration may not, so there it has failed.
    fn skip(&mut self, why: impl Into<String>) {
        let why = why.into();
        println!("skipped: {why}");
        if std::env::var_os("CI").is_some() {
            self.add("left out", Duration::ZERO, Tally::failed());
        }
        self.skipped.push((self.part, why));
    }

    fn print(&self) -> ExitCode {
        for (name, last) in &self.failures {
            println!("\n== failed: {name}");
            last.iter().for_each(|line| println!("{line}"));
        }
        println!("\n== summary");
        for Step { part, name, took, tally } in &self.steps {
            println!("  {part:<8} {name:<34} {:>11}   {tally}", progress::spoken(*took));
        }
        for (part, why) in &self.skipped {
            println!("  {part:<8} skipped: {why}");
        }
        let sum = self.steps.iter().fold(Tally::default(), |sum, step| sum + step.tally);
        println!("{sum}");
        if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
