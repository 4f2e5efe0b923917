//! One room: subscribed, caught up from history, live; its messages, its outbox, its people, and what was read.
//! Decides about that room only, and about nothing that goes out past the API's gate.

use std::rc::Rc;

use super::acts::Acts;
use super::arrivals::Arrivals;
use super::catch_up::Parts;
use super::effect::{CallId, Effect};
use super::errand::Errand;
use super::ids::{Channel, ClientId, MessageId, RoomId, parse_number};
use super::local_echo::{SendState, Stored};
use super::outbox::Outbox;
use super::people::People;
use super::subscription::Subscription;
use super::time::Millis;
use super::timeline::{Me, Timeline};
use super::view::RoomView;
use super::wire::lenient::decode_list;
use super::wire::{Failure, Incoming, MAX_TEXT, clean_outgoing, wire_size};

/// How long a room that is opened waits for its channel, so that one history serves both.
const CHANNEL_FIRST: Millis = 600;

/// What the device keeps as the newest message that was read of a room that was empty.
pub(super) const READ_NOTHING: &str = "0";

/// What stays of a room that nobody has open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) read_up_to: Option<MessageId>,
    /// It was opened while nobody had written in it: whatever is there since is news.
    pub(crate) was_empty: bool,
    pub(crate) draft: String,
}

impl Kept {
    /// Takes up what the device kept.
    pub(crate) fn restore(&mut self, what: &str, value: &str) {
        match what {
            "read" => (self.read_up_to, self.was_empty) = (Self::parse_read(value), value == READ_NOTHING),
            "draft" => value.clone_into(&mut self.draft),
            _ => {}
        }
    }

    pub(crate) fn parse_read(value: &str) -> Option<MessageId> {
        parse_number(value).and_then(|id| MessageId::new(id).ok())
    }
}

#[derive(Debug)]
pub(crate) struct Room {
    pub(super) id: RoomId,
    /// How many have it open. With none it lives on only until its outbox is empty.
    pub(super) holders: u32,
    pub(crate) subscription: Subscription,
    pub(super) history: Errand,
    /// The page has asked for the first history before the engine was there.
    pub(super) ahead: bool,
    pub(super) join: Errand,
    /// The history that comes in parts.
    pub(super) parts: Option<Parts>,
    /// The history was merged at least once.
    pub(super) loaded: bool,
    /// The newest message of the first history.
    pub(super) opened_with: Option<MessageId>,
    /// A history that was asked for after the channel's present subscription was confirmed is merged.
    pub(super) synced: bool,
    /// The newest call when the present subscription was confirmed: only later ones saw everything before it.
    pub(super) confirmed_at: CallId,
    /// The newest message of the last merged history.
    pub(super) merged_up_to: Option<MessageId>,
    /// Live messages that wait for the history.
    pub(super) held: Vec<Incoming>,
    /// When the history call under way, or the last one, went out.
    pub(super) history_began: Millis,
    /// When the history is asked for although nothing says that anything is missing.
    pub(super) check_at: Millis,
    /// Only history calls that went out later can tell the fate of unknown sends.
    pub(super) look_up_from: Millis,
    /// Whether its messages come by their events.
    pub(crate) arrivals: Arrivals,
    pub(super) timeline: Timeline,
    pub(super) outbox: Outbox,
    pub(super) people: People,
    pub(super) kept: Kept,
    /// Where the unread line stands during this visit.
    pub(super) unread_after: Option<MessageId>,
    /// An own message has come back in a form that only a backend which does not escape can have sent.
    pub(super) proves_plain: bool,
    pub(super) view: Option<Rc<RoomView>>,
    /// Something in the view may have changed.
    pub(super) touched: bool,
}

impl Room {
    pub(crate) fn new(id: RoomId, kept: Kept) -> Self {
        Self {
            id,
            holders: 0,
            subscription: Subscription::new(Channel::Room(id)),
            history: Errand::default(),
            ahead: false,
            join: Errand::default(),
            parts: None,
            loaded: false,
            opened_with: None,
            synced: false,
            confirmed_at: CallId(0),
            merged_up_to: None,
            held: Vec::new(),
            history_began: 0,
            check_at: 0,
            look_up_from: 0,
            arrivals: Arrivals::default(),
            timeline: Timeline::default(),
            outbox: Outbox::default(),
            people: People::default(),
            kept,
            unread_after: None,
            proves_plain: false,
            view: None,
            touched: true,
        }
    }

    /// Takes up the sends that the device kept.
    pub(crate) fn restore_outbox(&mut self, value: &str, acts: &Acts) {
        let stored = decode_list::<Stored>("outbox", value).map(|list| list.good).unwrap_or_default();
        self.outbox = Outbox::restore(stored);
        // What was under way when the page went may be on its way still.
        self.look_up_later(acts);
        self.touch();
    }

    pub(crate) fn id(&self) -> RoomId {
        self.id
    }

    pub(crate) fn holders(&self) -> u32 {
        self.holders
    }

    pub(crate) fn open(&mut self, acts: &Acts) {
        self.holders += 1;
        if self.holders == 1 {
            self.history.want_at(acts.now.mono + CHANNEL_FIRST);
            self.join.want();
            self.touch();
        }
    }

    /// The first history was asked for already. It is shown as soon as it is there; whether it has everything, only one that is asked for
    /// after the channel is confirmed can tell.
    pub(crate) fn history_is_ahead(&mut self) {
        if !self.loaded && !self.history.is_running() && !self.subscription.is_live() {
            self.ahead = true;
            self.history.want_now();
        }
    }

    /// One less has it open. True when it was the last.
    pub(crate) fn close(&mut self, acts: &mut Acts) -> bool {
        let last = self.holders == 1;
        self.holders = self.holders.saturating_sub(1);
        if last {
            self.subscription.leave(acts);
            self.join.cancel();
            self.held.clear();
            self.synced = false;
            self.arrivals = Arrivals::default();
            self.people.forget_who_is_here();
            // Whoever opens it again is shown what they have not seen by then.
            (self.loaded, self.unread_after) = (false, None);
            self.touch();
        }
        last
    }

    /// One less has it open while nobody is signed in.
    pub(crate) fn drop_holder(&mut self) {
        self.holders = self.holders.saturating_sub(1);
    }

    /// Whether it can be forgotten.
    pub(crate) fn is_over(&self) -> bool {
        self.holders == 0 && self.outbox.is_empty()
    }

    /// What stays of it.
    pub(crate) fn keep(self) -> Kept {
        self.kept
    }

    pub(crate) fn is_live(&self) -> bool {
        self.subscription.is_live() && self.synced
    }

    pub(crate) fn draft(&self) -> &str {
        &self.kept.draft
    }

    pub(crate) fn set_draft(&mut self, text: String, acts: &mut Acts) {
        if text != self.kept.draft {
            let value = (!text.is_empty()).then(|| text.clone());
            self.kept.draft = text;
            self.store("draft", value, acts);
        }
    }

    /// A text was sent. Nothing happens for an empty one; one that could never be broadcast fails at once, with its text kept.
    pub(crate) fn send(&mut self, text: &str, client_id: ClientId, acts: &mut Acts) {
        if let Some(text) = clean_outgoing(text) {
            let failure = (wire_size(&text) > MAX_TEXT).then_some(Failure::TooLong);
            self.outbox.push(client_id, text, failure, acts);
            self.store_outbox(acts);
        }
    }

    pub(crate) fn retry(&mut self, client_id: &ClientId, acts: &mut Acts) {
        self.outbox.retry(client_id);
        if self.outbox.needs_lookup() {
            // What may have arrived has had its time, and a person waits.
            self.history.want_now();
        }
        self.store_outbox(acts);
    }

    pub(crate) fn discard(&mut self, client_id: &ClientId, acts: &mut Acts) {
        if self.outbox.discard(client_id) {
            self.store_outbox(acts);
        }
    }

    /// Somebody saw everything up to this message. Never goes back, and never past what there is: before the first history that is not known.
    pub(crate) fn seen(&mut self, up_to: MessageId, acts: &mut Acts) {
        if let Some(newest) = self.timeline.rows().newest().filter(|_| self.loaded) {
            self.read(up_to.min(newest), acts);
        }
    }

    pub(super) fn read(&mut self, up_to: MessageId, acts: &mut Acts) {
        if self.kept.read_up_to < Some(up_to) {
            self.kept.read_up_to = Some(up_to);
            self.store("read", Some(up_to.to_string()), acts);
            self.touch();
        }
    }

    /// Another tab has read up to this message, and kept that. Who knows more keeps that instead. What is told may be long past, with an
    /// older mark kept in its place since: so what was learnt is kept once more, which costs nothing where it is kept already.
    pub(crate) fn read_elsewhere(&mut self, up_to: MessageId, acts: &mut Acts) {
        let newest = self.kept.read_up_to.max(Some(up_to));
        if self.kept.read_up_to != Some(up_to) {
            self.kept.read_up_to = newest;
            self.store("read", newest.map(|newest| newest.to_string()), acts);
        }
        self.touch();
    }

    pub(crate) fn moved(&mut self, member: super::wire::Member, joined: bool, me: &Me, acts: &Acts) {
        let after = self.timeline.rows().newest();
        if member.user != me.user && self.people.moved(member, joined, after, self.synced, acts.now.wall) {
            self.touch();
        }
    }

    /// The channel is confirmed: what was missed is fetched, and what comes meanwhile waits.
    pub(crate) fn subscribed(&mut self, acts: &Acts) {
        if self.subscription.confirmed() {
            self.arrivals.begin_anew();
            self.synced = false;
            self.confirmed_at = acts.last_call();
            self.people.forget_who_is_here();
            self.history.want_now();
            self.touch();
        }
    }

    /// The channel reported an error.
    pub(crate) fn subscription_erred(&mut self, status: Option<u16>, acts: &mut Acts) {
        self.subscription.erred(status, acts);
        self.synced &= self.subscription.is_live();
    }

    /// The socket is gone.
    pub(crate) fn unsubscribed(&mut self) {
        self.subscription.reset();
        self.synced = false;
        self.arrivals.begin_anew();
    }

    /// The backend is found to send text in another encoding than was thought: every row has to be read again.
    pub(crate) fn reread(&mut self) {
        self.merged_up_to = None;
        self.history.want_now();
    }

    /// Everything that waits for a back-off may try now; what was refused, only when a person asks.
    pub(crate) fn hurry(&mut self, person: bool) {
        self.outbox.hurry();
        self.history.hurry(person);
        self.join.hurry(person);
        self.subscription.hurry(person);
    }

    pub(crate) fn joined(&mut self, call: CallId, outcome: Result<String, Failure>, acts: &mut Acts) {
        match outcome {
            _ if !self.join.awaits(call) => {}
            Ok(_) => self.join.succeeded(),
            Err(failure) => self.join.failed(failure, acts),
        }
        self.touch();
    }

    pub(crate) fn waiting_to_send(&self) -> usize {
        self.outbox.echoes().filter(|echo| !matches!(echo.state, SendState::Failed(_))).count()
    }

    /// Whether something waits here that could be sent if only the site took it.
    pub(crate) fn wants_to_send(&self) -> bool {
        let hopeless = |state: &SendState| matches!(state, SendState::Failed(failure) if !failure.can_be_repeated());
        self.outbox.echoes().any(|echo| !hopeless(&echo.state))
    }

    pub(super) fn store_outbox(&mut self, acts: &mut Acts) {
        let value = self.outbox.to_store();
        self.store("outbox", value, acts);
        self.touch();
    }

    pub(super) fn store(&self, what: &str, value: Option<String>, acts: &mut Acts) {
        acts.push(Effect::Store { key: format!("{what}.{}", self.id), value });
    }

    pub(super) fn touch(&mut self) {
        self.touched = true;
    }
}
