//! One room: subscribed, caught up from history, live; its messages, its outbox, its people, and what was read.
//! Decides about that room only, and about nothing that goes out past the API's gate.

use std::rc::Rc;

use super::acts::Acts;
use super::api::{Api, Purpose};
use super::effect::{CallId, Effect, Request};
use super::errand::Errand;
use super::ids::{Channel, ClientId, MessageId, RoomId};
use super::outbox::Outbox;
use super::people::People;
use super::subscription::Subscription;
use super::time::{Millis, earlier};
use super::timeline::{Arrival, Me, Message, RowKey, Timeline};
use super::view::{RoomStatus, RoomView};
use super::wire::{
    Failure, Incoming, MAX_TEXT, TextEncoding, clean_outgoing, decode_history, decode_sent, encode_room, encode_send, escape,
};

/// How long after a lost answer the message is looked for: the backend may still be busy saving it.
const LOOK_UP_DELAY: Millis = 800;
/// Ids near the newest may become visible out of order: a catch-up asks for this many again.
const OVERLAP: u64 = 64;

#[derive(Debug)]
pub(crate) struct Room {
    id: RoomId,
    /// How many have it open. With none it lives on only until its outbox is empty.
    holders: u32,
    pub(crate) subscription: Subscription,
    history: Errand,
    join: Errand,
    /// The history was merged at least once.
    loaded: bool,
    /// The history was merged since the channel's present subscription was confirmed.
    synced: bool,
    /// The newest message of the last merged history.
    merged_up_to: Option<MessageId>,
    /// Live messages that wait for the history.
    held: Vec<Incoming>,
    /// Only history calls after this one can tell the fate of unknown sends.
    look_up_after: CallId,
    timeline: Timeline,
    outbox: Outbox,
    people: People,
    read_up_to: Option<MessageId>,
    /// Where the unread line stands during this visit.
    unread_after: Option<MessageId>,
    draft: String,
    view: Option<Rc<RoomView>>,
}

impl Room {
    pub(crate) fn new(id: RoomId) -> Self {
        Self {
            id,
            holders: 0,
            subscription: Subscription::new(Channel::Room(id)),
            history: Errand::default(),
            join: Errand::default(),
            loaded: false,
            synced: false,
            merged_up_to: None,
            held: Vec::new(),
            look_up_after: CallId(0),
            timeline: Timeline::default(),
            outbox: Outbox::default(),
            people: People::default(),
            read_up_to: None,
            unread_after: None,
            draft: String::new(),
            view: None,
        }
    }

    /// Takes up what the device kept for this room.
    pub(crate) fn restore(&mut self, what: &str, value: &str) {
        match what {
            "outbox" => self.outbox = Outbox::restore(value),
            "read" => self.read_up_to = super::ids::parse_number(value).and_then(|id| MessageId::new(id).ok()),
            "draft" => value.clone_into(&mut self.draft),
            _ => {}
        }
        self.touch();
    }

    pub(crate) fn id(&self) -> RoomId {
        self.id
    }

    pub(crate) fn holders(&self) -> u32 {
        self.holders
    }

    pub(crate) fn open(&mut self) {
        self.holders += 1;
        if self.holders == 1 {
            self.history.want();
            self.join.want();
            self.touch();
        }
    }

    /// One less has it open. True when it was the last.
    pub(crate) fn close(&mut self) -> bool {
        let last = self.holders == 1;
        self.holders = self.holders.saturating_sub(1);
        if last {
            self.subscription = Subscription::new(Channel::Room(self.id));
            self.join.cancel();
            self.synced = false;
            self.touch();
        }
        last
    }

    /// Whether it can be forgotten.
    pub(crate) fn is_over(&self) -> bool {
        self.holders == 0 && self.outbox.is_empty()
    }

    pub(crate) fn is_live(&self) -> bool {
        self.subscription.is_live() && self.synced
    }

    pub(crate) fn draft(&self) -> &str {
        &self.draft
    }

    pub(crate) fn set_draft(&mut self, text: String, acts: &mut Acts) {
        if text != self.draft {
            self.draft = text;
            let value = (!self.draft.is_empty()).then(|| self.draft.clone());
            self.store("draft", value, acts);
        }
    }

    /// A text was sent. Nothing happens for an empty one; one that could never be broadcast fails at once, with its text kept.
    pub(crate) fn send(&mut self, text: &str, client_id: ClientId, acts: &mut Acts) {
        if let Some(text) = clean_outgoing(text) {
            let failure = (escape(&text).len() > MAX_TEXT).then_some(Failure::TooLong);
            self.outbox.push(client_id, text, failure, acts);
            self.store_outbox(acts);
        }
    }

    pub(crate) fn retry(&mut self, client_id: &ClientId) {
        self.outbox.retry(client_id);
        self.touch();
    }

    pub(crate) fn discard(&mut self, client_id: &ClientId, acts: &mut Acts) {
        if self.outbox.discard(client_id) {
            self.store_outbox(acts);
        }
    }

    /// Somebody saw everything up to this message. Never goes back.
    pub(crate) fn seen(&mut self, up_to: MessageId, acts: &mut Acts) {
        let up_to = self.timeline.newest().map_or(up_to, |newest| up_to.min(newest));
        if self.read_up_to < Some(up_to) {
            self.read_up_to = Some(up_to);
            self.store("read", Some(up_to.to_string()), acts);
        }
    }

    /// The channel is confirmed: what was missed is fetched, and what comes meanwhile waits.
    pub(crate) fn subscribed(&mut self) {
        if self.subscription.confirmed() {
            self.synced = false;
            self.people.forget_who_is_here();
            self.history.want_now();
            self.touch();
        }
    }

    /// The socket is gone.
    pub(crate) fn unsubscribed(&mut self) {
        self.subscription.reset();
        self.synced = false;
        self.touch();
    }

    /// The backend is found to send text in another encoding than was thought: every row has to be read again.
    pub(crate) fn reread(&mut self) {
        self.merged_up_to = None;
        self.history.want_now();
    }

    /// Everything that waits for a back-off may try now.
    pub(crate) fn hurry(&mut self) {
        self.outbox.hurry();
        if self.history.is_open() {
            self.history.want_now();
        }
    }

    /// A live message.
    pub(crate) fn message(&mut self, incoming: Incoming, encoding: TextEncoding, me: &Me, visible: bool, acts: &mut Acts) {
        if self.is_live() {
            self.take_in(incoming, encoding, me, visible, acts);
        } else {
            self.held.push(incoming);
        }
    }

    /// Whether this page sent a message with exactly this text, as the backend gives it back.
    pub(crate) fn has_sent(&self, incoming: &Incoming) -> bool {
        let settled = self.timeline.get(incoming.id).filter(|row| matches!(row.key, RowKey::Send(_)));
        match settled {
            Some(row) => *row.text == *incoming.wire_text,
            None => self.outbox.is_sending(&incoming.wire_text),
        }
    }

    pub(crate) fn moved(&mut self, member: super::wire::Member, joined: bool, me: &Me, acts: &Acts) {
        if member.user != me.user && self.people.moved(member, joined, self.timeline.newest(), acts.now.wall) {
            self.touch();
        }
    }

    /// My name has become known.
    pub(crate) fn recognise(&mut self, me: &Me) {
        self.timeline.recognise(me);
        self.touch();
    }

    /// An answer to a history call. True when it was a history.
    pub(crate) fn caught_up(
        &mut self,
        call: CallId,
        outcome: Result<String, Failure>,
        encoding: TextEncoding,
        me: &Me,
        visible: bool,
        acts: &mut Acts,
    ) -> bool {
        let page = outcome.and_then(|body| decode_history(&body).map_err(|_| Failure::Unreadable));
        self.touch();
        let page = match page {
            Ok(page) => page,
            Err(failure) => {
                self.history.failed(failure, acts);
                // Better shown early than late: the next catch-up puts whatever is missing into its place.
                self.release_held(encoding, me, visible, acts);
                return false;
            }
        };
        self.history.succeeded();
        self.merged_up_to = self.merged_up_to.max(page.messages.last().map(|message| message.id));
        for message in page.messages {
            self.take_in(message, encoding, me, visible, acts);
        }
        self.release_held(encoding, me, visible, acts);
        self.synced = self.subscription.is_live();
        if call > self.look_up_after && me.name.is_some() && self.outbox.needs_lookup() {
            let rows = self.timeline.rows();
            for (id, key) in self.outbox.look_up(rows.iter(), acts) {
                self.timeline.name_row(id, key);
            }
            self.store_outbox(acts);
        }
        if !self.loaded {
            self.loaded = true;
            match self.read_up_to {
                Some(read) => self.unread_after = (self.unread() > 0).then_some(read),
                // The first visit on this device: what is there is not news.
                None => self.read_up_to = self.timeline.newest(),
            }
        }
        true
    }

    /// An answer to a send. True when it is saved.
    pub(crate) fn sent(&mut self, client_id: &ClientId, outcome: Result<String, Failure>, me: &Me, acts: &mut Acts) -> bool {
        let sent = outcome.and_then(|body| decode_sent(&body).map_err(|_| Failure::Unreadable));
        match sent {
            Ok(sent) => {
                if let Some((echo, matched)) = self.outbox.saved(client_id) {
                    if let Some(other) = matched.filter(|id| *id != sent.id) {
                        // The event was somebody else's message of mine, from another device, with the same words.
                        self.timeline.name_row(other, RowKey::Message(other));
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
            Err(failure) => {
                if self.outbox.failed(client_id, failure, acts) {
                    self.look_up_after = acts.last_call();
                }
                self.store_outbox(acts);
                false
            }
        }
    }

    pub(crate) fn joined(&mut self, outcome: Result<String, Failure>, acts: &mut Acts) {
        match outcome {
            Ok(_) => self.join.succeeded(),
            Err(failure) => self.join.failed(failure, acts),
        }
    }

    /// Starts every call that is due and allowed.
    pub(crate) fn drive(&mut self, api: &mut Api, me: &Me, online: bool, acts: &mut Acts) {
        let now = acts.now.mono;
        if self.outbox.needs_lookup() && me.name.is_some() && !self.history.is_open() {
            self.history.want_at(now + LOOK_UP_DELAY);
        }
        if !online || !api.is_ready(now) {
            return;
        }
        if self.history.is_due(now) {
            let path = match self.merged_up_to {
                Some(id) => format!("/chat/{}/messages?after={}", self.id, id.get().saturating_sub(OVERLAP)),
                None => format!("/chat/{}/messages", self.id),
            };
            self.history.started(api.start(acts, Purpose::History(self.id), Request::get(path)));
        }
        // The newest message before a send is what tells it apart if its answer is lost: the first history comes before it.
        if self.loaded || self.history.failure().is_some() {
            while let Some(outgoing) = self.outbox.next(self.timeline.newest(), now) {
                self.store_outbox(acts);
                let body = encode_send(self.id, &outgoing.text, &outgoing.client_id);
                api.start(acts, Purpose::Send(self.id, outgoing.client_id), Request::post("/chat/send", body));
            }
        }
        if self.join.is_due(now) && self.loaded {
            let request = Request::post("/chat/join", encode_room(self.id));
            self.join.started(api.start(acts, Purpose::Join(self.id), request));
        }
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let subscription = if self.holders > 0 { self.subscription.deadline() } else { None };
        let join = self.join.deadline().filter(|_| self.loaded);
        earlier(earlier(subscription, join), earlier(self.history.deadline(), self.outbox.deadline()))
    }

    pub(crate) fn waiting_to_send(&self) -> usize {
        self.outbox.echoes().len()
    }

    pub(crate) fn history_failure(&self) -> Option<&Failure> {
        self.history.failure()
    }

    /// The room's snapshot, made anew only when something has changed.
    pub(crate) fn view(&mut self, connected: bool) -> Rc<RoomView> {
        let status = self.status(connected);
        if let Some(view) = self.view.as_ref().filter(|view| view.status == status) {
            return Rc::clone(view);
        }
        let view = Rc::new(RoomView {
            id: self.id,
            status,
            loaded: self.loaded,
            messages: self.timeline.rows(),
            echoes: self.outbox.echoes().into(),
            movements: self.people.movements().into(),
            people: self.people.here().into(),
            unread: self.unread(),
            unread_after: self.unread_after,
        });
        self.view = Some(Rc::clone(&view));
        view
    }

    fn status(&self, connected: bool) -> RoomStatus {
        let no_access = |failure: Option<&Failure>| matches!(failure, Some(Failure::NoAccess | Failure::NotFound));
        if self.subscription.is_refused() || no_access(self.history.failure()) {
            return RoomStatus::NoAccess;
        }
        match (connected && self.subscription.is_live(), self.synced, self.loaded) {
            (true, true, _) => RoomStatus::Live,
            (_, _, false) if self.history.failure().is_some() => RoomStatus::Unavailable,
            (_, _, false) => RoomStatus::Loading,
            (true, false, true) => RoomStatus::CatchingUp,
            (false, _, true) => RoomStatus::Late,
        }
    }

    fn unread(&self) -> usize {
        let unread = self.timeline.iter().rev().take_while(|row| Some(row.id) > self.read_up_to);
        unread.filter(|row| !row.mine).count()
    }

    fn release_held(&mut self, encoding: TextEncoding, me: &Me, visible: bool, acts: &mut Acts) {
        for message in std::mem::take(&mut self.held) {
            self.take_in(message, encoding, me, visible, acts);
        }
    }

    fn take_in(&mut self, incoming: Incoming, encoding: TextEncoding, me: &Me, visible: bool, acts: &mut Acts) {
        let mine = me.wrote(incoming.user, &incoming.name);
        let id = incoming.id;
        // Only an event tells that somebody is here now; only an event can be the echo of a send under way.
        let mut key = None;
        if let Some(user) = incoming.user {
            if mine {
                if self.timeline.get(id).is_none() {
                    key = self.outbox.match_event(&incoming, encoding);
                }
            } else if self.subscription.is_live() {
                self.people.wrote(user, &incoming.name);
            }
        }
        let newest_before = self.timeline.newest();
        let was_read = self.loaded && !visible && self.unread() == 0;
        let arrival = self.timeline.insert(incoming, encoding, me, acts.now.wall);
        if let Some(key) = key {
            self.timeline.name_row(id, key);
            self.store_outbox(acts);
        }
        if arrival == Arrival::New && was_read && !mine {
            self.unread_after = newest_before;
        }
        if arrival != Arrival::Known {
            self.touch();
        }
    }

    fn store_outbox(&mut self, acts: &mut Acts) {
        let value = self.outbox.to_store();
        self.store("outbox", value, acts);
    }

    fn store(&mut self, what: &str, value: Option<String>, acts: &mut Acts) {
        acts.push(Effect::Store { key: format!("{what}.{}", self.id), value });
        self.touch();
    }

    fn touch(&mut self) {
        self.view = None;
    }
}
