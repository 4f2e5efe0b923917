//! What readers see: cheap immutable snapshots, shared while nothing has changed. Holds no decisions.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::health::Health;
use super::ids::{MessageId, RoomId};
use super::local_echo::LocalEcho;
use super::messages::Messages;
use super::notifications::Notification;
use super::people::{Movement, Person};
use super::timeline::Me;
use super::wire::{Failure, HelpRequest};

/// Everything there is to see at one moment. Slices compare by pointer: equal pointers, equal content.
#[derive(Debug, Clone)]
pub struct View {
    /// Who is signed in.
    pub me: Option<Rc<Me>>,
    /// How the connection stands.
    pub health: Rc<Health>,
    /// The rooms that are open, or still have something to send.
    pub rooms: Rc<BTreeMap<RoomId, Rc<RoomView>>>,
    /// The notification feed.
    pub notifications: Rc<NotificationsView>,
    /// The help requests there are.
    pub help_requests: Rc<HelpRequestsView>,
}

impl View {
    /// The rooms that are other than they were in an earlier view, or were not in it, in order. Equal ones are known by their pointers,
    /// in one walk along both.
    pub fn rooms_since<'a>(
        &'a self,
        before: &'a Rc<BTreeMap<RoomId, Rc<RoomView>>>,
    ) -> impl Iterator<Item = &'a Rc<RoomView>> {
        let is_other = !Rc::ptr_eq(&self.rooms, before);
        let mut before = before.values().peekable();
        self.rooms.values().take_while(move |_| is_other).filter(move |room| {
            while before.next_if(|other| other.id < room.id).is_some() {}
            before.next_if(|other| other.id == room.id).is_none_or(|other| !Rc::ptr_eq(other, room))
        })
    }
}

/// How a room stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomStatus {
    /// Its history has not come yet.
    Loading,
    /// Its history cannot be had at the moment; it is asked for again.
    Unavailable,
    /// Messages are here, and what was missed is being fetched.
    CatchingUp,
    /// Every message arrives the moment it is saved.
    Live,
    /// Messages are here, and new ones do not arrive at the moment.
    Late,
    /// The site does not let this user in, or there is no such room.
    NoAccess,
}

/// One room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomView {
    /// Which.
    pub id: RoomId,
    /// How it stands.
    pub status: RoomStatus,
    /// Whether its history has come at least once.
    pub loaded: bool,
    /// The newest message of the first history: whatever is newer came during this visit.
    pub opened_with: Option<MessageId>,
    /// Saved messages, oldest first.
    pub messages: Messages,
    /// What was typed here and is not known to be saved, in the order it was typed.
    pub echoes: Rc<[Rc<LocalEcho>]>,
    /// Who came and went.
    pub movements: Rc<[Movement]>,
    /// Who is here beside the user, as far as it was told.
    pub people: Rc<[Person]>,
    /// Messages of others that were not seen.
    pub unread: usize,
    /// The message after which the unread line stands during this visit.
    pub unread_after: Option<MessageId>,
}

impl RoomView {
    /// Whether the same rows are to be shown. How many of them were not read changes a moment after each that is.
    pub fn shows_same(&self, other: &Self) -> bool {
        let rows = |room: &Self| (room.id, room.loaded, room.opened_with, room.unread_after);
        rows(self) == rows(other)
            && self.messages == other.messages
            && self.echoes == other.echoes
            && self.movements == other.movements
            && self.people == other.people
    }
}

/// The notification feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotificationsView {
    /// Newest first.
    pub feed: Vec<Rc<Notification>>,
    /// How many were not read.
    pub unread: usize,
    /// Whether the list has come at least once.
    pub loaded: bool,
    /// Why the last attempt to get it failed.
    pub failure: Option<Failure>,
}

/// The list of help requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HelpRequestsView {
    /// As the site orders them.
    pub list: Vec<HelpRequest>,
    /// Whether the list has come at least once.
    pub loaded: bool,
    /// Why the last attempt to get it failed.
    pub failure: Option<Failure>,
}
