//! What a socket's listeners were told last, so that each change is told once. Decides nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::failure::Refusal;
use super::shapes;
use super::snapshot::Snapshots;
use crate::components::explained;
use crate::engine::{Health, LocalEcho, NotificationId, RoomId, RoomStatus, RoomView, SendState, Status, View};

/// Something to tell.
pub(super) enum News {
    Event(&'static str, JsValue),
    Error(Refusal),
}

#[derive(Default)]
pub(super) struct Told {
    health: Option<Rc<Health>>,
    /// The rooms as they were last seen.
    seen: Rc<BTreeMap<RoomId, Rc<RoomView>>>,
    /// Those that were joined then.
    joined: Rc<BTreeSet<RoomId>>,
    rooms: BTreeMap<RoomId, ToldRoom>,
    /// The newest notification when the list first came, or that was told since.
    notified: Option<Option<NotificationId>>,
}

/// What listeners were told of a room.
struct ToldRoom {
    /// `None` where it was left with something unread: whoever comes back may have kept the number, or not.
    unread: Option<usize>,
    is_closed: bool,
    failed: Vec<Rc<LocalEcho>>,
}

impl Told {
    /// What has changed in this view since the last, as far as it concerns these rooms.
    pub(super) fn news(&mut self, view: &View, joined: &Rc<BTreeSet<RoomId>>, shown: &mut Snapshots) -> Vec<News> {
        let mut news = Vec::new();
        if self.health.as_ref().is_none_or(|told| !Rc::ptr_eq(told, &view.health)) {
            news.push(News::Event("health", shown.health(&view.health)));
            news.extend(self.trouble(&view.health).map(News::Error));
            self.health = Some(Rc::clone(&view.health));
        }
        if std::mem::replace(&mut self.joined, Rc::clone(joined)) != *joined {
            self.rooms.retain(|room, told| joined.contains(room) || told.leave());
            // A room that is joined now may have been there before.
            self.seen = Rc::default();
        }
        let seen = std::mem::replace(&mut self.seen, Rc::clone(&view.rooms));
        for room in view.rooms_since(&seen).filter(|room| joined.contains(&room.id)) {
            news.extend(self.rooms.entry(room.id).or_insert(ToldRoom::NOTHING).news(room));
        }
        self.notifications(view, &mut news);
        news
    }

    /// Somebody else, or nobody, is here: what was unread is not theirs. Nothing was told to them.
    pub(super) fn begin_anew(&mut self) -> Vec<News> {
        let unread = std::mem::take(self).rooms.into_iter().filter(|(_, told)| told.unread != Some(0));
        unread.map(|(room, _)| News::Event("unread", shapes::unread(room, 0))).collect()
    }

    /// Trouble that no waiting ends, when it begins.
    fn trouble(&self, health: &Health) -> Option<Refusal> {
        let before = self.health.as_ref().map(|told| &told.status);
        if before == Some(&health.status) {
            return None;
        }
        match health.status {
            Status::SignInEnded => Some(Refusal::new("signed-out", "the site takes this sign-in no more")),
            Status::Refused | Status::Unsupported => {
                let why = health.findings.first().map(|finding| explained(finding).0);
                Some(Refusal::new("refused", why.unwrap_or("the Pusher server refuses this page")))
            }
            _ => None,
        }
    }

    fn notifications(&mut self, view: &View, news: &mut Vec<News>) {
        let newest = view.notifications.feed.first().map(|one| one.id);
        match self.notified {
            None if view.notifications.loaded => self.notified = Some(newest),
            Some(told) if newest > told => {
                let new = view.notifications.feed.iter().take_while(|one| Some(one.id) > told);
                let mut new: Vec<_> = new.map(|one| News::Event("notification", shapes::notification(one))).collect();
                new.reverse();
                news.extend(new);
                self.notified = Some(newest);
            }
            _ => {}
        }
    }
}

impl ToldRoom {
    const NOTHING: Self = Self { unread: Some(0), is_closed: false, failed: Vec::new() };

    /// The room is left. Gives whether what listeners know of it may be over when it is joined again.
    fn leave(&mut self) -> bool {
        let is_read = self.unread == Some(0);
        *self = Self { unread: None, ..Self::NOTHING };
        !is_read
    }

    fn news(&mut self, room: &RoomView) -> Vec<News> {
        let mut news = Vec::new();
        // How much is unread in a room that is joined again is not known before its history.
        if self.unread.map_or(room.loaded || room.unread > 0, |told| told != room.unread) {
            self.unread = Some(room.unread);
            news.push(News::Event("unread", shapes::unread(room.id, room.unread)));
        }
        let is_closed = room.status == RoomStatus::NoAccess;
        if is_closed && !self.is_closed {
            let message = format!("{} is not open to this user", room.id.wire());
            news.push(News::Error(Refusal::new("no-access", message)));
        }
        self.is_closed = is_closed;
        let mut failed = Vec::new();
        for echo in room.echoes.iter() {
            if let SendState::Failed(failure) = &echo.state {
                // One that is tried again and fails again is another.
                if !self.failed.iter().any(|told| Rc::ptr_eq(told, echo)) {
                    news.push(News::Error(Refusal::of_send(failure)));
                }
                failed.push(Rc::clone(echo));
            }
        }
        self.failed = failed;
        news
    }
}
