//! How a room's messages come in: from events, from its history and from the answers to sends, in whatever order, each once.
//! Decides when a room knows everything; never what to call.

use std::rc::Rc;

use super::acts::Acts;
use super::effect::CallId;
use super::ids::{ClientId, MessageId};
use super::outbox::Aftermath;
use super::room::{READ_NOTHING, Room};
use super::room_calls::SECOND_LOOK_UP_DELAY;
use super::time::Millis;
use super::timeline::{Arrival, Me, Message, Own, Reader, RowKey};
use super::wire::{
    Failure, HistoryPage, HistoryReader, Incoming, MAX_TEXT, Malformed, TextEncoding, decode_history, decode_sent,
    escape, wire_size,
};

/// How often a room that is looked at is checked for quiet loss: a message that was saved and whose event never came, or was lost on a
/// link that held.
const CHECK: Millis = 55_000;
/// The same where the answer is as large as this, in bytes: the site sends all there is.
const CHECK_LARGE: Millis = 300_000;
const LARGE: usize = 1_000_000;
/// So many times sooner it is checked while events are missing: every 15 s or so.
const SOONER: Millis = 4;

/// By which way a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Event,
    History,
}

/// A history that comes in parts.
#[derive(Debug)]
pub(super) struct Parts {
    call: CallId,
    reader: HistoryReader,
    size: usize,
    merged: Merged,
}

/// What a history was, as far as it is merged.
#[derive(Debug, Default)]
struct Merged {
    newest: Option<MessageId>,
    /// A live room has learnt something by it that an event should have brought.
    found: bool,
}

impl Room {
    /// A live message.
    pub(crate) fn message(&mut self, incoming: Incoming, reader: Reader<'_>, acts: &mut Acts) {
        // Better shown early than late where the history cannot be had: the next catch-up puts whatever is missing into its place.
        self.arrivals.heard(incoming.id);
        self.people.heard(incoming.id);
        if self.is_live() || self.history.failure().is_some() {
            self.take_in(incoming, Way::Event, reader, acts);
        } else {
            self.held.push(incoming);
        }
    }

    /// An answer to a history call. True when it was a history.
    pub(crate) fn caught_up(
        &mut self,
        call: CallId,
        outcome: Result<String, Failure>,
        reader: Reader<'_>,
        acts: &mut Acts,
    ) -> bool {
        if !self.history.awaits(call) {
            // Asked for in an earlier visit.
            return outcome.is_ok();
        }
        self.touch();
        let parts = self.parts.take().filter(|parts| parts.call == call);
        let size = outcome.as_ref().map_or(0, String::len) + parts.as_ref().map_or(0, |parts| parts.size);
        let page = outcome.and_then(|body| last_rows(&body, parts, reader.encoding).map_err(|_| Failure::Unreadable));
        let (page, mut merged) = match page {
            Ok(page) => page,
            Err(failure) => {
                if !failure.can_be_repeated() {
                    self.outbox.cannot_look_up(&failure);
                    self.store_outbox(acts);
                }
                self.history.failed(failure, acts);
                self.release_held(reader, acts);
                self.plan_check(size, acts);
                return false;
            }
        };
        self.history.succeeded();
        acts.ignored += u64::try_from(page.unreadable).unwrap_or_default();
        self.merge(page.messages, &mut merged, reader, acts);
        self.timeline.is_whole();
        let newest = merged.newest;
        self.merged_up_to = self.merged_up_to.max(newest);
        if self.is_live() && !merged.found {
            self.arrivals.found_nothing(acts.now.mono);
        }
        self.plan_check(size, acts);
        if !self.loaded {
            self.loaded = true;
            self.opened_with = self.merged_up_to;
            self.begin_reading(acts);
        }
        // A history that was asked for before the channel was confirmed may lack what came between the two.
        self.synced |= self.subscription.is_live() && call > self.confirmed_at;
        if self.synced || !self.subscription.is_live() {
            self.release_held(reader, acts);
        }
        if self.synced {
            self.people.place(self.timeline.rows());
        }
        if reader.knows_own && self.outbox.needs_lookup() && self.history_began >= self.look_up_from {
            self.claim_rows(reader.me, true);
            self.outbox.missed(acts);
            if self.outbox.was_missed() {
                // Whatever has the history fetched sooner, it tells no more than this one.
                self.look_up_from = acts.now.mono + SECOND_LOOK_UP_DELAY;
            }
            self.store_outbox(acts);
        }
        true
    }

    /// All that there is when the room is opened is known: what of it was not seen before.
    fn begin_reading(&mut self, acts: &mut Acts) {
        let rows = self.timeline.rows();
        match (self.kept.read_up_to, rows.newest()) {
            (Some(read), _) => self.unread_after = (self.unread() > 0).then_some(read),
            (None, None) => {
                self.kept.was_empty = true;
                self.store("read", Some(READ_NOTHING.to_owned()), acts);
            }
            // The line stands before the first.
            (None, Some(_)) if self.kept.was_empty => {
                self.unread_after = rows.id(0).and_then(|first| MessageId::new(first.get() - 1).ok());
            }
            // The first visit on this device: what is there is not news.
            (None, Some(newest)) => self.read(newest, acts),
        }
    }

    /// A part of the answer to a history call.
    pub(crate) fn part_came(&mut self, call: CallId, text: &str, reader: Reader<'_>, acts: &mut Acts) {
        if !self.history.awaits(call) {
            return;
        }
        let begun = self.parts.take().filter(|parts| parts.call == call);
        let mut parts = begun.unwrap_or_else(|| Parts {
            call,
            reader: HistoryReader::new(reader.encoding),
            size: 0,
            merged: Merged::default(),
        });
        parts.size += text.len();
        if !self.loaded {
            self.timeline.begin_part();
        }
        self.merge(parts.reader.read(text), &mut parts.merged, reader, acts);
        self.parts = Some(parts);
    }

    fn merge(&mut self, messages: Vec<Incoming>, merged: &mut Merged, reader: Reader<'_>, acts: &mut Acts) {
        // Whatever a room that is live learns only now, an event should have brought.
        let is_check = self.is_live();
        for message in messages {
            let id = message.id;
            merged.newest = merged.newest.max(Some(id));
            let is_new = self.take_in(message, Way::History, reader, acts) == Some(Arrival::New);
            if is_check && is_new && self.could_be_broadcast(id) {
                self.arrivals.owe(id, acts.now.mono);
                merged.found = true;
            }
        }
    }

    /// When the history is looked at next, if nothing happens before. Once something was missing it is looked at soon.
    fn plan_check(&mut self, size: usize, acts: &mut Acts) {
        let usual = if size > LARGE { CHECK_LARGE } else { CHECK };
        let check = if self.arrivals.are_watched() { usual / SOONER } else { usual };
        self.check_at = acts.now.mono + acts.random.between(check * 9 / 10, check);
    }

    /// Concludes whether events that are owed are missing.
    pub(super) fn judge_arrivals(&mut self, acts: &mut Acts) {
        if self.arrivals.judge(acts.now.mono) {
            let soon = acts.now.mono + acts.random.between(CHECK / SOONER * 9 / 10, CHECK / SOONER);
            self.check_at = self.check_at.min(soon);
        }
    }

    /// A longer text is saved, and no event can carry it.
    fn could_be_broadcast(&self, id: MessageId) -> bool {
        self.timeline.rows().find(id).is_some_and(|row| wire_size(&row.text) <= MAX_TEXT)
    }

    /// An answer to a send. True when sending works: it is saved, or this very text was refused.
    pub(crate) fn sent(
        &mut self,
        client_id: &ClientId,
        outcome: Result<String, Failure>,
        me: &Me,
        acts: &mut Acts,
    ) -> bool {
        let sent = match outcome.and_then(|body| decode_sent(&body).map_err(|_| Failure::Unreadable)) {
            Ok(sent) => sent,
            Err(failure) => {
                let works = !failure.can_be_repeated();
                match self.outbox.failed(client_id, failure, acts) {
                    Aftermath::Nothing => {}
                    Aftermath::LookUp => self.look_up_later(acts),
                    Aftermath::NotThis(id) => self.timeline.name_row(id, RowKey::Message(id)),
                }
                self.store_outbox(acts);
                return works;
            }
        };
        if let Some((echo, matched)) = self.outbox.saved(client_id) {
            if let Some(other) = matched.filter(|id| *id != sent.id) {
                // That was another message of mine, from another device, with the same words.
                self.timeline.name_row(other, RowKey::Message(other));
            }
            if self.is_live() && self.timeline.rows().find(sent.id).is_none() {
                self.arrivals.owe(sent.id, acts.now.mono);
            }
            self.timeline.settle(Message {
                key: RowKey::Send(client_id.clone()),
                id: sent.id,
                user: Some(me.user),
                name: me.name.clone().unwrap_or_default(),
                avatar: None,
                text: Rc::clone(&echo.text),
                at: sent.at.unwrap_or(echo.at),
                mine: true,
            });
            self.store_outbox(acts);
        }
        true
    }

    /// My name has become known: rows may turn out to be mine, and among them sends whose fate was unknown.
    pub(crate) fn recognise(&mut self, me: &Me, acts: &mut Acts) {
        if self.timeline.recognise(me) {
            self.claim_rows(me, false);
            self.store_outbox(acts);
        }
    }

    /// Whether an own message has proved a backend that does not escape; told once.
    pub(crate) fn take_proof_of_plain(&mut self) -> bool {
        std::mem::take(&mut self.proves_plain)
    }

    /// `unsigned`: where nobody's name is known, a row without a sender's id may be ours.
    fn claim_rows(&mut self, me: &Me, unsigned: bool) {
        for (id, key) in self.outbox.claim_rows(self.timeline.rows(), unsigned && me.name.is_none()) {
            self.timeline.name_row(id, key);
        }
    }

    fn release_held(&mut self, reader: Reader<'_>, acts: &mut Acts) {
        for message in std::mem::take(&mut self.held) {
            self.take_in(message, Way::Event, reader, acts);
        }
    }

    fn take_in(&mut self, incoming: Incoming, way: Way, reader: Reader<'_>, acts: &mut Acts) -> Option<Arrival> {
        let id = incoming.id;
        let known = self.timeline.rows().find(id);
        // There is no event that edits: a copy by another author is not the message that is here, whoever sent it. The history is.
        if way == Way::Event && known.as_ref().is_some_and(|row| row.user.is_some() && row.user != incoming.user) {
            acts.ignored += 1;
            return None;
        }
        let user = incoming.user.or_else(|| known.as_ref().and_then(|row| row.user));
        let mine = reader.me.wrote(user, &incoming.name);
        // Only an event tells that somebody is here now.
        if way == Way::Event
            && !mine
            && let Some(user) = incoming.user
            && self.subscription.is_live()
            && self.people.wrote(user, &incoming.name)
        {
            self.touch();
        }
        let mut own = known.as_ref().and_then(Own::of_row);
        if own.is_none() && !self.outbox.is_empty() && (mine || (user.is_none() && incoming.client_id.is_some())) {
            own = self.claim(&incoming, way, reader.encoding);
            if own.is_some() {
                self.store_outbox(acts);
            }
        }
        self.proves_plain |= reader.encoding == TextEncoding::Escaped
            && own.as_ref().is_some_and(|own| *own.text == *incoming.wire_text)
            && escape(&TextEncoding::Escaped.decode(&incoming.wire_text)) != incoming.wire_text;

        let newest_before = self.timeline.rows().newest();
        let was_read = self.loaded && !reader.visible && !self.has_unread();
        let arrival = self.timeline.insert(incoming, own, reader, acts.now.wall, way == Way::History);
        if arrival == Arrival::New && was_read && !mine {
            self.unread_after = newest_before;
        }
        if arrival != Arrival::Known {
            self.touch();
        }
        Some(arrival)
    }

    fn claim(&mut self, incoming: &Incoming, way: Way, encoding: TextEncoding) -> Option<Own> {
        let at = (way == Way::History).then_some(incoming.at).flatten();
        let decoded = encoding.decode(&incoming.wire_text);
        let has_text = |typed: &str| typed == decoded || typed == incoming.wire_text;
        let (own, not_this) = self.outbox.claim(incoming.id, at, incoming.client_id.as_ref(), has_text)?;
        if let Some(other) = not_this {
            self.timeline.name_row(other, RowKey::Message(other));
        }
        Some(own)
    }
}

/// The rows of a whole answer, or those that its end brings where parts came before.
fn last_rows(body: &str, parts: Option<Parts>, encoding: TextEncoding) -> Result<(HistoryPage, Merged), Malformed> {
    let Some(mut parts) = parts else { return Ok((decode_history(body, encoding)?, Merged::default())) };
    let messages = parts.reader.read(body);
    Ok((HistoryPage { messages, unreadable: parts.reader.end()? }, parts.merged))
}
