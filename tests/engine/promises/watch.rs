//! What the model remembers of a page to judge what it does next.

use std::collections::{BTreeMap, BTreeSet};

use glx_realtime::engine::{ClientId, Millis, View};

use super::sends::Sends;
use super::spending::Spending;

/// More facts than this at one moment, and nothing moves on.
const AT_ONCE: u32 = 2_000;

#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// What was shown last, on this page.
    pub(crate) last: Option<View>,
    /// Up to which message each room was read, by what the page has kept.
    pub(super) marks: BTreeMap<u64, u64>,
    /// How often each room is open on this page.
    pub(super) open: BTreeMap<u64, u32>,
    /// By room: the newest message there was when its subscription was confirmed last.
    pub(crate) confirmed_with: BTreeMap<u64, u64>,
    /// What comes now is a message that was broadcast.
    pub(super) is_broadcast: bool,
    /// Sends that a person has dropped.
    pub(super) discarded: BTreeSet<ClientId>,
    /// Sends that left before the first history of their room, by name and text: only the time tells such a one from an older message with the
    /// same words. Where the device's clock is minutes wrong as well, it may be sent twice.
    pub(crate) unplaced: BTreeSet<String>,
    /// Rooms in which a send has failed: those after it have gone before it.
    pub(crate) failed_in: BTreeSet<u64>,
    pub(super) sends: Sends,
    pub(super) spending: Spending,
    /// Since when nothing gets through to the page.
    pub(super) deaf_since: Option<Millis>,
    /// Since when there is no socket.
    pub(super) cut_since: Option<Millis>,
    /// The device has refused to keep something of this page's.
    pub(crate) unkept: bool,
    /// The same, of any page that was here.
    pub(crate) was_unkept: bool,
    /// Messages that have come by their events.
    pub(super) brought: BTreeSet<u64>,
    /// By room and message: rows of a live room that no event has brought, nor a later one since, and since when.
    pub(super) unbrought: BTreeMap<(u64, u64), Millis>,
    moment: (Millis, u32),
}

impl Watch {
    /// The page was loaded again: what was under way is of unknown fate, what was shown is gone.
    pub(crate) fn reloaded(&mut self, now: Millis) {
        self.last = None;
        self.was_unkept |= self.unkept;
        self.unkept = false;
        self.open.clear();
        self.confirmed_with.clear();
        self.brought.clear();
        self.unbrought.clear();
        self.sends.stay_ended(now);
        self.spending.reloaded();
    }

    pub(super) fn count_at(&mut self, now: Millis) {
        let count = if self.moment.0 == now { self.moment.1 + 1 } else { 0 };
        self.moment = (now, count);
        assert!(count < AT_ONCE, "{count} facts at one moment, each the answer to the last: it never comes to rest");
    }
}
