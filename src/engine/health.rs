//! How the connection stands, from evidence only: what was proven, and when. Decides nothing.

use std::rc::Rc;

use super::api::{Api, SignInState};
use super::connection::Connection;
use super::diagnosis::Finding;
use super::input::SocketState;
use super::socket_problem::SocketProblem;
use super::time::{Millis, WallMillis};
use super::wire::Failure;

/// How things stand, in one word. `Live` is said only while messages really can arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Nobody is signed in.
    SignedOut,
    /// The backend takes no token of this user any more.
    SignInEnded,
    /// The first connection is being made.
    Connecting,
    /// Connected; what was missed is being fetched.
    CatchingUp,
    /// Everything arrives the moment it happens.
    Live,
    /// The link is silent, or messages come in without their events: they may come late, and it is being found out why.
    Late,
    /// The connection was lost.
    Reconnecting {
        /// Attempts so far.
        tries: u32,
        /// When the next one comes, on the engine's clock; `None` while one is under way.
        next_at: Option<Millis>,
    },
    /// The browser says that this device is offline.
    Offline,
    /// The Pusher server refuses this configuration.
    Refused,
    /// This browser has no WebSocket, or something keeps it from using it.
    Unsupported,
}

/// One send that fails may be chance.
const NO_CHANCE: u32 = 2;

/// Whether something works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Working {
    /// It has not been tried.
    #[default]
    Untried,
    /// It worked the last time, and nothing keeps it from working now.
    Live,
    /// It is under way or waiting.
    Late,
    /// It failed the last time.
    Down,
}

/// One capability, and when it was last proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capability {
    /// Whether it works.
    pub working: Working,
    /// When it last worked, on the wall clock.
    pub proven: Option<WallMillis>,
}

/// How the connection stands, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// In one word.
    pub status: Status,
    /// pusher-js's own state, for those who know it.
    pub socket: SocketState,
    /// Live events arrive.
    pub receiving: Capability,
    /// Messages can be sent.
    pub sending: Capability,
    /// Something is to be sent, and the site takes nothing: several sends in a row have failed, or calls have to wait. No text is at fault.
    pub cannot_send: bool,
    /// History can be fetched.
    pub history: Capability,
    /// The last round-trip times over the socket, in milliseconds, oldest first.
    pub round_trips: Vec<Millis>,
    /// Since when it is connected, or not.
    pub since: WallMillis,
    /// How often the connection was lost and made again.
    pub reconnects: u32,
    /// Sends that are not known to be saved.
    pub waiting_to_send: usize,
    /// What the Pusher server last complained of, until it takes us.
    pub problem: Option<SocketProblem>,
    /// Why the REST calls wait, and until when on the engine's clock.
    pub paused: Option<(Millis, Failure)>,
    /// Why a channel, or whatever people do, is refused until somebody helps; waiting alone will not.
    pub refusal: Option<Failure>,
    /// Frames that were none of ours or did not parse.
    pub ignored: u64,
    /// Whether the device keeps what is unsent.
    pub keeps: bool,
    /// The last codes that the Pusher server gave, oldest first.
    pub codes: Vec<u16>,
    /// Why it is not live, and what else is worth knowing, most decisive first.
    pub findings: Rc<[Finding]>,
}

/// What the rooms and calls have proven.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Proofs {
    pub(crate) sending: Capability,
    /// So many sends in a row have failed, for no fault of theirs.
    pub(crate) failed_sends: u32,
    pub(crate) history: Capability,
}

impl Capability {
    pub(crate) fn note(&mut self, works: bool, now: WallMillis) {
        self.working = if works { Working::Live } else { Working::Down };
        if works {
            self.proven = Some(now);
        }
    }

    /// What worked the last time does not work while it has to wait.
    pub(crate) fn waiting(self, waits: bool) -> Self {
        let working = if waits && self.working == Working::Live { Working::Late } else { self.working };
        Self { working, ..self }
    }
}

impl Proofs {
    /// Calls have to wait: what worked the last time is to be proven anew.
    pub(crate) fn calls_wait(&mut self) {
        self.history = self.history.waiting(true);
    }

    /// How a send has gone.
    pub(crate) fn sent(&mut self, works: bool, now: WallMillis) {
        self.sending.note(works, now);
        self.failed_sends = if works { 0 } else { self.failed_sends + 1 };
    }

    /// Whether sending fails for more than a moment: other calls fail, too, or another send.
    pub(crate) fn sending_fails(&self, calls_wait: bool) -> bool {
        let all_fail = calls_wait || self.history.working == Working::Down;
        self.failed_sends >= if all_fail { 1 } else { NO_CHANCE }
    }
}

/// What the rest of the engine knows about whether live events can arrive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    /// Every channel that this user may hear is confirmed on the present socket, and there is one.
    pub(crate) subscribed: bool,
    /// Every open room that this user may read has its history merged since.
    pub(crate) synced: bool,
    /// Messages come by their events, as far as there is evidence.
    pub(crate) arrives: bool,
    /// This user has been live before.
    pub(crate) was_live: bool,
}

/// The status that the evidence allows.
pub(crate) fn status(signed_in: bool, api: &Api, connection: &Connection, reach: Reach, now: Millis) -> Status {
    if !signed_in {
        return Status::SignedOut;
    }
    if api.sign_in() == SignInState::Ended {
        return Status::SignInEnded;
    }
    if connection.is_unsupported() {
        return Status::Unsupported;
    }
    if connection.is_refused() {
        return Status::Refused;
    }
    if !connection.is_online() {
        return Status::Offline;
    }
    if !connection.is_connected() {
        return if reach.was_live || connection.tries() > 1 {
            Status::Reconnecting { tries: connection.tries(), next_at: connection.next_attempt() }
        } else {
            Status::Connecting
        };
    }
    match (reach.subscribed && reach.synced, reach.was_live) {
        (true, _) if connection.is_late(now) || !reach.arrives => Status::Late,
        (true, _) => Status::Live,
        (false, true) => Status::CatchingUp,
        (false, false) => Status::Connecting,
    }
}
