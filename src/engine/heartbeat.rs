//! Whether anybody is there at the other end of an open socket: what was heard, when to ask, and when silence means loss.
//! Knows nothing of attempts or of why a socket is wanted.

use std::collections::VecDeque;

use super::time::{Millis, Now, WallMillis, earlier};

/// After this much silence we ask whether anybody is there.
const QUIET: Millis = 8_000;
/// The same by the device's clock.
const QUIET_WALL: WallMillis = QUIET.cast_signed();
/// An answer that takes longer than this is late.
const LATE: Millis = 2_000;
/// After this the socket is taken to be dead.
const DEAD: Millis = 5_000;
/// Round-trip times kept for showing.
const ROUND_TRIPS: usize = 30;

/// What the silence calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Nothing.
    Nothing,
    /// A ping.
    Ping,
    /// Another socket.
    Dead,
}

#[derive(Debug, Default)]
pub(crate) struct Heartbeat {
    heard: Option<Now>,
    pinged: Option<Millis>,
    round_trips: VecDeque<Millis>,
}

impl Heartbeat {
    /// The socket has just opened.
    pub(crate) fn start(&mut self, now: Now) {
        self.pinged = None;
        self.heard = Some(now);
    }

    /// Something came over the socket: whatever was, it is alive.
    pub(crate) fn hear(&mut self, now: Now) {
        self.heard = Some(now);
        self.pinged = None;
    }

    pub(crate) fn pong(&mut self, now: Now) {
        if let Some(sent) = self.pinged {
            if self.round_trips.len() == ROUND_TRIPS {
                self.round_trips.pop_front();
            }
            self.round_trips.push_back(now.mono.saturating_sub(sent));
        }
        self.hear(now);
    }

    /// What is due on an open socket.
    pub(crate) fn beat(&mut self, now: Now) -> Beat {
        // Where the device has slept, one clock may have stood still; where it was set, the other tells nothing, and to ask costs little.
        let slept = self.heard.is_some_and(|heard| now.wall - heard.wall >= QUIET_WALL);
        match self.pinged {
            Some(sent) if now.mono >= sent + DEAD => Beat::Dead,
            Some(_) => Beat::Nothing,
            None if slept || now.mono >= self.quiet_at() => {
                self.pinged = Some(now.mono);
                Beat::Ping
            }
            None => Beat::Nothing,
        }
    }

    /// When something is due on an open socket, as seen at `now`.
    pub(crate) fn deadline(&self, now: Millis) -> Option<Millis> {
        match self.pinged {
            None => Some(self.quiet_at()),
            Some(sent) => earlier(Some(sent + DEAD), Some(sent + LATE).filter(|late| now < *late)),
        }
    }

    /// Whether an answer is overdue.
    pub(crate) fn is_late(&self, now: Millis) -> bool {
        self.pinged.is_some_and(|sent| now >= sent + LATE)
    }

    pub(crate) fn heard(&self) -> Option<WallMillis> {
        self.heard.map(|now| now.wall)
    }

    pub(crate) fn round_trips(&self) -> impl Iterator<Item = Millis> + '_ {
        self.round_trips.iter().copied()
    }

    fn quiet_at(&self) -> Millis {
        self.heard.map_or(0, |now| now.mono) + QUIET
    }
}
