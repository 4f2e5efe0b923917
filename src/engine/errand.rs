//! A call that has to succeed once whenever it is wanted: one at a time, repeated with back-off while that can help.
//! Knows nothing of what the call is for.

use super::acts::Acts;
use super::effect::CallId;
use super::time::Millis;
use super::wire::Failure;

/// After so many failures in a row others do without it.
const IN_VAIN: u32 = 3;

/// The state of one such call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errand {
    wanted: bool,
    running: Option<CallId>,
    not_before: Millis,
    tries: u32,
    failure: Option<Failure>,
}

impl Errand {
    /// Asks for it. While one is under way, another follows it.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// Asks for it, not before the given time.
    pub(crate) fn want_at(&mut self, at: Millis) {
        self.wanted = true;
        self.not_before = at;
    }

    /// Asks for it after a while, longer after each failure.
    pub(crate) fn want_after(&mut self, least: Millis, acts: &mut Acts) {
        let wait = if self.tries == 0 { least } else { acts.back_off(self.tries, least, 60_000) };
        self.want_at(acts.now.mono + wait.max(least));
    }

    /// Asks for it at once, whatever the back-off says.
    pub(crate) fn want_now(&mut self) {
        self.wanted = true;
        self.not_before = 0;
        self.tries = 0;
    }

    /// The way is free again: what waits may be tried at once. What was refused is tried again only when a person asks.
    pub(crate) fn hurry(&mut self, person: bool) {
        if self.is_open() || (person && self.failure.is_some()) {
            self.want_now();
        }
    }

    pub(crate) fn cancel(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_due(&self, now: Millis) -> bool {
        self.wanted && self.running.is_none() && now >= self.not_before
    }

    /// Whether it is wanted or under way.
    pub(crate) fn is_open(&self) -> bool {
        self.wanted || self.running.is_some()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Whether it has failed so often that nothing should wait for it, though it goes on.
    pub(crate) fn is_in_vain(&self) -> bool {
        self.failure.is_some() && self.tries >= IN_VAIN
    }

    /// When it will be due, if waiting is all that is needed.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        (self.wanted && self.running.is_none()).then_some(self.not_before)
    }

    pub(crate) fn started(&mut self, call: CallId) {
        self.wanted = false;
        self.running = Some(call);
    }

    /// Whether it is this call that it waits for.
    pub(crate) fn awaits(&self, call: CallId) -> bool {
        self.running == Some(call)
    }

    pub(crate) fn succeeded(&mut self) {
        self.running = None;
        self.tries = 0;
        self.not_before = 0;
        self.failure = None;
    }

    /// Notes the failure and plans another try where that can help. What failed at the gate waits there, without a back-off the first
    /// time.
    pub(crate) fn failed(&mut self, failure: Failure, acts: &mut Acts) {
        self.running = None;
        if failure.can_be_repeated() {
            let first_at_gate = failure.is_for_the_gate() && self.tries == 0;
            let wait = if first_at_gate { 0 } else { acts.back_off(self.tries, 1_000, 60_000) };
            self.want_at(acts.now.mono + wait);
        }
        self.tries += 1;
        self.failure = Some(failure);
    }

    /// Why the last try failed, until one succeeds.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }
}
