//! Rows of messages that are plain look alike: each is a copy of one that was rendered before, with its own words in it. To copy is several
//! times as quick as to render, and most of what scrolling costs is rows. Knows no markup: that is the row's.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::names::shown_name;
use super::row::name_of;
use crate::components::format;
use crate::components::text::{hue, initials, plain};
use crate::engine::Message;

#[wasm_bindgen(module = "/src/components/chat/model.js")]
extern "C" {
    #[allow(clippy::too_many_arguments, reason = "one call instead of one for each")]
    fn another(
        row: &Element,
        key: &str,
        name: &str,
        hue: u32,
        initials: &str,
        text: &str,
        iso: &str,
        time: &str,
    ) -> Element;
}

thread_local! {
    /// A row of each kind, as it was rendered.
    static MODELS: RefCell<[Option<Element>; 4]> = const { RefCell::new([const { None }; 4]) };
}

/// Rows of one kind differ by nothing but their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(usize);

impl Kind {
    /// The kind of a saved message's row; `None` for one that is like no other: with a picture, links, large emoji, folded, or of an unclear
    /// name.
    pub(super) fn of(message: &Message, continues: bool, unclear: bool) -> Option<Self> {
        let is_plain = message.mine || (message.avatar.is_none() && !unclear);
        (is_plain && plain(&message.text)).then_some(Self(usize::from(message.mine) * 2 + usize::from(continues)))
    }
}

/// A row of this kind was rendered.
pub(super) fn learn(kind: Kind, row: &Element) {
    MODELS.with_borrow_mut(|models| {
        if let Some(model @ None) = models.get_mut(kind.0) {
            *model = row.clone_node_with_deep(true).ok().and_then(|row| row.dyn_into().ok());
            // Where the row stood, and what it was asked, is its own affair.
            for model in model.iter() {
                for attribute in ["style", "aria-setsize", "aria-posinset", "aria-current"] {
                    let _ = model.remove_attribute(attribute);
                }
                let time = model.query_selector("time").ok().flatten();
                time.iter().for_each(|time| drop(time.remove_attribute("title")));
            }
        }
    });
}

/// The row of a message, if one of its kind is known.
pub(super) fn row(kind: Kind, message: &Rc<Message>) -> Option<Element> {
    let model = MODELS.with_borrow(|models| models.get(kind.0).cloned().flatten())?;
    let (name, initials) =
        if message.mine { Default::default() } else { (shown_name(&message.name), initials(&message.name)) };
    let (key, iso) = (name_of(&message.key), format::iso(message.at));
    Some(another(&model, &key, &name, hue(&message.name), &initials, &message.text, &iso, &format::time(message.at)))
}
