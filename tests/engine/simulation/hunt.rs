//! Plays run after run until enough steps are done or a promise is broken, on as many threads as wanted. The seeds are taken in order, and
//! the first that breaks is found whatever the threads do.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::draw::Run;
use super::play::{Outcome, play};
use super::shrink::shrink;

/// What to play.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hunt {
    pub(crate) first_seed: u64,
    /// How many steps are enough; always at least one run.
    pub(crate) steps: u64,
    pub(crate) threads: usize,
    /// A run that breaks a promise is shrunk.
    pub(crate) shrinks: bool,
}

/// How far it is.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) runs: AtomicU64,
    pub(crate) steps: AtomicU64,
}

/// Hunts, telling after every run how far it is. The first run that breaks a promise, told to be read.
pub(crate) fn hunt(hunt: Hunt, done: &Done, progress: impl Fn(&Done) + Sync) -> Option<String> {
    let next_seed = AtomicU64::new(hunt.first_seed);
    let found: Mutex<Option<(u64, Outcome)>> = Mutex::new(None);
    let work = || {
        loop {
            let seed = next_seed.fetch_add(1, Ordering::Relaxed);
            let begun = seed > hunt.first_seed;
            let found_before = |found: &Option<(u64, Outcome)>| found.as_ref().is_some_and(|(first, _)| *first < seed);
            let stops = found_before(&found.lock().expect("no panic here"));
            if stops || (begun && done.steps.load(Ordering::Relaxed) >= hunt.steps) {
                return;
            }
            let outcome = play(&Run::draw(seed));
            done.runs.fetch_add(1, Ordering::Relaxed);
            done.steps.fetch_add(outcome.steps, Ordering::Relaxed);
            if outcome.broken.is_some() {
                let mut found = found.lock().expect("no panic here");
                if !found_before(&found) {
                    *found = Some((seed, outcome));
                }
            }
            progress(done);
        }
    };
    thread::scope(|scope| {
        for _ in 1..hunt.threads {
            scope.spawn(work);
        }
        work();
    });
    let (seed, outcome) = found.into_inner().expect("no panic here")?;
    Some(tell(seed, &outcome, hunt.shrinks))
}

fn tell(seed: u64, outcome: &Outcome, shrinks: bool) -> String {
    let Some(broken) = &outcome.broken else { return String::new() };
    let run = Run::draw(seed);
    let mut told = format!(
        "seed {seed} breaks a promise after {} steps:\n  {}\n  judged at {}\n",
        outcome.steps, broken.sentence, broken.place
    );
    if shrinks {
        let shrunk = shrink(&run, outcome);
        let sentence = shrunk.outcome.broken.map(|broken| broken.sentence).unwrap_or_default();
        let acts = shrunk.run.steps.len();
        told += &format!(
            "shrunk from {} acts to {acts} by {} runs:\n  {sentence}\n{}",
            run.steps.len(),
            shrunk.tries,
            shrunk.run
        );
    }
    told + &format!("again: cargo xtask simulate --seed {seed}\n")
}

#[cfg(test)]
mod tests {
    use super::super::act::{Act, Step};
    use super::*;
    use crate::client::Storage;

    fn number_of(name: &str) -> Option<u64> {
        std::env::var(name).ok()?.parse().ok()
    }

    #[test]
    fn random_worlds_keep_every_promise() {
        let only = number_of("SIMULATE_SEED");
        let steps = if only.is_some() { 0 } else { number_of("SIMULATE_STEPS").unwrap_or(300_000) };
        let done = Done::default();
        let all = Hunt { first_seed: only.unwrap_or(1), steps, threads: 2, shrinks: true };
        let found = hunt(all, &done, |_| {});
        assert!(found.is_none(), "{}", found.unwrap_or_default());
        println!("{} steps in {} runs", done.steps.into_inner(), done.runs.into_inner());
    }

    #[test]
    fn a_run_is_the_same_each_time_it_is_played() {
        let run = Run::draw(5);
        assert_eq!(run, Run::draw(5));
        assert_eq!(play(&run), play(&run));
        assert_ne!(run, Run::draw(6));
    }

    #[test]
    fn a_run_is_shrunk_to_what_it_takes() {
        // A device that loses what it has kept, and tells nobody, loses what is unsent when the page is loaded again.
        let mut run = Run::draw(3);
        let harmless =
            |act| matches!(act, Act::SignIn(_) | Act::Join(..) | Act::Send { .. } | Act::See { .. } | Act::Cut(_));
        run.steps.retain(|step| harmless(step.act));
        let acts = [
            Act::Silence(0, true),
            Act::Send { page: 0, room: 1, text: 900 },
            Act::LoseKept(0),
            Act::Reload(0),
            Act::Silence(0, false),
        ];
        run.pages.iter_mut().for_each(|owner| owner.storage = Storage::Keeps);
        let middle = run.steps.len() / 2;
        run.steps.splice(middle..middle, acts.map(|act| Step { after: 300, act }));
        let outcome = play(&run);
        let broken = outcome.broken.clone().expect("the text is lost");
        let shrunk = shrink(&run, &outcome);
        assert_eq!(shrunk.outcome.broken.as_ref().map(|broken| &broken.place), Some(&broken.place));
        let acts: Vec<_> = shrunk.run.steps.iter().map(|step| step.act).collect();
        let wanted = [Act::SignIn(0), Act::Send { page: 0, room: 1, text: 900 }, Act::LoseKept(0), Act::Reload(0)];
        assert_eq!(acts, wanted, "{}", shrunk.run);
        assert!(shrunk.run.steps.iter().all(|step| step.after == 0));
    }
}
