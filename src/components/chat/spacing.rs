//! The room that is left in the list for rows that are not in the page: above the first, below the last, and where rows that are held
//! stand apart. Set on the elements themselves, which a page's policy on styles allows.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::extent::Extent;
use super::rows::Line;
use crate::engine::Track;

/// What the list has below its last row anyway.
const END: &str = ".75rem";

#[derive(Default)]
pub(super) struct Spacing {
    above: f64,
    below: f64,
    /// Rows that stand apart from the one before.
    apart: Vec<HtmlElement>,
}

impl Spacing {
    pub(super) fn apply(&mut self, list: &Element, lines: &[Line], extent: &Extent, track: &Track) {
        let Some(style) = list.dyn_ref::<HtmlElement>().map(HtmlElement::style) else { return };
        for row in self.apart.drain(..) {
            let _ = row.style().remove_property("margin-block-start");
        }
        let first = lines.first().map_or(0, |line| line.place);
        let above = track.on_page(extent.top(first));
        let mut end = above;
        let mut before = first;
        for (at, line) in lines.iter().enumerate() {
            if at > 0 && line.place == before {
                continue;
            }
            if line.place > before + 1 && gap(before, line.place, extent) {
                let begin = track.on_page(extent.top(line.place));
                if let Some(row) = list.children().item(at as u32).and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
                    let _ = row.style().set_property("margin-block-start", &pixels((begin - end).max(0.0)));
                    self.apart.push(row);
                }
                end = end.max(begin);
            }
            end += extent.height(line.place);
            before = line.place;
        }
        let below = (track.size() - end).max(0.0);
        if self.above != above {
            let _ = style.set_property("padding-block-start", &pixels(above));
            self.above = above;
        }
        if self.below != below {
            let _ = style.set_property("padding-block-end", &format!("calc({END} + {})", pixels(below)));
            self.below = below;
        }
    }
}

/// Whether there is anything between two places.
fn gap(before: usize, place: usize, extent: &Extent) -> bool {
    extent.top(place) > extent.top(before + 1)
}

fn pixels(height: f64) -> String {
    format!("{height}px")
}
