//! What can happen in a random world, as data: every choice is made in it, so that any part of a run can be played again without the rest
//! and still means the same.

use glx_realtime::engine::Millis;

use crate::client::{Fate, Storage, Way};
use crate::spoil::Spoil;
use crate::world::Fault;

/// The number of a page.
pub(crate) type Page = usize;

/// One act, and how long after the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) after: Millis,
    pub(crate) act: Act,
}

/// What people, their devices, the network and the site do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// The page's own user signs in, again or for the first time.
    SignIn(Page),
    SignOut(Page),
    /// Another user signs in on this page, without the former having signed out.
    Become(Page, u64),
    Join(Page, u64),
    Leave(Page, u64),
    /// Somebody looks into another room for a moment: A, B, A.
    Peek {
        page: Page,
        room: u64,
        other: u64,
    },
    /// The number makes the text.
    Send {
        page: Page,
        room: u64,
        text: u64,
    },
    /// The page's user writes somewhere else, sees it here, and types the same words here.
    SayAgain {
        page: Page,
        room: u64,
        text: u64,
    },
    /// Everything that has failed is tried again by hand.
    Retry(Page),
    /// The oldest unsent text is dropped by hand, if it can be.
    Discard(Page, u64),
    /// Everything is seen but the newest so many.
    See {
        page: Page,
        room: u64,
        but: usize,
    },
    Draft {
        page: Page,
        room: u64,
        text: u64,
    },
    ReadNotifications(Page),
    LookAtHelpRequests(Page),
    TryNow(Page),
    Reload(Page),
    Show(Page, bool),
    Freeze(Page),
    Thaw(Page),
    /// A device's clock jumps by so many milliseconds.
    Clock(Page, i64),
    Keep(Page, Storage),
    /// The device loses what it has kept, and tells nobody: a promise that nobody can keep, for the tests of the simulation itself.
    LoseKept(Page),

    Online(Page, bool),
    /// The socket breaks.
    Cut(Page),
    /// The socket breaks as soon as it is there, again and again.
    Flap {
        page: Page,
        every: Millis,
        times: u32,
    },
    /// The server closes the socket with this code.
    Close(Page, u16),
    /// Half-open: nothing gets through in this direction, or in both, or everything again.
    Swallow(Page, Option<Way>),
    Silence(Page, bool),
    /// What becomes of the next event for this page.
    Event(Page, Fate),
    Latency(Millis),
    EventDelay(Millis),

    Server(bool),
    /// The server refuses every socket with this code.
    Refuse(Option<u16>),
    /// Subscriptions are never answered.
    Deaf(bool),
    WrongSecret(bool),
    /// The site saves, and tells nobody.
    Mute(bool),
    /// Every token so far is good no longer.
    EndTokens,
    Refreshes(Page, bool),
    /// What happens to the page's next call of this path.
    Call(Page, &'static str, Trouble),
    /// Calls and answers that were held go on.
    Release(Page),
    /// The site tells a user something.
    Notify(u64),
    /// A user writes from somewhere else; the number makes the text.
    Write {
        user: u64,
        room: u64,
        text: u64,
    },
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Status(u16),
    RetryAfter(u16, Millis),
    InvalidToken,
    NoAccess,
    SecurityToken,
    ContentFilter,
    Blocked,
    Unreachable,
    Hang,
    AnswerLost,
    AnswerAndEventLost,
    HoldAnswer,
    HoldCall,
    Slow(Millis),
    Spoil(Spoil),
}

impl Trouble {
    pub(crate) fn fault(self) -> Fault {
        let refusal = |error: &str| Fault::Answer(403, format!(r#"{{"success":false,"error":{error}}}"#));
        match self {
            Self::Status(status) => Fault::Answer(status, "{}".into()),
            Self::RetryAfter(status, after) => Fault::RetryAfter(status, after),
            Self::InvalidToken => Fault::Answer(401, r#"{"error":"Access token required"}"#.into()),
            Self::NoAccess => refusal(r#"{"message":"Unauthorized channel access","statusCode":403}"#),
            Self::SecurityToken => refusal(r#"{"message":"CSRF","csrfRequired":true}"#),
            Self::ContentFilter => refusal(r#"{"attacksDetected":[{"type":"sql","description":"SQL"}]}"#),
            Self::Blocked => refusal(r#"{"message":"blocked","blocked":true}"#),
            Self::Unreachable => Fault::Unreachable,
            Self::Hang => Fault::Hang,
            Self::AnswerLost => Fault::AnswerLost,
            Self::AnswerAndEventLost => Fault::AnswerAndEventLost,
            Self::HoldAnswer => Fault::HoldAnswer,
            Self::HoldCall => Fault::HoldCall,
            Self::Slow(span) => Fault::Slow(span),
            Self::Spoil(how) => Fault::Spoiled(how),
        }
    }
}

impl Act {
    /// The page that it happens to, if it is one page's.
    pub(crate) fn page(self) -> Option<Page> {
        match self {
            Self::SignIn(page)
            | Self::SignOut(page)
            | Self::Become(page, _)
            | Self::Join(page, _)
            | Self::Leave(page, _)
            | Self::Peek { page, .. }
            | Self::Send { page, .. }
            | Self::SayAgain { page, .. }
            | Self::Retry(page)
            | Self::Discard(page, _)
            | Self::See { page, .. }
            | Self::Draft { page, .. }
            | Self::ReadNotifications(page)
            | Self::LookAtHelpRequests(page)
            | Self::TryNow(page)
            | Self::Reload(page)
            | Self::Show(page, _)
            | Self::Freeze(page)
            | Self::Thaw(page)
            | Self::Clock(page, _)
            | Self::Keep(page, _)
            | Self::LoseKept(page)
            | Self::Online(page, _)
            | Self::Cut(page)
            | Self::Flap { page, .. }
            | Self::Close(page, _)
            | Self::Swallow(page, _)
            | Self::Silence(page, _)
            | Self::Event(page, _)
            | Self::Refreshes(page, _)
            | Self::Call(page, ..)
            | Self::Release(page) => Some(page),
            Self::Latency(_)
            | Self::EventDelay(_)
            | Self::Server(_)
            | Self::Refuse(_)
            | Self::Deaf(_)
            | Self::WrongSecret(_)
            | Self::Mute(_)
            | Self::EndTokens
            | Self::Notify(_)
            | Self::Write { .. } => None,
        }
    }
}
