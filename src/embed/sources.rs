//! The host's own functions for what changes: asked when it is wanted, answered at once or by a promise. One that throws has no answer.

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What a function of the host's gives, now or later.
pub(super) async fn ask(function: &Function) -> Option<JsValue> {
    let answer = function.call0(&JsValue::UNDEFINED).ok()?;
    match answer.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.ok(),
        Err(answer) => Some(answer),
    }
}

/// A text that such a function gives; an empty one is none.
pub(super) async fn ask_text(function: &Function) -> Option<String> {
    ask(function).await?.as_string().filter(|text| !text.is_empty())
}

/// The headers that such a function gives.
pub(super) async fn ask_headers(function: &Function) -> Vec<(String, String)> {
    let Some(Ok(object)) = ask(function).await.map(JsCast::dyn_into::<Object>) else { return Vec::new() };
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    Object::entries(&object).iter().filter_map(pair).collect()
}
