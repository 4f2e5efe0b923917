//! Draws a run from its seed: the site, the pages, and the acts. Each run is given to some kinds of trouble only, so that rare ones are
//! met alone and together.

use glx_realtime::engine::{Millis, Random};

use super::act::{Act, Page, Step, Trouble};
use crate::client::{Fate, Storage, Way};
use crate::spoil::Spoil;

pub(crate) const ROOMS: u64 = 3;
pub(crate) const USERS: [u64; 3] = [7, 8, 9];

/// Everything that makes a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) site: Site,
    pub(crate) pages: Vec<Owner>,
    pub(crate) steps: Vec<Step>,
}

/// How the site behaves in all of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    /// History comes in an envelope.
    pub(crate) enveloped: bool,
    /// Rows and events tell more than today's backend does.
    pub(crate) extras: bool,
    /// Text is handed out as it was typed.
    pub(crate) plain: bool,
    pub(crate) latency: Millis,
    pub(crate) event_delay: Millis,
}

/// Whose a page is. Pages with the same browser are tabs that share what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) user: u64,
    pub(crate) browser: usize,
    pub(crate) storage: Storage,
}

impl Run {
    pub(crate) fn draw(seed: u64) -> Self {
        let mut dice = Dice(Random::new(seed));
        let site = Site {
            enveloped: dice.one_in(2),
            extras: dice.one_in(4),
            plain: dice.one_in(4),
            latency: if dice.one_in(6) { dice.from(500, 4_000) } else { dice.from(1, 200) },
            event_delay: dice.from(0, 300),
        };
        let pages = dice.pages();
        let mut steps = Vec::new();
        for page in 0..pages.len() {
            steps.push(Step { after: 0, act: Act::SignIn(page) });
            steps.push(Step { after: 0, act: Act::Join(page, 1) });
        }
        let kinds: Vec<Kind> = KINDS.iter().copied().filter(|_| dice.one_in(2)).collect();
        let spans: &[Millis] = match dice.from(0, 3) {
            0 => &[0, 1, 20, 300],
            1 => &[300, 2_000, 9_000, 30_000, 120_000],
            _ => &[0, 1, 20, 300, 2_000, 9_000, 30_000],
        };
        for text in 1..=dice.from(40, 200) {
            let after = dice.one_of(spans);
            let page = dice.index(pages.len());
            let kind = if kinds.is_empty() || dice.one_in(2) { Kind::People } else { dice.one_of(&kinds) };
            steps.push(Step { after, act: dice.act(kind, page, text, &pages) });
        }
        Self { seed, site, pages, steps }
    }
}

/// A kind of act.
#[derive(Debug, Clone, Copy)]
enum Kind {
    People,
    Stays,
    Pages,
    Sockets,
    HalfOpen,
    Events,
    Answers,
    Refusals,
    Server,
    Tokens,
}

const KINDS: [Kind; 9] = [
    Kind::Stays,
    Kind::Pages,
    Kind::Sockets,
    Kind::HalfOpen,
    Kind::Events,
    Kind::Answers,
    Kind::Refusals,
    Kind::Server,
    Kind::Tokens,
];

/// What is called, the more important the more often.
const PATHS: [&str; 9] = [
    "/chat/send",
    "/chat/send",
    "/chat/1/messages",
    "/chat/1/messages",
    "/chat/",
    "/pusher/auth",
    "/user/profile",
    "/notifications",
    "/",
];

struct Dice(Random);

impl Dice {
    fn from(&mut self, low: u64, high: u64) -> u64 {
        self.0.between(low, high)
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.from(1, count) == 1
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.from(0, u64::try_from(length).expect("few") - 1)).expect("few")
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    fn room(&mut self) -> u64 {
        self.one_of(&[1, 1, 2, ROOMS])
    }

    /// Two to five pages; some users have two tabs of one browser, some two browsers.
    fn pages(&mut self) -> Vec<Owner> {
        let mut pages: Vec<Owner> = Vec::new();
        for browser in 0..self.index(4) + 2 {
            let user = USERS[browser % USERS.len()];
            let storage = if self.one_in(12) { Storage::Denied } else { Storage::Keeps };
            let twin = pages.first().copied().filter(|_| self.one_in(4));
            pages.push(twin.unwrap_or(Owner { user, browser, storage }));
        }
        pages
    }

    fn act(&mut self, kind: Kind, page: Page, text: u64, pages: &[Owner]) -> Act {
        match kind {
            Kind::People => self.people(page, text),
            Kind::Stays => match self.from(0, 5) {
                0 => Act::SignOut(page),
                1 => Act::Become(page, self.one_of(&USERS)),
                _ => Act::SignIn(page),
            },
            Kind::Pages => match self.from(0, 7) {
                0 | 1 => Act::Reload(page),
                2 => Act::Freeze(page),
                3 => Act::Thaw(page),
                4 => Act::Show(page, self.one_in(2)),
                5 => Act::Clock(page, self.one_of(&[-86_400_000, -30_000, 30_000, 86_400_000])),
                6 if pages[page].storage != Storage::Denied => {
                    Act::Keep(page, self.one_of(&[Storage::Keeps, Storage::Full]))
                }
                _ => Act::TryNow(page),
            },
            Kind::Sockets => match self.from(0, 7) {
                0 | 1 => Act::Cut(page),
                2 | 3 => Act::Online(page, self.one_in(2)),
                4 => {
                    let every = self.one_of(&[100, 500, 2_500, 6_000, 12_000]);
                    Act::Flap { page, every, times: self.one_of(&[3, 10, 40]) }
                }
                5 => Act::Latency(self.one_of(&[1, 50, 400, 2_500])),
                _ => Act::Close(page, self.one_of(&[1001, 1006, 1011, 4001, 4009, 4100, 4200, 4201, 4301, 4999])),
            },
            Kind::HalfOpen => match self.from(0, 3) {
                0 => Act::Silence(page, true),
                1 => Act::Silence(page, false),
                2 => Act::Swallow(page, Some(self.one_of(&[Way::Up, Way::Down]))),
                _ => Act::Swallow(page, None),
            },
            Kind::Events => match self.from(0, 4) {
                0 => Act::Mute(self.one_in(3)),
                1 => Act::EventDelay(self.from(0, 2_000)),
                2 => Act::Event(page, Fate::Swallowed),
                3 => Act::Event(page, Fate::Doubled(self.one_of(&[0, 50, 5_000]))),
                _ => Act::Event(page, Fate::Late(self.one_of(&[50, 500, 5_000]))),
            },
            Kind::Answers => match self.from(0, 5) {
                0 => Act::Release(page),
                _ => Act::Call(page, self.one_of(&PATHS), self.lost_answer()),
            },
            Kind::Refusals => Act::Call(page, self.one_of(&PATHS), self.refusal()),
            Kind::Server => match self.from(0, 7) {
                0 | 1 => Act::Server(false),
                2 | 3 => Act::Server(true),
                4 => Act::Refuse(Some(self.one_of(&[4001, 4004, 4100, 4200]))),
                5 => Act::Refuse(None),
                6 => Act::Deaf(self.one_in(3)),
                _ => Act::WrongSecret(self.one_in(4)),
            },
            Kind::Tokens => match self.from(0, 3) {
                0 | 1 => Act::EndTokens,
                2 => Act::Refreshes(page, self.one_in(2)),
                _ => Act::SignIn(page),
            },
        }
    }

    fn people(&mut self, page: Page, text: u64) -> Act {
        let room = self.room();
        match self.from(0, 31) {
            0..=13 => Act::Send { page, room, text },
            14..=16 => Act::Join(page, room),
            17 => Act::Leave(page, room),
            18 => Act::Peek { page, room, other: self.room() },
            19..=21 => Act::See { page, room, but: self.one_of(&[0, 0, 1, 4]) },
            22 => Act::Retry(page),
            23 => Act::Discard(page, room),
            24 => Act::Draft { page, room, text },
            25 => Act::Notify(self.one_of(&USERS)),
            26 => Act::ReadNotifications(page),
            27 => Act::LookAtHelpRequests(page),
            // Sometimes with the words of the last message.
            28 => Act::Write { user: self.one_of(&USERS), room, text: text - self.from(0, 1) },
            29 => Act::SayAgain { page, room, text },
            _ => Act::Write { user: self.one_of(&USERS), room, text: 1_000 + text },
        }
    }

    fn lost_answer(&mut self) -> Trouble {
        match self.from(0, 14) {
            0 => Trouble::Status(500),
            1 => Trouble::Unreachable,
            2 => Trouble::Hang,
            3 | 4 => Trouble::HoldAnswer,
            5 => Trouble::HoldCall,
            6 => Trouble::AnswerAndEventLost,
            7 | 8 => Trouble::AnswerLost,
            9..=11 => Trouble::Slow(self.one_of(&[500, 3_000, 7_000, 14_000])),
            _ => Trouble::Spoil(self.one_of(&[
                Spoil::CutOff,
                Spoil::RowsTwice,
                Spoil::RowsReversed,
                Spoil::Page,
                Spoil::Nothing,
            ])),
        }
    }

    fn refusal(&mut self) -> Trouble {
        match self.from(0, 8) {
            0 => Trouble::RetryAfter(429, self.from(0, 20_000)),
            1 => Trouble::RetryAfter(503, self.from(0, 20_000)),
            2 => Trouble::Status(self.one_of(&[400, 404, 413, 422, 429, 502])),
            3 => Trouble::InvalidToken,
            4 => Trouble::NoAccess,
            5 => Trouble::SecurityToken,
            6 => Trouble::Blocked,
            _ => Trouble::ContentFilter,
        }
    }
}
