//! What somebody reads, held where it is while rows come in above it. The browser's own anchoring is not enough: not every browser
//! has it, and none holds at the very top. Never holds the end; that is the place's.

use wasm_bindgen::JsCast;
use web_sys::Element;

/// The first row in view, and how far below the log's top it ends. Its end, because its beginning changes when it goes on from a row above.
#[derive(Debug)]
pub(super) struct Anchor {
    row: Element,
    end: f64,
    /// Where the log was scrolled to when the row was last put back.
    held_at: Option<i32>,
}

impl Anchor {
    /// The row that stays. None where no row is in view.
    pub(super) fn of(log: &Element) -> Option<Self> {
        let rows = log.query_selector_all(".row").ok()?;
        let rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<Element>().ok());
        rows.map(|row| Self { end: end(log, &row), row, held_at: None }).find(|anchor| anchor.end > 0.0)
    }

    /// Scrolls the log so that the row is where it was.
    pub(super) fn hold(&mut self, log: &Element) {
        if self.row.is_connected() {
            log.scroll_by_with_x_and_y(0.0, end(log, &self.row) - self.end);
            self.held_at = Some(log.scroll_top());
        }
    }

    /// After the log was scrolled: what is to be held now. A row that has been put back is held on, because rows may take another moment to
    /// come to their heights, until the reader goes elsewhere; one that still waits for what comes in is chosen anew.
    pub(super) fn scrolled(self, log: &Element) -> Option<Self> {
        match self.held_at {
            None => Self::of(log),
            Some(top) => (top == log.scroll_top()).then_some(self),
        }
    }
}

fn end(log: &Element, row: &Element) -> f64 {
    row.get_bounding_client_rect().bottom() - log.get_bounding_client_rect().top()
}
