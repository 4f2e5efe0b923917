//! The words that are looked for, marked in the rows that are in the page. Finds nothing beyond those.

use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen(module = "/src/components/chat/marks.js")]
extern "C" {
    /// A text as it is looked for: without case, and without the signs above and below letters that many leave out.
    #[wasm_bindgen(js_name = folded)]
    fn folded_text(text: &str) -> String;

    #[wasm_bindgen(js_name = Marks)]
    type Marker;
    #[wasm_bindgen(constructor, js_class = "Marks")]
    fn new(list: &Element) -> Marker;
    #[wasm_bindgen(method)]
    fn show(this: &Marker, words: &str, key: Option<&str>) -> bool;
    #[wasm_bindgen(method)]
    fn clear(this: &Marker);
}

/// The same for one that may be plain, as most are, without a call for it.
pub(super) fn folded(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { folded_text(text) }
}

/// Marks in a list, until they are dropped.
pub(super) struct Marks(Marker);

impl Marks {
    pub(super) fn new(list: &Element) -> Self {
        Self(Marker::new(list))
    }

    /// Marks these words from now on, and the row of this name. False where that is not wholly in view.
    pub(super) fn show(&self, words: &str, row: Option<&str>) -> bool {
        self.0.show(words, row)
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        self.0.clear();
    }
}
