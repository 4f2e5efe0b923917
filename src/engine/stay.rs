//! A user's stay, from signing in to signing out, and what they do in rooms: send, and leave. When a stay ends nothing of it remains.

use std::rc::Rc;

use super::api::Purpose;
use super::effect::{Effect, Method, Request};
use super::engine::Engine;
use super::feed::FeedCheck;
use super::health::Proofs;
use super::ids::{Channel, ClientId, RoomId, UserId, parse_number};
use super::notifications::Notifications;
use super::room::Kept;
use super::rooms::Rooms;
use super::subscription::Subscription;
use super::time::Millis;
use super::timeline::Me;
use super::wire::encode_room;

/// How long the notifications wait for their channel, so that one call serves both.
const CHANNEL_FIRST: Millis = 1_500;

impl Engine {
    pub(super) fn sign_in(&mut self, user: UserId, stored: Vec<(String, String)>) {
        match self.me.as_ref().map(|me| me.user) {
            Some(current) if current == user => {
                // The same user with another token: whatever waited for one, or was refused with the old, goes on.
                self.api.renew(&self.acts);
                self.hurry(true);
                return;
            }
            Some(_) => self.end_stay(),
            None => {}
        }
        self.me = Some(Rc::new(Me { user, name: None }));
        self.keeps = true;
        // The profile, the channel, the list.
        self.api.allowance.grant(3, self.acts.now.mono);
        self.user_channel = Some(Subscription::new(Channel::Notifications(user)));
        self.profile.want_now();
        self.notifications_call.want_at(self.acts.now.mono + CHANNEL_FIRST);
        for (key, value) in stored {
            self.restore(&key, &value);
        }
        self.connection.open(&mut self.acts);
    }

    /// Another page has sent, or taken back, what was unsent here, and perhaps kept more.
    pub(super) fn begin_anew(&mut self, stored: Vec<(String, String)>) {
        let Some(user) = self.me.as_ref().map(|me| me.user) else { return };
        let list = &self.shown.help_requests;
        let wants_list = list.loaded || list.failure.is_some() || self.help_requests_call.is_open();
        self.end_stay();
        self.sign_in(user, stored);
        if wants_list {
            self.help_requests_call.want_now();
        }
    }

    fn restore(&mut self, key: &str, value: &str) {
        if key == "notifications" {
            self.notifications.restore_read(value);
            return;
        }
        let Some((what, number)) = key.split_once('.') else { return };
        let Some(id) = parse_number(number).and_then(|number| RoomId::new(number).ok()) else { return };
        match (what, self.rooms.get_mut(id)) {
            ("outbox", _) => Self::room(&mut self.rooms, &mut self.kept, id).restore_outbox(value, &self.acts),
            (_, Some(room)) => room.kept.restore(what, value),
            ("read" | "draft", None) => self.kept.entry(id).or_default().restore(what, value),
            _ => {}
        }
    }

    /// What was read in another tab is read here. Where the other tab knows less, it is told: what is kept never goes back.
    pub(super) fn kept_elsewhere(&mut self, key: &str, value: Option<&str>) {
        let Some(value) = value.filter(|_| self.me.is_some()) else { return };
        if key == "notifications" {
            let before = self.notifications.unread();
            if self.notifications.read_elsewhere(value) {
                self.store_read_notifications();
            }
            if self.notifications.unread() != before {
                self.show_notifications();
            }
            return;
        }
        let Some(number) = key.strip_prefix("read.").and_then(parse_number) else { return };
        let (Ok(id), Some(up_to)) = (RoomId::new(number), Kept::parse_read(value)) else { return };
        match self.rooms.get_mut(id) {
            Some(room) => room.read_elsewhere(up_to, &mut self.acts),
            None => {
                let kept = self.kept.entry(id).or_default();
                kept.read_up_to = kept.read_up_to.max(Some(up_to));
            }
        }
    }

    pub(super) fn sign_out(&mut self) {
        if let Some(user) = self.me.as_ref().map(|me| me.user) {
            self.end_stay();
            self.acts.push(Effect::ForgetStored(user));
        }
    }

    /// Ends a user's stay: nothing of theirs remains but which rooms the page has open.
    fn end_stay(&mut self) {
        let mut holders = Vec::new();
        for room in self.rooms.all_mut().filter(|room| room.holders() > 0) {
            room.subscription.leave(&mut self.acts);
            holders.push((room.id(), room.holders()));
        }
        if let Some(mut channel) = self.user_channel.take() {
            channel.leave(&mut self.acts);
        }
        self.me = None;
        self.connection.close(&mut self.acts);
        self.rooms = Rooms::default();
        self.kept.clear();
        for (id, count) in holders {
            for _ in 0..count {
                Self::room(&mut self.rooms, &mut self.kept, id).open(&self.acts);
            }
        }
        self.api.end_stay();
        self.recorder.end_stay();
        self.encoding = self.config.text_encoding;
        self.profile.cancel();
        self.notifications = Notifications::default();
        self.notifications_call.cancel();
        self.feed_check = FeedCheck::default();
        self.help_requests_call.cancel();
        self.proofs = Proofs::default();
        self.was_live = false;
        self.notes.end_stay();
        self.shown.clear();
    }

    pub(super) fn send(&mut self, id: RoomId, text: &str, client_id: ClientId) {
        Self::room(&mut self.rooms, &mut self.kept, id).send(text, client_id, &mut self.acts);
    }

    pub(super) fn leave(&mut self, id: RoomId) {
        let Some(room) = self.rooms.get_mut(id) else { return };
        if self.me.is_none() {
            room.drop_holder();
            return;
        }
        if !room.close(&mut self.acts) {
            return;
        }
        let now = self.acts.now.mono;
        if self.connection.may_ask() && self.api.may(Method::Post, now) {
            self.api.start(&mut self.acts, Purpose::Leave, Request::post("/chat/leave", encode_room(id)));
        }
    }
}
