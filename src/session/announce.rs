//! Tells of each new message once, for those who want events rather than views. History is no news: what was there when a room was
//! opened is not told, and what a catch-up brings after a gap is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Session, Watch};
use crate::engine::{Message, MessageId, RoomId};

impl Session {
    /// Calls the listener for every message that is new in an open room, in order, until the returned guard is dropped.
    pub fn on_message(&self, listener: impl Fn(RoomId, &Rc<Message>) + 'static) -> Watch {
        let told: RefCell<BTreeMap<RoomId, Option<MessageId>>> = RefCell::default();
        self.watch(move |view| {
            let mut news = Vec::new();
            told.borrow_mut().retain(|room, _| view.rooms.contains_key(room));
            for (id, room) in view.rooms.iter().filter(|(_, room)| room.loaded) {
                let newest = room.messages.last().map(|message| message.id);
                if let Some(before) = told.borrow_mut().insert(*id, newest) {
                    let fresh = room.messages.iter().rev().take_while(|message| Some(message.id) > before);
                    news.extend(fresh.map(|message| (*id, Rc::clone(message))).collect::<Vec<_>>().into_iter().rev());
                }
            }
            for (room, message) in news {
                listener(room, &message);
            }
        })
    }
}
