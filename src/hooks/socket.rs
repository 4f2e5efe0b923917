//! The handle that components hold: cheap to clone and to compare, the same for as long as the connection is the same.

use std::rc::Rc;

use crate::config::Config;
use crate::engine::recording::Texts;
use crate::engine::{
    self, ClientId, Health, Input, InvalidId, LocalEcho, Message, MessageId, NotificationId, NotificationsView, RoomId,
    SocketState, Status, UserId, View,
};
use crate::session::{Session, Watch};

/// A connection. Clones are the same connection; when the last one is dropped, it is closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Socket {
    pub(super) session: Session,
}

/// The messages of a room as the old hook gave them: what is saved, then what is not known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    /// Saved, oldest first.
    pub saved: engine::Messages,
    /// Typed here and not known to be saved.
    pub unsent: Rc<[Rc<LocalEcho>]>,
}

impl From<Session> for Socket {
    fn from(session: Session) -> Self {
        Self { session }
    }
}

impl Socket {
    /// Whose token it holds.
    pub fn user(&self) -> Option<UserId> {
        self.session.user()
    }

    /// Whether messages arrive the moment they are saved.
    pub fn connected(&self) -> bool {
        self.view().health.status == Status::Live
    }

    /// pusher-js's own state.
    pub fn pusher_state(&self) -> SocketState {
        self.view().health.socket
    }

    /// How the connection stands at this moment. A component that shows it uses [`use_health`](super::use_health) instead.
    pub fn health(&self) -> Rc<Health> {
        self.view().health
    }

    /// The messages of a room at this moment; `None` for a room that is not joined.
    pub fn messages(&self, room: RoomId) -> Option<Messages> {
        let view = self.view();
        let room = view.rooms.get(&room)?;
        Some(Messages { saved: room.messages.clone(), unsent: Rc::clone(&room.echoes) })
    }

    /// The notifications at this moment.
    pub fn notifications(&self) -> Rc<NotificationsView> {
        self.view().notifications
    }

    /// Everything there is to see at this moment.
    pub fn view(&self) -> View {
        self.session.view()
    }

    /// Sends a text to a joined room. It is shown at once; whether it arrived is told by its row.
    pub fn send_message(&self, room: RoomId, text: impl Into<String>) {
        self.session.feed(Input::Send { room, text: text.into() });
    }

    /// Tries a failed send again.
    pub fn retry(&self, room: RoomId, send: ClientId) {
        self.session.feed(Input::Retry(room, send));
    }

    /// Drops a failed send.
    pub fn discard(&self, room: RoomId, send: ClientId) {
        self.session.feed(Input::Discard(room, send));
    }

    /// Joins a room by any of the names it goes by: `123` or `help_request_123`. Every join wants its leave;
    /// [`use_room`](super::use_room) does both.
    ///
    /// # Errors
    /// [`InvalidId`] for a name that is none.
    pub fn join_room(&self, name: &str) -> Result<RoomId, InvalidId> {
        let room = RoomId::parse(name)?;
        self.session.feed(Input::Join(room));
        Ok(room)
    }

    /// Tells that somebody looks at a room that was joined: it goes before rooms that are only listened to.
    pub fn look_at(&self, room: RoomId) {
        self.session.feed(Input::LookAt(room));
    }

    /// Leaves a room that was joined.
    pub fn leave_room(&self, room: RoomId) {
        self.session.feed(Input::Leave(room));
    }

    /// Tells that everything up to a message has been seen.
    pub fn seen(&self, room: RoomId, up_to: MessageId) {
        self.session.feed(Input::Seen(room, up_to));
    }

    /// Keeps what stands in a room's composer.
    pub fn keep_draft(&self, room: RoomId, text: impl Into<String>) {
        self.session.feed(Input::Draft(room, text.into()));
    }

    /// Somebody looks at the notifications: the list is asked for anew, unless it has just come.
    pub fn look_at_notifications(&self) {
        self.session.feed(Input::LookAtNotifications);
    }

    /// Marks a notification as read.
    pub fn read_notification(&self, id: NotificationId) {
        self.session.feed(Input::ReadNotification(id));
    }

    /// Marks all notifications as read.
    pub fn read_all_notifications(&self) {
        self.session.feed(Input::ReadAllNotifications);
    }

    /// What has happened in this page, with its times, as text to be replayed elsewhere: `cargo xtask replay`. Nothing in it is secret.
    pub fn recording(&self, texts: Texts) -> String {
        self.session.recording(texts)
    }

    /// Asks for the list of help requests anew.
    pub fn load_help_requests(&self) {
        self.session.feed(Input::LoadHelpRequests);
    }

    /// Tries to connect at once, whatever the back-off says.
    pub fn force_reconnect(&self) {
        self.session.feed(Input::ReconnectNow);
    }

    /// Wants to know why it is not live: asks what has to be asked, and [`Health::findings`] tells.
    pub fn diagnose(&self) {
        self.session.feed(Input::Diagnose);
    }

    /// What the connection was made with.
    pub fn config(&self) -> &Config {
        self.session.config()
    }

    /// Calls the listener for every new message in a joined room, once and in order, until the guard is dropped.
    pub fn on_message(&self, listener: impl Fn(RoomId, &Rc<Message>) + 'static) -> Watch {
        self.session.on_message(listener)
    }

    /// Calls the listener after every change, at most once a frame, until the guard is dropped.
    pub fn on_change(&self, listener: impl Fn(&View) + 'static) -> Watch {
        self.session.watch(listener)
    }

    /// Signs out: closes the socket, forgets what the device kept for the user, empties every view.
    pub fn cleanup(&self) {
        self.session.sign_out();
    }
}
