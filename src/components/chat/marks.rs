//! The words that are looked for, marked in the rows that are in the page. Finds nothing beyond those.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::row::name_of;
use crate::engine::{Message, MessageId};

#[wasm_bindgen(module = "/src/components/chat/marks.js")]
extern "C" {
    /// A text as it is looked for: what reads the same, whatever the case, is the same.
    #[wasm_bindgen(js_name = folded)]
    fn folded_text(text: &str) -> String;

    #[wasm_bindgen(js_name = Marks)]
    type Marker;
    #[wasm_bindgen(constructor, js_class = "Marks")]
    fn new(list: &Element, go: &Function) -> Marker;
    #[wasm_bindgen(method)]
    fn show(this: &Marker, words: &str, key: Option<&str>) -> bool;
    #[wasm_bindgen(method)]
    fn clear(this: &Marker);
}

/// The same for one that may be plain, as most are, without a call for it.
pub(super) fn folded(text: &str) -> String {
    if !text.is_ascii() {
        return folded_text(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if !c.is_whitespace() => folded.push(c.to_ascii_lowercase()),
            _ if !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded
}

/// Marks in a list, until they are dropped.
pub(super) struct Marks {
    marker: Marker,
    shown: Rc<Cell<Option<MessageId>>>,
    _go: Closure<dyn Fn(f64)>,
}

impl Marks {
    /// `go` is called with the message that is shown when its words are not in view, and with how far below the beginning of its row those
    /// stand, in pixels.
    pub(super) fn new(list: &Element, go: impl Fn(MessageId, f64) + 'static) -> Self {
        let shown = Rc::<Cell<Option<MessageId>>>::default();
        let closure = Closure::<dyn Fn(f64)>::new({
            let shown = Rc::clone(&shown);
            move |below: f64| shown.get().into_iter().for_each(|id| go(id, below))
        });
        Self { marker: Marker::new(list, closure.as_ref().unchecked_ref()), shown, _go: closure }
    }

    /// Marks these words from now on, and the row of the message that is shown for them. False where that is not in the page.
    pub(super) fn show(&self, words: &str, message: Option<&Message>) -> bool {
        self.shown.set(message.map(|message| message.id));
        self.marker.show(words, message.map(|message| name_of(&message.key)).as_deref())
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        self.marker.clear();
    }
}
