//! Tells of each new message once, for those who want events rather than views. History is no news: what was there when a room was
//! opened is not told, and what a catch-up brings after a gap is, also where something newer was told before.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Session, Watch};
use crate::engine::{Message, MessageId, Messages, RoomId, RoomView};

/// How many of the newest that were told are remembered for each room; one that comes later than so many after it is no news any more.
const REMEMBERED: usize = 1_000;

impl Session {
    /// Calls the listener for every message that is new in an open room, until the returned guard is dropped: in order, but for one that was
    /// late.
    pub fn on_message(&self, listener: impl Fn(RoomId, &Rc<Message>) + 'static) -> Watch {
        // Whoever listens to a room that is open already hears of what comes from now on.
        let present = self.view().rooms;
        let listening_since = move |room: RoomId| present.get(&room).and_then(|room| room.messages.newest());
        let told: RefCell<BTreeMap<RoomId, Told>> = RefCell::default();
        let last: RefCell<Rc<BTreeMap<RoomId, Rc<RoomView>>>> = RefCell::default();
        self.watch(move |view| {
            let last = last.replace(Rc::clone(&view.rooms));
            if Rc::ptr_eq(&last, &view.rooms) {
                return;
            }
            let mut news = Vec::new();
            if !last.keys().eq(view.rooms.keys()) {
                told.borrow_mut().retain(|room, _| view.rooms.contains_key(room));
            }
            // Whoever listens to many rooms hears of one at a time.
            for room in view.rooms_since(&last).filter(|room| room.loaded) {
                let mut told = told.borrow_mut();
                let since = || Told::since(room.opened_with.max(listening_since(room.id)));
                let told = told.entry(room.id).or_insert_with(since);
                news.extend(told.news(&room.messages).into_iter().map(|message| (room.id, message)));
            }
            for (room, message) in news {
                listener(room, &message);
            }
        })
    }
}

/// What was told of a room.
struct Told {
    /// Up to this message nothing is news.
    since: Option<MessageId>,
    /// What was told of all after it.
    ids: BTreeSet<MessageId>,
}

impl Told {
    fn since(since: Option<MessageId>) -> Self {
        Self { since, ids: BTreeSet::new() }
    }

    /// What has not been told. Only where something older came late more is looked at than what is new at the end.
    fn news(&mut self, messages: &Messages) -> Vec<Rc<Message>> {
        let all = messages.after(self.since)..messages.len();
        let last = self.ids.last().copied().max(self.since);
        let fresh = messages.after(last)..messages.len();
        let unheard = if all.len() == self.ids.len() + fresh.len() { fresh } else { all };
        let news: Vec<_> = messages.range(unheard).filter(|message| !self.ids.contains(&message.id)).collect();
        self.ids.extend(news.iter().map(|message| message.id));
        while self.ids.len() > REMEMBERED {
            self.since = self.ids.pop_first();
        }
        news
    }
}
