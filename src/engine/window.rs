//! Which messages of a room are in the page: from one on, to the newest. Grows upwards as somebody reads up, and is cut again at
//! the end, in large pieces, so that cutting is rare. Knows no pixels: who is at the end, or near the top, the page tells.

use super::ids::MessageId;
use super::view::RoomView;

/// So many messages a cut leaves, and so many more come at a time.
const STEP: usize = 150;
/// Nothing is cut before there are more than this.
const MOST: usize = 2 * STEP;
/// So many read messages stand above the unread line when the room is opened.
const READ_ABOVE: usize = 30;

/// The messages from one on. Named by its id, so that nothing moves when older ones come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first message shown; `None`: all are.
    from: Option<MessageId>,
}

impl Window {
    /// Where a room opens: the newest messages, and whatever was not read.
    pub fn opening(room: &RoomView) -> Self {
        let newest = room.messages.len().saturating_sub(STEP);
        let unread = room.unread_after.map(|after| room.messages.after(Some(after)));
        Self::at(room, unread.map_or(newest, |unread| newest.min(unread.saturating_sub(READ_ABOVE))))
    }

    /// The place of the first message that is shown.
    pub fn begin(self, room: &RoomView) -> usize {
        self.from.map_or(0, |from| room.messages.position(from).unwrap_or_else(|at| at))
    }

    /// The newest messages, when there have come to be too many. For a reader who is at the end.
    #[must_use]
    pub fn cut(self, room: &RoomView) -> Self {
        let all = room.messages.len();
        if all - self.begin(room) > MOST { Self::at(room, all - STEP) } else { self }
    }

    /// With older messages, where there are any. For a reader who is near the top.
    pub fn with_older(self, room: &RoomView) -> Option<Self> {
        let begin = self.begin(room);
        (begin > 0).then(|| Self::at(room, begin.saturating_sub(STEP)))
    }

    fn at(room: &RoomView, begin: usize) -> Self {
        Self { from: room.messages.id(begin).filter(|_| begin > 0) }
    }
}
