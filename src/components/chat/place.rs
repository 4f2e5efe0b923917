//! Where the reader is: at the newest message, which is followed, or further up, which is left in peace.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::NodeRef;

use crate::engine::{MessageId, RoomView, WallMillis};

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
}

impl Place {
    /// The reader has scrolled, or the page has.
    pub(super) fn scrolled(&mut self, log: &Element) -> bool {
        let (height, top) = self.followed;
        // Only a reader goes up while the log keeps its height. Everything else happens around the end: rows come in (Yew may
        // let a frame pass before it tells of them), the composer grows, a keyboard comes up.
        let by_reader = log.client_height() == height && log.scroll_top() < top;
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

    /// Back to the end, if that is where the reader was.
    pub(super) fn follow(&mut self, log: &Element) {
        if self.pinned {
            log.set_scroll_top(log.scroll_height());
            self.followed = (log.client_height(), log.scroll_top());
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
