//! The command: `glx-split part IN LATE FIRST REST`, `glx-split probe IN OUT`, `glx-split late OUT IN REACHED [IN REACHED …]`.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use glx_split::{LateNames, part, probe};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("glx-split {}: {error}", words.join(" "));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<(), Box<dyn Error>> {
    match words {
        ["part", wasm, late, first, rest] => {
            let parts = part(&fs::read(wasm)?, &LateNames::parse(&fs::read_to_string(late)?)?)?;
            fs::write(first, parts.first)?;
            fs::write(rest, parts.rest)?;
            Ok(())
        }
        ["probe", wasm, probed] => Ok(fs::write(probed, probe(&fs::read(wasm)?)?)?),
        // REACHED: the indices of functions that were called, a line each.
        ["late", list, runs @ ..] if !runs.is_empty() && runs.len().is_multiple_of(2) => {
            let (mut late, mut needed) = (LateNames::default(), LateNames::default());
            for run in runs.chunks(2) {
                let [wasm, reached] = run else { continue };
                let reached: BTreeSet<u32> =
                    fs::read_to_string(reached)?.lines().map(str::parse).collect::<Result<_, _>>()?;
                let (unreached, reached) = LateNames::unreached(&fs::read(wasm)?, &reached)?;
                needed = needed.joined(&reached, &LateNames::default());
                late = late.joined(&unreached, &LateNames::default());
            }
            let head = "# What the start does not need, as digests of names. Made by `cargo xtask profile`.\n";
            Ok(fs::write(list, format!("{head}{}", late.joined(&LateNames::default(), &needed).text()))?)
        }
        _ => Err("usage: part IN LATE FIRST REST | probe IN OUT | late OUT IN REACHED [IN REACHED …]".into()),
    }
}
