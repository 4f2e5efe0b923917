//! The rows of a chat in reading order: messages, and between them day dividers, the unread line and who came and went.
//! Knows no time zone: the caller tells which day a moment belongs to.

use std::rc::Rc;

use super::local_echo::LocalEcho;
use super::people::Movement;
use super::time::WallMillis;
use super::timeline::Message;
use super::view::RoomView;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A new day begins; with a moment of it.
    Day(WallMillis),
    /// Everything after this was not seen before this visit.
    Unread,
    /// A saved message.
    Message {
        /// The message.
        message: Rc<Message>,
        /// It goes on from the one before: same sender, same few minutes.
        continues: bool,
    },
    /// Somebody came or went.
    Movement(Movement),
    /// What is not known to be saved.
    Echo {
        /// The send.
        echo: Rc<LocalEcho>,
        /// It goes on from the row before.
        continues: bool,
    },
}

/// Messages of one sender are grouped while they follow each other this closely.
const GROUP: WallMillis = 5 * 60_000;

/// The rows of a room from its message number `begin` on, counted from 0; what stands before that message is left out, but its day
/// is told. `day_of` gives a number for the reader's day that a moment belongs to.
pub fn items(room: &RoomView, begin: usize, day_of: impl Fn(WallMillis) -> i64) -> Vec<Item> {
    let begin = begin.min(room.messages.len());
    let shown = room.messages.range(begin..room.messages.len());
    let mut rows = Vec::with_capacity(shown.len() + room.echoes.len() + 8);
    let mut day = None;
    let mut before: Option<(bool, Rc<str>, WallMillis)> = None;
    let mut movements = room.movements.iter().peekable();
    let mut line_pending = room.unread_after.filter(|after| {
        let line = room.messages.other_from(room.messages.after(Some(*after)));
        line.is_none_or(|line| line >= begin)
    });

    if let Some(first) = room.messages.id(begin).filter(|_| begin > 0) {
        while movements.next_if(|movement| movement.after < Some(first)).is_some() {}
    }
    for message in shown {
        while let Some(movement) = movements.next_if(|movement| movement.after < Some(message.id)) {
            rows.push(Item::Movement(movement.clone()));
            before = None;
        }
        let today = day_of(message.at);
        if day != Some(today) {
            day = Some(today);
            rows.push(Item::Day(message.at));
            before = None;
        }
        // The line stands before the first message of somebody else; own messages need no reading.
        if !message.mine && line_pending.is_some_and(|after| message.id > after) {
            line_pending = None;
            rows.push(Item::Unread);
            before = None;
        }
        let continues = before.as_ref().is_some_and(|(mine, name, at)| {
            *mine == message.mine && *name == message.name && (0..GROUP).contains(&(message.at - at))
        });
        before = Some((message.mine, Rc::clone(&message.name), message.at));
        rows.push(Item::Message { message, continues });
    }
    for movement in movements {
        rows.push(Item::Movement(movement.clone()));
        before = None;
    }
    let mut own_before = before.is_some_and(|(mine, _, _)| mine);
    for echo in room.echoes.iter() {
        rows.push(Item::Echo { echo: Rc::clone(echo), continues: own_before });
        own_before = true;
    }
    rows
}
