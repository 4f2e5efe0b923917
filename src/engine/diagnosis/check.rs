//! When the site is asked how its live messages are: when somebody wants to know, and when trouble has lasted; at most once a minute.
//! Decides when, never what the answer means.

use crate::engine::time::{Millis, earlier};

/// No two checks are closer.
const MINUTE: Millis = 60_000;
/// Trouble that lasts so long is looked into unasked.
const LASTING: Millis = 10_000;
/// Checks that nobody asked for become rarer, down to one in this time.
const RAREST: Millis = 10 * MINUTE;

#[derive(Debug)]
pub(crate) struct Check {
    asked: bool,
    last: Option<Millis>,
    trouble_since: Option<Millis>,
    /// How long after the last one the next unasked one comes.
    wait: Millis,
}

impl Default for Check {
    fn default() -> Self {
        Self { asked: false, last: None, trouble_since: None, wait: MINUTE }
    }
}

impl Check {
    /// Somebody wants to know.
    pub(crate) fn ask(&mut self, now: Millis) {
        self.asked |= self.last.is_none_or(|last| now >= last + MINUTE);
    }

    /// Whether there is trouble, told after every input.
    pub(crate) fn watch(&mut self, trouble: bool, now: Millis) {
        match (trouble, self.trouble_since) {
            (true, None) => self.trouble_since = Some(now),
            (false, Some(_)) => {
                self.trouble_since = None;
                self.wait = MINUTE;
            }
            _ => {}
        }
    }

    /// When one is due.
    pub(crate) fn due_at(&self, visible: bool) -> Option<Millis> {
        let unasked = self.trouble_since.filter(|_| visible).map(|since| {
            let lasting = since + LASTING;
            self.last.map_or(lasting, |last| lasting.max(last + self.wait))
        });
        earlier(self.asked.then_some(0), unasked)
    }

    pub(crate) fn is_due(&self, visible: bool, now: Millis) -> bool {
        self.due_at(visible).is_some_and(|at| now >= at)
    }

    /// One went out.
    pub(crate) fn started(&mut self, now: Millis) {
        if !self.asked && self.last.is_some() {
            self.wait = (self.wait * 2).min(RAREST);
        }
        self.asked = false;
        self.last = Some(now);
    }
}
