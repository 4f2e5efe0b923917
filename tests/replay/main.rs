//! `cargo xtask replay FILE`: has what was recorded happen again, natively, and prints what came of it, step by step, with every
//! promise that breaks on the way. Exit code 1 when one did, or when the file is no recording.

mod promises;
mod told;

use std::process::ExitCode;

use glx_realtime::engine::recording::{Recording, Texts};

use promises::Watch;

const USAGE: &str = "usage: replay FILE [--until MS] [--effects] [--quiet]";

struct Wishes {
    file: String,
    /// How much to replay, in milliseconds from the first input.
    until: u64,
    /// Every effect in full.
    effects: bool,
    /// Only the end.
    quiet: bool,
}

fn wishes() -> Result<Wishes, String> {
    let mut wishes = Wishes { file: String::new(), until: u64::MAX, effects: false, quiet: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--effects" => wishes.effects = true,
            "--quiet" => wishes.quiet = true,
            "--until" => {
                let span = words.next().and_then(|span| span.parse().ok());
                wishes.until = span.ok_or("--until takes milliseconds")?;
            }
            file if wishes.file.is_empty() && !file.starts_with("--") => wishes.file = word,
            _ => return Err(format!("`{word}` is not understood; {USAGE}")),
        }
    }
    if wishes.file.is_empty() { Err(USAGE.to_owned()) } else { Ok(wishes) }
}

fn replay(wishes: &Wishes) -> Result<usize, String> {
    let text = std::fs::read_to_string(&wishes.file).map_err(|error| format!("{}: {error}", wishes.file))?;
    let recording = Recording::parse(&text).map_err(|error| format!("{}: {error}", wishes.file))?;
    let header = &recording.header;
    let texts = if header.texts == Texts::Hashed { "texts hidden" } else { "texts kept" };
    println!("{} inputs, version {}, {texts}", recording.inputs.len(), header.version);
    if header.missing > 0 {
        println!("the first {} inputs are missing: this is what a new engine makes of the rest", header.missing);
    }
    let mut engine = recording.engine();
    let start = recording.inputs.first().map_or(0, |(now, _)| now.mono);
    let mut watch = Watch::default();
    let mut shown = String::new();
    for (now, input) in recording.inputs {
        let at = now.mono.saturating_sub(start);
        if at > wishes.until {
            break;
        }
        let what = told::input(&input);
        let effects = engine.handle(now, input.clone());
        let view = engine.view();
        let broken = watch.step(&input, &effects, &view);
        let state = told::view(&view);
        if !wishes.quiet || !broken.is_empty() {
            println!("{at:>9} ms  {what}");
            for effect in &effects {
                println!(
                    "              → {}",
                    if wishes.effects { format!("{effect:?}") } else { told::effect(effect) }
                );
            }
            if state != shown {
                println!("              {state}");
            }
        }
        for promise in broken {
            println!("              BROKEN: {promise}");
        }
        shown = state;
    }
    println!("at the end: {shown}");
    println!("{} broken promises", watch.broken);
    Ok(watch.broken)
}

fn main() -> ExitCode {
    match wishes().and_then(|wishes| replay(&wishes)) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}
