//! The world of a scenario: the engine of each client on a model of pusher-js, the network and the backend, on a clock that the
//! test moves. After every single step the promises are checked.

use std::collections::{BTreeMap, VecDeque};

use glx_realtime::engine::wire::TextEncoding;
use glx_realtime::engine::{
    Answer, CallError, CallId, Config, Effect, Engine, Input, Millis, Now, Request, RoomId, RoomStatus, Status, View,
};

use crate::backend::{Backend, Broadcast, DAY_ONE};
use crate::promises;
use crate::pusher::Pusher;

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
}

#[derive(Debug)]
pub(crate) enum Happening {
    /// A call reaches the backend.
    Arrives {
        id: CallId,
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

/// A call that waits for the test.
pub(crate) struct HeldCall {
    pub(crate) id: CallId,
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
    pub(crate) signed_in: bool,
    /// Nothing comes or goes, and nobody says so.
    pub(crate) silent: bool,
    pub(crate) api_up: bool,
    pub(crate) socket_up: bool,
    /// The token is good from this number on.
    pub(crate) token: u32,
    pub(crate) can_refresh: bool,
    pub(crate) faults: VecDeque<(&'static str, Fault)>,
    pub(crate) calls: Vec<String>,
    pub(crate) refreshes: u32,
    pub(crate) effects: Vec<Effect>,
    pub(crate) held: Vec<HeldCall>,
    /// Counts reloads: what was under way for an older page is nobody's any more.
    pub(crate) page: u64,
    pub(crate) last: Option<View>,
    idle_ticks: u32,
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
    pub(crate) latency: Millis,
    pub(crate) event_delay: Millis,
    pub(crate) valid_token: u32,
    pub(crate) config: Config,
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
            latency: 20,
            event_delay: 0,
            valid_token: 0,
            config: Config::default(),
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
        self.clients.push(Client {
            user,
            engine: Engine::new(self.config.clone(), seed),
            pusher: Pusher::default(),
            device: BTreeMap::new(),
            signed_in: false,
            silent: false,
            api_up: true,
            socket_up: true,
            token: 0,
            can_refresh: true,
            faults: VecDeque::new(),
            calls: Vec::new(),
            refreshes: 0,
            effects: Vec::new(),
            held: Vec::new(),
            page: 0,
            last: None,
            idle_ticks: 0,
        });
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
        let before = self.clients[client].effects.len();
        self.feed_to(client, Input::Tick);
        let done = self.clients[client].effects.len() - before;
        let page = &mut self.clients[client];
        let idle = done == 0 && page.engine.deadline() == Some(self.mono + 1);
        page.idle_ticks = if idle { page.idle_ticks + 1 } else { 0 };
        // Two deadlines may lie beside each other by chance, but not one after the other.
        assert!(page.idle_ticks < 3, "ticks at the deadline do nothing, and the next is due at once: a busy loop");
    }

    pub(crate) fn feed(&mut self, input: Input) {
        self.feed_to(0, input);
        self.run(0);
    }

    pub(crate) fn feed_to(&mut self, client: usize, input: Input) {
        let now = self.now();
        self.steps += 1;
        let effects = self.clients[client].engine.handle(now, input);
        for effect in effects {
            self.clients[client].effects.push(effect.clone());
            self.perform(client, effect);
        }
        promises::check(&self.backend, &mut self.clients[client], self.mono);
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
