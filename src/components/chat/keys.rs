//! Which keys are commands here that browsers have in any page.

use wasm_bindgen::prelude::*;
use web_sys::Event;

#[wasm_bindgen(module = "/src/components/chat/keys.js")]
extern "C" {
    /// What the keys that find are called.
    #[wasm_bindgen(js_name = findKeys)]
    pub(super) fn find_keys() -> String;
    /// Whether these find, and mean a chat.
    pub(super) fn finds(event: &Event) -> bool;
    /// Whether these select all.
    #[wasm_bindgen(js_name = selectsAll)]
    pub(super) fn selects_all(event: &Event) -> bool;
}
