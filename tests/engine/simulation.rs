//! Random worlds: two to four clients of three users on a network that fails in every way the model knows, with every promise checked
//! after every step. When the faults are over and it has become quiet, everyone shows exactly what the backend has.
//!
//! A failure names its seed; `SIMULATE_SEED=<seed> cargo test --test engine simulation` runs that world alone, and `SIMULATE_STEPS`
//! sets how many inputs the engines of all worlds together have to take.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use glx_realtime::engine::wire::TextEncoding;
use glx_realtime::engine::{Config, Input, MessageId, Random, RoomStatus, SendState, Status};

use crate::world::{Fault, World, room};

const ROOMS: u64 = 3;
/// Things that people and the world do in one world; each sets off many steps of the engines.
const DEEDS: u64 = 150;

struct Simulation {
    world: World,
    random: Random,
    /// What was typed into each room by each client, and may not be lost or doubled.
    typed: BTreeMap<String, (usize, u64)>,
    count: u64,
    open: Vec<Vec<u64>>,
    /// A send that failed and was tried again by hand has lost its place in the order, as it should.
    any_failed: bool,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut world = World::seeded(seed + 1);
        world.backend.enveloped = random.between(0, 1) == 1;
        world.backend.extras = random.between(0, 3) == 0;
        world.backend.plain = random.between(0, 3) == 0;
        let text_encoding = if world.backend.plain { TextEncoding::Plain } else { TextEncoding::Escaped };
        world.config = Config { text_encoding, ..Config::default() };
        world.latency = random.between(1, 200);
        world.event_delay = random.between(0, 300);
        world.clients.clear();
        let clients = random.between(2, 4);
        for user in 0..clients {
            world.add_client(7 + user % 3);
        }
        let open = vec![Vec::new(); world.clients.len()];
        Self { world, random, typed: BTreeMap::new(), count: 0, open, any_failed: false }
    }

    fn run(&mut self) {
        for client in 0..self.world.clients.len() {
            let user = self.world.clients[client].user;
            self.world.sign_in_as(client, user);
            self.join(client, 1);
        }
        for _ in 0..DEEDS {
            self.deed();
        }
        self.calm();
        self.world.run(200_000);
        self.check_quiet();
    }

    fn deed(&mut self) {
        let clients = u64::try_from(self.world.clients.len()).expect("few") - 1;
        let client = usize::try_from(self.random.between(0, clients)).expect("few");
        let number = self.random.between(1, ROOMS);
        match self.random.between(0, 31) {
            0..=7 => self.send(client, number),
            8 | 9 => self.join(client, number),
            10 => self.leave(client, number),
            11 => self.world.cut(client),
            12 => {
                let online = self.random.between(0, 1) == 1;
                self.world.online(client, online);
            }
            13 => {
                let up = self.random.between(0, 2) > 0;
                self.world.server(up);
            }
            14 => self.world.clients[client].silent = self.random.between(0, 2) == 0,
            15 => self.world.deaf = self.random.between(0, 3) == 0,
            16..=21 => self.fault(client),
            22 => self.release(client),
            23 => {
                let rooms = self.open[client].clone();
                self.world.reload(client, &rooms);
            }
            24 => self.world.valid_token += 1,
            25 => {
                let input = match self.random.between(0, 3) {
                    0 => Input::Resumed,
                    1 => Input::ReconnectNow,
                    2 => Input::Visible(self.random.between(0, 1) == 1),
                    _ => Input::LoadHelpRequests,
                };
                self.world.feed_to(client, input);
            }
            26 => {
                let newest = self.world.backend.rows.last().map_or(1, |row| row.id);
                let id = MessageId::new(self.random.between(1, newest)).expect("an id");
                self.world.feed_to(client, Input::Seen(room(number), id));
            }
            27 => self.world.clock_off += i64::try_from(self.random.between(0, 60_000)).expect("small") - 30_000,
            28 => {
                self.world.backend.mute = self.random.between(0, 2) == 0;
            }
            _ => {}
        }
        let span = [0, 1, 20, 300, 2_000, 9_000, 30_000][usize::try_from(self.random.between(0, 6)).expect("few")];
        self.world.run(span);
    }

    fn send(&mut self, client: usize, number: u64) {
        self.count += 1;
        let text = format!("<{}> & {client}", self.count);
        self.typed.insert(text.clone(), (client, number));
        self.world.feed_to(client, Input::Send { room: room(number), text });
    }

    fn join(&mut self, client: usize, number: u64) {
        if !self.open[client].contains(&number) {
            self.open[client].push(number);
            self.world.feed_to(client, Input::Join(room(number)));
        }
    }

    fn leave(&mut self, client: usize, number: u64) {
        if self.open[client].contains(&number) {
            self.open[client].retain(|open| *open != number);
            self.world.feed_to(client, Input::Leave(room(number)));
        }
    }

    fn fault(&mut self, client: usize) {
        let paths = [
            "/chat/send",
            "/chat/send",
            "/chat/1/messages",
            "/chat/",
            "/pusher/auth",
            "/user/profile",
            "/notifications",
            "/",
        ];
        let path = paths[usize::try_from(self.random.between(0, 7)).expect("few")];
        let fault = match self.random.between(0, 11) {
            0 => Fault::Answer(500, "{}".into()),
            1 => Fault::Answer(502, "<html>".into()),
            2 => Fault::Answer(200, "<html>".into()),
            3 => Fault::RetryAfter(429, self.random.between(0, 20_000)),
            4 => Fault::Answer(401, r#"{"error":"Access token required"}"#.into()),
            5 => Fault::Unreachable,
            6 => Fault::Hang,
            7 => Fault::HoldAnswer,
            8 => Fault::HoldCall,
            9 => Fault::AnswerAndEventLost,
            _ => Fault::AnswerLost,
        };
        self.world.clients[client].faults.push_back((path, fault));
    }

    fn release(&mut self, client: usize) {
        self.world.release_to(client);
    }

    /// Everything works again, and people help where help is needed.
    fn calm(&mut self) {
        self.world.server_up = true;
        self.world.deaf = false;
        self.world.backend.mute = false;
        for client in 0..self.world.clients.len() {
            self.world.clients[client].faults.clear();
            self.world.clients[client].silent = false;
            self.world.online(client, true);
            self.release(client);
            self.world.clients[client].token = self.world.valid_token;
            let user = self.world.clients[client].user;
            self.world.sign_in_as(client, user);
        }
        // Quiet loss, of an event that was sent and never arrived, is found at the next catch-up.
        self.world.run(60_000);
        for client in 0..self.world.clients.len() {
            self.world.cut(client);
        }
        self.retry_failed();
        self.world.run(120_000);
        self.retry_failed();
    }

    fn retry_failed(&mut self) {
        for client in 0..self.world.clients.len() {
            let view = self.world.clients[client].engine.view();
            for (id, room) in view.rooms.iter() {
                for echo in room.echoes.iter().filter(|echo| matches!(echo.state, SendState::Failed(_))) {
                    self.any_failed = true;
                    self.world.feed_to(client, Input::Retry(*id, echo.client_id.clone()));
                }
            }
        }
    }

    fn check_quiet(&mut self) {
        for client in 0..self.world.clients.len() {
            let view = self.world.clients[client].engine.view();
            assert_eq!(view.health.status, Status::Live, "client {client}: {:?}", view.health);
            assert_eq!(view.health.waiting_to_send, 0, "client {client}");
            for number in &self.open[client] {
                let shown = &view.rooms[&room(*number)];
                assert_eq!(shown.status, RoomStatus::Live, "client {client}, room {number}");
                let saved = self.world.backend.room(*number);
                let texts: Vec<_> = saved.iter().map(|row| (row.id, &*row.text)).collect();
                let rows: Vec<_> = shown.messages.iter().map(|row| (row.id.get(), &*row.text)).collect();
                assert_eq!(rows, texts, "client {client}, room {number}");
                let user = self.world.clients[client].user;
                for (row, saved) in shown.messages.iter().zip(saved) {
                    assert_eq!(row.mine, saved.user == user, "whose is {}", row.text);
                }
            }
        }
        self.check_sends();
    }

    fn check_sends(&self) {
        for (text, (client, number)) in &self.typed {
            let saved = self.world.backend.room(*number).iter().filter(|row| row.text == *text).count();
            assert_eq!(saved, 1, "{text:?} of client {client} in room {number} is saved so often");
        }
        for client in 0..self.world.clients.len() {
            for number in 1..=ROOMS {
                let of_client =
                    |row: &&&crate::backend::Row| self.typed.get(&row.text).is_some_and(|(by, _)| *by == client);
                let order: Vec<u64> = self
                    .world
                    .backend
                    .room(number)
                    .iter()
                    .filter(of_client)
                    .map(|row| row.text[1..].split('>').next().and_then(|count| count.parse().ok()).expect("a count"))
                    .collect();
                assert!(order.is_sorted() || self.any_failed, "client {client} in room {number}: {order:?}");
            }
        }
    }
}

fn number_of(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn random_worlds_keep_every_promise() {
    let enough = number_of("SIMULATE_STEPS").unwrap_or(300_000);
    let only = number_of("SIMULATE_SEED");
    let mut steps = 0;
    for seed in only.unwrap_or(1).. {
        let mut simulation = Simulation::new(seed);
        let outcome = catch_unwind(AssertUnwindSafe(|| simulation.run()));
        assert!(outcome.is_ok(), "the world of seed {seed} broke a promise (see above)");
        steps += simulation.world.steps;
        if only.is_some() || steps >= enough {
            println!("{steps} steps, seeds up to {seed}");
            break;
        }
    }
}
