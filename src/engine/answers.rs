//! What becomes of the REST calls: each answer is classified once, told to the gate, and taken to the part that waits for it.

use super::api::Purpose;
use super::effect::{Answer, AuthId, CallError, CallId};
use super::engine::Engine;
use super::ids::Channel;
use super::view::HelpRequestsView;
use super::wire::{Failure, SignedIn, classify, decode_help_requests, decode_notices, decode_profile};

impl Engine {
    pub(super) fn answered(&mut self, id: CallId, outcome: Result<Answer, CallError>) {
        if let Some(remaining) = outcome.as_ref().ok().and_then(|answer| answer.remaining) {
            self.api.allowance.keep_to(remaining, self.acts.now.mono);
        }
        let outcome = classify(outcome);
        let Some(purpose) = self.api.finish(id, outcome.as_ref().err(), &mut self.acts) else { return };
        if self.api.pause(self.acts.now.mono).is_some() {
            self.proofs.calls_wait();
        }
        let Some(me) = self.me.clone() else { return };
        let wall = self.acts.now.wall;
        match purpose {
            Purpose::Auth(channel, auth) => self.authorized(channel, auth, outcome),
            Purpose::History(room_id) => {
                let reader = self.reader(&me);
                // Whom the site does not let into one room it may let into others.
                let is_closed = outcome.as_ref().is_err_and(Failure::closes_room);
                if let Some(room) = self.rooms.get_mut(room_id) {
                    let works = room.caught_up(id, outcome, reader, &mut self.acts);
                    if !is_closed {
                        self.proofs.history.note(works, wall);
                    }
                }
                self.learn_encoding(room_id);
            }
            Purpose::Send(room, client_id) => {
                if let Some(room) = self.rooms.get_mut(room) {
                    let works = room.sent(&client_id, outcome, &me, &mut self.acts);
                    self.proofs.sent(works, wall);
                }
            }
            Purpose::Join(room) => {
                if let Some(room) = self.rooms.get_mut(room) {
                    room.joined(id, outcome, &mut self.acts);
                }
            }
            Purpose::Leave => {}
            Purpose::Profile => match parsed(outcome, |body| decode_profile(body, self.encoding)) {
                Ok(SignedIn { user, name }) => {
                    self.profile.succeeded();
                    if user == me.user && !name.is_empty() {
                        self.name_me(user, &name);
                    }
                }
                Err(failure) => self.profile.failed(failure, &mut self.acts),
            },
            Purpose::Notifications => self.notifications_came(outcome),
            Purpose::HelpRequests => self.help_requests_came(outcome),
            Purpose::Check => self.checked(outcome.err().as_ref()),
        }
    }

    fn authorized(&mut self, channel: Channel, auth: AuthId, outcome: Result<String, Failure>) {
        let subscription = match channel {
            Channel::Room(room) => self.rooms.get_mut(room).map(|room| &mut room.subscription),
            Channel::Notifications(_) => self.user_channel.as_mut(),
        };
        if let Some(subscription) = subscription {
            subscription.authorized(auth, outcome, &mut self.acts);
        }
        // Without the channel the list is all there is.
        if self.user_channel.as_ref().is_some_and(|channel| channel.refusal().is_some())
            && !self.shown.notifications.loaded
        {
            self.notifications_call.hurry(false);
        }
    }

    /// Only histories are asked for in parts.
    pub(super) fn part_came(&mut self, id: CallId, text: &str) {
        let (Some(Purpose::History(room)), Some(me)) = (self.api.purpose(id), self.me.clone()) else { return };
        let (room, reader) = (*room, self.reader(&me));
        if let Some(room) = self.rooms.get_mut(room) {
            room.part_came(id, text, reader, &mut self.acts);
        }
    }

    fn notifications_came(&mut self, outcome: Result<String, Failure>) {
        self.plan_feed_check(outcome.is_ok());
        match parsed(outcome, decode_notices) {
            Ok(notices) => {
                self.notifications_call.succeeded();
                for notice in notices {
                    self.notifications.insert(notice, self.encoding, self.acts.now.wall);
                }
            }
            Err(failure) => self.notifications_call.failed(failure, &mut self.acts),
        }
        self.show_notifications();
    }

    fn help_requests_came(&mut self, outcome: Result<String, Failure>) {
        let view = match parsed(outcome, |body| decode_help_requests(body, self.encoding)) {
            Ok(list) => {
                self.help_requests_call.succeeded();
                HelpRequestsView { list, loaded: true, failure: None }
            }
            Err(failure) => {
                self.help_requests_call.failed(failure.clone(), &mut self.acts);
                HelpRequestsView { failure: Some(failure), ..(*self.shown.help_requests).clone() }
            }
        };
        self.shown.set_help_requests(view);
    }
}

fn parsed<T, E>(outcome: Result<String, Failure>, decode: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Failure> {
    outcome.and_then(|body| decode(&body).map_err(|_| Failure::Unreadable))
}
