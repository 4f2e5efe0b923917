//! The words in which scenarios are told: what people and the world do, and what there is to see then.

use std::rc::Rc;

use glx_realtime::engine::{Effect, Engine, Input, RoomView, SendState, Status, UserId, View};

use crate::world::{ANA, Fault, Happening, HeldCall, World, room};

impl World {
    pub(crate) fn sign_in(&mut self) {
        self.sign_in_as(0, self.clients[0].user);
    }

    pub(crate) fn sign_in_as(&mut self, client: usize, user: u64) {
        let page = &mut self.clients[client];
        let stored = page.kept_for(user);
        self.feed_to(client, Input::SignIn { user: UserId::new(user).expect("user"), stored });
    }

    pub(crate) fn sign_out(&mut self) {
        self.feed(Input::SignOut);
    }

    pub(crate) fn join(&mut self, number: u64) {
        self.listen(number);
        self.feed(Input::LookAt(room(number)));
    }

    /// As a program does for a room that nobody looks at.
    pub(crate) fn listen(&mut self, number: u64) {
        self.feed(Input::Join(room(number)));
    }

    pub(crate) fn leave(&mut self, number: u64) {
        self.feed(Input::Leave(room(number)));
    }

    pub(crate) fn send(&mut self, number: u64, text: &str) {
        self.feed(Input::Send { room: room(number), text: text.to_owned() });
    }

    /// Somebody else's client saves a message.
    pub(crate) fn says(&mut self, user: u64, number: u64, text: &str) -> u64 {
        self.backend.wall = self.server_wall();
        let id = self.backend.post(user, number, text, None);
        self.spread();
        id
    }

    pub(crate) fn notify(&mut self, message: &str) -> u64 {
        self.backend.wall = self.server_wall();
        let id = self.backend.notify(ANA, "message", message);
        self.spread();
        id
    }

    /// An event of the test's own making reaches the client, if it is subscribed or not.
    pub(crate) fn frame(&mut self, channel: &str, event: &str, data: &str) {
        let fact = Input::ChannelEvent { channel: channel.to_owned(), event: event.to_owned(), data: data.to_owned() };
        self.feed(fact);
    }

    /// The next call whose path begins so fails so.
    pub(crate) fn fault(&mut self, path: &'static str, fault: Fault) {
        self.clients[0].faults.push_back((path, fault));
    }

    /// Lets everything that is held go on.
    pub(crate) fn release(&mut self) {
        self.release_to(0);
        self.run(50);
    }

    pub(crate) fn release_to(&mut self, client: usize) {
        for HeldCall { id, user, request, answer, given_up } in std::mem::take(&mut self.clients[client].held) {
            match answer {
                Some(answer) => self.plan(client, 1, Happening::Answered { id, outcome: Ok(answer) }),
                None if self.mono >= given_up => {}
                None => self.plan(client, 1, Happening::Arrives { id, user, request, fault: None }),
            }
        }
    }

    /// The socket breaks, and the browser says so.
    pub(crate) fn cut(&mut self, client: usize) {
        let pusher = &mut self.clients[client].pusher;
        if pusher.socket.is_some() || pusher.opening {
            pusher.close();
            self.plan(client, 0, Happening::Fact(Input::SocketLost));
        }
        self.run(0);
    }

    pub(crate) fn server(&mut self, up: bool) {
        self.server_up = up;
        if !up {
            (0..self.clients.len()).for_each(|client| self.cut(client));
        }
    }

    /// The browser loses the network, or has it again.
    pub(crate) fn online(&mut self, client: usize, online: bool) {
        self.clients[client].api_up = online;
        self.clients[client].socket_up = online;
        self.feed_to(client, Input::Online(online));
        if !online {
            self.cut(client);
        }
    }

    /// The page is loaded again: what it knew is gone, what the device kept is not.
    pub(crate) fn reload(&mut self, client: usize, rooms: &[u64]) {
        self.seed += 1;
        let page = &mut self.clients[client];
        page.engine = Engine::new(self.config.clone(), self.seed * 1000 + u64::try_from(client).expect("few"));
        page.pusher.close();
        page.pusher.channels.clear();
        page.held.clear();
        page.page += 1;
        page.watch.reloaded(self.mono);
        page.signed_in = false;
        page.frozen = false;
        page.asleep.clear();
        self.sign_in_as(client, self.clients[client].user);
        for number in rooms {
            self.feed_to(client, Input::Join(room(*number)));
        }
    }

    pub(crate) fn view(&mut self) -> View {
        self.clients[0].engine.view()
    }

    pub(crate) fn status(&mut self) -> Status {
        self.view().health.status.clone()
    }

    pub(crate) fn room(&mut self, number: u64) -> Rc<RoomView> {
        Rc::clone(self.view().rooms.get(&room(number)).expect("the room is there"))
    }

    /// The saved messages on screen, as text.
    pub(crate) fn texts(&mut self, number: u64) -> Vec<String> {
        self.room(number).messages.iter().map(|message| message.text.to_string()).collect()
    }

    /// The unsaved ones.
    pub(crate) fn echoes(&mut self, number: u64) -> Vec<(String, SendState)> {
        self.room(number).echoes.iter().map(|echo| (echo.text.to_string(), echo.state.clone())).collect()
    }

    /// What the backend has, as text.
    pub(crate) fn saved(&self, number: u64) -> Vec<String> {
        self.backend.room(number).iter().map(|row| row.text.clone()).collect()
    }

    /// How many calls went to paths that begin so since the past was forgotten.
    pub(crate) fn calls(&self, path: &str) -> usize {
        self.clients[0].calls.iter().filter(|called| called.starts_with(path)).count()
    }

    pub(crate) fn count_effects(&self, which: impl Fn(&Effect) -> bool) -> usize {
        self.clients[0].effects.iter().filter(|effect| which(effect)).count()
    }

    pub(crate) fn forget_past(&mut self) {
        for client in &mut self.clients {
            client.calls.clear();
            client.effects.clear();
        }
    }
}
