//! What a reader's place is held by, whatever comes in around it. Knows no page.

use super::extent::Extent;
use crate::engine::{MessageId, Messages};

/// What is gone to stands so far down the view.
const AT: f64 = 0.25;

/// A row, and how far below the beginning of the view it begins or ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    /// So many pixels below its beginning, and that of what belongs to it, is where what is gone to stands.
    There(MessageId, f64),
    Begins(MessageId, f64),
    /// Its end, because its beginning changes when it goes on from a row above.
    Ends(MessageId, f64),
    /// The end of all rows.
    Foot(f64),
}

impl Anchor {
    /// The height at which a view that is so high begins.
    pub(super) fn position(self, messages: &Messages, extent: &Extent, view: f64) -> f64 {
        let top = |id: MessageId, further: usize| extent.top(place(messages, id) + further);
        match self {
            Self::There(id, below) => top(id, 0) + below - view * AT,
            Self::Begins(id, below) => top(id, 0) - below,
            Self::Ends(id, below) => top(id, 1) - below,
            Self::Foot(below) => extent.total() - below,
        }
    }
}

/// The place of a message; where it is not here, of the one that came after it.
pub(super) fn place(messages: &Messages, id: MessageId) -> usize {
    messages.position(id).unwrap_or_else(|at| at)
}
