//! Shrinks a run that breaks a promise: takes acts away, in large parts first, then one by one, then whole pages, then time, for as long as
//! the same promise still breaks.

use super::act::Step;
use super::draw::{Run, Site};
use super::play::{Outcome, play};

/// What a run was shrunk to.
#[derive(Debug)]
pub(crate) struct Shrunk {
    pub(crate) run: Run,
    pub(crate) outcome: Outcome,
    /// How many runs it took.
    pub(crate) tries: u32,
}

/// More runs than this are not made.
const MOST: u32 = 20_000;

/// Shrinks a run whose outcome is known to be broken.
pub(crate) fn shrink(run: &Run, outcome: &Outcome) -> Shrunk {
    let mut shrunk = Shrunk { run: run.clone(), outcome: outcome.clone(), tries: 0 };
    // What comes after the break has nothing to do with it.
    shrunk.run.steps.truncate(outcome.acts);
    loop {
        let before = (shrunk.run.clone(), shrunk.tries);
        shrunk.without_pages();
        shrunk.without_parts();
        shrunk.in_less_time();
        shrunk.on_a_plain_site();
        if shrunk.run == before.0 || shrunk.tries >= MOST {
            return shrunk;
        }
    }
}

impl Shrunk {
    /// Takes the run if it breaks the same promise.
    fn try_run(&mut self, mut run: Run) -> bool {
        if self.tries >= MOST || run == self.run {
            return false;
        }
        self.tries += 1;
        let outcome = play(&run);
        let place = |outcome: &Outcome| outcome.broken.as_ref().map(|broken| broken.place.clone());
        if place(&outcome) != place(&self.outcome) {
            return false;
        }
        run.steps.truncate(outcome.acts);
        self.run = run;
        self.outcome = outcome;
        true
    }

    fn try_steps(&mut self, steps: Vec<Step>) -> bool {
        self.try_run(Run { steps, ..self.run.clone() })
    }

    /// A page to which nothing happens is not there: its number stays, so that the others keep theirs.
    fn without_pages(&mut self) {
        for page in 0..self.run.pages.len() {
            let steps: Vec<_> = self.run.steps.iter().copied().filter(|step| step.act.page() != Some(page)).collect();
            self.try_steps(steps);
        }
    }

    fn without_parts(&mut self) {
        let mut part = self.run.steps.len().div_ceil(2);
        while part > 0 {
            // From the end: what is late is least likely to be what the rest depends on.
            let mut end = self.run.steps.len();
            while end > 0 {
                let start = end.saturating_sub(part);
                let end_now = end.min(self.run.steps.len());
                if start < end_now && !self.without(start, end_now, false) {
                    self.without(start, end_now, true);
                }
                end = start;
            }
            part /= 2;
        }
    }

    /// Without these steps, and without the time that they took or with it.
    fn without(&mut self, start: usize, end: usize, keep_time: bool) -> bool {
        let mut steps = self.run.steps.clone();
        let time: u64 = steps.drain(start..end).map(|step| step.after).sum();
        match steps.get_mut(start).filter(|_| keep_time) {
            Some(next) => next.after += time,
            None if keep_time => return false,
            None => {}
        }
        self.try_steps(steps)
    }

    fn in_less_time(&mut self) {
        for at in 0..self.run.steps.len() {
            for shorter in [|_| 0, |after: u64| after / 1_000 * 1_000, |after| after / 2, |after| after * 9 / 10] {
                let Some(step) = self.run.steps.get(at) else { return };
                let after = shorter(step.after);
                if after < step.after {
                    let mut steps = self.run.steps.clone();
                    steps[at].after = after;
                    if self.try_steps(steps) {
                        break;
                    }
                }
            }
        }
    }

    fn on_a_plain_site(&mut self) {
        let site = self.run.site;
        let plainer = [
            Site { enveloped: false, ..site },
            Site { extras: false, ..site },
            Site { plain: false, ..site },
            Site { latency: 20, ..site },
            Site { event_delay: 0, ..site },
        ];
        for site in plainer {
            self.try_run(Run { site, ..self.run.clone() });
        }
    }
}
