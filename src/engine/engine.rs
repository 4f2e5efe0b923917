//! The whole: takes each input to the part it concerns, then lets every part do what is due. Dispatch only.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::acts::Acts;
use super::api::{Api, Purpose, SignInState};
use super::connection::{Change, Connection};
use super::effect::{Answer, AuthId, CallError, CallId, Effect, Request};
use super::errand::Errand;
use super::health::{Capability, Health, Proofs, Reach, Status, Working, status};
use super::ids::{Channel, ClientId, RoomId, UserId, parse_number};
use super::input::Input;
use super::notifications::Notifications;
use super::random::Random;
use super::room::Room;
use super::subscription::Subscription;
use super::time::{Millis, Now, earlier};
use super::timeline::Me;
use super::view::{HelpRequestsView, NotificationsView, View};
use super::wire::{
    Failure, Incoming, SignedIn, TextEncoding, classify, decode_help_requests, decode_member, decode_new_message, decode_notice,
    decode_notices, decode_profile, encode_room, escape,
};

/// What the engine needs to know beforehand.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// How the backend hands out text.
    pub text_encoding: TextEncoding,
}

/// The state of everything about chat on a page.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    acts: Acts,
    /// Tells this page's sends from those of any other page.
    page: u64,
    encoding: TextEncoding,
    api: Api,
    connection: Connection,
    me: Option<Rc<Me>>,
    user_channel: Option<Subscription>,
    profile: Errand,
    rooms: BTreeMap<RoomId, Room>,
    notifications: Notifications,
    notifications_call: Errand,
    help_requests_call: Errand,
    proofs: Proofs,
    was_live: bool,
    visible: bool,
    keeps: bool,
    ignored: u64,
    shown: Shown,
}

/// The slices of the last view, shared with the next while they say the same.
#[derive(Debug)]
struct Shown {
    health: Option<Rc<Health>>,
    rooms: Rc<BTreeMap<RoomId, Rc<super::view::RoomView>>>,
    notifications: Rc<NotificationsView>,
    help_requests: Rc<HelpRequestsView>,
}

impl Engine {
    /// An engine that nothing has happened to. The seed makes its jitter and ids; a page takes it from a real random source, a test
    /// or replay gives its own.
    pub fn new(config: Config, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let page = random.next_u64();
        Self {
            encoding: config.text_encoding,
            config,
            acts: Acts::new(random),
            page,
            api: Api::default(),
            connection: Connection::new(),
            me: None,
            user_channel: None,
            profile: Errand::default(),
            rooms: BTreeMap::new(),
            notifications: Notifications::default(),
            notifications_call: Errand::default(),
            help_requests_call: Errand::default(),
            proofs: Proofs::default(),
            was_live: false,
            visible: true,
            keeps: true,
            ignored: 0,
            shown: Shown {
                health: None,
                rooms: Rc::default(),
                notifications: Rc::default(),
                help_requests: Rc::default(),
            },
        }
    }

    /// Takes in one fact and tells what is to be done about it.
    pub fn handle(&mut self, now: Now, input: Input) -> Vec<Effect> {
        self.acts.now = now;
        self.apply(input);
        self.drive();
        self.acts.take()
    }

    /// When [`Input::Tick`] is due, if nothing else happens before.
    pub fn deadline(&self) -> Option<Millis> {
        let now = self.acts.now.mono;
        self.me.as_ref()?;
        let mut deadline = earlier(self.connection.deadline(), self.api.deadline(now));
        if self.api.is_ready(now) {
            let calls = [&self.profile, &self.notifications_call, &self.help_requests_call];
            deadline = calls.iter().fold(deadline, |deadline, call| earlier(deadline, call.deadline()));
            deadline = self.rooms.values().fold(deadline, |deadline, room| earlier(deadline, room.deadline()));
            let user_channel = self.user_channel.as_ref().and_then(Subscription::deadline);
            deadline = earlier(deadline, user_channel.filter(|_| self.connection.is_connected()));
        }
        // What is overdue waits for something other than time.
        deadline.map(|at| at.max(now + 1))
    }

    /// The draft that stands in a room's composer.
    pub fn draft(&self, room: RoomId) -> &str {
        self.rooms.get(&room).map_or("", Room::draft)
    }

    /// What there is to see now.
    pub fn view(&mut self) -> View {
        let connected = self.connection.is_connected();
        let rooms: BTreeMap<_, _> = self.rooms.iter_mut().map(|(id, room)| (*id, room.view(connected))).collect();
        let same = rooms.len() == self.shown.rooms.len()
            && rooms.iter().all(|(id, room)| self.shown.rooms.get(id).is_some_and(|shown| Rc::ptr_eq(shown, room)));
        if !same {
            self.shown.rooms = Rc::new(rooms);
        }
        let health = self.health();
        let health = match self.shown.health.take().filter(|shown| **shown == health) {
            Some(shown) => shown,
            None => Rc::new(health),
        };
        self.shown.health = Some(Rc::clone(&health));
        View {
            me: self.me.clone(),
            health,
            rooms: Rc::clone(&self.shown.rooms),
            notifications: Rc::clone(&self.shown.notifications),
            help_requests: Rc::clone(&self.shown.help_requests),
        }
    }

    fn apply(&mut self, input: Input) {
        match input {
            Input::Tick => {}
            Input::SignIn { user, stored } => self.sign_in(user, stored),
            Input::SignOut => self.sign_out(),
            Input::TokenRefreshed(fresh) => self.api.token_refreshed(fresh),
            Input::Join(id) => {
                self.rooms.entry(id).or_insert_with(|| Room::new(id)).open();
            }
            Input::Leave(id) => self.leave(id),
            Input::Send { room, text } => {
                let client_id = ClientId::generate(self.page, self.acts.next_send());
                if let Some(room) = self.rooms.get_mut(&room) {
                    room.send(&text, client_id, &mut self.acts);
                }
            }
            Input::Retry(room, client_id) => self.in_room(room, |room, _| room.retry(&client_id)),
            Input::Discard(room, client_id) => self.in_room(room, |room, acts| room.discard(&client_id, acts)),
            Input::Seen(room, up_to) => self.in_room(room, |room, acts| room.seen(up_to, acts)),
            Input::Draft(room, text) => self.in_room(room, |room, acts| room.set_draft(text, acts)),
            Input::ReconnectNow => {
                self.api.try_now();
                self.connection.try_now(&mut self.acts);
                self.rooms.values_mut().for_each(Room::hurry);
            }
            Input::LoadHelpRequests => self.help_requests_call.want_now(),
            Input::ReadNotification(id) => self.read_notifications(|other| other == id),
            Input::ReadAllNotifications => self.read_notifications(|_| true),
            Input::Socket(state, socket_id) => {
                let change = self.connection.socket(state, socket_id, &mut self.acts);
                self.socket_changed(change);
            }
            Input::SocketLost => {
                let change = self.connection.lost(&mut self.acts);
                self.socket_changed(change);
            }
            Input::SocketError { code, message } => self.connection.error(code, message),
            Input::Pong => self.connection.pong(&self.acts),
            Input::ChannelEvent { channel, event, data } => {
                self.connection.hear(&self.acts);
                if self.channel_event(&channel, &event, &data).is_none() {
                    self.ignored += 1;
                }
            }
            Input::AuthRequested { id, socket_id, channel } => self.auth_requested(id, socket_id, &channel),
            Input::Answered { id, outcome } => self.answered(id, outcome),
            Input::Online(online) => {
                let change = self.connection.set_online(online, &mut self.acts);
                self.socket_changed(change);
                if online {
                    self.rooms.values_mut().for_each(Room::hurry);
                }
            }
            Input::Visible(visible) => self.visible = visible,
            Input::Resumed => {
                let change = self.connection.replace(&mut self.acts);
                self.socket_changed(change);
                self.connection.try_now(&mut self.acts);
            }
            Input::StorageFailed => self.keeps = false,
        }
    }

    /// Lets every part do what is due.
    fn drive(&mut self) {
        let Some(me) = self.me.clone() else { return };
        let change = self.connection.drive(&mut self.acts);
        self.socket_changed(change);
        let now = self.acts.now.mono;
        let online = self.connection.is_online();
        let socket_id = self.connection.socket_id().map(str::to_owned);
        if self.connection.is_connected() {
            let (acts, api) = (&mut self.acts, &mut self.api);
            let rooms = self.rooms.values_mut().filter(|room| room.holders() > 0).map(|room| &mut room.subscription);
            let mut stuck = false;
            for subscription in self.user_channel.iter_mut().chain(rooms) {
                stuck |= subscription.drive(socket_id.as_deref(), api, acts);
            }
            if stuck {
                let change = self.connection.replace(acts);
                self.socket_changed(change);
            }
        }
        for room in self.rooms.values_mut() {
            room.drive(&mut self.api, &me, online, &mut self.acts);
        }
        if online && self.api.is_ready(now) {
            let acts = &mut self.acts;
            let calls = [
                (&mut self.profile, Purpose::Profile, "/user/profile"),
                (&mut self.notifications_call, Purpose::Notifications, "/notifications"),
                (&mut self.help_requests_call, Purpose::HelpRequests, "/help-requests"),
            ];
            for (call, purpose, path) in calls {
                if call.is_due(now) {
                    call.started(self.api.start(acts, purpose, Request::get(path)));
                }
            }
        }
        self.rooms.retain(|_, room| !room.is_over());
        self.was_live |= self.status() == Status::Live;
    }

    fn sign_in(&mut self, user: UserId, stored: Vec<(String, String)>) {
        match self.me.as_ref().map(|me| me.user) {
            Some(current) if current == user => {
                // The same user with another token: whatever waited for one goes on.
                if self.api.sign_in() != SignInState::Good {
                    self.api = Api::default();
                    self.user_channel = Some(Subscription::new(Channel::Notifications(user)));
                }
                return;
            }
            Some(_) => self.end_stay(),
            None => {}
        }
        self.me = Some(Rc::new(Me { user, name: None }));
        self.user_channel = Some(Subscription::new(Channel::Notifications(user)));
        self.profile.want_now();
        self.notifications_call.want_now();
        for (key, value) in stored {
            match key.split_once('.') {
                Some((what, room)) => {
                    if let Some(id) = parse_number(room).and_then(|room| RoomId::new(room).ok()) {
                        self.rooms.entry(id).or_insert_with(|| Room::new(id)).restore(what, &value);
                    }
                }
                None if key == "notifications" => self.notifications.restore_read(&value),
                None => {}
            }
        }
        self.connection.open(&mut self.acts);
    }

    fn sign_out(&mut self) {
        if self.me.is_some() {
            self.end_stay();
            self.acts.push(Effect::ForgetStored);
        }
    }

    /// Ends a user's stay: nothing of theirs remains but which rooms the page has open.
    fn end_stay(&mut self) {
        let open: Vec<_> = self.rooms.values().filter(|room| room.holders() > 0).map(Room::id).collect();
        for id in &open {
            self.acts.push(Effect::Unsubscribe(Channel::Room(*id)));
        }
        if let Some(me) = self.me.take() {
            self.acts.push(Effect::Unsubscribe(Channel::Notifications(me.user)));
        }
        self.connection.close(&mut self.acts);
        let holders: Vec<_> = self.rooms.values().map(|room| (room.id(), room.holders())).collect();
        self.rooms.clear();
        for (id, count) in holders {
            for _ in 0..count {
                self.rooms.entry(id).or_insert_with(|| Room::new(id)).open();
            }
        }
        self.api = Api::default();
        self.encoding = self.config.text_encoding;
        self.user_channel = None;
        self.profile.cancel();
        self.notifications = Notifications::default();
        self.notifications_call.cancel();
        self.help_requests_call.cancel();
        self.proofs = Proofs::default();
        self.was_live = false;
        self.shown.notifications = Rc::default();
        self.shown.help_requests = Rc::default();
    }

    fn leave(&mut self, id: RoomId) {
        let Some(room) = self.rooms.get_mut(&id) else { return };
        if !room.close() {
            return;
        }
        self.api.abandon(|purpose| matches!(purpose, Purpose::Join(room) if *room == id));
        if self.me.is_some() {
            self.acts.push(Effect::Unsubscribe(Channel::Room(id)));
            if self.api.is_ready(self.acts.now.mono) && self.connection.is_online() {
                self.api.start(&mut self.acts, Purpose::Leave, Request::post("/chat/leave", encode_room(id)));
            }
        }
    }

    fn in_room(&mut self, id: RoomId, act: impl FnOnce(&mut Room, &mut Acts)) {
        if let Some(room) = self.rooms.get_mut(&id) {
            act(room, &mut self.acts);
        }
    }

    fn read_notifications(&mut self, which: impl Fn(super::ids::NotificationId) -> bool) {
        if self.notifications.mark_read(which) {
            let value = self.notifications.read_to_store();
            self.acts.push(Effect::Store { key: "notifications".to_owned(), value });
            self.show_notifications();
        }
    }

    fn socket_changed(&mut self, change: Change) {
        match change {
            Change::None => {}
            Change::Opened => {
                if self.was_live {
                    self.notifications_call.want();
                }
            }
            Change::Lost => {
                self.api.abandon(|purpose| matches!(purpose, Purpose::Auth(..)));
                self.rooms.values_mut().for_each(Room::unsubscribed);
                self.user_channel.iter_mut().for_each(Subscription::reset);
            }
        }
    }

    fn subscription(&mut self, channel: Channel) -> Option<&mut Subscription> {
        match channel {
            Channel::Room(id) => self.rooms.get_mut(&id).filter(|room| room.holders() > 0).map(|room| &mut room.subscription),
            Channel::Notifications(user) => {
                let mine = self.me.as_ref().is_some_and(|me| me.user == user);
                self.user_channel.as_mut().filter(|_| mine)
            }
        }
    }

    fn auth_requested(&mut self, id: AuthId, socket_id: String, name: &str) {
        let channel = Channel::parse(name).ok();
        match channel.and_then(|channel| self.subscription(channel)) {
            Some(subscription) => subscription.asked(id, socket_id),
            // pusher-js subscribes again after a reconnect even to what was left: it gets no authorization for that.
            None => {
                self.acts.push(Effect::AnswerAuth { id, answer: Err("this channel was left") });
                self.acts.extend(channel.map(Effect::Unsubscribe));
            }
        }
    }

    /// Takes in an event on a channel; `None` when it is none of ours or does not parse.
    fn channel_event(&mut self, channel: &str, event: &str, data: &str) -> Option<()> {
        let channel = Channel::parse(channel).ok()?;
        let me = self.me.clone()?;
        self.subscription(channel)?;
        match (channel, event) {
            (_, "pusher:subscription_succeeded") => match channel {
                Channel::Room(id) => self.rooms.get_mut(&id)?.subscribed(),
                Channel::Notifications(_) => {
                    self.user_channel.as_mut()?.confirmed();
                }
            },
            (_, "pusher:subscription_error") => {
                let acts = &mut self.acts;
                match channel {
                    Channel::Room(id) => self.rooms.get_mut(&id)?.subscription.erred(acts),
                    Channel::Notifications(_) => self.user_channel.as_mut()?.erred(acts),
                }
            }
            (Channel::Room(id), "new-message") => {
                let incoming = decode_new_message(id, data).ok()?;
                self.learn_my_name(&me, &incoming);
                self.learn_encoding(&me, id, &incoming);
                let me = self.me.clone()?;
                self.rooms.get_mut(&id)?.message(incoming, self.encoding, &me, self.visible, &mut self.acts);
            }
            (Channel::Room(id), "user-joined" | "user-left") => {
                let member = decode_member(data).ok()?;
                self.rooms.get_mut(&id)?.moved(member, event == "user-joined", &me, &self.acts);
            }
            (Channel::Notifications(_), "new-notification") => {
                let notice = decode_notice(data).ok()?;
                if self.notifications.insert(notice, self.encoding, self.acts.now.wall) {
                    self.show_notifications();
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// An own event tells my name as well as the profile does.
    fn learn_my_name(&mut self, me: &Me, incoming: &Incoming) {
        if incoming.user == Some(me.user) && me.name.as_deref() != Some(&incoming.name) {
            self.name_me(me.user, &incoming.name);
        }
    }

    fn name_me(&mut self, user: UserId, name: &str) {
        let me = Rc::new(Me { user, name: Some(Rc::from(name)) });
        self.rooms.values_mut().for_each(|room| room.recognise(&me));
        self.me = Some(me);
    }

    /// An own message that comes back unescaped, though it held something to escape, proves a backend that does not.
    fn learn_encoding(&mut self, me: &Me, room: RoomId, incoming: &Incoming) {
        if self.encoding == TextEncoding::Escaped
            && incoming.user == Some(me.user)
            && escape(&incoming.wire_text) != incoming.wire_text
            && self.rooms.get(&room).is_some_and(|room| room.has_sent(incoming))
        {
            self.encoding = TextEncoding::Plain;
            self.rooms.values_mut().for_each(Room::reread);
            self.notifications_call.want_now();
        }
    }

    fn answered(&mut self, id: CallId, outcome: Result<Answer, CallError>) {
        let Some(purpose) = self.api.finish(id) else { return };
        let Some(me) = self.me.clone() else { return };
        let outcome = classify(outcome);
        self.api.note(outcome.as_ref().err(), &mut self.acts);
        let (encoding, wall) = (self.encoding, self.acts.now.wall);
        let acts = &mut self.acts;
        match purpose {
            Purpose::Auth(channel, auth) => {
                let subscription = match channel {
                    Channel::Room(room) => self.rooms.get_mut(&room).map(|room| &mut room.subscription),
                    Channel::Notifications(_) => self.user_channel.as_mut(),
                };
                match subscription {
                    Some(subscription) => subscription.authorized(auth, outcome, acts),
                    None => acts.push(Effect::AnswerAuth { id: auth, answer: Err("this channel was left") }),
                }
            }
            Purpose::History(room) => {
                if let Some(room) = self.rooms.get_mut(&room) {
                    let works = room.caught_up(id, outcome, encoding, &me, self.visible, acts);
                    self.proofs.history.note(works, wall);
                }
            }
            Purpose::Send(room, client_id) => {
                if let Some(room) = self.rooms.get_mut(&room) {
                    let works = room.sent(&client_id, outcome, &me, acts);
                    self.proofs.sending.note(works, wall);
                }
            }
            Purpose::Join(room) => {
                if let Some(room) = self.rooms.get_mut(&room) {
                    room.joined(outcome, acts);
                }
            }
            Purpose::Leave => {}
            Purpose::Profile => match parsed(outcome, decode_profile) {
                Ok(SignedIn { user, name }) => {
                    self.profile.succeeded();
                    if user == me.user {
                        self.name_me(user, &name);
                    }
                }
                Err(failure) => self.profile.failed(failure, acts),
            },
            Purpose::Notifications => {
                match parsed(outcome, decode_notices) {
                    Ok(notices) => {
                        self.notifications_call.succeeded();
                        for notice in notices {
                            self.notifications.insert(notice, encoding, wall);
                        }
                    }
                    Err(failure) => self.notifications_call.failed(failure, acts),
                }
                self.show_notifications();
            }
            Purpose::HelpRequests => {
                let shown = match parsed(outcome, |body| decode_help_requests(body, encoding)) {
                    Ok(list) => {
                        self.help_requests_call.succeeded();
                        HelpRequestsView { list, loaded: true, failure: None }
                    }
                    Err(failure) => {
                        self.help_requests_call.failed(failure.clone(), acts);
                        HelpRequestsView { failure: Some(failure), ..(*self.shown.help_requests).clone() }
                    }
                };
                self.shown.help_requests = Rc::new(shown);
            }
        }
    }

    fn show_notifications(&mut self) {
        let failure = self.notifications_call.failure().cloned();
        self.shown.notifications = Rc::new(NotificationsView {
            feed: self.notifications.feed(),
            unread: self.notifications.unread(),
            loaded: self.shown.notifications.loaded || (failure.is_none() && !self.notifications_call.is_open()),
            failure,
        });
    }

    fn reach(&self) -> Reach {
        let mut open = self.rooms.values().filter(|room| room.holders() > 0);
        let user_channel = self.user_channel.as_ref().is_some_and(|s| s.is_live() || s.is_refused());
        let (subscribed, synced) = open.by_ref().fold((user_channel, true), |(subscribed, synced), room| {
            let refused = room.subscription.is_refused();
            (subscribed && (refused || room.subscription.is_live()), synced && (refused || room.is_live()))
        });
        Reach { subscribed, synced, was_live: self.was_live }
    }

    fn status(&self) -> Status {
        status(self.me.is_some(), &self.api, &self.connection, self.reach())
    }

    fn health(&self) -> Health {
        let now = self.acts.now.mono;
        let reach = self.reach();
        let receiving = match self.status() {
            Status::Live => Working::Live,
            Status::SignedOut => Working::Untried,
            Status::Late | Status::CatchingUp | Status::Connecting => Working::Late,
            _ => Working::Down,
        };
        let waiting_to_send = self.rooms.values().map(Room::waiting_to_send).sum();
        Health {
            status: status(self.me.is_some(), &self.api, &self.connection, reach),
            socket: self.connection.state(),
            // To the second: that is how it is shown, and readers are not woken for less.
            receiving: Capability { working: receiving, proven: self.connection.heard().map(|at| at - at.rem_euclid(1000)) },
            sending: self.proofs.sending,
            history: self.proofs.history,
            round_trips: self.connection.round_trips().collect(),
            since: self.connection.since(),
            reconnects: self.connection.reconnects(),
            waiting_to_send,
            problem: self.connection.problem().cloned(),
            paused: self.api.pause(now).cloned(),
            ignored: self.ignored,
            keeps: self.keeps,
        }
    }
}

fn parsed<T, E>(outcome: Result<String, Failure>, decode: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Failure> {
    outcome.and_then(|body| decode(&body).map_err(|_| Failure::Unreadable))
}
