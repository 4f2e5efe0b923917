//! The world of a scenario: the engine of each client on a model of pusher-js, the network and the backend, on a clock that the
//! test moves. After every single step the promises are checked.

use std::collections::BTreeMap;

use glx_realtime::engine::wire::TextEncoding;
use glx_realtime::engine::{
    Answer, CallError, CallId, Config, Engine, Input, Millis, Now, Request, RoomId, RoomStatus, Status,
};

use crate::backend::{Backend, Broadcast, DAY_ONE};
pub(crate) use crate::client::{Client, HeldCall};
use crate::promises;
use crate::spoil::Spoil;

pub(crate) const ANA: u64 = 7;
pub(crate) const BEN: u64 = 8;

/// What happens to the next call of a path.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// The backend answers this instead, and does nothing.
    Answer(u16, String),
    /// The same, with `Retry-After` in milliseconds.
    RetryAfter(u16, Millis),
    /// Does not reach the backend.
    Unreachable,
    /// The backend does it, the answer is lost.
    AnswerLost,
    /// The backend does it, nobody is told, and the answer is lost.
    AnswerAndEventLost,
    /// Nothing happens until the client gives up.
    Hang,
    /// The backend does it at once; the answer waits for `World::release`.
    HoldAnswer,
    /// Reaches the backend only with `World::release`.
    HoldCall,
    /// The backend does it at once; the answer takes so long.
    Slow(Millis),
    /// The backend does it, and the answer is not what it was.
    Spoiled(Spoil),
}

#[derive(Debug)]
pub(crate) enum Happening {
    /// A call reaches the backend.
    Arrives {
        id: CallId,
        user: u64,
        request: Request,
        fault: Option<Fault>,
    },
    /// Its outcome reaches the client.
    Answered {
        id: CallId,
        outcome: Result<Answer, CallError>,
    },
    /// A fact for the engine.
    Fact(Input),
    /// The handshake of an attempt is over.
    Opens {
        attempt: u64,
    },
    /// The server confirms a subscription.
    Confirms {
        attempt: u64,
        channel: String,
    },
    /// An event reaches the client.
    Delivers {
        attempt: u64,
        broadcast: Broadcast,
    },
    Pong {
        attempt: u64,
    },
}

pub(crate) struct World {
    pub(crate) mono: Millis,
    /// How many inputs the engines have taken.
    pub(crate) steps: u64,
    /// How far the device's clock is off.
    pub(crate) clock_off: i64,
    pub(crate) backend: Backend,
    pub(crate) clients: Vec<Client>,
    pub(crate) server_up: bool,
    /// The code with which the server refuses every socket.
    pub(crate) refuses: Option<u16>,
    /// Signatures are found wrong.
    pub(crate) wrong_secret: bool,
    /// Subscriptions are never answered.
    pub(crate) deaf: bool,
    pub(crate) drop_events: bool,
    /// The browser keeps the backend's answers from the page.
    pub(crate) cors: bool,
    /// Long answers are told in parts, and none is too short for that.
    pub(crate) in_parts: bool,
    pub(crate) latency: Millis,
    pub(crate) event_delay: Millis,
    pub(crate) valid_token: u32,
    pub(crate) config: Config,
    /// What the clients have done is kept for the test to look at.
    pub(crate) remembers: bool,
    pub(crate) agenda: BTreeMap<(Millis, u64), (usize, u64, Happening)>,
    pub(crate) count: u64,
    pub(crate) seed: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::seeded(1)
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        let mut world = Self {
            mono: 1_000,
            steps: 0,
            clock_off: 0,
            backend: Backend::new(),
            clients: Vec::new(),
            server_up: true,
            refuses: None,
            wrong_secret: false,
            deaf: false,
            drop_events: false,
            cors: false,
            in_parts: false,
            latency: 20,
            event_delay: 0,
            valid_token: 0,
            config: Config::default(),
            remembers: true,
            agenda: BTreeMap::new(),
            count: 0,
            seed,
        };
        world.add_client(ANA);
        world
    }

    /// Ana is signed in, has room 1 open, and everything is live.
    pub(crate) fn live() -> Self {
        let mut world = Self::new();
        world.sign_in();
        world.join(1);
        world.run(3_000);
        assert_eq!(world.status(), Status::Live);
        assert_eq!(world.room(1).status, RoomStatus::Live);
        world.forget_past();
        world
    }

    pub(crate) fn plain() -> Self {
        let mut world = Self::new();
        world.config.text_encoding = TextEncoding::Plain;
        world.backend.plain = true;
        world.clients.clear();
        world.add_client(ANA);
        world
    }

    pub(crate) fn add_client(&mut self, user: u64) -> usize {
        let seed = self.seed * 1000 + u64::try_from(self.clients.len()).expect("few");
        let engine = Engine::new(self.config.clone(), seed);
        self.clients.push(Client::new(user, self.clients.len(), engine));
        self.clients.len() - 1
    }

    pub(crate) fn now(&self) -> Now {
        let since = i64::try_from(self.mono).expect("a short test");
        Now { mono: self.mono, wall: DAY_ONE + since + self.clock_off }
    }

    pub(crate) fn server_wall(&self) -> i64 {
        self.now().wall - self.clock_off
    }

    /// Lets time pass, with everything that happens in it.
    pub(crate) fn run(&mut self, span: Millis) {
        let end = self.mono + span;
        loop {
            let planned = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let alarm = (0..self.clients.len())
                .filter(|client| !self.clients[*client].frozen)
                .filter_map(|client| Some((self.clients[client].engine.deadline()?, client)))
                .min();
            let tick_first = alarm.filter(|(at, _)| planned.is_none_or(|planned| *at < planned));
            let next = tick_first.map(|(at, _)| at).or(planned);
            let Some(next) = next.filter(|next| *next <= end) else { break };
            self.mono = self.mono.max(next);
            match tick_first {
                Some((_, client)) => self.tick(client),
                None => {
                    if let Some((_, (client, page, happening))) = self.agenda.pop_first() {
                        self.happen(client, page, happening);
                    }
                }
            }
        }
        self.mono = end;
    }

    /// Runs until something is so, or fails when it is not within the time.
    pub(crate) fn until(&mut self, span: Millis, what: &str, is_so: impl Fn(&mut Self) -> bool) -> Millis {
        let start = self.mono;
        while !is_so(self) {
            assert!(self.mono < start + span, "not within {span} ms: {what}; {:?}", self.view().health);
            self.run(10);
        }
        self.mono - start
    }

    fn tick(&mut self, client: usize) {
        let done = self.step(client, Input::Tick);
        let page = &mut self.clients[client];
        let idle = done == 0 && page.engine.deadline() == Some(self.mono + 1);
        page.idle_ticks = if idle { page.idle_ticks + 1 } else { 0 };
        // Some deadlines may lie beside each other by chance; a busy loop has no end.
        assert!(page.idle_ticks < 16, "ticks at the deadline do nothing, and the next is due at once: a busy loop");
    }

    pub(crate) fn feed(&mut self, input: Input) {
        self.feed_to(0, input);
        self.run(0);
    }

    pub(crate) fn feed_to(&mut self, client: usize, input: Input) {
        self.step(client, input);
    }

    /// Gives one client a fact, does what it wants done, and looks whether the promises hold. How much was to be done.
    fn step(&mut self, client: usize, input: Input) -> usize {
        let mut now = self.now();
        now.wall += self.clients[client].clock_off;
        self.steps += 1;
        let was_signed_in = self.clients[client].signed_in;
        promises::before(&mut self.clients[client], &input, self.mono);
        self.clients[client].note_stay(&input);
        let leaves = input == Input::SignOut && was_signed_in;
        let effects = self.clients[client].engine.handle(now, input);
        let done = effects.len();
        for effect in effects {
            promises::may_be_done(&mut self.clients[client], &effect, self.mono);
            if self.remembers {
                self.clients[client].effects.push(effect.clone());
            }
            self.perform(client, effect);
        }
        if leaves {
            promises::nothing_kept(&self.clients[client]);
        }
        promises::check(&self.backend, &mut self.clients[client], self.mono);
        done
    }

    pub(crate) fn plan(&mut self, client: usize, after: Millis, happening: Happening) {
        self.count += 1;
        self.agenda.insert((self.mono + after, self.count), (client, self.clients[client].page, happening));
    }
}

pub(crate) fn room(number: u64) -> RoomId {
    RoomId::new(number).expect("a room number")
}

pub(crate) fn event(channel: &str, event: &str, data: &str) -> Input {
    Input::ChannelEvent { channel: channel.to_owned(), event: event.to_owned(), data: data.to_owned() }
}
