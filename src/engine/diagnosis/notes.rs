//! What was seen of late, of the calls, of the socket and of the page: the last outcome of each, and how often. Concludes nothing.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::check::Check;
use super::clock::ClockProof;
use super::{Cause, Finding, Operation};
use crate::engine::api::Purpose;
use crate::engine::connection::Connection;
use crate::engine::effect::{Answer, CallError};
use crate::engine::input::Input;
use crate::engine::time::{Millis, Now, WallMillis};
use crate::engine::wire::{Failure, classify, decode_auth, decode_sent};

/// Losses older than this are history.
const OF_LATE: Millis = 120_000;
/// So many are kept.
const KEPT: usize = 10;
/// A page whose policy forbids much is told about no more than this.
const MOST_VIOLATIONS: usize = 20;

/// The last outcome of an operation.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) at: Millis,
    pub(crate) status: Option<u16>,
    /// The answer was an HTML page.
    pub(crate) page: bool,
    /// Why it did not do what it was for.
    pub(crate) failure: Option<Failure>,
    /// It has failed in a row, and other calls were answered between.
    pub(crate) alone: bool,
}

/// How the attempts to connect have gone since the last success.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) failed: u32,
    /// How long the last one took.
    pub(crate) took: Millis,
    /// The socket of the last one opened.
    pub(crate) opened: bool,
    /// What connects could not be loaded for the last one.
    pub(crate) missing: bool,
    /// The last code that the server gave.
    pub(crate) code: Option<u16>,
}

/// What the Pusher server said about a connection that stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Complaint {
    /// A signature is wrong.
    Signature,
    /// Client events are switched off.
    ClientEventsDisabled,
    /// Client events come too fast.
    ClientEventsTooMany,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Elsewhere,
    Attempting,
    Connected,
}

#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) calls: BTreeMap<Operation, Called>,
    /// When the site last answered anything.
    pub(crate) answered: Option<Millis>,
    /// When the last probe told, and whether an answer came that this page may not read.
    pub(crate) probed: Option<(Millis, bool)>,
    pub(crate) attempts: Attempts,
    stage: Stage,
    began: Millis,
    opened: bool,
    missing: bool,
    /// What is being handled tells of the socket: what ends now was not ended by the page.
    told: bool,
    /// The code that the server gave on the present socket.
    code: Option<u16>,
    pub(crate) was_connected: bool,
    /// When and with which code connections, or attempts with a code, have ended.
    ends: VecDeque<(Millis, Option<u16>)>,
    /// The last codes of the Pusher server, oldest first.
    pub(crate) codes: VecDeque<u16>,
    pub(crate) complaint: Option<Complaint>,
    /// How many authorizations the site has given since the Pusher server last confirmed a subscription.
    pub(crate) granted: usize,
    /// What the page's policy has forbidden: directive and host.
    pub(crate) violations: Vec<(String, String)>,
    pub(crate) clock: ClockProof,
    pub(crate) check: Check,
    pub(super) findings: Rc<[Finding]>,
    pub(super) since: BTreeMap<Cause, WallMillis>,
}

impl Notes {
    /// Takes note of a fact, before anything else does.
    pub(super) fn observe(&mut self, input: &Input, purpose: Option<&Purpose>, now: Now) {
        self.told = matches!(input, Input::Socket(..) | Input::SocketLost);
        match input {
            Input::Answered { outcome, .. } => {
                if let Some(operation) = purpose.and_then(operation) {
                    self.call(operation, outcome, now);
                }
            }
            Input::SocketOpened => self.opened = true,
            Input::PusherMissing => self.missing = true,
            Input::SocketError { code, message } => self.error(*code, message),
            Input::PolicyViolation { directive, host } => {
                let violation = (directive.clone(), host.clone());
                if self.violations.len() < MOST_VIOLATIONS && !self.violations.contains(&violation) {
                    self.violations.push(violation);
                }
            }
            Input::Probed { hidden } => self.probed = Some((now.mono, *hidden)),
            Input::Diagnose => self.check.ask(now.mono),
            Input::ChannelEvent { event, .. } if event == "pusher:subscription_succeeded" => {
                self.granted = 0;
                self.complaint = self.complaint.filter(|complaint| *complaint != Complaint::Signature);
            }
            _ => {}
        }
    }

    /// Follows the connection, after an input has been handled.
    pub(super) fn follow(&mut self, connection: &Connection, now: Millis) {
        let stage = if connection.is_connected() {
            Stage::Connected
        } else if connection.is_attempting() {
            Stage::Attempting
        } else {
            Stage::Elsewhere
        };
        if stage == self.stage {
            return;
        }
        match (self.stage, stage) {
            (Stage::Attempting, Stage::Connected) => {
                self.attempts = Attempts::default();
                self.was_connected = true;
            }
            (Stage::Attempting, _) if connection.is_online() => {
                self.attempts = Attempts {
                    failed: self.attempts.failed + 1,
                    took: now.saturating_sub(self.began),
                    opened: self.opened,
                    missing: self.missing,
                    code: self.code.or(self.attempts.code),
                };
                if self.code.is_some() {
                    self.end(now);
                }
            }
            (Stage::Connected, _) if self.told => self.end(now),
            _ => {}
        }
        if stage == Stage::Attempting {
            self.began = now;
            self.opened = false;
            self.missing = false;
            self.code = None;
        }
        self.stage = stage;
    }

    /// How often of late connections have ended, where the code is like this.
    pub(crate) fn ends(&self, now: Millis, like: impl Fn(Option<u16>) -> bool) -> Vec<Option<u16>> {
        let recent = self.ends.iter().filter(|(at, code)| now < at + OF_LATE && like(*code));
        recent.map(|(_, code)| *code).collect()
    }

    /// Whether the site has answered anything since then.
    pub(crate) fn answered_since(&self, at: Millis) -> bool {
        self.answered.is_some_and(|answered| answered >= at)
    }

    /// Operations that got no answer, while nothing else did.
    pub(crate) fn unreachable(&self) -> impl Iterator<Item = (Operation, &Called)> {
        self.failing(|failure| *failure == Failure::Unreachable).filter(|(_, call)| !self.answered_since(call.at))
    }

    /// Operations whose last outcome was such a failure.
    pub(crate) fn failing(&self, such: impl Fn(&Failure) -> bool) -> impl Iterator<Item = (Operation, &Called)> {
        let calls = self.calls.iter().filter(move |(_, call)| call.failure.as_ref().is_some_and(&such));
        calls.map(|(operation, call)| (*operation, call))
    }

    /// What a user's stay has shown is over with it; what was seen of the page, the device and the network stays.
    pub(crate) fn end_stay(&mut self) {
        let clock = std::mem::take(&mut self.clock);
        let violations = std::mem::take(&mut self.violations);
        let check = std::mem::take(&mut self.check);
        *self = Self { clock, violations, check, was_connected: self.was_connected, ..Self::default() };
    }

    fn call(&mut self, operation: Operation, outcome: &Result<Answer, CallError>, now: Now) {
        let status = outcome.as_ref().ok().map(|answer| answer.status);
        let page = outcome.as_ref().is_ok_and(|answer| answer.body.trim_start().starts_with('<'));
        let failure = match outcome {
            Ok(answer) if (200..300).contains(&answer.status) && !page => {
                if operation == Operation::Sending
                    && let Some(at) = decode_sent(&answer.body).ok().and_then(|sent| sent.at)
                {
                    self.clock.answered(at, now);
                }
                let odd = operation == Operation::Authorization && decode_auth(&answer.body).is_err();
                self.granted += usize::from(operation == Operation::Authorization && !odd);
                odd.then_some(Failure::Unreadable)
            }
            // Only what went wrong is classified: a history may be long.
            outcome => classify(outcome.clone()).err(),
        };
        if status.is_some() {
            self.answered = Some(now.mono);
        }
        let before = self.calls.get(&operation).filter(|call| failure.is_some() && call.failure.is_some());
        let alone = before.is_some_and(|call| call.alone || self.answered_since(call.at));
        self.calls.insert(operation, Called { at: now.mono, status, page, failure, alone });
    }

    fn error(&mut self, code: Option<u16>, message: &str) {
        if let Some(code) = code {
            // One error comes in several shapes, one after the other.
            if self.code != Some(code) {
                if self.codes.len() == KEPT {
                    self.codes.pop_front();
                }
                self.codes.push_back(code);
            }
            self.code = Some(code);
        }
        if self.stage == Stage::Connected {
            self.complaint = complaint(code, message).or(self.complaint);
        }
    }

    fn end(&mut self, now: Millis) {
        if self.ends.len() == KEPT {
            self.ends.pop_front();
        }
        self.ends.push_back((now, self.code.take()));
    }
}

/// What the server means; it has words for it rather than codes.
fn complaint(code: Option<u16>, message: &str) -> Option<Complaint> {
    let message = message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if code == Some(4301) {
        // Some servers give this code to whatever they have against client events.
        let disabled = says(&["enable", "not allowed", "disabled"]);
        return Some(if disabled { Complaint::ClientEventsDisabled } else { Complaint::ClientEventsTooMany });
    }
    if says(&["client event", "client messages"]) {
        return Some(Complaint::ClientEventsDisabled);
    }
    (code == Some(4009) || says(&["hmac", "signature"])).then_some(Complaint::Signature)
}

fn operation(purpose: &Purpose) -> Option<Operation> {
    Some(match purpose {
        Purpose::Auth(..) => Operation::Authorization,
        Purpose::History(_) => Operation::History,
        Purpose::Send(..) => Operation::Sending,
        Purpose::Join(_) => Operation::Joining,
        Purpose::Profile | Purpose::Notifications | Purpose::HelpRequests => Operation::Lists,
        Purpose::Check => Operation::Check,
        Purpose::Leave => return None,
    })
}
