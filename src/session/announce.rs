//! Tells of each new message once, for those who want events rather than views. History is no news: what was there when a room was
//! opened is not told, and what a catch-up brings after a gap is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Session, Watch};
use crate::engine::{Message, MessageId, RoomId, RoomView};

impl Session {
    /// Calls the listener for every message that is new in an open room, in order, until the returned guard is dropped.
    pub fn on_message(&self, listener: impl Fn(RoomId, &Rc<Message>) + 'static) -> Watch {
        // Whoever listens to a room that is open already hears of what comes from now on.
        let present = self.view().rooms;
        let listening_since = move |room: RoomId| present.get(&room).and_then(|room| room.messages.newest());
        let told: RefCell<BTreeMap<RoomId, Option<MessageId>>> = RefCell::default();
        let last: RefCell<Rc<BTreeMap<RoomId, Rc<RoomView>>>> = RefCell::default();
        self.watch(move |view| {
            let last = last.replace(Rc::clone(&view.rooms));
            if Rc::ptr_eq(&last, &view.rooms) {
                return;
            }
            let mut news = Vec::new();
            told.borrow_mut().retain(|room, _| view.rooms.contains_key(room));
            // Whoever listens to many rooms hears of one at a time.
            let is_new = |id: &RoomId, room: &Rc<RoomView>| last.get(id).is_none_or(|last| !Rc::ptr_eq(last, room));
            for (id, room) in view.rooms.iter().filter(|(id, room)| room.loaded && is_new(id, room)) {
                let newest = room.messages.newest();
                let before =
                    told.borrow_mut().insert(*id, newest).unwrap_or(room.opened_with.max(listening_since(*id)));
                let unheard = room.messages.after(before)..room.messages.len();
                news.extend(room.messages.range(unheard).map(|message| (*id, message)));
            }
            for (room, message) in news {
                listener(room, &message);
            }
        })
    }
}
