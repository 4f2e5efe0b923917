//! How high every place of a room is, whether it is in the page or not: measured where it ever was, estimated elsewhere.
//! Follows the room as it grows; what is known of a place moves with it. Knows nothing of scrolling.

use std::ops::Range;
use std::rc::Rc;

use crate::engine::{Heights, Messages, RoomView, places};

/// What a row is taken for until it is measured, in pixels.
const ESTIMATE: f64 = 48.0;

#[derive(Default)]
pub(super) struct Extent {
    known: Messages,
    heights: Heights,
    /// What stands after the last message: who came and went since, and each send.
    foot: Vec<f64>,
}

impl Extent {
    /// Takes up what the room has become.
    pub(super) fn follow(&mut self, room: &Rc<RoomView>) {
        match room.messages.grown_from(&self.known) {
            Some(grown) => {
                for part in grown {
                    self.heights.insert(part.start, part.len(), ESTIMATE);
                }
            }
            None => {
                self.heights = Heights::default();
                self.heights.insert(0, room.messages.len(), ESTIMATE);
            }
        }
        self.known = room.messages.clone();
        let foot = places(room) - self.heights.len();
        self.foot.resize(foot, ESTIMATE);
        if room.movements.is_empty()
            && let Some(since) = self.foot.first_mut()
        {
            *since = 0.0;
        }
    }

    pub(super) fn places(&self) -> usize {
        self.heights.len() + self.foot.len()
    }

    pub(super) fn total(&self) -> f64 {
        self.top(self.places())
    }

    pub(super) fn top(&self, place: usize) -> f64 {
        let foot = place.saturating_sub(self.heights.len());
        self.heights.top(place) + self.foot.iter().take(foot).sum::<f64>()
    }

    pub(super) fn height(&self, place: usize) -> f64 {
        let foot = place.checked_sub(self.heights.len());
        foot.map_or_else(|| self.heights.height(place), |at| self.foot.get(at).copied().unwrap_or_default())
    }

    pub(super) fn set(&mut self, place: usize, height: f64) {
        match place.checked_sub(self.heights.len()) {
            None => self.heights.set(place, height),
            Some(at) => {
                if let Some(foot) = self.foot.get_mut(at) {
                    *foot = height;
                }
            }
        }
    }

    /// The place at a height.
    pub(super) fn at(&self, height: f64) -> usize {
        let mut rest = height - self.heights.total();
        if rest < 0.0 {
            return self.heights.at(height);
        }
        let below = self.foot.iter().take_while(|foot| {
            rest -= **foot;
            rest >= 0.0
        });
        (self.heights.len() + below.count()).min(self.places().saturating_sub(1))
    }

    /// The places between two heights.
    pub(super) fn between(&self, from: f64, to: f64) -> Range<usize> {
        self.at(from)..(self.at(to) + 1).min(self.places())
    }
}
