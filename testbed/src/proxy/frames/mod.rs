//! The frames of the Pusher link: every message passes here, is noted, and meets the first rule that fits. What a rule
//! holds back is kept here until its time comes. Knows of Pusher only where the names of event and channel stand.

mod call;
mod log;
mod rule;

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;
use tokio::time::Instant;

pub(crate) use call::Call;
pub(crate) use log::Wanted;
pub(crate) use rule::{Closing, Rule};

use self::log::{Entry, Log, Seen};
use self::rule::Act;
use super::lanes::Direction;
use super::websocket::Message;
use crate::world::lock;

/// The frame stage of a link.
#[derive(Debug)]
pub(crate) struct Frames {
    started: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    rules: Vec<Rule>,
    held: Vec<Held>,
    log: Log,
    /// The connections whose handshake is done, by number.
    open: BTreeMap<u64, Call>,
}

/// A message that waits.
#[derive(Debug)]
struct Held {
    call: Call,
    direction: Direction,
    message: Message,
    until: Until,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    /// Someone asks for it.
    Released,
    /// The next one of its direction has passed.
    Next,
}

impl Frames {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), state: Mutex::default() }
    }

    /// A message comes: it goes on, or whatever the first rule that fits says.
    pub(super) fn pass(&self, call: &Call, direction: Direction, message: Message) {
        let mut state = lock(&self.state);
        if !state.open.contains_key(&call.number()) {
            // Closed from here: nothing more is written, whatever comes.
            return;
        }
        let seen = Seen::of(&message);
        let swapping = state.waits_for_next(call, direction);
        let act = match message.is_data() {
            true => rule::take(&mut state.rules, direction, &seen, swapping),
            false => None,
        };
        state.log.note(self.entry(call, direction, &message, seen, act.as_ref().map(Act::name)));
        let mut hold = |message, until| state.held.push(Held { call: call.clone(), direction, message, until });
        match act {
            None => state.forward(call, direction, &message),
            Some(Act::Drop) => {}
            Some(Act::Duplicate(copies)) => {
                for _ in 0..=copies {
                    state.forward(call, direction, &message);
                }
            }
            Some(Act::Replace(text)) => state.forward(call, direction, &Message::text(&text)),
            Some(Act::Swap) => hold(message, Until::Next),
            Some(Act::Hold) => hold(message, Until::Released),
            Some(Act::Close(closing)) => {
                call.close(closing.code, &closing.reason);
                state.open.remove(&call.number());
            }
            Some(Act::Delay(time)) => {
                let call = call.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(time).await;
                    call.send(direction, &message);
                });
            }
        }
    }

    /// A message from nobody, on all open connections. Tells how many there are.
    pub(crate) fn inject(&self, direction: Direction, message: &Message) -> usize {
        let mut state = lock(&self.state);
        let calls: Vec<Call> = state.open.values().cloned().collect();
        for call in &calls {
            let entry = self.entry(call, direction, message, Seen::of(message), Some("inject"));
            state.log.note(entry);
            state.forward(call, direction, message);
        }
        calls.len()
    }

    /// Closes all open connections with a close frame. Tells how many there were.
    pub(crate) fn close(&self, closing: &Closing) -> usize {
        let mut state = lock(&self.state);
        let calls = std::mem::take(&mut state.open);
        let message = Message::close(closing.code, &closing.reason);
        for call in calls.values() {
            let entry = self.entry(call, Direction::Down, &message, Seen::of(&message), Some("inject"));
            state.log.note(entry);
            call.close(closing.code, &closing.reason);
        }
        calls.len()
    }

    /// Lets everything go that is held, in the order it came. Tells how many there were.
    pub(crate) fn release(&self) -> usize {
        let mut state = lock(&self.state);
        let held = std::mem::take(&mut state.held);
        for Held { call, direction, message, .. } in &held {
            call.send(*direction, message);
        }
        held.len()
    }

    /// More rules, after those there are.
    pub(crate) fn add(&self, rules: Vec<Rule>) {
        lock(&self.state).rules.extend(rules);
    }

    /// The rules in force.
    pub(crate) fn rules(&self) -> Value {
        lock(&self.state).rules.iter().map(Rule::to_json).collect()
    }

    /// How many messages are held.
    pub(crate) fn held(&self) -> usize {
        lock(&self.state).held.len()
    }

    /// Ends all rules. What they hold stays held.
    pub(crate) fn end_rules(&self) {
        lock(&self.state).rules.clear();
    }

    /// What has passed, as far as it is wanted.
    pub(crate) fn log(&self, wanted: &Wanted) -> Value {
        lock(&self.state).log.to_json(wanted)
    }

    pub(crate) fn forget(&self) {
        lock(&self.state).log = Log::default();
    }

    /// No rules, nothing held, nothing noted. What was held is lost.
    pub(super) fn reset(&self) {
        let mut state = lock(&self.state);
        let open = std::mem::take(&mut state.open);
        *state = State { open, ..State::default() };
    }

    /// The handshake of a connection is done.
    pub(super) fn enter(&self, call: &Call) {
        lock(&self.state).open.insert(call.number(), call.clone());
    }

    /// A connection is over, and nothing is kept for it.
    pub(super) fn leave(&self, number: u64) {
        let mut state = lock(&self.state);
        state.open.remove(&number);
        state.held.retain(|held| held.call.number() != number);
    }

    fn entry(
        &self,
        call: &Call,
        direction: Direction,
        message: &Message,
        seen: Seen,
        act: Option<&'static str>,
    ) -> Entry {
        Entry::new(self.started.elapsed(), call.number(), direction, message, seen, act)
    }
}

impl State {
    /// Sends a message, and after it what has waited for it.
    fn forward(&mut self, call: &Call, direction: Direction, message: &Message) {
        call.send(direction, message);
        if !message.is_data() {
            return;
        }
        let waited = |held: &mut Held| held.follows(call, direction);
        for held in self.held.extract_if(.., waited) {
            held.call.send(direction, &held.message);
        }
    }

    fn waits_for_next(&self, call: &Call, direction: Direction) -> bool {
        self.held.iter().any(|held| held.follows(call, direction))
    }
}

impl Held {
    fn follows(&self, call: &Call, direction: Direction) -> bool {
        self.until == Until::Next && self.direction == direction && self.call.number() == call.number()
    }
}
