//! What was typed here and is not known to be saved: in order, one attempt at a time, never dropped and never doubled.
//! A send whose answer did not come is looked for in the history before it is sent again.

use std::rc::Rc;

use super::acts::Acts;
use super::ids::{ClientId, MessageId};
use super::local_echo::{Entry, LocalEcho, SendState, Stored};
use super::messages::Messages;
use super::time::{Millis, WallMillis};
use super::timeline::{Message, Own, RowKey};
use super::wire::Failure;

/// A send that may go out now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) client_id: ClientId,
    pub(crate) text: Rc<str>,
}

/// What a failed attempt means for others.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Aftermath {
    /// Nothing.
    Nothing,
    /// It has to be looked for in the history.
    LookUp,
    /// This message was taken for it, and is not.
    NotThis(MessageId),
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
}

/// How many histories have to miss a send before it counts as not arrived.
const LOOK_UPS: u32 = 2;
/// How often a site that answers with trouble is tried with the same text, before a person is asked.
const TROUBLES: u32 = 5;

impl Outbox {
    pub(crate) fn restore(stored: Vec<Stored>) -> Self {
        let mut entries: Vec<Entry> = Vec::with_capacity(stored.len());
        for stored in stored {
            if stored.text.is_empty() || entries.iter().any(|entry| entry.echo.client_id == stored.client_id) {
                continue;
            }
            let state = match stored.failed {
                Some(failure) => SendState::Failed(failure),
                None if stored.attempted => SendState::Unknown,
                None => SendState::Waiting(None),
            };
            let echo = LocalEcho { client_id: stored.client_id, text: Rc::from(stored.text), at: stored.at, state };
            let mut entry = Entry::new(echo);
            entry.doubtful = stored.attempted;
            entry.baseline = stored.baseline;
            // What was on its way when the page went may be saved only now.
            entry.lookups = LOOK_UPS;
            entries.push(entry);
        }
        Self { entries }
    }

    /// What to keep on the device; `None` when there is nothing.
    pub(crate) fn to_store(&self) -> Option<String> {
        let stored: Vec<Stored> = self
            .entries
            .iter()
            .map(|entry| Stored {
                client_id: entry.echo.client_id.clone(),
                text: entry.echo.text.to_string(),
                at: entry.echo.at,
                attempted: entry.doubtful || entry.is_under_way(),
                baseline: entry.baseline,
                failed: match &entry.echo.state {
                    SendState::Failed(failure) => Some(failure.clone()),
                    _ => None,
                },
            })
            .collect();
        if stored.is_empty() { None } else { serde_json::to_string(&stored).ok() }
    }

    /// The rows to show, in order. What a message has already shown is not shown twice.
    pub(crate) fn echoes(&self) -> impl Iterator<Item = &Rc<LocalEcho>> {
        self.entries.iter().filter(|entry| entry.matched.is_none()).map(|entry| &entry.echo)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn needs_lookup(&self) -> bool {
        self.entries.iter().any(|entry| entry.echo.state == SendState::Unknown)
    }

    /// Whether a history has missed a send already, so that only one that is late enough can tell more.
    pub(crate) fn was_missed(&self) -> bool {
        self.entries.iter().any(|entry| entry.echo.state == SendState::Unknown && entry.lookups < LOOK_UPS)
    }

    /// Whether anything is left that will go out by itself.
    pub(crate) fn is_active(&self) -> bool {
        self.entries.iter().any(|entry| !entry.is_failed())
    }

    pub(crate) fn push(&mut self, client_id: ClientId, text: String, failure: Option<Failure>, acts: &Acts) {
        let state = failure.map_or(SendState::Waiting(None), SendState::Failed);
        self.entries.push(Entry::new(LocalEcho { client_id, text: Rc::from(text), at: acts.now.wall, state }));
    }

    /// A person wants it tried again. What may have arrived all the same is looked for first.
    pub(crate) fn retry(&mut self, client_id: &ClientId) {
        let Some(entry) = self.find(client_id) else { return };
        if matches!(entry.echo.state, SendState::Failed(_) | SendState::Waiting(_)) {
            entry.not_before = 0;
            entry.tries = 0;
            entry.troubles = 0;
            entry.lookups = entry.lookups.max(1);
            let look_up = entry.is_failed() && entry.doubtful;
            entry.set(if look_up { SendState::Unknown } else { SendState::Waiting(None) });
        }
    }

    /// Everything that waits may go at once: a person asked, or the way is free again.
    pub(crate) fn hurry(&mut self) {
        for entry in &mut self.entries {
            entry.not_before = 0;
        }
    }

    /// Drops a send that has failed or waits. True when it was there.
    pub(crate) fn discard(&mut self, client_id: &ClientId) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.echo.client_id != *client_id || entry.is_under_way());
        self.entries.len() != before
    }

    /// The send that may go out now, marked as under way: the first that has not failed, and only if nothing else is under way. A person may
    /// have one tried again that stands before the one under way.
    /// `newest` is the newest message known, 0 in an empty room.
    pub(crate) fn next(&mut self, newest: Option<u64>, now: Millis) -> Option<Outgoing> {
        if self.entries.iter().any(Entry::is_under_way) {
            return None;
        }
        let head = self.entries.iter_mut().find(|entry| !entry.is_failed())?;
        if now < head.not_before {
            return None;
        }
        if !head.doubtful {
            head.baseline = newest;
        }
        head.set(SendState::Sending);
        Some(Outgoing { client_id: head.echo.client_id.clone(), text: Rc::clone(&head.echo.text) })
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let head = self.entries.iter().find(|entry| !entry.is_failed())?;
        (!self.entries.iter().any(Entry::is_under_way)).then_some(head.not_before)
    }

    /// The backend saved it under this id. Gives what it was sent with, and the message it had been taken for.
    pub(crate) fn saved(&mut self, client_id: &ClientId) -> Option<(Rc<LocalEcho>, Option<MessageId>)> {
        let at = self.entries.iter().position(|entry| entry.echo.client_id == *client_id)?;
        let entry = self.entries.remove(at);
        Some((entry.echo, entry.matched))
    }

    /// The attempt failed.
    pub(crate) fn failed(&mut self, client_id: &ClientId, failure: Failure, acts: &mut Acts) -> Aftermath {
        let at = self.entries.iter().position(|entry| entry.echo.client_id == *client_id);
        let Some((at, entry)) = at.and_then(|at| Some((at, self.entries.get_mut(at)?))) else {
            return Aftermath::Nothing;
        };
        if failure.is_ambiguous() {
            if entry.matched.is_some() {
                // A message has shown it already: it did arrive.
                self.entries.remove(at);
                return Aftermath::Nothing;
            }
            // The site may still be busy with it: it is looked for twice before it is sent again.
            entry.lookups = LOOK_UPS;
            entry.tries += 1;
            entry.troubles += u32::from(matches!(failure, Failure::Server { .. } | Failure::Unreadable));
            entry.reason = Some(failure);
            entry.doubtful = true;
            entry.set(SendState::Unknown);
            return Aftermath::LookUp;
        }
        // The backend said no: whatever was taken for it was somebody's, but not this send.
        let not_this = entry.matched.take();
        if failure.can_be_repeated() {
            let first_at_gate = entry.tries == 0;
            let wait = if first_at_gate { 0 } else { acts.back_off(entry.tries, 1_000, 30_000) };
            entry.not_before = acts.now.mono + wait;
            entry.tries += 1;
            entry.set(SendState::Waiting(Some(failure)));
        } else {
            entry.set(SendState::Failed(failure));
        }
        not_this.map_or(Aftermath::Nothing, Aftermath::NotThis)
    }

    /// An own message came. Gives the send it is taken to be, if any: by the name the backend echoes, else by its text. Beside it the message
    /// that was taken for the same send before, and is not.
    pub(crate) fn claim(
        &mut self,
        id: MessageId,
        at: Option<WallMillis>,
        client_id: Option<&ClientId>,
        has_text: impl Fn(&str) -> bool,
    ) -> Option<(Own, Option<MessageId>)> {
        let is_it = |entry: &Entry| match client_id {
            Some(client_id) => entry.echo.client_id == *client_id,
            None => entry.can_be(id, at) && has_text(&entry.echo.text),
        };
        // Of several with the same words rather the one that is on its way than one that has failed.
        let under_way = self.entries.iter().position(|entry| entry.is_under_way() && is_it(entry));
        let place = under_way.or_else(|| self.entries.iter().position(is_it))?;
        let entry = self.entries.get_mut(place)?;
        let own = entry.own();
        let not_this = entry.matched.filter(|other| *other != id);
        if entry.echo.state == SendState::Sending {
            entry.matched = Some(id);
        } else {
            self.entries.remove(place);
        }
        Some((own, not_this))
    }

    /// Looks through rows that are here already. Gives those that are sends of ours, to be named so.
    pub(crate) fn claim_rows(&mut self, rows: &Messages, nameless: bool) -> Vec<(MessageId, RowKey)> {
        if !self.entries.iter().any(|entry| entry.is_under_way() || entry.doubtful) {
            return Vec::new();
        }
        let own = |row: &Rc<Message>| row.mine || (nameless && row.user.is_none());
        let unnamed = rows.iter().filter(|row| matches!(row.key, RowKey::Message(_))).filter(own);
        let claims = unnamed.filter_map(|row| {
            let (own, _) = self.claim(row.id, Some(row.at), None, |text| *text == *row.text)?;
            Some((row.id, RowKey::Send(own.client_id)))
        });
        claims.collect()
    }

    /// A history that was asked for long enough after the sends became unknown is here, and has not shown them.
    pub(crate) fn missed(&mut self, acts: &mut Acts) {
        for entry in self.entries.iter_mut().filter(|entry| entry.echo.state == SendState::Unknown) {
            entry.lookups = entry.lookups.saturating_sub(1);
            if entry.lookups > 0 {
                continue;
            }
            match entry.reason.clone() {
                Some(reason) if entry.troubles >= TROUBLES => entry.set(SendState::Failed(reason)),
                reason => {
                    entry.not_before = acts.now.mono + acts.back_off(entry.tries.saturating_sub(1), 500, 30_000);
                    entry.set(SendState::Waiting(reason));
                }
            }
        }
    }

    /// The history is refused for good, so that unknown sends cannot be looked for: a person has to say what is to be done.
    pub(crate) fn cannot_look_up(&mut self, failure: &Failure) {
        for entry in self.entries.iter_mut().filter(|entry| entry.echo.state == SendState::Unknown) {
            entry.set(SendState::Failed(failure.clone()));
        }
    }

    fn find(&mut self, client_id: &ClientId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.echo.client_id == *client_id)
    }
}
