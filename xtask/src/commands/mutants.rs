//! `cargo xtask mutants`: the engine is broken on purpose, in one place at a time, and the simulation has to notice. A breakage that it does
//! not notice is a promise that nobody checks.

mod table;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::simulate;
use crate::args::Args;
use crate::fault::{Fault, Outcome, While};
use crate::kit::needs::Kit;
use crate::kit::run;
use table::MUTANTS;

/// How many steps the simulation has to notice in.
const STEPS: u64 = 5_000_000;
const LIMIT: Duration = Duration::from_secs(15 * 60);
/// What the copy is made of.
const SOURCES: [&str; 7] = ["Cargo.toml", "Cargo.lock", "clippy.toml", "rust-toolchain.toml", "src", "static", "tests"];
/// The commands and the local world are left out of the copy, so that they are not looked at again each time.
const MEMBERS: &str = r#"members = ["testbed", "xtask", "xtask/split"]"#;

/// One breakage.
#[derive(Debug)]
struct Mutant {
    /// Under `src/engine/`.
    file: &'static str,
    /// What stands there, once.
    find: &'static str,
    replace: &'static str,
    /// What is broken by that.
    breaks: &'static str,
}

/// What the simulation said.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    steps: String,
    sentence: Option<String>,
    expects_sentence: bool,
}

pub(crate) fn run(mut args: Args) -> Outcome<ExitCode> {
    let steps = args.number("--steps")?.unwrap_or(STEPS);
    args.done()?;
    let kit = Kit::with(&[])?;
    let work = kit.checkout.join("target/mutants");
    let copy = work.join("checkout");
    copy_sources(&kit.checkout, &copy)?;
    let started = Instant::now();
    let sound = try_out(&kit, &work, &copy, steps)?;
    if let Some(sentence) = sound.sentence {
        return Err(Fault::new(format!("the engine as it is breaks a promise already: {sentence}")));
    }
    println!("the engine as it is: every promise kept in {} steps", sound.steps);
    let mut survivors = 0;
    for (number, mutant) in MUTANTS.iter().enumerate() {
        let file = copy.join("src/engine").join(mutant.file);
        let source = fs::read_to_string(&file).while_(format_args!("read src/engine/{}", mutant.file))?;
        let broken = mutant.apply(&source)?;
        fs::write(&file, broken).while_(format_args!("write {}", file.display()))?;
        let began = Instant::now();
        let said = try_out(&kit, &work, &copy, steps);
        fs::write(&file, source).while_(format_args!("write {}", file.display()))?;
        let said = said?;
        let outcome = match said.sentence {
            Some(sentence) => format!("caught within {} steps: {sentence}", said.steps),
            None => {
                survivors += 1;
                format!("SURVIVED {} steps", said.steps)
            }
        };
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "{:>2}. {} ({}, {seconds:.0} s with its build)\n    {outcome}",
            number + 1,
            mutant.breaks,
            mutant.file
        );
    }
    println!("{} mutants, {survivors} survived, {:.0} s", MUTANTS.len(), started.elapsed().as_secs_f64());
    Ok(if survivors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Mutant {
    fn apply(&self, source: &str) -> Outcome<String> {
        match source.matches(self.find).count() {
            1 => Ok(source.replacen(self.find, self.replace, 1)),
            count => {
                let Self { file, find, breaks, .. } = self;
                Err(Fault::new(format!("{breaks}: `{find}` stands {count} times in src/engine/{file}, and not once")))
            }
        }
    }
}

impl Said {
    fn hear(&mut self, line: &str) {
        if let Some((steps, _)) = line.split_once(" steps in ") {
            self.steps = steps.to_owned();
        } else if line.starts_with("seed ") && line.contains(" breaks a promise ") {
            self.expects_sentence = true;
        } else if std::mem::take(&mut self.expects_sentence) {
            self.sentence = Some(line.trim().to_owned());
        }
    }
}

fn try_out(kit: &Kit, work: &Path, copy: &Path, steps: u64) -> Outcome<Said> {
    let mut cargo = kit.cargo(&[]);
    cargo.current_dir(copy).env("CARGO_TARGET_DIR", work.join("target")).env("RUSTFLAGS", "--cap-lints allow");
    let program = simulate::build(cargo)?;
    let mut play = simulate::play(&program, copy, steps);
    play.arg("--as-it-is");
    let mut said = Said::default();
    let kept = run::read_lines(&play, LIMIT, |line| said.hear(line))?;
    match (kept, &said.sentence) {
        (true, None) | (false, Some(_)) => Ok(said),
        _ => Err(Fault::new("the simulation ended without saying why")),
    }
}

fn copy_sources(checkout: &Path, copy: &Path) -> Outcome {
    for name in SOURCES {
        let (from, to) = (checkout.join(name), copy.join(name));
        if to.is_dir() {
            fs::remove_dir_all(&to).while_(format_args!("empty {}", to.display()))?;
        }
        if from.exists() {
            copy_all(&from, &to).while_(format_args!("copy {name}"))?;
        }
    }
    let manifest = copy.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).while_("read the copied Cargo.toml")?;
    if !text.contains(MEMBERS) {
        return Err(Fault::new(format!("Cargo.toml has no longer `{MEMBERS}`")));
    }
    fs::write(&manifest, text.replacen(MEMBERS, "members = []", 1)).while_("write the copied Cargo.toml")
}

/// Copies a file, or a folder with all that is in it.
fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        return fs::copy(from, to).map(|_| ());
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::places;

    #[test]
    fn every_mutant_has_its_place_in_the_sources() {
        assert!(MUTANTS.len() >= 10);
        for mutant in MUTANTS {
            let file = places::checkout().join("src/engine").join(mutant.file);
            let source = fs::read_to_string(file).unwrap();
            let broken = mutant.apply(&source).map_err(|fault| fault.to_string()).unwrap();
            assert_ne!(broken, source, "{}", mutant.breaks);
        }
    }

    #[test]
    fn what_the_simulation_says_is_understood() {
        let mut said = Said::default();
        for line in
            ["10 steps in 1 runs, 0.1 s", "seed 4 breaks a promise after 9 steps:", "  two rows", "  judged at x:1"]
        {
            said.hear(line);
        }
        assert_eq!((&*said.steps, said.sentence.as_deref()), ("10", Some("two rows")));
    }
}
