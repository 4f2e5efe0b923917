//! The whole: takes each input to the part it concerns, then lets every part do what is due. Dispatch only.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::acts::Acts;
use super::api::{Api, Purpose};
use super::connection::{Change, Connection};
use super::diagnosis::{Notes, Places};
use super::effect::{Effect, Method, Request};
use super::errand::Errand;
use super::feed::FeedCheck;
use super::health::{Proofs, Status};
use super::ids::{ClientId, NotificationId, RoomId};
use super::input::Input;
use super::notifications::Notifications;
use super::random::Random;
use super::recording::{Recorder, Texts};
use super::room::{Kept, Room};
use super::rooms::Rooms;
use super::shown::Shown;
use super::subscription::Subscription;
use super::time::{Millis, Now, earlier};
use super::timeline::{Me, Reader};
use super::turns::CALLS_OF_A_ROOM;
use super::view::View;
use super::wire::TextEncoding;

/// What the engine needs to know beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub struct Config {
    /// How the backend hands out text.
    pub text_encoding: TextEncoding,
    /// Where the servers are, for a diagnosis.
    pub places: Places,
}

/// The state of everything about chat on a page.
#[derive(Debug)]
pub struct Engine {
    pub(super) config: Config,
    pub(super) acts: Acts,
    /// Tells this page's sends from those of any other page.
    page: u64,
    pub(super) encoding: TextEncoding,
    pub(super) api: Api,
    pub(super) connection: Connection,
    pub(super) me: Option<Rc<Me>>,
    pub(super) user_channel: Option<Subscription>,
    pub(super) profile: Errand,
    pub(super) rooms: Rooms,
    /// The rooms that somebody looks at, the newest first.
    pub(super) looked_at: Vec<RoomId>,
    /// What stays of rooms that are not open.
    pub(super) kept: BTreeMap<RoomId, Kept>,
    pub(super) notifications: Notifications,
    pub(super) notifications_call: Errand,
    pub(super) feed_check: FeedCheck,
    pub(super) help_requests_call: Errand,
    pub(super) proofs: Proofs,
    pub(super) was_live: bool,
    pub(super) visible: bool,
    pub(super) notes: Notes,
    pub(super) keeps: bool,
    pub(super) shown: Shown,
    pub(super) recorder: Recorder,
}

impl Engine {
    /// An engine that nothing has happened to. The seed makes its jitter and ids; a page takes it from a real random source, a test
    /// or replay gives its own.
    pub fn new(config: Config, seed: u64) -> Self {
        let recorder = Recorder::new(seed, config.clone());
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
            rooms: Rooms::default(),
            looked_at: Vec::new(),
            kept: BTreeMap::new(),
            notifications: Notifications::default(),
            notifications_call: Errand::default(),
            feed_check: FeedCheck::default(),
            help_requests_call: Errand::default(),
            proofs: Proofs::default(),
            was_live: false,
            visible: true,
            notes: Notes::default(),
            keeps: true,
            shown: Shown::default(),
            recorder,
        }
    }

    /// Takes in one fact and tells what is to be done about it.
    pub fn handle(&mut self, now: Now, input: Input) -> Vec<Effect> {
        // The forward-running clock never runs back here, whatever the caller's does.
        self.acts.now = Now { mono: now.mono.max(self.acts.now.mono), wall: now.wall };
        self.recorder.note(self.acts.now, &input);
        self.observe(&input);
        self.apply(input);
        self.drive();
        self.look_into();
        self.forget_rooms();
        self.rooms.rest();
        self.acts.take()
    }

    /// When [`Input::Tick`] is due, if nothing else happens before. Never a time that has passed: what is overdue and was not done waits
    /// for something other than time.
    pub fn deadline(&self) -> Option<Millis> {
        let now = self.acts.now.mono;
        self.me.as_ref()?;
        let mut deadline = earlier(self.connection.deadline(now), self.api.deadline(now));
        deadline = earlier(deadline, self.check_at(now));
        if self.connection.is_settled(now) {
            let rooms = self.rooms.awake_and_open().map(|room| &room.subscription);
            let subscriptions = rooms.chain(&self.user_channel);
            deadline = subscriptions.fold(deadline, |deadline, one| earlier(deadline, one.deadline()));
        }
        if self.connection.may_ask() {
            deadline = earlier(deadline, self.rooms_deadline(now));
            let calls = [&self.profile, &self.notifications_call, &self.help_requests_call];
            deadline = earlier(deadline, self.feed_check_at());
            let allowed = calls.into_iter().zip(self.may_call()).filter(|(_, may)| *may);
            deadline = allowed.fold(deadline, |deadline, (call, _)| earlier(deadline, call.deadline()));
        }
        deadline.map(|at| at.max(now + 1))
    }

    /// The draft that stands in a room's composer.
    pub fn draft(&self, room: RoomId) -> &str {
        let kept = || self.kept.get(&room).map_or("", |kept| &kept.draft);
        self.rooms.get(room).map_or_else(kept, Room::draft)
    }

    /// What has happened to this engine, as text: one line of JSON that says what it is, then one for each input with its times. Nothing
    /// in it is secret; texts are hidden or kept. The salt, a random number, hides them.
    pub fn recording(&self, texts: Texts, salt: u64) -> String {
        self.recorder.export(texts, salt)
    }

    /// What there is to see now.
    pub fn view(&mut self) -> View {
        let connected = self.connection.is_connected();
        self.shown.show_rooms(&mut self.rooms, connected);
        let findings = self.diagnose();
        let health = self.health(findings);
        self.shown.view(self.me.clone(), health)
    }

    fn apply(&mut self, input: Input) {
        match input {
            // What only the diagnosis takes note of.
            Input::Tick | Input::SocketOpened => {}
            Input::Diagnose => self.api.allowance.grant(1, self.acts.now.mono),
            Input::PolicyViolation { .. } | Input::Probed { .. } => {}
            Input::SignIn { user, stored } => self.sign_in(user, stored),
            Input::SignOut => self.sign_out(),
            Input::TokenRefreshed(fresh) => self.api.token_refreshed(fresh, &self.acts),
            Input::Join(id) => {
                let room = Self::room(&mut self.rooms, &mut self.kept, id);
                room.open(&self.acts);
                self.api.allowance.grant_listening(CALLS_OF_A_ROOM, self.acts.now.mono);
            }
            Input::LookAt(id) => self.look_at(id),
            Input::HistoryAhead(id) => self.in_room(id, |room, _| room.history_is_ahead()),
            Input::Leave(id) => self.leave(id),
            // Nobody's words and marks would be kept for nobody.
            Input::Send { .. } | Input::SendAs { .. } | Input::Seen(..) | Input::Draft(..) if self.me.is_none() => {}
            Input::Send { room, text } => {
                let client_id = ClientId::generate(self.page, self.acts.next_send());
                self.send(room, &text, client_id);
            }
            Input::SendAs { room, text, client_id } => self.send(room, &text, client_id),
            Input::Retry(room, client_id) => {
                self.api.try_now(&self.acts);
                self.in_room(room, |room, acts| room.retry(&client_id, acts));
            }
            Input::Discard(room, client_id) => self.in_room(room, |room, acts| room.discard(&client_id, acts)),
            Input::Seen(room, up_to) => self.in_room(room, |room, acts| room.seen(up_to, acts)),
            Input::Draft(id, text) => Self::room(&mut self.rooms, &mut self.kept, id).set_draft(text, &mut self.acts),
            Input::ReconnectNow => self.try_now(),
            Input::LoadHelpRequests => {
                self.api.allowance.grant(1, self.acts.now.mono);
                self.help_requests_call.want_now();
            }
            Input::LookAtNotifications => self.look_at_notifications(),
            Input::ReadNotification(id) => self.read_notifications(|other| other == id),
            Input::ReadAllNotifications => self.read_notifications(|_| true),
            Input::Socket(state, socket_id) => {
                let change = self.connection.socket(state, socket_id, &mut self.acts);
                self.socket_changed(change);
            }
            Input::SocketLost | Input::PusherMissing => {
                let change = self.connection.lost(&mut self.acts);
                self.socket_changed(change);
            }
            Input::SocketError { code, message } => self.connection.error(code, message),
            Input::Pong => self.connection.pong(&self.acts),
            Input::ChannelEvent { channel, event, data } => self.channel_event(&channel, &event, &data),
            Input::AuthRequested { id, socket_id, channel } => self.auth_requested(id, socket_id, &channel),
            Input::Part { id, text } => self.part_came(id, &text),
            Input::Answered { id, outcome } => self.answered(id, outcome),
            Input::Online(online) => {
                let change = self.connection.set_online(online, &mut self.acts);
                self.socket_changed(change);
                if online {
                    self.hurry(false);
                }
            }
            Input::Visible(visible) => self.set_visible(visible),
            Input::Frozen => {
                let change = self.connection.freeze(&mut self.acts);
                self.socket_changed(change);
            }
            Input::Resumed => {
                let change = self.connection.resume(&mut self.acts);
                self.socket_changed(change);
            }
            Input::KeptElsewhere { key, value } => self.kept_elsewhere(&key, value.as_deref()),
            Input::KeptByAnother { stored } => self.begin_anew(stored),
            Input::StorageFailed => self.keeps = false,
        }
    }

    /// Lets every part do what is due.
    fn drive(&mut self) {
        if self.me.is_none() {
            return;
        }
        let now = self.acts.now.mono;
        self.api.drive(now);
        let change = self.connection.drive(&mut self.acts);
        self.socket_changed(change);
        let may_ask = self.connection.may_ask();
        if may_ask {
            // What is confirmed has its history before another is authorized.
            self.drive_rooms();
        }
        if self.connection.is_settled(now) && self.drive_subscriptions() {
            let change = self.connection.replace(&mut self.acts);
            self.socket_changed(change);
        }
        if may_ask {
            self.drive_lists();
        }
        self.was_live |= self.status() == Status::Live;
    }

    /// Asks for everything that is no room's.
    fn drive_lists(&mut self) {
        let now = self.acts.now.mono;
        self.check_notifications();
        let may = self.may_call();
        let calls = [
            (&mut self.profile, Purpose::Profile, "/user/profile"),
            (&mut self.notifications_call, Purpose::Notifications, "/notifications"),
            (&mut self.help_requests_call, Purpose::HelpRequests, "/help-requests"),
        ];
        for ((call, purpose, path), may) in calls.into_iter().zip(may) {
            if may && call.is_due(now) {
                // The notifications are asked for once their channel is confirmed, and nothing older will do.
                let ahead = purpose != Purpose::Notifications;
                call.started(self.api.start(&mut self.acts, purpose, Request { ahead, ..Request::get(path) }));
            }
        }
    }

    /// Whether the profile, the notifications and the help requests may be called for. Fresh notifications can wait for the rooms.
    fn may_call(&self) -> [bool; 3] {
        let now = self.acts.now.mono;
        let may = self.api.may_unasked(Method::Get, now);
        let refresh = may && (!self.shown.notifications.loaded || self.api.may_spare(Method::Get, now));
        [may, refresh, may]
    }

    /// The room with what is kept of it, made if there is none.
    pub(super) fn room<'a>(rooms: &'a mut Rooms, kept: &mut BTreeMap<RoomId, Kept>, id: RoomId) -> &'a mut Room {
        rooms.get_or_insert_with(id, || Room::new(id, kept.remove(&id).unwrap_or_default()))
    }

    fn in_room(&mut self, id: RoomId, act: impl FnOnce(&mut Room, &mut Acts)) {
        if let Some(room) = self.rooms.get_mut(id) {
            act(room, &mut self.acts);
        }
    }

    /// Drops rooms that nobody has open and that have nothing left to send.
    fn forget_rooms(&mut self) {
        let over = self.rooms.take_forgotten().map(|room| (room.id(), room.keep()));
        self.kept.extend(over.filter(|(_, kept)| *kept != Kept::default()));
    }

    fn read_notifications(&mut self, which: impl Fn(NotificationId) -> bool) {
        if self.notifications.mark_read(which) {
            self.store_read_notifications();
            self.show_notifications();
        }
    }

    pub(super) fn store_read_notifications(&mut self) {
        let value = self.notifications.read_to_store();
        self.acts.push(Effect::Store { key: "notifications".to_owned(), value });
    }

    fn set_visible(&mut self, visible: bool) {
        self.visible = visible;
        if visible {
            self.connection.wake(&mut self.acts);
        }
    }

    pub(super) fn socket_changed(&mut self, change: Change) {
        if change == Change::Lost {
            self.rooms.all_mut().for_each(Room::unsubscribed);
            self.user_channel.iter_mut().for_each(Subscription::reset);
        }
    }

    /// Whether own messages can be told from others': by the name, or because it cannot be had.
    pub(super) fn knows_own(&self) -> bool {
        self.me.as_ref().is_some_and(|me| me.name.is_some()) || !self.profile.is_open() || self.profile.is_in_vain()
    }

    pub(super) fn reader<'a>(&self, me: &'a Me) -> Reader<'a> {
        Reader { me, encoding: self.encoding, visible: self.visible, knows_own: self.knows_own() }
    }
}
