//! A program that plays random worlds until enough steps are done or a promise is broken: what `cargo xtask simulate` runs.
//! Without arguments it plays one run.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    unused_imports,
    reason = "the model is the scenarios' own: it fails where it meets what it does not expect, and has words that are not needed here"
)]

mod backend;
mod client;
mod network;
mod promises;
mod pusher;
mod simulation;
mod spoil;
mod story;
mod world;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use simulation::{Done, Hunt, hunt};

/// How often it says how far it is.
const SAID_EVERY: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let mut wanted = Hunt { first_seed: 1, steps: 0, threads: 1, shrinks: true };
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
        let taken = match word.as_str() {
            "--seed" => number().map(|seed| wanted.first_seed = seed),
            "--steps" => number().map(|steps| wanted.steps = steps),
            "--threads" => number().and_then(|threads| threads.try_into().ok()).map(|threads| wanted.threads = threads),
            "--as-it-is" => {
                wanted.shrinks = false;
                Some(())
            }
            _ => None,
        };
        if taken.is_none() {
            eprintln!("error: `{word}` is not understood, or lacks its number");
            return ExitCode::FAILURE;
        }
    }
    let started = Instant::now();
    let said = Mutex::new(started);
    let done = Done::default();
    let found = hunt(wanted, &done, |done| {
        let mut said = said.lock().expect("no panic here");
        if said.elapsed() >= SAID_EVERY {
            *said = Instant::now();
            println!("{}", so_far(done, started));
        }
    });
    println!("{}", so_far(&done, started));
    match found {
        None => {
            println!("every promise was kept");
            ExitCode::SUCCESS
        }
        Some(told) => {
            print!("{told}");
            ExitCode::FAILURE
        }
    }
}

fn so_far(done: &Done, started: Instant) -> String {
    let (steps, runs) = (done.steps.load(Ordering::Relaxed), done.runs.load(Ordering::Relaxed));
    let seconds = started.elapsed().as_secs_f64();
    format!("{steps} steps in {runs} runs, {seconds:.1} s, {:.0} steps/s", steps as f64 / seconds.max(0.001))
}
