//! The socket's machine: when to open, when to give up an attempt, how long to wait for the next one, and when silence means loss.
//! pusher-js's own retries are never relied on: every loss closes its client, and every attempt is ours.

use super::acts::Acts;
use super::effect::Effect;
use super::heartbeat::{Beat, Heartbeat};
use super::input::SocketState;
use super::probation::Probation;
use super::socket_problem::SocketProblem;
use super::time::{Millis, WallMillis, earlier};

/// How long one attempt may take.
const ATTEMPT: Millis = 8_000;
/// A link that lives this long is taken to be sound: the next loss is the first again.
const STABLE: Millis = 10_000;
/// An outage younger than this may end any second.
const FRESH: Millis = 20_000;
/// How often to try although the browser says that it is offline (it is sometimes wrong).
const OFFLINE_RETRY: Millis = 30_000;

/// The code of a bad signature, and of much else that is not authorized.
const NOT_AUTHORIZED: u16 = 4_009;
/// So many signatures may be bad in a row before it is the configuration that is.
const BAD_SIGNATURES: u32 = 2;

/// Where the socket stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nobody wants a socket.
    Idle,
    /// Waiting for the next attempt.
    Waiting { until: Millis },
    /// An attempt is under way. Until pusher-js has `begun` it, what it tells is about the socket before.
    Attempting { deadline: Millis, begun: bool },
    /// The handshake is done.
    Connected,
    /// The page is frozen: nothing until it runs again.
    Asleep,
    /// The server refused for good; only a person or another configuration helps.
    Refused,
    /// This browser has no WebSocket to try with.
    Unsupported,
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
    pub(super) online: bool,
    pub(super) phase: Phase,
    pub(super) state: SocketState,
    pub(super) socket_id: Option<String>,
    /// Attempts since the last sound link.
    pub(super) tries: u32,
    /// Since when the present phase of being connected or not lasts, on both clocks.
    pub(super) since: (Millis, WallMillis),
    losses: u32,
    pub(super) reconnects: u32,
    pub(super) probation: Probation,
    /// How often in a row the server has closed over a signature.
    bad_signatures: u32,
    pub(super) heartbeat: Heartbeat,
    pub(super) problem: Option<SocketProblem>,
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
            losses: 0,
            reconnects: 0,
            probation: Probation::default(),
            bad_signatures: 0,
            heartbeat: Heartbeat::default(),
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
        if self.wanted && matches!(self.phase, Phase::Waiting { .. } | Phase::Refused | Phase::Unsupported) {
            self.attempt(acts);
        }
    }

    /// The page is about to be frozen: an open socket would only lose frames, and keep the page out of the back/forward cache.
    pub(crate) fn freeze(&mut self, acts: &mut Acts) -> Change {
        let was_connected = self.phase == Phase::Connected;
        if !matches!(self.phase, Phase::Connected | Phase::Attempting { .. } | Phase::Waiting { .. }) {
            return Change::None;
        }
        self.phase = Phase::Asleep;
        self.socket_id = None;
        acts.push(Effect::CloseSocketAtOnce);
        if was_connected {
            self.losses += 1;
            self.mark(acts);
            Change::Lost
        } else {
            Change::None
        }
    }

    /// The page is shown: it cannot be frozen any more, whether or not anybody said so.
    pub(crate) fn wake(&mut self, acts: &mut Acts) {
        if self.phase == Phase::Asleep {
            self.attempt(acts);
        }
    }

    /// The page runs again after it was frozen: a socket that looks sound may have lost frames, and one that is waited for may come now.
    pub(crate) fn resume(&mut self, acts: &mut Acts) -> Change {
        if matches!(self.phase, Phase::Waiting { .. } | Phase::Asleep) {
            self.attempt(acts);
        }
        self.replace(acts)
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
        if !self.wanted || matches!(self.phase, Phase::Refused | Phase::Unsupported | Phase::Asleep) {
            return Change::None;
        }
        if online {
            self.tries = 0;
            self.try_now(acts);
            return Change::None;
        }
        self.lose(acts, 0, 0)
    }

    pub(crate) fn socket(&mut self, state: SocketState, socket_id: Option<String>, acts: &mut Acts) -> Change {
        self.state = state;
        match (&self.phase, state) {
            (Phase::Attempting { .. }, SocketState::Connected) => {
                self.phase = Phase::Connected;
                // Whatever the browser says of it.
                self.online = true;
                self.reconnects = self.losses;
                self.socket_id = socket_id;
                self.problem = None;
                self.mark(acts);
                self.heartbeat.start(acts.now);
                Change::Opened
            }
            (&Phase::Attempting { deadline, .. }, SocketState::Connecting | SocketState::Unavailable) => {
                self.phase = Phase::Attempting { deadline, begun: true };
                Change::None
            }
            (Phase::Attempting { begun: false, .. }, SocketState::Disconnected) => Change::None,
            (Phase::Attempting { .. } | Phase::Connected, SocketState::Disconnected | SocketState::Failed) => {
                if state == SocketState::Failed {
                    self.refuse(Phase::Unsupported, acts)
                } else if self.is_refusal() {
                    self.refuse(Phase::Refused, acts)
                } else {
                    self.lose_late(acts)
                }
            }
            (Phase::Connected, SocketState::Connecting | SocketState::Unavailable) => self.lose_late(acts),
            // pusher-js went on by itself, although it was told to stop: it is told again.
            (
                Phase::Idle | Phase::Waiting { .. } | Phase::Asleep | Phase::Refused | Phase::Unsupported,
                SocketState::Connecting | SocketState::Connected | SocketState::Unavailable,
            ) => {
                acts.push(Effect::CloseSocket);
                Change::None
            }
            _ => Change::None,
        }
    }

    /// Whether the server has closed for good. After a handshake it closes with 4009 over one channel's signature: that may have been a
    /// single bad one.
    fn is_refusal(&mut self) -> bool {
        let Some(problem) = self.problem.as_ref().filter(|problem| problem.is_final()) else { return false };
        if self.phase == Phase::Connected && problem.code == Some(NOT_AUTHORIZED) {
            self.bad_signatures += 1;
            return self.bad_signatures > BAD_SIGNATURES;
        }
        true
    }

    /// The server has confirmed a channel: it takes our signatures.
    pub(crate) fn confirmed(&mut self) {
        self.bad_signatures = 0;
    }

    pub(crate) fn lost(&mut self, acts: &mut Acts) -> Change {
        if matches!(self.phase, Phase::Connected | Phase::Attempting { .. }) {
            self.lose_late(acts)
        } else {
            Change::None
        }
    }

    pub(crate) fn error(&mut self, code: Option<u16>, message: String) {
        // The first of the several shapes in which one error comes has the code; the others may not.
        if code.is_some() || self.problem.is_none() {
            self.problem = Some(SocketProblem { code, message });
        }
    }

    /// Something came over the socket.
    pub(crate) fn hear(&mut self, acts: &Acts) {
        self.heartbeat.hear(acts.now);
    }

    pub(crate) fn pong(&mut self, acts: &Acts) {
        self.heartbeat.pong(acts.now);
    }

    /// Does what is due.
    pub(crate) fn drive(&mut self, acts: &mut Acts) -> Change {
        let now = acts.now.mono;
        match self.phase {
            Phase::Waiting { until } if now >= until => {
                self.attempt(acts);
                Change::None
            }
            Phase::Attempting { deadline, .. } if now >= deadline => self.lose_late(acts),
            Phase::Connected => {
                if now >= self.since.0 + STABLE {
                    self.tries = 0;
                    self.probation.passed();
                }
                match self.heartbeat.beat(acts.now) {
                    Beat::Nothing => Change::None,
                    Beat::Ping => {
                        acts.push(Effect::Ping);
                        Change::None
                    }
                    Beat::Dead => self.lose(acts, 50, 500),
                }
            }
            _ => Change::None,
        }
    }

    pub(crate) fn deadline(&self, now: Millis) -> Option<Millis> {
        match self.phase {
            Phase::Idle | Phase::Asleep | Phase::Refused | Phase::Unsupported => None,
            Phase::Waiting { until } => Some(until),
            Phase::Attempting { deadline, .. } => Some(deadline),
            Phase::Connected => {
                let sound = (self.tries > 0).then_some(self.since.0 + STABLE);
                let settled = Some(self.settled_at()).filter(|at| now < *at);
                earlier(self.heartbeat.deadline(now), earlier(sound, settled))
            }
        }
    }

    fn attempt(&mut self, acts: &mut Acts) {
        self.tries += 1;
        self.phase = Phase::Attempting { deadline: acts.now.mono + ATTEMPT, begun: false };
        self.problem = None;
        acts.push(Effect::OpenSocket);
    }

    /// A loss with the usual wait. After a sound link the first try comes soon, but spread over two seconds, so that a thousand clients
    /// do not come back as one. A server that is away is asked again every second or two at first, then every three; one that takes
    /// us and throws us out again, or says why, is left alone for four at once.
    fn lose_late(&mut self, acts: &mut Acts) -> Change {
        let away = acts.now.mono.saturating_sub(self.since.0);
        let says_why = self.problem.as_ref().is_some_and(|problem| problem.code.is_some());
        let (least, most) = match (&self.phase, self.tries) {
            (Phase::Connected, 0 | 1) => (100, 2_300),
            (Phase::Attempting { .. }, _) if !says_why => {
                if away < FRESH {
                    (800, 1_700)
                } else {
                    (2_600, 3_400)
                }
            }
            _ => (3_800, 4_800),
        };
        self.lose(acts, least, most)
    }

    fn lose(&mut self, acts: &mut Acts, least: Millis, most: Millis) -> Change {
        let was_connected = self.phase == Phase::Connected;
        let wait = acts.random.between(least, most);
        // A browser that says it is offline is sometimes wrong, but seldom.
        let wait = if self.online { wait } else { wait.max(OFFLINE_RETRY) };
        self.phase = Phase::Waiting { until: acts.now.mono + wait };
        self.socket_id = None;
        acts.push(Effect::CloseSocket);
        if was_connected {
            self.losses += 1;
            self.probation.broke_after(acts.now.mono.saturating_sub(self.since.0));
            self.mark(acts);
            Change::Lost
        } else {
            Change::None
        }
    }

    fn refuse(&mut self, phase: Phase, acts: &mut Acts) -> Change {
        let change = self.lose(acts, 0, 0);
        self.phase = phase;
        change
    }

    fn mark(&mut self, acts: &Acts) {
        self.since = (acts.now.mono, acts.now.wall);
    }
}
