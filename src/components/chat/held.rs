//! Which lines have to stay in the page although nobody sees them: the one that has the focus, and those at which a selection begins
//! and ends, or may begin. Sees through the boundary of a shadow root.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, Selection};

use crate::components::dom::document;

#[wasm_bindgen]
extern "C" {
    /// A document, or a shadow root.
    type Root;
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    fn active_element(this: &Root) -> Option<Node>;
    #[wasm_bindgen(method, catch, js_name = getSelection)]
    fn selection(this: &Root) -> Result<Option<Selection>, JsValue>;
}

/// The places among the children of a list, rising, of those that are held.
pub(super) fn held(list: &Element) -> Vec<usize> {
    let focused = list.get_root_node().unchecked_ref::<Root>().active_element();
    let mut held: Vec<usize> =
        selected(list).into_iter().flatten().chain(focused).filter_map(|node| place(list, node)).collect();
    held.sort_unstable();
    held.dedup();
    held
}

/// Selects all that is in an element; whether that could be done.
pub(super) fn select_all(element: &Element) -> bool {
    let selection = selection_or_caret(element);
    selection.is_some_and(|selection| selection.select_all_children(element).is_ok() && !selection.is_collapsed())
}

/// The first and the last child of a list that a selection goes over; nothing for one that goes on beyond all of them. None where it has no
/// text of the list, as one that was made with three clicks on what stands above.
pub(super) fn touched(list: &Element) -> Option<[Option<usize>; 2]> {
    let selection = selection(list)?;
    let children = std::iter::successors(list.first_child(), Node::next_sibling).enumerate();
    let is_touched =
        |child: &Node| selection.contains_node_with_allow_partial_containment(child, true).unwrap_or_default();
    let mut touched = children.filter_map(|(at, child)| is_touched(&child).then_some(at));
    let first = touched.next()?;
    let last = touched.last().unwrap_or(first);
    let range = selection.get_range_at(0).ok()?;
    let end = list.child_nodes().length();
    let goes_over = |place: u32| range.is_point_in_range(list, place).unwrap_or_default();
    let (from_before, to_after) = (goes_over(0), goes_over(end));
    let within = range.clone_range();
    if from_before {
        within.set_start(list, 0).ok()?;
    }
    if to_after {
        within.set_end(list, end).ok()?;
    }
    let has_text = !String::from(within.to_string()).trim().is_empty();
    has_text.then(|| [(!from_before).then_some(first), (!to_after).then_some(last)])
}

/// Whether a selection goes over the end of a text that is folded.
pub(super) fn goes_over_fold(list: &Element) -> bool {
    let Some(selection) = selection(list) else { return false };
    let rows = std::iter::successors(list.first_element_child(), Element::next_element_sibling);
    let mut folds = rows.filter_map(|row| row.query_selector(".fold[aria-expanded=false]").ok().flatten());
    folds.any(|fold| selection.contains_node(&fold).unwrap_or_default())
}

/// Where a selection begins and ends.
fn selected(list: &Element) -> Option<[Node; 2]> {
    let selection = selection_or_caret(list)?;
    Some([selection.anchor_node()?, selection.focus_node()?])
}

/// What is selected where the list is, if anything.
fn selection(list: &Element) -> Option<Selection> {
    selection_or_caret(list).filter(|selection| !selection.is_collapsed())
}

/// The selection where the list is, or only its caret: a click there begins a selection that another may end.
fn selection_or_caret(list: &Element) -> Option<Selection> {
    let root = list.get_root_node();
    let root = root.unchecked_ref::<Root>();
    // Not every browser has a selection of its own in a shadow root.
    root.selection().unwrap_or_else(|_| document().and_then(|document| document.get_selection().ok().flatten()))
}

/// Which child of a list a node is in.
fn place(list: &Element, node: Node) -> Option<usize> {
    if !list.contains(Some(&node)) {
        return None;
    }
    let list: &Node = list.as_ref();
    let child =
        std::iter::successors(Some(node), Node::parent_node).find(|node| node.parent_node().as_ref() == Some(list))?;
    Some(std::iter::successors(child.previous_sibling(), Node::previous_sibling).count())
}
