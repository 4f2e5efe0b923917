//! Where the parts of the engine put what they want done, and what they need for it: the time and the random numbers.

use super::effect::{CallId, Effect};
use super::random::Random;
use super::time::{Millis, Now};

/// The effects collected while one input is handled.
#[derive(Debug)]
pub(crate) struct Acts {
    pub(crate) now: Now,
    pub(crate) random: Random,
    /// Frames and rows that were none of ours or did not parse.
    pub(crate) ignored: u64,
    effects: Vec<Effect>,
    calls: u64,
    sends: u64,
}

impl Acts {
    pub(crate) fn new(random: Random) -> Self {
        Self { now: Now { mono: 0, wall: 0 }, random, ignored: 0, effects: Vec::new(), calls: 0, sends: 0 }
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The number of a new call.
    pub(crate) fn next_call(&mut self) -> CallId {
        self.calls += 1;
        CallId(self.calls)
    }

    /// The number of the newest call.
    pub(crate) fn last_call(&self) -> CallId {
        CallId(self.calls)
    }

    pub(crate) fn extend(&mut self, effects: impl IntoIterator<Item = Effect>) {
        self.effects.extend(effects);
    }

    /// A number for the next send, unique on this page.
    pub(crate) fn next_send(&mut self) -> u64 {
        self.sends += 1;
        self.sends
    }

    /// How long to wait before try number `tries + 1`: doubling from `first` to `most`, with a jitter of ±30 %.
    pub(crate) fn back_off(&mut self, tries: u32, first: Millis, most: Millis) -> Millis {
        let plain = first.saturating_mul(1 << tries.min(16)).min(most);
        self.random.between(plain * 7 / 10, plain * 13 / 10)
    }
}
