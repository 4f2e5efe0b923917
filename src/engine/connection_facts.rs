//! What there is to know of the connection's machine. Changes nothing.

use super::connection::{Connection, Phase};
use super::input::SocketState;
use super::socket_problem::SocketProblem;
use super::time::{Millis, WallMillis};

impl Connection {
    pub(crate) fn is_connected(&self) -> bool {
        self.phase == Phase::Connected
    }

    /// Whether the link is open and has held for long enough to spend calls on it.
    pub(crate) fn is_settled(&self, now: Millis) -> bool {
        self.is_connected() && now >= self.settled_at()
    }

    pub(crate) fn is_attempting(&self) -> bool {
        matches!(self.phase, Phase::Attempting { .. })
    }

    pub(crate) fn is_refused(&self) -> bool {
        self.phase == Phase::Refused
    }

    pub(crate) fn is_unsupported(&self) -> bool {
        self.phase == Phase::Unsupported
    }

    pub(crate) fn is_online(&self) -> bool {
        self.online
    }

    /// Whether anything may be asked: there is a network, and the page was not put away. Who goes on where it was may be somebody else.
    pub(crate) fn may_ask(&self) -> bool {
        self.online && self.phase != Phase::Asleep
    }

    /// Whether the link is silent for longer than it should be.
    pub(crate) fn is_late(&self, now: Millis) -> bool {
        self.heartbeat.is_late(now)
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
        self.heartbeat.heard()
    }

    pub(crate) fn problem(&self) -> Option<&SocketProblem> {
        self.problem.as_ref()
    }

    pub(crate) fn round_trips(&self) -> impl Iterator<Item = Millis> + '_ {
        self.heartbeat.round_trips()
    }

    pub(super) fn settled_at(&self) -> Millis {
        self.since.0 + self.probation.span()
    }
}
