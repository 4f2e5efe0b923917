//! One send on its way: what is shown of it, what is kept of it on the device, and which message it can be.
//! Decides about itself only; order and attempts are the outbox's.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::ids::{ClientId, MessageId};
use super::time::{Millis, WallMillis};
use super::timeline::Own;
use super::wire::Failure;

/// How far an own message's time may lie before the moment it was typed, clocks being what they are.
const CLOCK_SLACK: WallMillis = 2 * 60_000;
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
pub(crate) struct Stored {
    pub(crate) client_id: ClientId,
    pub(crate) text: String,
    pub(crate) at: WallMillis,
    pub(crate) attempted: bool,
    pub(crate) baseline: Option<u64>,
    #[serde(default)]
    pub(crate) failed: Option<Failure>,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) echo: Rc<LocalEcho>,
    /// An attempt was made whose answer never came: it may be saved although nothing says so yet.
    pub(crate) doubtful: bool,
    /// The newest message known when the first doubtful attempt left, 0 for an empty room: its own id is larger.
    pub(crate) baseline: Option<u64>,
    /// The message that is taken to be this send, until the answer confirms it.
    pub(crate) matched: Option<MessageId>,
    /// The history calls that have to miss it before it counts as not arrived.
    pub(crate) lookups: u32,
    /// How often the site itself answered that it is in trouble.
    pub(crate) troubles: u32,
    /// Why the last attempt is doubtful.
    pub(crate) reason: Option<Failure>,
    pub(crate) not_before: Millis,
    pub(crate) tries: u32,
}

impl Entry {
    pub(crate) fn new(echo: LocalEcho) -> Self {
        Self {
            echo: Rc::new(echo),
            doubtful: false,
            baseline: None,
            matched: None,
            lookups: 0,
            troubles: 0,
            reason: None,
            not_before: 0,
            tries: 0,
        }
    }

    pub(crate) fn set(&mut self, state: SendState) {
        if self.echo.state != state {
            Rc::make_mut(&mut self.echo).state = state;
        }
    }

    pub(crate) fn is_failed(&self) -> bool {
        matches!(self.echo.state, SendState::Failed(_))
    }

    pub(crate) fn is_under_way(&self) -> bool {
        matches!(self.echo.state, SendState::Sending | SendState::Unknown)
    }

    pub(crate) fn own(&self) -> Own {
        Own { client_id: self.echo.client_id.clone(), text: Rc::clone(&self.echo.text) }
    }

    /// Whether a message of this user's, with this id, can be this send. `at` is told where it may be an old one.
    pub(crate) fn can_be(&self, id: MessageId, at: Option<WallMillis>) -> bool {
        let newer = match (self.baseline, at) {
            (Some(baseline), _) => id.get() > baseline,
            (None, Some(at)) => at >= self.echo.at - CLOCK_SLACK,
            (None, None) => true,
        };
        newer && self.matched.is_none() && (self.is_under_way() || self.doubtful)
    }
}
