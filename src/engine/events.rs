//! What comes over the socket: events on channels, and pusher-js's questions for authorization.
//! An event counts only if it is known, on a channel that is held, in a payload that parses.

use std::rc::Rc;

use super::effect::{AuthId, Effect};
use super::engine::Engine;
use super::ids::{Channel, RoomId, UserId};
use super::room::Room;
use super::rooms::Rooms;
use super::subscription::Subscription;
use super::timeline::Me;
use super::wire::{
    Incoming, TextEncoding, decode_member, decode_new_message, decode_notice, decode_subscription_error,
};

impl Engine {
    pub(super) fn channel_event(&mut self, channel: &str, event: &str, data: &str) {
        // pusher-js makes this one itself when an authorization fails: nobody was heard.
        if event != "pusher:subscription_error" {
            self.connection.hear(&self.acts);
        }
        if self.take_event(channel, event, data).is_none() {
            self.acts.ignored += 1;
        }
    }

    pub(super) fn auth_requested(&mut self, id: AuthId, socket_id: String, name: &str) {
        let channel = Channel::parse(name).ok();
        if self.connection.socket_id() != Some(&socket_id) {
            // For a socket that is gone: an answer would be sent on another, and refused there.
            self.acts.push(Effect::AnswerAuth { id, answer: Err("another socket") });
            return;
        }
        match channel
            .and_then(|channel| subscription(&mut self.rooms, &mut self.user_channel, self.me.as_deref(), channel))
        {
            Some(subscription) => subscription.asked(id, socket_id, &mut self.acts),
            // pusher-js subscribes again after a reconnect even to what was left: it gets no authorization for that.
            None => {
                self.acts.extend(channel.map(Effect::Unsubscribe));
                self.acts.push(Effect::AnswerAuth { id, answer: Err("this channel was left") });
            }
        }
    }

    /// Takes in an event on a channel; `None` when it is none of ours or does not parse.
    fn take_event(&mut self, channel: &str, event: &str, data: &str) -> Option<()> {
        let channel = Channel::parse(channel).ok()?;
        let me = self.me.clone()?;
        subscription(&mut self.rooms, &mut self.user_channel, Some(&me), channel)?;
        match (channel, event) {
            (_, "pusher:subscription_succeeded") => {
                self.connection.confirmed();
                self.subscribed(channel)?;
            }
            (_, "pusher:subscription_error") => {
                let status = decode_subscription_error(data);
                match channel {
                    Channel::Room(id) => self.rooms.get_mut(id)?.subscription_erred(status, &mut self.acts),
                    Channel::Notifications(_) => self.user_channel.as_mut()?.erred(status, &mut self.acts),
                }
            }
            (Channel::Room(id), "new-message") => {
                let incoming = decode_new_message(id, data, self.encoding).ok()?;
                self.message(id, &me, incoming)?;
            }
            (Channel::Room(id), "user-joined" | "user-left") => {
                let member = decode_member(data, self.encoding).ok()?;
                self.rooms.get_mut(id)?.moved(member, event == "user-joined", &me, &self.acts);
            }
            (Channel::Notifications(_), "new-notification") => {
                let notice = decode_notice(data).ok()?;
                if self.notifications.insert(notice, self.encoding, self.acts.now.wall) {
                    self.show_notifications();
                }
            }
            // pusher-js's own, such as the count of subscribers.
            _ if event.starts_with("pusher:") => {}
            _ => return None,
        }
        Some(())
    }

    fn subscribed(&mut self, channel: Channel) -> Option<()> {
        match channel {
            Channel::Room(id) => self.rooms.get_mut(id)?.subscribed(&self.acts),
            Channel::Notifications(_) => {
                if self.user_channel.as_mut()?.confirmed() {
                    self.notifications_call.want_now();
                }
            }
        }
        Some(())
    }

    fn message(&mut self, id: RoomId, me: &Rc<Me>, incoming: Incoming) -> Option<()> {
        if let Some(at) = incoming.at {
            self.notes.clock.heard(at, self.acts.now);
        }
        // An own event tells my name as well as the profile does.
        if incoming.user == Some(me.user) && !incoming.name.is_empty() {
            self.name_me(me.user, &incoming.name);
        }
        let me = self.me.clone()?;
        let reader = self.reader(&me);
        self.rooms.get_mut(id)?.message(incoming, reader, &mut self.acts);
        self.learn_encoding(id);
        Some(())
    }

    pub(super) fn name_me(&mut self, user: UserId, name: &str) {
        if self.me.as_ref().is_none_or(|me| me.name.as_deref() != Some(name)) {
            let me = Rc::new(Me { user, name: Some(Rc::from(name)) });
            for room in self.rooms.all_mut() {
                room.recognise(&me, &mut self.acts);
            }
            self.me = Some(me);
        }
    }

    /// An own message that came back unescaped, though it held something to escape, proves a backend that does not: everything is read
    /// again.
    pub(super) fn learn_encoding(&mut self, id: RoomId) {
        if self.rooms.get_mut(id).is_some_and(Room::take_proof_of_plain) && self.encoding == TextEncoding::Escaped {
            self.encoding = TextEncoding::Plain;
            self.rooms.all_mut().for_each(Room::reread);
            self.notifications_call.want_now();
            self.profile.want_now();
        }
    }
}

/// The subscription of a channel that is held.
fn subscription<'a>(
    rooms: &'a mut Rooms,
    user_channel: &'a mut Option<Subscription>,
    me: Option<&Me>,
    channel: Channel,
) -> Option<&'a mut Subscription> {
    let me = me?;
    match channel {
        Channel::Room(id) => rooms.get_mut(id).filter(|room| room.holders() > 0).map(|room| &mut room.subscription),
        Channel::Notifications(user) => user_channel.as_mut().filter(|_| me.user == user),
    }
}
