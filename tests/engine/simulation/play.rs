//! Plays a run, or any part of one, on the model world. What a step needs that is not there any more makes it do nothing.

use std::collections::BTreeMap;

use glx_realtime::engine::wire::TextEncoding;
use glx_realtime::engine::{ClientId, Config, Input, MessageId, RoomId, SendState, SocketState};

use super::act::{Act, Page};
use super::caught::{Broken, caught};
use super::draw::Run;
use crate::promises;
use crate::world::{Happening, World, room};

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How many facts the engines took.
    pub(crate) steps: u64,
    pub(crate) broken: Option<Broken>,
    /// How many acts of the run were begun.
    pub(crate) acts: usize,
}

/// A text that was typed on a page.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) page: Page,
    pub(super) user: u64,
    pub(super) room: u64,
    /// The newest message with the same words that its user had before their eyes when they typed it, or 0.
    pub(super) twin: u64,
    /// Nobody promises that it is saved: its user dropped it, signed out, or the device kept nothing.
    pub(super) may_be_lost: bool,
}

pub(super) struct Player {
    pub(super) world: World,
    /// By the number that makes the text.
    pub(super) typed: BTreeMap<u64, Typed>,
    /// Which rooms each page has open.
    pub(super) open: Vec<Vec<u64>>,
    acts: usize,
}

/// The text that a number makes.
pub(super) fn words(text: u64) -> String {
    format!("<{text}> & it's so")
}

/// Plays a run to its end, or to the first broken promise.
pub(crate) fn play(run: &Run) -> Outcome {
    let mut player = Player::new(run);
    let broken = caught(|| player.run(run)).err();
    Outcome { steps: player.world.steps, broken, acts: player.acts }
}

/// The world of a run, at its end, where no answer comes in parts: a recording has those without their rows.
#[cfg(test)]
pub(crate) fn played(run: &Run) -> World {
    let mut player = Player::new(run);
    player.world.in_parts = false;
    player.run(run);
    player.world
}

impl Player {
    fn new(run: &Run) -> Self {
        let mut world = World::seeded(run.seed + 1);
        world.remembers = false;
        world.backend.enveloped = run.site.enveloped;
        world.backend.extras = run.site.extras;
        world.backend.plain = run.site.plain;
        let text_encoding = if run.site.plain { TextEncoding::Plain } else { TextEncoding::Escaped };
        world.config = Config { text_encoding, ..Config::default() };
        world.latency = run.site.latency;
        world.in_parts = true;
        world.event_delay = run.site.event_delay;
        world.clients.clear();
        for owner in &run.pages {
            let page = world.add_client(owner.user);
            world.clients[page].browser = owner.browser;
            world.clients[page].storage = owner.storage;
        }
        let open = vec![Vec::new(); run.pages.len()];
        Self { world, typed: BTreeMap::new(), open, acts: 0 }
    }

    fn run(&mut self, run: &Run) {
        for step in &run.steps {
            self.world.run(step.after);
            self.acts += 1;
            self.act(step.act);
            for client in &mut self.world.clients {
                promises::note_reach(client, self.world.mono);
            }
        }
        self.end();
    }

    fn act(&mut self, act: Act) {
        // Nobody does anything with a page that does not run, and what its browser has to tell it waits.
        if act.page().is_some_and(|page| self.world.clients[page].frozen) && by_the_page(act) {
            return;
        }
        match act {
            Act::SignIn(page) => self.sign_in(page, self.world.clients[page].user),
            Act::Become(page, user) => self.sign_in(page, user),
            Act::SignOut(page) => {
                self.may_be_lost(page, |_| true);
                self.world.clients[page].held.clear();
                self.world.feed_to(page, Input::SignOut);
            }
            Act::Join(page, room) => self.join(page, room),
            Act::Leave(page, room) => self.leave(page, room),
            Act::Peek { page, room, other } => {
                self.leave(page, room);
                self.join(page, other);
                self.leave(page, other);
                self.join(page, room);
            }
            Act::Send { page, room, text } => self.send(page, room, text),
            Act::SayAgain { page, room, text } => {
                self.world.says(self.world.clients[page].user, room, &words(text));
                self.world.run(1_000);
                self.send(page, room, text);
            }
            Act::Retry(page) => self.retry(page),
            Act::Discard(page, number) => self.discard(page, number),
            Act::See { page, room: number, but } => {
                let shown = self.world.clients[page].engine.view().rooms.get(&room(number)).cloned();
                let row = shown.and_then(|shown| shown.messages.iter().rev().nth(but).map(|row| row.id));
                row.into_iter().for_each(|id: MessageId| self.world.feed_to(page, Input::Seen(room(number), id)));
            }
            Act::Draft { page, room: number, text } => {
                self.world.feed_to(page, Input::Draft(room(number), words(text)));
            }
            Act::ReadNotifications(page) => {
                self.world.feed_to(page, Input::LookAtNotifications);
                self.world.feed_to(page, Input::ReadAllNotifications);
            }
            Act::LookAtHelpRequests(page) => self.world.feed_to(page, Input::LoadHelpRequests),
            Act::TryNow(page) => self.world.feed_to(page, Input::ReconnectNow),
            Act::Reload(page) => self.reload(page),
            Act::Show(page, shown) => self.world.feed_to(page, Input::Visible(shown)),
            Act::Freeze(page) => self.freeze(page),
            Act::Thaw(page) => self.thaw(page),
            Act::Clock(page, by) => {
                let client = &mut self.world.clients[page];
                client.clock_off += by;
                client.clock_was_wrong |= client.clock_off.abs() > 60_000;
            }
            Act::Keep(page, storage) => self.world.clients[page].storage = storage,
            Act::LoseKept(page) => self.world.clients[page].device.clear(),
            Act::Online(page, online) => self.world.online(page, online),
            Act::Cut(page) => self.world.cut(page),
            Act::Flap { page, every, times } => {
                for _ in 0..times {
                    self.world.run(every);
                    self.world.cut(page);
                }
            }
            Act::Close(page, code) => self.close(page, code),
            Act::Swallow(page, way) => self.world.clients[page].swallows = way,
            Act::Silence(page, silent) => self.world.clients[page].silent = silent,
            Act::Event(page, fate) => self.world.clients[page].fates.push_back(fate),
            Act::Latency(latency) => self.world.latency = latency,
            Act::EventDelay(delay) => self.world.event_delay = delay,
            Act::Server(up) => self.world.server(up),
            Act::Refuse(code) => self.world.refuses = code,
            Act::Deaf(deaf) => self.world.deaf = deaf,
            Act::WrongSecret(wrong) => self.world.wrong_secret = wrong,
            Act::Mute(mute) => self.world.backend.mute = mute,
            Act::EndTokens => self.world.valid_token += 1,
            Act::Refreshes(page, can) => self.world.clients[page].can_refresh = can,
            Act::Call(page, path, trouble) => self.world.clients[page].faults.push_back((path, trouble.fault())),
            Act::Release(page) => self.world.release_to(page),
            Act::Notify(user) => self.notify(user),
            Act::Write { user, room, text } => _ = self.world.says(user, room, &words(text)),
        }
    }

    fn send(&mut self, page: Page, number: u64, text: u64) {
        if self.world.clients[page].signed_in {
            let twin = self.twin(page, number, text);
            let user = self.world.clients[page].user;
            self.typed.insert(text, Typed { page, user, room: number, twin, may_be_lost: false });
            self.world.feed_to(page, Input::Send { room: room(number), text: words(text) });
        }
    }

    fn twin(&mut self, page: Page, number: u64, text: u64) -> u64 {
        let view = self.world.clients[page].engine.view();
        let shown = view.rooms.get(&room(number)).map(|shown| shown.messages.clone()).unwrap_or_default();
        shown.iter().rev().find(|row| *row.text == *words(text)).map_or(0, |row| row.id.get())
    }

    pub(super) fn sign_in(&mut self, page: Page, user: u64) {
        let client = &mut self.world.clients[page];
        client.token = self.world.valid_token;
        if client.user != user {
            let unkept = client.watch.unkept;
            client.held.clear();
            self.may_be_lost(page, |_| unkept);
        }
        self.world.sign_in_as(page, user);
    }

    fn join(&mut self, page: Page, number: u64) {
        if !self.open[page].contains(&number) {
            self.open[page].push(number);
            self.world.feed_to(page, Input::Join(room(number)));
            // Some are only listened to.
            if number % 2 == 1 {
                self.world.feed_to(page, Input::LookAt(room(number)));
            }
        }
    }

    fn leave(&mut self, page: Page, number: u64) {
        if self.open[page].contains(&number) {
            self.open[page].retain(|open| *open != number);
            self.world.feed_to(page, Input::Leave(room(number)));
        }
    }

    fn reload(&mut self, page: Page) {
        let unkept = self.world.clients[page].watch.unkept;
        self.may_be_lost(page, |_| unkept);
        let rooms = self.open[page].clone();
        if self.world.clients[page].signed_in {
            self.world.clients[page].token = self.world.valid_token;
            self.world.reload(page, &rooms);
        }
    }

    /// Every failed send is tried again.
    pub(super) fn retry(&mut self, page: Page) {
        let failed = self.echoes(page, |state| matches!(state, SendState::Failed(_)));
        for (room, name, _) in failed {
            self.world.feed_to(page, Input::Retry(room, name));
        }
    }

    fn discard(&mut self, page: Page, number: u64) {
        let echoes = self.echoes(page, |state| !matches!(state, SendState::Sending | SendState::Unknown));
        let Some((room, name, text)) = echoes.into_iter().find(|(id, ..)| *id == room(number)) else { return };
        self.may_be_lost(page, |typed| words(typed) == text);
        self.world.feed_to(page, Input::Discard(room, name));
    }

    fn echoes(&mut self, page: Page, which: impl Fn(&SendState) -> bool) -> Vec<(RoomId, ClientId, String)> {
        let view = self.world.clients[page].engine.view();
        let rooms = view.rooms.iter();
        let echoes = rooms.flat_map(|(id, room)| room.echoes.iter().map(|echo| (*id, echo)));
        let chosen = echoes.filter(|(_, echo)| which(&echo.state));
        chosen.map(|(id, echo)| (id, echo.client_id.clone(), echo.text.to_string())).collect()
    }

    fn freeze(&mut self, page: Page) {
        self.world.feed_to(page, Input::Frozen);
        self.world.clients[page].frozen = true;
    }

    pub(super) fn thaw(&mut self, page: Page) {
        let client = &mut self.world.clients[page];
        if !std::mem::take(&mut client.frozen) {
            return;
        }
        let asleep = std::mem::take(&mut client.asleep);
        self.world.feed_to(page, Input::Resumed);
        for happening in asleep {
            self.world.plan(page, 0, happening);
        }
    }

    fn close(&mut self, page: Page, code: u16) {
        if self.world.clients[page].pusher.socket.is_none() {
            return;
        }
        self.world.clients[page].pusher.close();
        let error = Input::SocketError { code: Some(code), message: "closed".into() };
        // For these pusher-js does not try again.
        let final_code = (4000..4100).contains(&code);
        let lost = if final_code { Input::Socket(SocketState::Disconnected, None) } else { Input::SocketLost };
        self.world.plan(page, 0, Happening::Fact(error));
        self.world.plan(page, 0, Happening::Fact(lost));
    }

    fn notify(&mut self, user: u64) {
        self.world.backend.wall = self.world.server_wall();
        self.world.backend.notify(user, "message", "news & more");
        self.world.spread();
    }

    fn may_be_lost(&mut self, page: Page, which: impl Fn(u64) -> bool) {
        let user = self.world.clients[page].user;
        for (text, typed) in &mut self.typed {
            typed.may_be_lost |= typed.page == page && typed.user == user && which(*text);
        }
    }
}

/// What a page does itself, or its browser tells it.
fn by_the_page(act: Act) -> bool {
    !matches!(
        act,
        Act::Thaw(_)
            | Act::Reload(_)
            | Act::Clock(..)
            | Act::Keep(..)
            | Act::LoseKept(_)
            | Act::Cut(_)
            | Act::Flap { .. }
            | Act::Close(..)
            | Act::Swallow(..)
            | Act::Silence(..)
            | Act::Event(..)
            | Act::Refreshes(..)
            | Act::Call(..)
            | Act::Release(_)
    )
}
