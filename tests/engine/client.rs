//! One page of one user in the model: its engine on its pusher-js, what its device keeps, and what lies in its way.
//! Holds facts only; the world moves them.

use std::collections::{BTreeMap, VecDeque};

use glx_realtime::engine::{Answer, CallId, Effect, Engine, Input, Millis, Request};

use crate::promises::Watch;
use crate::pusher::Pusher;
use crate::world::{Fault, Happening};

/// A direction on the way between a page and everybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the page.
    Up,
    /// To the page.
    Down,
}

/// What the device does with what it is asked to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Storage {
    /// Keeps it.
    #[default]
    Keeps,
    /// Has no room: nothing new is kept, and what was there before is removed.
    Full,
    /// Lets nobody read or write.
    Denied,
}

/// What becomes of one event on its way to one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Never arrives, and nobody notices.
    Swallowed,
    /// Arrives twice, the second time so much later.
    Doubled(Millis),
    /// Arrives so much later, after others.
    Late(Millis),
}

/// A call that waits for the test.
pub(crate) struct HeldCall {
    pub(crate) id: CallId,
    /// Whose it is.
    pub(crate) user: u64,
    pub(crate) request: Request,
    /// Where the backend has acted already.
    pub(crate) answer: Option<Answer>,
    /// When the client gives up.
    pub(crate) given_up: Millis,
}

/// One page of one user.
pub(crate) struct Client {
    pub(crate) user: u64,
    pub(crate) engine: Engine,
    pub(crate) pusher: Pusher,
    pub(crate) device: BTreeMap<(u64, String), String>,
    pub(crate) storage: Storage,
    /// Pages with the same number are tabs of one browser: they share what is kept, but for what is unsent.
    pub(crate) browser: usize,
    pub(crate) signed_in: bool,
    /// Nothing comes or goes, and nobody says so.
    pub(crate) silent: bool,
    /// Nothing gets through in this direction, and nobody says so.
    pub(crate) swallows: Option<Way>,
    /// The page does not run.
    pub(crate) frozen: bool,
    /// What waits for a frozen page to run again.
    pub(crate) asleep: Vec<Happening>,
    /// What becomes of the next events.
    pub(crate) fates: VecDeque<Fate>,
    pub(crate) api_up: bool,
    pub(crate) socket_up: bool,
    /// The token is good from this number on.
    pub(crate) token: u32,
    pub(crate) can_refresh: bool,
    pub(crate) faults: VecDeque<(&'static str, Fault)>,
    /// How far this device's clock is off.
    pub(crate) clock_off: i64,
    /// It was off by minutes at some time.
    pub(crate) clock_was_wrong: bool,
    pub(crate) calls: Vec<String>,
    pub(crate) refreshes: u32,
    pub(crate) effects: Vec<Effect>,
    pub(crate) held: Vec<HeldCall>,
    /// Counts reloads: what was under way for an older page is nobody's any more.
    pub(crate) page: u64,
    pub(crate) watch: Watch,
    pub(crate) idle_ticks: u32,
}

impl Client {
    pub(crate) fn new(user: u64, browser: usize, engine: Engine) -> Self {
        Self {
            user,
            engine,
            pusher: Pusher::default(),
            device: BTreeMap::new(),
            storage: Storage::Keeps,
            browser,
            signed_in: false,
            silent: false,
            swallows: None,
            frozen: false,
            asleep: Vec::new(),
            fates: VecDeque::new(),
            api_up: true,
            socket_up: true,
            token: 0,
            can_refresh: true,
            faults: VecDeque::new(),
            clock_off: 0,
            clock_was_wrong: false,
            calls: Vec::new(),
            refreshes: 0,
            effects: Vec::new(),
            held: Vec::new(),
            page: 0,
            watch: Watch::default(),
            idle_ticks: 0,
        }
    }

    /// Who is signed in now.
    pub(crate) fn note_stay(&mut self, input: &Input) {
        match input {
            Input::SignIn { user, .. } => {
                self.user = user.get();
                self.signed_in = true;
            }
            Input::SignOut => self.signed_in = false,
            _ => {}
        }
    }

    /// Whether what the page says gets anywhere.
    pub(crate) fn is_heard(&self) -> bool {
        !self.silent && self.swallows != Some(Way::Up)
    }

    /// Whether anything gets to the page.
    pub(crate) fn hears(&self) -> bool {
        !self.silent && self.swallows != Some(Way::Down)
    }

    /// What the device keeps for a user, as a page finds it.
    pub(crate) fn kept_for(&self, user: u64) -> Vec<(String, String)> {
        if self.storage == Storage::Denied {
            return Vec::new();
        }
        let own = self.device.iter().filter(|((owner, _), _)| *owner == user);
        own.map(|((_, key), value)| (key.clone(), value.clone())).collect()
    }
}

/// What is unsent is kept per tab, all else per browser.
pub(crate) fn is_per_tab(key: &str) -> bool {
    key.starts_with("outbox.")
}
