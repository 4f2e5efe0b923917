//! The slices of the last view, shared with the next as long as they say the same, and the evidence that the health is made of.
//! Decides nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::diagnosis::Finding;
use super::engine::Engine;
use super::health::{Capability, Health, Reach, Status, Working, status};
use super::ids::RoomId;
use super::room::Room;
use super::rooms::Rooms;
use super::timeline::Me;
use super::view::{HelpRequestsView, NotificationsView, RoomView, View};
use super::wire::Failure;

#[derive(Debug, Default)]
pub(crate) struct Shown {
    health: Option<Rc<Health>>,
    rooms: Rc<BTreeMap<RoomId, Rc<RoomView>>>,
    pub(crate) notifications: Rc<NotificationsView>,
    pub(crate) help_requests: Rc<HelpRequestsView>,
}

impl Shown {
    /// Takes up what has changed. A room that rests shows what it did: nobody else asks a room for its view.
    pub(crate) fn show_rooms(&mut self, rooms: &mut Rooms, connected: bool) {
        for room in rooms.awake_mut() {
            let view = room.view(connected);
            if self.rooms.get(&view.id).is_none_or(|shown| !Rc::ptr_eq(shown, &view)) {
                Rc::make_mut(&mut self.rooms).insert(view.id, view);
            }
        }
        if self.rooms.len() != rooms.len() {
            Rc::make_mut(&mut self.rooms).retain(|id, _| rooms.contains(*id));
        }
    }

    /// What a user has seen is nobody else's.
    pub(crate) fn clear(&mut self) {
        replace(&mut self.notifications, NotificationsView::default());
        replace(&mut self.help_requests, HelpRequestsView::default());
    }

    pub(crate) fn set_help_requests(&mut self, view: HelpRequestsView) {
        replace(&mut self.help_requests, view);
    }

    pub(crate) fn view(&mut self, me: Option<Rc<Me>>, health: Health) -> View {
        let health = self.health.take().filter(|shown| **shown == health).unwrap_or_else(|| Rc::new(health));
        self.health = Some(Rc::clone(&health));
        View {
            me,
            health,
            rooms: Rc::clone(&self.rooms),
            notifications: Rc::clone(&self.notifications),
            help_requests: Rc::clone(&self.help_requests),
        }
    }
}

fn replace<T: PartialEq>(shown: &mut Rc<T>, new: T) {
    if **shown != new {
        *shown = Rc::new(new);
    }
}

impl Engine {
    pub(super) fn show_notifications(&mut self) {
        let failure = self.notifications_call.failure().cloned();
        let came = failure.is_none() && !self.notifications_call.is_open();
        let view = NotificationsView {
            feed: self.notifications.feed(),
            unread: self.notifications.unread(),
            loaded: self.shown.notifications.loaded || came,
            failure,
        };
        replace(&mut self.shown.notifications, view);
    }

    pub(super) fn status(&self) -> Status {
        status(self.me.is_some(), &self.api, &self.connection, self.reach(), self.acts.now.mono)
    }

    pub(super) fn health(&self, findings: Rc<[Finding]>) -> Health {
        let now = self.acts.now.mono;
        let status = self.status();
        let refusal = self.refusal().cloned();
        let receiving = match &status {
            Status::Live => Working::Live,
            Status::SignedOut => Working::Untried,
            Status::Late | Status::CatchingUp | Status::Connecting if refusal.is_none() => Working::Late,
            _ => Working::Down,
        };
        let pause = self.api.pause(now).cloned();
        let waits = pause.is_some() || !self.connection.is_online();
        Health {
            status,
            socket: self.connection.state(),
            // To the second: that is how it is shown, and readers are not woken for less.
            receiving: Capability {
                working: receiving,
                proven: self.connection.heard().map(|at| at - at.rem_euclid(1000)),
            },
            sending: self.proofs.sending.waiting(waits),
            cannot_send: self.cannot_send(),
            history: self.proofs.history.waiting(waits),
            round_trips: self.connection.round_trips().collect(),
            since: self.connection.since(),
            reconnects: self.connection.reconnects(),
            waiting_to_send: self.rooms.awake().map(Room::waiting_to_send).sum(),
            problem: self.connection.problem().cloned(),
            paused: pause,
            refusal,
            ignored: self.acts.ignored,
            keeps: self.keeps,
            codes: self.notes.codes.iter().copied().collect(),
            findings,
        }
    }

    fn cannot_send(&self) -> bool {
        let calls_wait = self.api.pause(self.acts.now.mono).is_some() || self.api.refusal().is_some();
        self.proofs.sending_fails(calls_wait) && self.rooms.awake().any(Room::wants_to_send)
    }

    fn refusal(&self) -> Option<&Failure> {
        let subscriptions = self.user_channel.iter().chain(self.rooms.awake_and_open().map(|room| &room.subscription));
        let mut refused = subscriptions.filter(|one| !one.has_no_access()).filter_map(|one| one.refusal());
        self.api.refusal().or_else(|| refused.next())
    }

    pub(super) fn reach(&self) -> Reach {
        let own = self.user_channel.iter().filter(|one| !one.has_no_access()).map(|one| one.is_live());
        let rooms = self.rooms.awake_and_open().filter(|room| !room.has_no_access());
        let mut heard = own.chain(rooms.clone().map(|room| room.subscription.is_live())).peekable();
        Reach {
            subscribed: (self.rooms.resting_count() > 0 || heard.peek().is_some()) && heard.all(|live| live),
            synced: rooms.clone().all(Room::is_live),
            arrives: !rooms.clone().any(|room| room.arrivals.are_missing()),
            was_live: self.was_live,
        }
    }
}
