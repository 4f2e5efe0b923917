//! Where the rows can be told to go. Says nothing of how.

use crate::engine::MessageId;

/// Somewhere to go to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Go {
    /// The newest message, and from then on with it.
    Newest,
    /// The first message of all.
    First,
    /// The unread line; where there is none, the newest message.
    Unread,
    /// This message; where it is not here, the one that came after it.
    Message(MessageId),
    /// A place in this message's row: so many pixels below its beginning, and that of the lines that stand above it and belong to it.
    Within(MessageId, f64),
}
