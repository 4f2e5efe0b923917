//! What a reader's place is held by, whatever comes in around it. Knows no page.

use std::ops::Range;

use super::extent::Extent;
use super::rows::Owner;
use crate::engine::{MessageId, Messages, RoomView};

/// What is gone to stands so far down the view.
const AT: f64 = 0.25;
/// Of a text that was folded at least so much is in view, in pixels: its end, where it can be unfolded again.
const LEAST: f64 = 48.0;

/// A row, and how far below the beginning of the view it begins or ends.
#[derive(Debug, Clone)]
pub(super) enum Anchor {
    /// So many pixels below its beginning, and that of what belongs to it, is where what is gone to stands.
    There(MessageId, f64),
    Begins(Owner, f64),
    /// Its end, because its beginning changes when it goes on from a row above.
    Ends(Owner, f64),
    /// It begins there as long as its end is in view then.
    Folded(Owner, f64),
    /// The end of all rows.
    Foot(f64),
}

impl Anchor {
    /// That of what is first in a view that begins so high and is so high, while these places are in the page; and whether it is for now only:
    /// a row that is in the page is held rather than one above it that is yet to come, because nobody knows how high that is.
    pub(super) fn here(
        messages: &Messages,
        extent: &Extent,
        position: f64,
        view: f64,
        shown: &Range<usize>,
    ) -> (Self, bool) {
        let place = extent.at(position);
        let is_near = extent.top(shown.start) < position + view;
        let seen = if is_near { place.max(shown.start) } else { place };
        let anchor = match (messages.id(seen), messages.id(place)) {
            (Some(id), _) if shown.contains(&seen) => Self::Ends(Owner::Message(id), extent.top(seen + 1) - position),
            (_, Some(id)) => Self::Begins(Owner::Message(id), extent.top(place) - position),
            (_, None) => Self::Foot(extent.total() - position),
        };
        (anchor, seen > place)
    }

    /// The height at which a view that is so high begins; `None` where the row is no more.
    pub(super) fn position(&self, room: &RoomView, extent: &Extent, view: f64) -> Option<f64> {
        let top = |owner: &Owner, further: usize| Some(extent.top(owner.place_in(room)? + further));
        Some(match self {
            Self::There(id, below) => extent.top(place(&room.messages, *id)) + below - view * AT,
            Self::Begins(owner, below) => top(owner, 0)? - below,
            Self::Ends(owner, below) => top(owner, 1)? - below,
            Self::Folded(owner, below) => {
                let (top, height) = (top(owner, 0)?, top(owner, 1)? - top(owner, 0)?);
                let lowest = view - height;
                top - if below + height < LEAST { lowest.min(0.0) } else { below.min(lowest) }
            }
            Self::Foot(below) => extent.total() - below,
        })
    }

    /// That of a row, in a view that is so high, whose text is unfolded, and goes on below then; or folded, and ends where it has ended, as
    /// long as that is in view.
    pub(super) fn of_fold(owner: Owner, unfolds: bool, begins: f64, ends: f64, view: f64) -> Self {
        match unfolds {
            true if ends < 0.0 => Self::Ends(owner, ends),
            true => Self::Begins(owner, begins),
            // What it is folded with stands a little above its end.
            false if ends > view + LEAST => Self::Folded(owner, begins),
            false => Self::Ends(owner, ends),
        }
    }

    /// The page was scrolled by so much, and what is held with it.
    pub(super) fn scroll(&mut self, by: f64) {
        match self {
            Self::There(_, below) => *below += by,
            Self::Begins(_, below) | Self::Ends(_, below) | Self::Folded(_, below) | Self::Foot(below) => *below -= by,
        }
    }
}

/// The place of a message; where it is not here, of the one that came after it.
pub(super) fn place(messages: &Messages, id: MessageId) -> usize {
    messages.position(id).unwrap_or_else(|at| at)
}
