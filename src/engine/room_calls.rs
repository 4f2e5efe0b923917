//! Which calls a room makes, and when: its history, its sends one at a time, its join, and a check now and then for what was lost
//! without a sign. What the answers mean is not decided here.

use super::acts::Acts;
use super::api::{Api, Purpose};
use super::effect::{Method, Request};
use super::ids::MessageId;
use super::room::Room;
use super::time::{Millis, earlier};
use super::view::RoomStatus;
use super::wire::{encode_room, encode_send};

/// How long after a lost answer the message is looked for: the backend may still be busy saving it.
pub(super) const LOOK_UP_DELAY: Millis = 800;
/// How long after a history that lacked it the message is looked for once more: a slow site may still be saving it.
pub(super) const SECOND_LOOK_UP_DELAY: Millis = 4_000;
/// Ids near the newest may become visible out of order: a catch-up asks for this many again.
const OVERLAP: u64 = 64;

/// Which calls may go out now, the same for every room.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gate {
    /// A history that nobody asked for.
    get: bool,
    /// One that can wait.
    spare: bool,
    /// That somebody has joined.
    join: bool,
    /// Something that a person sends.
    post: bool,
}

impl Gate {
    /// Nothing is in the way.
    const OPEN: Self = Self { get: true, spare: true, join: true, post: true };

    pub(super) fn of(api: &Api, now: Millis) -> Self {
        Self {
            get: api.may_unasked(Method::Get, now),
            spare: api.may_spare(Method::Get, now),
            join: api.may_unasked(Method::Post, now),
            post: api.may(Method::Post, now),
        }
    }

    /// For a room for which calls are kept back.
    pub(super) fn first(api: &Api, now: Millis) -> Self {
        Self { get: api.may_first(Method::Get, now), join: api.may_first(Method::Post, now), ..Self::of(api, now) }
    }
}

impl Room {
    /// Starts every call that is due and allowed.
    pub(crate) fn drive(&mut self, api: &mut Api, can_look_up: bool, visible: bool, acts: &mut Acts) {
        let now = acts.now.mono;
        self.judge_arrivals(acts);
        let unknown = can_look_up && self.outbox.needs_lookup();
        if unknown && !self.history.is_open() {
            let wait = if self.outbox.was_missed() { SECOND_LOOK_UP_DELAY } else { LOOK_UP_DELAY };
            self.history.want_after(wait, acts);
        } else if !self.loaded && self.outbox.is_active() && !self.history.is_open() && self.history.failure().is_none()
        {
            // Sends that the device kept for a room that is not open go out all the same.
            self.history.want();
        } else if self.may_check(api, visible, now) && now >= self.check_at {
            self.history.want();
        }
        if self.history.is_due(now) && self.may_fetch(Gate::of(api, now)) {
            let mut path = self.id.history_path();
            if let Some(id) = self.merged_up_to {
                path.push_str(&format!("?after={}", id.get().saturating_sub(OVERLAP)));
            }
            // What was asked for before anything here was known can tell nothing of what was sent, or of what came on the channel.
            let ahead = std::mem::take(&mut self.ahead) && !self.subscription.is_live();
            self.history_began = if ahead { 0 } else { now };
            let request = Request { ahead, ..Request::get(path).in_parts() };
            self.history.started(api.start(acts, Purpose::History(self.id), request));
        }
        if self.may_send()
            && api.may(Method::Post, now)
            && let Some(outgoing) = self.outbox.next(self.newest_known(), now)
        {
            self.store_outbox(acts);
            let body = encode_send(self.id, &outgoing.text, &outgoing.client_id);
            api.start(acts, Purpose::Send(self.id, outgoing.client_id), Request::post("/chat/send", body));
        }
        if self.loaded && self.join.is_due(now) && api.may_unasked(Method::Post, now) {
            let request = Request::post("/chat/join", encode_room(self.id));
            self.join.started(api.start(acts, Purpose::Join(self.id), request));
        }
    }

    /// When a call is due, if it is allowed then.
    pub(super) fn deadline(&self, gate: Gate, visible: bool) -> Option<Millis> {
        let check = (gate.spare && self.is_checked(visible)).then_some(self.check_at);
        let check = earlier(check, self.arrivals.deadline());
        let history = earlier(check, self.history.deadline().filter(|_| self.may_fetch(gate)));
        let send = self.outbox.deadline().filter(|_| gate.post && self.may_send());
        let join = self.join.deadline().filter(|_| gate.join && self.loaded);
        earlier(history, earlier(send, join))
    }

    /// Whether somebody looks at a live room, and there are calls enough to see whether anything was lost without a sign.
    fn may_check(&self, api: &Api, visible: bool, now: Millis) -> bool {
        self.is_checked(visible) && api.may_spare(Method::Get, now)
    }

    /// A history from before the channel is confirmed will have to be followed by another.
    fn may_fetch(&self, gate: Gate) -> bool {
        if self.subscription.is_live() { gate.get } else { gate.get && gate.spare }
    }

    /// Whether nothing is under way here and nothing will be due but the check, and what it shows is how it is. Whoever sums up rooms may
    /// leave such a room out: it is open and live, has nothing to send, lacks nothing, and was refused nothing.
    pub(super) fn is_at_rest(&self) -> bool {
        let is_shown = !self.touched && self.view.as_ref().is_some_and(|view| view.status == RoomStatus::Live);
        let is_calling = self.history.is_open() || self.join.is_open() || !self.outbox.is_empty();
        let is_owed = self.arrivals.are_missing() || self.arrivals.deadline().is_some();
        let is_open = self.holders > 0 && self.synced && self.subscription.is_at_rest() && !self.has_no_access();
        let rests = is_shown && is_open && !is_calling && !is_owed;
        debug_assert!(
            !rests
                || (self.deadline(Gate::OPEN, true) == Some(self.check_at) && self.subscription.deadline().is_none()),
            "a room that rests waits for nothing but its check: {self:?}"
        );
        rests
    }

    fn is_checked(&self, visible: bool) -> bool {
        visible && self.holders > 0 && self.is_live() && !self.history.is_open()
    }

    /// The newest message before a send is what tells it apart if its answer is lost: the first history comes before it.
    fn may_send(&self) -> bool {
        self.loaded || self.history.failure().is_some()
    }

    fn newest_known(&self) -> Option<u64> {
        let held = self.held.iter().map(|message| message.id).max();
        self.timeline.shown().newest().max(held).map(MessageId::get).or(self.loaded.then_some(0))
    }

    pub(super) fn look_up_later(&mut self, acts: &Acts) {
        self.look_up_from = acts.now.mono + LOOK_UP_DELAY;
    }
}
