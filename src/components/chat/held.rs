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

/// The first and the last child of a list that a selection goes over; nothing for one that goes on beyond all of them.
pub(super) fn touched(list: &Element) -> Option<[Option<usize>; 2]> {
    let selection = selection(list)?;
    let children = std::iter::successors(list.first_child(), Node::next_sibling).enumerate();
    let is_touched =
        |child: &Node| selection.contains_node_with_allow_partial_containment(child, true).unwrap_or_default();
    let mut touched = children.filter_map(|(at, child)| is_touched(&child).then_some(at));
    let first = touched.next()?;
    let last = touched.last().unwrap_or(first);
    let range = selection.get_range_at(0).ok();
    let goes_over =
        |place: u32| range.as_ref().is_some_and(|range| range.is_point_in_range(list, place).unwrap_or_default());
    Some([(!goes_over(0)).then_some(first), (!goes_over(list.child_nodes().length())).then_some(last)])
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
    let selection = selection_at(list)?;
    Some([selection.anchor_node()?, selection.focus_node()?])
}

/// Selects all that is in a list.
pub(super) fn select_all(list: &Element) {
    selection_at(list).iter().for_each(|selection| drop(selection.select_all_children(list)));
}

/// What is selected where the list is, if anything.
fn selection(list: &Element) -> Option<Selection> {
    selection_at(list).filter(|selection| !selection.is_collapsed())
}

/// The selection where the list is, or only its caret: a click there begins a selection that another may end.
fn selection_at(list: &Element) -> Option<Selection> {
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
