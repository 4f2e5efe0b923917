//! What was typed here and is not known to be saved: in order, one attempt at a time, never dropped and never doubled.
//! A send whose answer did not come is looked for in the history before it is sent again.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::acts::Acts;
use super::ids::{ClientId, MessageId};
use super::time::{Millis, WallMillis};
use super::timeline::{Message, RowKey};
use super::wire::{Failure, Incoming, TextEncoding};

/// How a send stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendState {
    /// It waits for its turn or for the connection; with the reason when there is one to tell.
    Waiting(Option<Failure>),
    /// It is under way.
    Sending,
    /// No answer came: it may or may not have arrived, and is being looked for.
    Unknown,
    /// It will not be tried again unless a person says so.
    Failed(Failure),
}

/// A row for what is not yet known to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalEcho {
    /// Its lasting name.
    pub client_id: ClientId,
    /// The text as typed.
    pub text: Rc<str>,
    /// When it was typed, on this device's clock.
    pub at: WallMillis,
    /// How it stands.
    pub state: SendState,
}

/// What is kept on the device for a send, so that a reload neither drops nor doubles it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    client_id: ClientId,
    text: String,
    at: WallMillis,
    attempted: bool,
    baseline: Option<MessageId>,
}

#[derive(Debug)]
struct Entry {
    echo: Rc<LocalEcho>,
    /// Whether it has ever left this device.
    attempted: bool,
    /// The newest message known when it first left: its own id is larger.
    baseline: Option<MessageId>,
    /// The message that an event showed and that is taken to be this send, until the answer confirms it.
    matched: Option<MessageId>,
    /// The history calls that have to miss it before it counts as not arrived.
    lookups: u32,
    not_before: Millis,
    tries: u32,
}

impl Entry {
    fn set(&mut self, state: SendState) {
        if self.echo.state != state {
            Rc::make_mut(&mut self.echo).state = state;
        }
    }

    fn is_failed(&self) -> bool {
        matches!(self.echo.state, SendState::Failed(_))
    }

    fn is_under_way(&self) -> bool {
        matches!(self.echo.state, SendState::Sending | SendState::Unknown)
    }
}

/// A send that may go out now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) client_id: ClientId,
    pub(crate) text: Rc<str>,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
}

/// How far an own message's time may lie before the moment it was typed, clocks being what they are.
const CLOCK_SLACK: WallMillis = 2 * 60_000;

impl Outbox {
    pub(crate) fn restore(json: &str) -> Self {
        let stored: Vec<Stored> = serde_json::from_str(json).unwrap_or_default();
        let entries = stored.into_iter().map(|stored| Entry {
            echo: Rc::new(LocalEcho {
                client_id: stored.client_id,
                text: Rc::from(stored.text),
                at: stored.at,
                state: if stored.attempted { SendState::Unknown } else { SendState::Waiting(None) },
            }),
            attempted: stored.attempted,
            baseline: stored.baseline,
            matched: None,
            lookups: u32::from(stored.attempted),
            not_before: 0,
            tries: 0,
        });
        Self { entries: entries.collect() }
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
                attempted: entry.attempted,
                baseline: entry.baseline,
            })
            .collect();
        if stored.is_empty() { None } else { serde_json::to_string(&stored).ok() }
    }

    /// The rows to show, in order. What an event has already shown is not shown twice.
    pub(crate) fn echoes(&self) -> Vec<Rc<LocalEcho>> {
        self.entries.iter().filter(|entry| entry.matched.is_none()).map(|entry| Rc::clone(&entry.echo)).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether exactly this text is under way.
    pub(crate) fn is_sending(&self, text: &str) -> bool {
        self.entries.iter().any(|entry| entry.is_under_way() && *entry.echo.text == *text)
    }

    pub(crate) fn needs_lookup(&self) -> bool {
        self.entries.iter().any(|entry| entry.echo.state == SendState::Unknown)
    }

    pub(crate) fn push(&mut self, client_id: ClientId, text: String, failure: Option<Failure>, acts: &Acts) {
        let state = failure.map_or(SendState::Waiting(None), SendState::Failed);
        let echo = LocalEcho { client_id, text: Rc::from(text), at: acts.now.wall, state };
        self.entries.push(Entry {
            echo: Rc::new(echo),
            attempted: false,
            baseline: None,
            matched: None,
            lookups: 0,
            not_before: 0,
            tries: 0,
        });
    }

    pub(crate) fn retry(&mut self, client_id: &ClientId) {
        if let Some(entry) = self.find(client_id)
            && matches!(entry.echo.state, SendState::Failed(_) | SendState::Waiting(_))
        {
            entry.not_before = 0;
            entry.tries = 0;
            entry.set(SendState::Waiting(None));
        }
    }

    /// Everything that waits may go at once: a person asked, or the way is free again.
    pub(crate) fn hurry(&mut self) {
        for entry in &mut self.entries {
            entry.not_before = 0;
        }
    }

    /// Drops a send that has failed or has never left. True when it was there.
    pub(crate) fn discard(&mut self, client_id: &ClientId) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.echo.client_id != *client_id || entry.is_under_way());
        self.entries.len() != before
    }

    /// The send that may go out now, marked as under way: the first that has not failed, and only if nothing before it is open.
    pub(crate) fn next(&mut self, newest: Option<MessageId>, now: Millis) -> Option<Outgoing> {
        let head = self.entries.iter_mut().find(|entry| !entry.is_failed())?;
        if head.is_under_way() || now < head.not_before {
            return None;
        }
        head.baseline = head.baseline.or(newest);
        head.attempted = true;
        head.set(SendState::Sending);
        Some(Outgoing { client_id: head.echo.client_id.clone(), text: Rc::clone(&head.echo.text) })
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let head = self.entries.iter().find(|entry| !entry.is_failed())?;
        (!head.is_under_way()).then_some(head.not_before)
    }

    /// The backend saved it under this id. Gives the text and time it was sent with, and the message an event had been taken for it.
    pub(crate) fn saved(&mut self, client_id: &ClientId) -> Option<(Rc<LocalEcho>, Option<MessageId>)> {
        let at = self.entries.iter().position(|entry| entry.echo.client_id == *client_id)?;
        let entry = self.entries.remove(at);
        Some((entry.echo, entry.matched))
    }

    /// The attempt failed. True when it has to be looked for in the history.
    pub(crate) fn failed(&mut self, client_id: &ClientId, failure: Failure, acts: &mut Acts) -> bool {
        let at = self.entries.iter().position(|entry| entry.echo.client_id == *client_id);
        let Some((at, entry)) = at.and_then(|at| Some((at, self.entries.get_mut(at)?))) else {
            return false;
        };
        if failure.is_ambiguous() {
            if entry.matched.is_some() {
                // An event has shown it already: it did arrive.
                self.entries.remove(at);
                return false;
            }
            // A call that was given up may still be carried out: it is looked for twice.
            entry.lookups = if failure == Failure::TimedOut { 2 } else { 1 };
            entry.tries += 1;
            entry.set(SendState::Unknown);
            return true;
        }
        // The backend said no: whatever an event showed was somebody's, but not this send.
        entry.matched = None;
        if failure.is_passing() || failure == Failure::SignInEnded {
            entry.not_before = acts.now.mono + acts.back_off(entry.tries, 1_000, 30_000);
            entry.tries += 1;
            entry.set(SendState::Waiting(Some(failure)));
        } else {
            entry.set(SendState::Failed(failure));
        }
        false
    }

    /// An own message came as an event. Gives the send it is taken to be, if any.
    pub(crate) fn match_event(&mut self, incoming: &Incoming, encoding: TextEncoding) -> Option<RowKey> {
        let entry = self.entries.iter_mut().find(|entry| match &incoming.client_id {
            Some(client_id) => entry.echo.client_id == *client_id,
            None => {
                entry.is_under_way()
                    && entry.matched.is_none()
                    && entry.baseline.is_none_or(|baseline| incoming.id > baseline)
                    && same_text(incoming, &entry.echo.text, encoding)
            }
        })?;
        let key = RowKey::Send(entry.echo.client_id.clone());
        if entry.echo.state == SendState::Sending {
            entry.matched = Some(incoming.id);
        } else {
            let client_id = entry.echo.client_id.clone();
            self.entries.retain(|entry| entry.echo.client_id != client_id);
        }
        Some(key)
    }

    /// A history that was asked for after the sends became unknown is here: finds them in it, or has them sent again.
    /// Gives the messages that are sends of ours, to be named so. Needs to know which rows are mine.
    pub(crate) fn look_up<'a>(
        &mut self,
        rows: impl Iterator<Item = &'a Rc<Message>> + Clone,
        acts: &mut Acts,
    ) -> Vec<(MessageId, RowKey)> {
        let mut found: Vec<(MessageId, RowKey)> = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.echo.state == SendState::Unknown) {
            let own = rows.clone().find(|row| {
                row.mine
                    && matches!(row.key, RowKey::Message(_))
                    && row.text == entry.echo.text
                    && match entry.baseline {
                        Some(baseline) => row.id > baseline,
                        None => row.at >= entry.echo.at - CLOCK_SLACK,
                    }
                    && !found.iter().any(|(id, _)| *id == row.id)
            });
            if let Some(row) = own {
                found.push((row.id, RowKey::Send(entry.echo.client_id.clone())));
                continue;
            }
            entry.lookups = entry.lookups.saturating_sub(1);
            if entry.lookups == 0 {
                entry.not_before = acts.now.mono + acts.back_off(entry.tries.saturating_sub(1), 500, 30_000);
                entry.set(SendState::Waiting(None));
            }
        }
        self.entries.retain(|entry| {
            !found.iter().any(|(_, key)| matches!(key, RowKey::Send(client_id) if *client_id == entry.echo.client_id))
        });
        found
    }

    fn find(&mut self, client_id: &ClientId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.echo.client_id == *client_id)
    }
}

/// Whether a message is what a backend would have made of this text, in either encoding.
fn same_text(incoming: &Incoming, typed: &str, encoding: TextEncoding) -> bool {
    incoming.wire_text == typed || encoding.decode(&incoming.wire_text) == typed
}
