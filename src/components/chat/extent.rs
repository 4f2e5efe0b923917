//! How high every place of a room is, whether it is in the page or not: measured where it ever was, estimated elsewhere.
//! Follows the room as it grows; what is known of a place moves with it. Knows nothing of scrolling.

use std::ops::Range;
use std::rc::Rc;

use web_sys::Element;

use super::rows::Line;
use crate::components::observe::heights;
use crate::engine::{Heights, Messages, RoomView, places};

/// What a row is taken for until any is measured, in pixels.
const ESTIMATE: f64 = 48.0;
/// So much of an estimate each row that is measured makes.
const SHARE: f64 = 0.05;

pub(super) struct Extent {
    known: Messages,
    heights: Heights,
    /// What a row is taken for until it is measured: about what the last were.
    estimate: f64,
    /// What stands after the last message: who came and went since, and each send.
    foot: Vec<f64>,
}

impl Default for Extent {
    fn default() -> Self {
        Self { known: Messages::default(), heights: Heights::default(), estimate: ESTIMATE, foot: Vec::new() }
    }
}

impl Extent {
    /// Takes up what the room has become. Tells how many messages it has more, and how much further down what stood at a place is now.
    pub(super) fn follow(&mut self, room: &Rc<RoomView>, mut place: usize) -> (usize, f64) {
        let (before, top) = (self.heights.len(), self.top(place));
        match room.messages.grown_from(&self.known) {
            Some(grown) => {
                for part in grown {
                    self.heights.insert(part.start, part.len(), self.estimate);
                    if part.start <= place {
                        place += part.len();
                    }
                }
            }
            None => {
                self.heights = Heights::default();
                self.heights.insert(0, room.messages.len(), self.estimate);
            }
        }
        self.known = room.messages.clone();
        let foot = places(room) - self.heights.len();
        self.foot.resize(foot, self.estimate);
        if room.movements.is_empty()
            && let Some(since) = self.foot.first_mut()
        {
            *since = 0.0;
        }
        (self.heights.len().saturating_sub(before), self.top(place) - top)
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

    fn set(&mut self, place: usize, height: f64) {
        match place.checked_sub(self.heights.len()) {
            None => {
                self.estimate += (height - self.estimate) * SHARE;
                self.heights.set(place, height);
            }
            Some(at) => {
                if let Some(foot) = self.foot.get_mut(at) {
                    *foot = height;
                }
            }
        }
    }

    /// Takes up how high the lines are that are in the page.
    pub(super) fn measure(&mut self, lines: &[Line], shown: &Range<usize>, list: &Element) {
        let mut measured: Option<(usize, f64)> = None;
        for (line, height) in lines.iter().zip(heights(list)) {
            measured = match measured {
                Some((place, sum)) if place == line.place => Some((place, sum + height)),
                other => {
                    other.into_iter().for_each(|(place, sum)| self.set(place, sum));
                    Some((line.place, height))
                }
            };
        }
        measured.into_iter().for_each(|(place, sum)| self.set(place, sum));
        // Who came and went may be in the page without a line of theirs.
        let since = self.heights.len();
        if shown.contains(&since) && lines.iter().all(|line| line.place != since) {
            self.set(since, 0.0);
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
