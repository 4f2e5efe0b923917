//! The feed: each notification once, newest first, and which of them were read. Read state only goes forward.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::ids::NotificationId;
use super::time::WallMillis;
use super::wire::{Notice, NoticeKind, TextEncoding};

/// A notification as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The backend's id.
    pub id: NotificationId,
    /// What it is about.
    pub kind: NoticeKind,
    /// A heading, if the site gave one.
    pub title: Option<Rc<str>>,
    /// The text.
    pub message: Rc<str>,
    /// When it was made; where the backend did not tell, when it was seen here.
    pub at: WallMillis,
    /// Whether it was read, here or elsewhere.
    pub read: bool,
}

/// How many are kept.
const KEPT: usize = 200;

#[derive(Debug, Default)]
pub(crate) struct Notifications {
    /// Newest first.
    feed: Vec<Rc<Notification>>,
    read: BTreeSet<NotificationId>,
}

impl Notifications {
    pub(crate) fn restore_read(&mut self, json: &str) {
        self.read = serde_json::from_str(json).unwrap_or_default();
    }

    /// What was read in another tab is read here too. True when the two did not know the same: then all of it is to be kept, because what
    /// was told may be long past.
    pub(crate) fn read_elsewhere(&mut self, json: &str) -> bool {
        let Ok(theirs) = serde_json::from_str::<BTreeSet<NotificationId>>(json) else { return false };
        let differs = self.read != theirs;
        self.mark_read(|id| theirs.contains(&id));
        self.read.extend(theirs);
        differs
    }

    /// What to keep on the device.
    pub(crate) fn read_to_store(&self) -> Option<String> {
        serde_json::to_string(&self.read).ok()
    }

    pub(crate) fn feed(&self) -> Vec<Rc<Notification>> {
        self.feed.clone()
    }

    pub(crate) fn unread(&self) -> usize {
        self.feed.iter().filter(|notification| !notification.read).count()
    }

    /// Takes one in. True when something has changed.
    pub(crate) fn insert(&mut self, notice: Notice, encoding: TextEncoding, now: WallMillis) -> bool {
        let notification = Notification {
            id: notice.id,
            kind: notice.kind,
            title: notice.title.map(|title| Rc::from(encoding.decode(&title))),
            message: Rc::from(encoding.decode(&notice.message)),
            at: notice.at.unwrap_or(now),
            read: notice.read || self.read.contains(&notice.id),
        };
        let place = self.feed.iter().position(|known| known.id <= notification.id).unwrap_or(self.feed.len());
        match self.feed.get_mut(place).filter(|known| known.id == notification.id) {
            Some(known) => {
                let news = notification.read && !known.read;
                if news {
                    Rc::make_mut(known).read = true;
                }
                news
            }
            None => {
                self.feed.insert(place, Rc::new(notification));
                self.feed.truncate(KEPT);
                true
            }
        }
    }

    /// Marks those for which the answer is true as read. True when any was not.
    pub(crate) fn mark_read(&mut self, which: impl Fn(NotificationId) -> bool) -> bool {
        let mut any = false;
        for notification in &mut self.feed {
            if !notification.read && which(notification.id) {
                Rc::make_mut(notification).read = true;
                self.read.insert(notification.id);
                any = true;
            }
        }
        // What is no longer in the feed needs no memory; ids rise, so the oldest go first.
        while self.read.len() > 2 * KEPT {
            self.read.pop_first();
        }
        any
    }
}
