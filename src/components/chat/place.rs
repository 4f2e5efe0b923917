//! Where the reader is: at the newest message, which is followed, or at a row further up, which is held where it is whatever comes to
//! stand above it. From that follow the rows that are in the page, and the room left for those that are not.

use std::ops::Range;
use std::rc::Rc;

use web_sys::Element;

use super::anchor::{Anchor, place};
use super::extent::Extent;
use super::go::Go;
use super::held::held;
use super::names::Names;
use super::rows::{Owner, Rows};
use super::settled::{More, Settled, Stand};
use super::spacing::Spacing;
use crate::components::observe::{density, scroll_to, scroll_top, size_of};
use crate::engine::{MessageId, RoomView, Track, unread_place};

/// So many pixels above the end still count as the end.
const NEAR: f64 = 48.0;
/// And so many are no way at all.
const PIXEL: f64 = 1.5;
/// Rows are in the page for so much of the view's height above and below it.
const BEYOND: f64 = 0.75;
/// More come when less than this is left.
const ENOUGH: f64 = 0.25;
/// Above who follows the newest message, rows stay until they have left for so much more of its height: taken away several at a time they
/// cost the page one layout, and not one each.
const LINGER: f64 = 0.5;
/// When so many messages come at once to who is at the end, what is not quite in view waits until there is time.
const RUSH: usize = 6;

#[derive(Default)]
pub(super) struct Place {
    pub(super) room: Option<Rc<RoomView>>,
    extent: Extent,
    track: Track,
    /// The newest message is followed.
    pinned: bool,
    /// What is in view stays there, also at the end.
    stays: bool,
    /// What is held otherwise.
    anchor: Option<Anchor>,
    /// What is held is not what is first in view, which has yet to come.
    is_makeshift: bool,
    /// The reader asked to be there, so that it may be scrolled.
    going: bool,
    /// A text is being folded or unfolded in this row, which was so high before.
    folding: Option<(Owner, f64)>,
    /// How far the log was scrolled when it was last put to its end.
    followed: f64,
    /// The newest message that has been in view.
    pub(super) seen: Option<MessageId>,
    /// More messages come than there is time for.
    rush: bool,
    /// Rows that are in view were not in the page when they last settled.
    lacking: bool,
    /// Other rows have been rendered since it last settled.
    is_fresh: bool,
    /// The width and the height of the list when it last settled.
    stood: (i32, i32),
    /// The places that are in the page, beside those that are held.
    shown: Range<usize>,
    pub(super) rows: Rc<Rows>,
    spacing: Spacing,
}

impl Place {
    /// Takes up what the room has become. Gives the rows that are to be in the page now.
    pub(super) fn follow(&mut self, room: &Rc<RoomView>, list: Option<&Element>, names: &mut Names) -> Rc<Rows> {
        let (news, further) = self.extent.follow(room, self.shown.start);
        if !self.shown.is_empty() {
            // What came in further up changes nothing on the page.
            self.track.shift(further);
        }
        let before = self.room.replace(Rc::clone(room));
        let is_first = before.as_ref().is_none_or(|before| !before.loaded && room.loaded);
        if is_first {
            self.seen = if room.unread == 0 { room.messages.newest() } else { room.unread_after };
        }
        // The history may come to who has had nothing but unsent texts before.
        if before.is_none() || is_first && self.pinned {
            self.aim(Go::Unread);
        } else if before.is_some_and(|before| has_written(&before, room)) {
            // Whoever writes wants to see what they wrote.
            self.aim(Go::Newest);
        }
        if self.track.view() <= 0.0 {
            let window = web_sys::window().and_then(|window| window.inner_height().ok()).and_then(|it| it.as_f64());
            self.track.measured(window.unwrap_or_default(), 0.0);
        }
        self.track.measured(self.track.view(), self.extent.total());
        let in_rush = news >= RUSH || (self.rush && self.lacking);
        // What is in view when a room is opened comes first, too.
        self.rush = self.rows.lines.is_empty() || (in_rush && self.pinned);
        self.shown = self.wanted();
        let held = list.map(held).unwrap_or_default();
        let held = held.into_iter().filter_map(|line| self.rows.place_in(room, line));
        let mut parts: Vec<_> =
            held.filter(|place| !self.shown.contains(place)).map(|place| place..place + 1).collect();
        parts.push(self.shown.clone());
        parts.sort_by_key(|part| part.start);
        parts.dedup();
        self.rows = Rc::new(Rows::of(room, &parts, names));
        self.is_fresh = true;
        Rc::clone(&self.rows)
    }

    /// The places that are to be in the page, beside those that are held.
    fn wanted(&self) -> Range<usize> {
        let wanted = self.around(if self.rush { 0.0 } else { BEYOND });
        let from = self.shown.start;
        let lingers = self.pinned && !self.rush && from < wanted.start;
        let beyond = self.extent.top(wanted.start) - self.extent.top(from);
        if lingers && beyond <= LINGER * self.track.view() { from..wanted.end } else { wanted }
    }

    /// The places in view, and for so much of its height around it.
    fn around(&self, beyond: f64) -> Range<usize> {
        let beyond = self.track.view() * beyond;
        let from = self.position();
        self.extent.between(from - beyond, from + self.track.view() + beyond)
    }

    /// The height at which the view is to begin.
    fn position(&self) -> f64 {
        if self.pinned {
            return self.track.end();
        }
        let held = self.anchor.as_ref().zip(self.room.as_ref());
        let held = held.and_then(|(anchor, room)| anchor.position(room, &self.extent, self.track.view()));
        held.unwrap_or_else(|| self.track.position())
    }

    /// Rows have come, gone, or changed their heights: each is put where it belongs, and what is read where it was.
    pub(super) fn settle(&mut self, log: &Element, list: &Element) -> Settled {
        let is_rendered = list.child_element_count() as usize == self.rows.lines.len();
        if is_rendered && self.is_fresh {
            // By what is known of the heights, before any is measured: often that is all, and the page lays them out once.
            if !self.pinned && !self.going {
                self.track.hold(self.position());
            }
            self.spacing.apply(list, &self.rows.lines, &self.extent, &self.track);
        }
        let view = f64::from(log.client_height());
        if view <= 0.0 || !is_rendered {
            return self.settled(None);
        }
        if !self.stands(log, list) {
            self.measure(list);
        }
        // Where rows have left near the end, the browser has put the reader further up, because for a moment there was no more to scroll.
        let is_cut = f64::from(log.scroll_height()) - view < self.track.top() - 1.0;
        self.track.measured(view, self.extent.total());
        let position = self.position();
        let scrolls = self.pinned || self.going || {
            self.track.hold(position);
            self.track.is_astray(position - self.extent.top(self.shown.start))
        };
        let top = if scrolls { Some(self.track.place(position, density())) } else { is_cut.then(|| self.track.top()) };
        self.spacing.apply(list, &self.rows.lines, &self.extent, &self.track);
        if let Some(top) = top {
            // The end is a little below the last row.
            let top = if self.pinned { f64::from(log.scroll_height()) } else { top };
            self.track.placed(scroll_to(log, top));
        }
        (self.is_fresh, self.stood) = (false, size_of(list));
        self.folding = self.folding.take().filter(|(owner, before)| self.height_of(owner) == Some(*before));
        self.lacking = self.lacks(0.0);
        let more = if self.lacking {
            Some(More::Now)
        } else {
            self.lacks(ENOUGH).then_some(if self.rush { More::Later } else { More::Now })
        };
        if self.pinned {
            self.followed = self.track.top();
        } else if more.is_none() && self.folding.is_none() && self.is_to_be_held_anew() {
            // The heights are known now.
            self.pinned = std::mem::take(&mut self.going) && self.is_at_end() && !self.stays;
            self.hold_here();
        }
        // Who has the end in view is there: it has come to them, or all is in view.
        self.pinned |= more.is_none() && !self.stays && self.track.position() >= self.track.end() - PIXEL;
        self.settled(more)
    }

    fn settled(&self, more: Option<More>) -> Settled {
        Settled { stand: self.stand(), more }
    }

    /// Where the reader is.
    pub(super) fn stand(&self) -> Stand {
        let stays_at_end = self.stays && !self.going && self.track.position() >= self.track.end() - PIXEL;
        match self.is_at_end() {
            _ if self.pinned || stays_at_end => Stand::End,
            true => Stand::Near,
            false => Stand::Above,
        }
    }

    /// Whether everything has the size that it had when it last settled.
    pub(super) fn stands(&self, log: &Element, list: &Element) -> bool {
        !self.is_fresh && !self.is_resized(log, list)
    }

    /// Whether something has another size than when it last settled.
    fn is_resized(&self, log: &Element, list: &Element) -> bool {
        f64::from(log.client_height()) != self.track.view() || self.stood != size_of(list)
    }

    /// Whether rows are missing within so much of the view's height around it.
    fn lacks(&self, beyond: f64) -> bool {
        let needed = self.around(beyond);
        needed.start < self.shown.start || needed.end > self.shown.end
    }

    /// Takes up how high the rows are. Of one that is higher than the view, and is broken into other lines now, the same part stays in view.
    fn measure(&mut self, list: &Element) {
        let held = match (&self.anchor, &self.room) {
            (Some(Anchor::Ends(owner, _)), Some(room)) if self.stood.0 != list.client_width() => owner.place_in(room),
            _ => None,
        };
        let high =
            held.map(|place| (place, self.extent.height(place))).filter(|(_, height)| *height > self.track.view());
        self.extent.measure(&self.rows.lines, &self.shown, list);
        if let (Some((place, height)), Some(Anchor::Ends(_, below))) = (high, &mut self.anchor) {
            *below *= self.extent.height(place) / height;
        }
    }

    /// The log has been scrolled, by the reader or by the page.
    pub(super) fn scrolled(&mut self, log: &Element, list: &Element) -> Settled {
        let top = scroll_top(log);
        let most = f64::from(log.scroll_height() - log.client_height());
        // Pulled beyond its end, a page comes back by itself, and is not to be held back.
        if top < 0.0 || top > most + PIXEL {
            return self.settled(None);
        }
        // At the end it may be the browser's. Who goes further by as little adds it up.
        if (top - self.track.top()).abs() < if self.pinned { PIXEL } else { 0.5 } {
            return self.settled(None);
        }
        // Only a reader goes up while everything keeps its size. Everything else happens around the end: rows come in or are broken into other
        // lines, the composer grows, a keyboard comes up.
        let by_reader = top < self.followed && !self.is_resized(log, list);
        let is_beyond = top + PIXEL >= most;
        // Where rows have become so much lower that there is less to scroll, the browser has gone up.
        let is_cut = is_beyond && most < self.track.top() - 1.0 && self.is_resized(log, list);
        if is_cut || (self.pinned && !by_reader) {
            return self.settle(log, list);
        }
        if self.folding.is_some() && self.is_resized(log, list) {
            // On the page it is done, and how high the rows are is not known yet: what is held went with the scroll.
            self.anchor.iter_mut().for_each(|anchor| anchor.scroll(top - self.track.top()));
            self.track.scrolled(top);
            return self.settle(log, list);
        }
        self.folding = None;
        // Near the end is the end for who comes down to it. Who leaves it, however slowly, has left it at once; but not who bounces off it.
        let goes_down = top > self.track.top();
        self.track.scrolled(top);
        self.going = false;
        self.pinned = is_beyond || goes_down && self.is_at_end();
        self.hold_here();
        self.settle(log, list)
    }

    fn is_at_end(&self) -> bool {
        self.track.position() >= self.track.end() - NEAR
    }

    fn is_to_be_held_anew(&self) -> bool {
        self.is_makeshift || !matches!(self.anchor, Some(Anchor::Ends(..)))
    }

    fn hold_here(&mut self) {
        let Some(room) = &self.room else { return };
        let (position, view) = (self.track.position(), self.track.view());
        let (anchor, is_makeshift) = Anchor::here(&room.messages, &self.extent, position, view, &self.shown);
        (self.anchor, self.is_makeshift) = (Some(anchor), is_makeshift);
    }

    /// What is in view is to stay there, whatever comes in, until the reader goes on; or it is no longer.
    pub(super) fn stay(&mut self, stays: bool, log: &Element, list: &Element) -> Settled {
        self.stays = stays;
        if stays && self.pinned {
            self.pinned = false;
            self.hold_here();
        }
        self.settle(log, list)
    }

    /// The text in the row of this name is about to be unfolded, or folded.
    pub(super) fn folds(&mut self, name: &str, unfolds: bool, log: &Element) {
        if self.pinned && !unfolds {
            // What is below stays at the end.
            return;
        }
        let Some((owner, room)) = self.rows.owner(name).zip(self.room.as_ref()) else { return };
        let Some(place) = owner.place_in(room) else { return };
        // At the end there is a little more in view than the rows.
        let position = if self.going {
            self.position()
        } else {
            // That it was scrolled is told with the next frame only.
            self.track.scrolled(scroll_top(log));
            self.track.position()
        };
        let (begins, ends) = (self.extent.top(place) - position, self.extent.top(place + 1) - position);
        self.folding = Some((owner.clone(), ends - begins));
        self.anchor = Some(Anchor::of_fold(owner, unfolds, begins, ends, self.track.view()));
        (self.pinned, self.going, self.is_makeshift) = (false, false, false);
    }

    fn height_of(&self, owner: &Owner) -> Option<f64> {
        Some(self.extent.height(owner.place_in(self.room.as_ref()?)?))
    }

    /// Goes somewhere.
    pub(super) fn go(&mut self, to: Go, log: &Element, list: &Element) -> Settled {
        self.aim(to);
        self.settle(log, list)
    }

    fn aim(&mut self, to: Go) {
        let Some(room) = &self.room else { return };
        let at = |place: usize| room.messages.id(place).map(|id| Anchor::There(id, 0.0));
        let anchor = match to {
            Go::Newest => None,
            Go::First => room.messages.id(0).map(|id| Anchor::Begins(Owner::Message(id), 0.0)),
            Go::Unread => unread_place(room).and_then(at),
            Go::Message(id) => at(place(&room.messages, id)),
            Go::Within(id, below) => Some(Anchor::There(id, below)),
        };
        self.pinned = anchor.is_none();
        self.going = !self.pinned;
        self.anchor = anchor;
    }
}

/// Whether the newest send is a new one. An older one, left over when a newer is discarded, is not.
fn has_written(before: &RoomView, room: &RoomView) -> bool {
    room.echoes.last().is_some_and(|echo| before.echoes.iter().all(|known| known.client_id != echo.client_id))
}
