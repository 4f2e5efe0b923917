//! The socket's machine: when to open, when to give up an attempt, how long to wait for the next one, and when silence means loss.
//! pusher-js's own retries are never relied on: every loss closes its client, and every attempt is ours.

use std::collections::VecDeque;

use super::acts::Acts;
use super::effect::Effect;
use super::input::SocketState;
use super::time::{Millis, WallMillis, earlier};

/// How long one attempt may take.
const ATTEMPT: Millis = 8_000;
/// A link that lives this long is taken to be sound: the next loss is the first again.
const STABLE: Millis = 10_000;
/// After this much silence we ask whether anybody is there.
const QUIET: Millis = 8_000;
/// How long the answer may take.
const PONG: Millis = 5_000;
/// An outage younger than this may end any second.
const FRESH: Millis = 20_000;
/// How often to try although the browser says that it is offline (it is sometimes wrong).
const OFFLINE_RETRY: Millis = 30_000;
/// Round-trip times kept for showing.
const ROUND_TRIPS: usize = 30;

/// Where the socket stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// Nobody wants a socket.
    Idle,
    /// Waiting for the next attempt.
    Waiting { until: Millis },
    /// An attempt is under way.
    Attempting { deadline: Millis },
    /// The handshake is done.
    Connected,
    /// The server refused for good; only a person or another configuration helps.
    Refused,
}

/// An error that Pusher gave for the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketProblem {
    /// Pusher's code, if it gave one.
    pub code: Option<u16>,
    /// Pusher's words.
    pub message: String,
}

/// What an input has changed for those who depend on the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing of note.
    None,
    /// The socket is open, with a new id: nothing is subscribed on it.
    Opened,
    /// The socket is gone, and every subscription with it.
    Lost,
}

#[derive(Debug)]
pub(crate) struct Connection {
    wanted: bool,
    online: bool,
    phase: Phase,
    state: SocketState,
    socket_id: Option<String>,
    /// Attempts since the last sound link.
    tries: u32,
    /// Since when the present phase of being connected or not lasts, on both clocks.
    since: (Millis, WallMillis),
    reconnects: u32,
    heard: Option<(Millis, WallMillis)>,
    pinged: Option<Millis>,
    round_trips: VecDeque<Millis>,
    problem: Option<SocketProblem>,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Self {
            wanted: false,
            online: true,
            phase: Phase::Idle,
            state: SocketState::Initialized,
            socket_id: None,
            tries: 0,
            since: (0, 0),
            reconnects: 0,
            heard: None,
            pinged: None,
            round_trips: VecDeque::new(),
            problem: None,
        }
    }

    pub(crate) fn open(&mut self, acts: &mut Acts) {
        if !self.wanted {
            self.wanted = true;
            self.mark(acts);
            self.attempt(acts);
        }
    }

    pub(crate) fn close(&mut self, acts: &mut Acts) {
        let online = self.online;
        *self = Self::new();
        self.online = online;
        acts.push(Effect::CloseSocket);
    }

    /// A person, or a page that has just come back, wants it tried at once.
    pub(crate) fn try_now(&mut self, acts: &mut Acts) {
        if self.wanted && self.phase != Phase::Connected && !matches!(self.phase, Phase::Attempting { .. }) {
            self.attempt(acts);
        }
    }

    /// Throws the socket away although it looks sound, and opens another soon.
    pub(crate) fn replace(&mut self, acts: &mut Acts) -> Change {
        if self.phase == Phase::Connected { self.lose(acts, 50, 500) } else { Change::None }
    }

    pub(crate) fn set_online(&mut self, online: bool, acts: &mut Acts) -> Change {
        if online == self.online {
            return Change::None;
        }
        self.online = online;
        if !self.wanted || self.phase == Phase::Refused {
            return Change::None;
        }
        if online {
            self.tries = 0;
            self.try_now(acts);
            return Change::None;
        }
        let change = self.lose(acts, 0, 0);
        self.phase = Phase::Waiting { until: acts.now.mono + OFFLINE_RETRY };
        change
    }

    pub(crate) fn socket(&mut self, state: SocketState, socket_id: Option<String>, acts: &mut Acts) -> Change {
        self.state = state;
        match (&self.phase, state) {
            (Phase::Attempting { .. }, SocketState::Connected) => {
                self.phase = Phase::Connected;
                self.socket_id = socket_id;
                self.problem = None;
                self.pinged = None;
                self.mark(acts);
                self.hear(acts);
                Change::Opened
            }
            (Phase::Attempting { .. } | Phase::Connected, SocketState::Disconnected | SocketState::Failed) => {
                let refused = self.problem.as_ref().and_then(|problem| problem.code).is_some_and(is_final);
                if refused || state == SocketState::Failed { self.refuse(acts) } else { self.lose_late(acts) }
            }
            (Phase::Connected, SocketState::Connecting | SocketState::Unavailable) => self.lose_late(acts),
            // pusher-js went on by itself, although it was told to stop: it is told again.
            (
                Phase::Idle | Phase::Waiting { .. } | Phase::Refused,
                SocketState::Connecting | SocketState::Connected | SocketState::Unavailable,
            ) => {
                acts.push(Effect::CloseSocket);
                Change::None
            }
            _ => Change::None,
        }
    }

    pub(crate) fn lost(&mut self, acts: &mut Acts) -> Change {
        if matches!(self.phase, Phase::Connected | Phase::Attempting { .. }) { self.lose_late(acts) } else { Change::None }
    }

    pub(crate) fn error(&mut self, code: Option<u16>, message: String) {
        // The first of the several shapes in which one error comes has the code; the others may not.
        if code.is_some() || self.problem.is_none() {
            self.problem = Some(SocketProblem { code, message });
        }
    }

    /// Something came over the socket: whatever was, it is alive.
    pub(crate) fn hear(&mut self, acts: &Acts) {
        self.heard = Some((acts.now.mono, acts.now.wall));
    }

    pub(crate) fn pong(&mut self, acts: &Acts) {
        self.hear(acts);
        if let Some(sent) = self.pinged.take() {
            if self.round_trips.len() == ROUND_TRIPS {
                self.round_trips.pop_front();
            }
            self.round_trips.push_back(acts.now.mono.saturating_sub(sent));
        }
    }

    /// Does what is due.
    pub(crate) fn drive(&mut self, acts: &mut Acts) -> Change {
        let now = acts.now.mono;
        match self.phase {
            Phase::Waiting { until } if now >= until => {
                self.attempt(acts);
                Change::None
            }
            Phase::Attempting { deadline } if now >= deadline => self.lose_late(acts),
            Phase::Connected => {
                if self.tries > 0 && now >= self.since.0 + STABLE {
                    self.tries = 0;
                }
                match self.pinged {
                    // Anything heard since the ping answers it as well as a pong does.
                    Some(sent) if self.heard.is_some_and(|(heard, _)| heard > sent) => {
                        self.pinged = None;
                        Change::None
                    }
                    Some(sent) if now >= sent + PONG => self.lose(acts, 50, 500),
                    None if now >= self.heard.map_or(0, |(heard, _)| heard) + QUIET => {
                        self.pinged = Some(now);
                        acts.push(Effect::Ping);
                        Change::None
                    }
                    _ => Change::None,
                }
            }
            _ => Change::None,
        }
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match self.phase {
            Phase::Idle | Phase::Refused => None,
            Phase::Waiting { until } => Some(until),
            Phase::Attempting { deadline } => Some(deadline),
            Phase::Connected => {
                let quiet = self.heard.map_or(0, |(heard, _)| heard) + QUIET;
                let silence = self.pinged.map_or(quiet, |sent| sent + PONG);
                earlier(Some(silence), (self.tries > 0).then_some(self.since.0 + STABLE))
            }
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.phase == Phase::Connected
    }

    pub(crate) fn is_refused(&self) -> bool {
        self.phase == Phase::Refused
    }

    pub(crate) fn is_online(&self) -> bool {
        self.online
    }

    pub(crate) fn is_waiting_for_pong(&self) -> bool {
        self.pinged.is_some()
    }

    pub(crate) fn socket_id(&self) -> Option<&str> {
        self.socket_id.as_deref()
    }

    pub(crate) fn state(&self) -> SocketState {
        self.state
    }

    pub(crate) fn tries(&self) -> u32 {
        self.tries
    }

    /// How many milliseconds until the next attempt, if one is planned.
    pub(crate) fn next_attempt(&self) -> Option<Millis> {
        match self.phase {
            Phase::Waiting { until } => Some(until),
            _ => None,
        }
    }

    pub(crate) fn since(&self) -> WallMillis {
        self.since.1
    }

    pub(crate) fn reconnects(&self) -> u32 {
        self.reconnects
    }

    pub(crate) fn heard(&self) -> Option<WallMillis> {
        self.heard.map(|(_, wall)| wall)
    }

    pub(crate) fn problem(&self) -> Option<&SocketProblem> {
        self.problem.as_ref()
    }

    pub(crate) fn round_trips(&self) -> impl Iterator<Item = Millis> + '_ {
        self.round_trips.iter().copied()
    }

    fn attempt(&mut self, acts: &mut Acts) {
        self.tries += 1;
        self.phase = Phase::Attempting { deadline: acts.now.mono + ATTEMPT };
        self.problem = None;
        acts.push(Effect::OpenSocket);
    }

    /// A loss with the usual wait. After a sound link the first try comes soon, but spread over two seconds, so that a thousand clients
    /// do not come back as one. A server that is away is asked again every second or two at first, then every four; one that takes
    /// us and throws us out again, or says why, is left alone for four at once.
    fn lose_late(&mut self, acts: &mut Acts) -> Change {
        let away = acts.now.mono.saturating_sub(self.since.0);
        let (least, most) = match (&self.phase, self.tries) {
            (Phase::Connected, 0 | 1) => (100, 2_300),
            (Phase::Attempting { .. }, _) if away < FRESH && self.problem.as_ref().is_none_or(|p| p.code.is_none()) => {
                (800, 1_700)
            }
            _ => (3_800, 4_800),
        };
        self.lose(acts, least, most)
    }

    fn lose(&mut self, acts: &mut Acts, least: Millis, most: Millis) -> Change {
        let was_connected = self.phase == Phase::Connected;
        self.phase = Phase::Waiting { until: acts.now.mono + acts.random.between(least, most) };
        self.socket_id = None;
        self.pinged = None;
        acts.push(Effect::CloseSocket);
        if was_connected {
            self.reconnects += 1;
            self.mark(acts);
            Change::Lost
        } else {
            Change::None
        }
    }

    fn refuse(&mut self, acts: &mut Acts) -> Change {
        let change = self.lose(acts, 0, 0);
        self.phase = Phase::Refused;
        change
    }

    fn mark(&mut self, acts: &Acts) {
        self.since = (acts.now.mono, acts.now.wall);
    }
}

/// Close codes after which trying again is forbidden by Pusher's protocol.
const fn is_final(code: u16) -> bool {
    matches!(code, 4000..=4099)
}
