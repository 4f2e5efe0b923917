//! Where the reader is: at the newest message, which is followed, or further up, which is left in peace.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::NodeRef;

use super::anchor::Anchor;
use crate::engine::{MessageId, RoomView, WallMillis, Window};

/// So many pixels above the end still count as the end.
const NEAR: i32 = 48;

#[derive(Debug, Default)]
pub(super) struct Place {
    /// The first rows have been scrolled to where reading begins.
    arrived: bool,
    /// The newest message is followed.
    pinned: bool,
    /// How high the log was, and how far it was scrolled, when it was last put to its end.
    followed: (i32, i32),
    /// When the newest own send was typed that was scrolled to.
    own: Option<WallMillis>,
    /// The newest message that has been in view.
    pub(super) seen: Option<MessageId>,
    /// The messages that are in the page.
    window: Option<Window>,
    /// What is read while older messages come in above it.
    anchor: Option<Anchor>,
}

impl Place {
    /// The place of the first message that is in the page. Messages leave it only while the reader is at the end.
    pub(super) fn begin(&mut self, room: &RoomView) -> usize {
        let window = self.window.unwrap_or_else(|| Window::opening(room));
        let window = if self.pinned { window.cut(room) } else { window };
        self.window = Some(window);
        window.begin(room)
    }

    /// Takes older messages into the page when the reader is near its first, or when it is not even full. True when there are some.
    pub(super) fn look_up(&mut self, log: &Element, room: &RoomView) -> bool {
        let height = log.client_height();
        let is_full = log.scroll_height() > height;
        let is_near = if self.pinned { !is_full } else { log.scroll_top() < height };
        let Some(window) = self.window.filter(|_| is_near && height > 0).and_then(|window| window.with_older(room))
        else {
            return false;
        };
        self.window = Some(window);
        self.anchor = Anchor::of(log);
        true
    }

    /// The reader has scrolled, or the page has.
    pub(super) fn scrolled(&mut self, log: &Element) -> bool {
        let (height, top) = self.followed;
        // Only a reader goes up while the log keeps its height. Everything else happens around the end: rows come in (Yew may
        // let a frame pass before it tells of them), the composer grows, a keyboard comes up.
        let by_reader = log.client_height() == height && log.scroll_top() < top;
        self.anchor = self.anchor.take().and_then(|anchor| anchor.scrolled(log));
        if self.pinned && !by_reader {
            self.follow(log);
        } else {
            self.pinned = is_at_end(log);
        }
        self.pinned
    }

    /// New rows are in the page. True when the reader is at the end of them.
    pub(super) fn rendered(&mut self, log: &Element, room: &RoomView) -> bool {
        let own = room.echoes.last().map(|echo| echo.at);
        if !self.arrived {
            self.arrived = true;
            self.seen = room.unread_after;
            self.pinned = true;
            if let Ok(Some(line)) = log.query_selector(".unread-line") {
                let above = log.client_height() / 4;
                log.set_scroll_top(line.dyn_into::<HtmlElement>().map_or(0, |line| line.offset_top()) - above);
                self.pinned = is_at_end(log);
            }
        } else if own > self.own {
            // Whoever writes wants to see what they wrote. An older one, left over when a newer is discarded, is not news.
            self.pinned = true;
        }
        self.own = self.own.max(own);
        self.follow(log);
        self.pinned
    }

    /// Back to where the reader was: to the end, or to what was read when older messages came in.
    pub(super) fn follow(&mut self, log: &Element) {
        if self.pinned {
            self.anchor = None;
            log.set_scroll_top(log.scroll_height());
            self.followed = (log.client_height(), log.scroll_top());
        } else if let Some(anchor) = &mut self.anchor {
            anchor.hold(log);
        }
    }

    /// To the end, and from now on with it.
    pub(super) fn jump(&mut self, log: &NodeRef) {
        self.pinned = true;
        if let Some(log) = log.cast::<Element>() {
            self.follow(&log);
        }
    }
}

fn is_at_end(log: &Element) -> bool {
    log.scroll_height() - log.scroll_top() - log.client_height() <= NEAR
}
