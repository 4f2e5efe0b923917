//! No storm: what a page does while nobody acts stays inside the site's limits, however the link behaves.

use std::collections::{BTreeSet, VecDeque};

use glx_realtime::engine::{Answer, CallId, Effect, Input, Millis, View};

use crate::client::Client;

/// The site allows an address so many calls, or as many as it says …
const CALLS: usize = 100;
/// … in this time.
const CALLS_IN: Millis = 15 * 60_000;
/// More attempts to connect than this …
const SOCKETS: usize = 40;
/// … in this time are a storm.
const SOCKETS_IN: Millis = 30_000;
/// No pause is believed that is longer, whatever the site says.
const LONGEST_PAUSE: Millis = 60 * 60_000;

/// What was spent since somebody last acted.
#[derive(Debug, Default)]
pub(crate) struct Spending {
    calls: VecDeque<Millis>,
    sockets: VecDeque<Millis>,
    /// Calls of the present stay whose answers somebody waits for.
    under_way: BTreeSet<CallId>,
    /// So many calls the site has said are left, when it last said so.
    left: usize,
    /// Until when the site wants no calls.
    paused_until: Millis,
}

impl Spending {
    /// The page was loaded again, and knows nothing of what the site has said.
    pub(super) fn reloaded(&mut self) {
        *self = Self::default();
    }

    /// Nobody waits any more for what is under way.
    pub(super) fn stay_ended(&mut self) {
        self.under_way.clear();
    }

    /// Somebody acted: what comes of it is theirs.
    fn acted(&mut self) {
        self.calls.clear();
        self.sockets.clear();
    }
}

pub(super) fn note(client: &mut Client, input: &Input, now: Millis) {
    let spending = &mut client.watch.spending;
    if let Input::Answered { outcome: Ok(Answer { remaining: Some(left), .. }), .. } = input {
        spending.left = usize::try_from(*left).unwrap_or(usize::MAX);
    }
    if let Input::Answered { id, outcome } = input
        && spending.under_way.remove(id)
        && let Ok(Answer { status: 429, retry_after_ms: Some(after), .. }) = outcome
    {
        spending.paused_until = spending.paused_until.max(now + after.min(&LONGEST_PAUSE));
    }
    let acts = matches!(
        input,
        Input::SignIn { .. }
            | Input::SignOut
            | Input::KeptByAnother { .. }
            | Input::Join(_)
            | Input::Leave(_)
            | Input::Send { .. }
            | Input::Retry(..)
            | Input::ReconnectNow
            | Input::LoadHelpRequests
            | Input::LookAtNotifications
    );
    if acts {
        client.watch.spending.acted();
    }
    if matches!(input, Input::Online(true) | Input::Resumed) {
        client.watch.spending.sockets.clear();
    }
}

pub(super) fn judge(client: &mut Client, effect: &Effect, now: Millis) {
    let spending = &mut client.watch.spending;
    if let Effect::Call { id, request } = effect {
        spending.under_way.insert(*id);
        let until = spending.paused_until;
        assert!(now >= until, "{} is called {} ms before the site wants to hear of us", request.path, until - now);
    }
    match effect {
        Effect::Call { .. } => {
            let count = count(&mut spending.calls, now, CALLS_IN);
            assert!(count <= CALLS.max(spending.left), "{count} calls in 15 minutes in which nobody acted");
        }
        Effect::OpenSocket => {
            let count = count(&mut spending.sockets, now, SOCKETS_IN);
            assert!(count <= SOCKETS, "{count} attempts to connect in 30 s");
        }
        _ => {}
    }
}

/// While something that was typed waits, calls are made for it.
pub(super) fn check(client: &mut Client, view: &View) {
    if view.health.waiting_to_send > 0 {
        client.watch.spending.calls.clear();
    }
}

fn count(times: &mut VecDeque<Millis>, now: Millis, span: Millis) -> usize {
    times.push_back(now);
    while times.front().is_some_and(|first| *first + span <= now) {
        times.pop_front();
    }
    times.len()
}
