//! The rows of a chat in reading order: messages, and between them day dividers, the unread line and who came and went.
//! What stands before a message belongs to it, so that a list of any length has one place for each message, and any part of it looks
//! the same whatever else is looked at. Knows no time zone: the caller tells which day a moment belongs to.

use std::ops::Range;
use std::rc::Rc;

use super::ids::MessageId;
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

/// How many places a room has: one for each message with what stands before it, one for who came and went since, and one for each send.
pub fn places(room: &RoomView) -> usize {
    room.messages.len() + 1 + room.echoes.len()
}

/// The place of the message that the unread line stands before: the first of somebody else; own messages need no reading.
pub fn unread_place(room: &RoomView) -> Option<usize> {
    room.messages.other_from(room.messages.after(Some(room.unread_after?)))
}

/// The rows at some places of a room, each with its place. `day_of` gives a number for the reader's day that a moment belongs to.
pub fn items(room: &RoomView, places: Range<usize>, day_of: impl Fn(WallMillis) -> i64) -> Vec<(usize, Item)> {
    let messages = &room.messages;
    let end = messages.len();
    let line = unread_place(room);
    let mut rows = Vec::with_capacity(places.len() + 8);
    let mut before = places.start.checked_sub(1).and_then(|before| messages.get(before));
    for (at, message) in (places.start..).zip(messages.range(places.start..places.end.min(end))) {
        let first = rows.len();
        let moved = movements(room, before.as_ref().map(|before| before.id), Some(message.id));
        rows.extend(moved.map(|movement| (at, Item::Movement(movement.clone()))));
        if before.as_ref().is_none_or(|before| day_of(before.at) != day_of(message.at)) {
            rows.push((at, Item::Day(message.at)));
        }
        if line == Some(at) {
            rows.push((at, Item::Unread));
        }
        let continues = rows.len() == first && before.as_ref().is_some_and(|before| go_together(before, &message));
        before = Some(Rc::clone(&message));
        rows.push((at, Item::Message { message, continues }));
    }
    let since = || movements(room, messages.newest(), None);
    if places.contains(&end) {
        rows.extend(since().map(|movement| (end, Item::Movement(movement.clone()))));
    }
    let sends = places.start.max(end + 1)..places.end.max(end + 1);
    let echoes = room.echoes.iter().take(sends.end - end - 1).skip(sends.start - end - 1);
    for (at, echo) in sends.zip(echoes) {
        let echo_before =
            at.checked_sub(end + 2).and_then(|before| room.echoes.get(before)).map(|echo| (echo.at, true));
        let last = || messages.last().map(|message| (message.at, message.mine && since().next().is_none()));
        let before = echo_before.or_else(last);
        // A clock that is slow makes nothing older.
        let is_later = before.is_none_or(|(before, _)| echo.at > before);
        let is_new_day = is_later && before.is_none_or(|(before, _)| day_of(echo.at) != day_of(before));
        if is_new_day {
            rows.push((at, Item::Day(echo.at)));
        }
        let continues = !is_new_day && before.is_some_and(|(before, mine)| mine && echo.at - before < GROUP);
        rows.push((at, Item::Echo { echo: Rc::clone(echo), continues }));
    }
    rows
}

fn go_together(before: &Message, message: &Message) -> bool {
    let same = before.mine == message.mine && before.name == message.name;
    same && (0..GROUP).contains(&(message.at - before.at))
}

/// Who came and went after one message and before another.
fn movements(
    room: &RoomView,
    after: Option<MessageId>,
    before: Option<MessageId>,
) -> impl Iterator<Item = &Movement> + '_ {
    let since = move |movement: &&Movement| after.is_none() || movement.after >= after;
    let until = move |movement: &&Movement| before.is_none() || movement.after < before;
    room.movements.iter().filter(since).filter(until)
}
