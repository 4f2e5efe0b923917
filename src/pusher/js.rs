//! Reading loose JavaScript values: what is missing or of another type is `None`, never a panic.

use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::prelude::*;

use super::sys;

/// The property `name`, or `undefined`.
pub(super) fn get(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() {
        Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// The property `name` where it is a string.
pub(super) fn get_string(value: &JsValue, name: &str) -> Option<String> {
    get(value, name).as_string()
}

/// Sets a property of an object made here. That cannot fail on a plain object, and if it does pusher-js has its default.
pub(super) fn set(object: &js_sys::Object, name: &str, value: impl Into<JsValue>) {
    let _ = Reflect::set(object, &JsValue::from_str(name), &value.into());
}

/// The value as JSON text; `undefined` is `null`, as in a frame without data. `None` where it has no JSON form.
pub(super) fn to_json(value: &JsValue) -> Option<String> {
    if value.is_undefined() {
        return Some("null".to_owned());
    }
    // `stringify` answers `undefined` for a function or a symbol, which is not a string either.
    JSON::stringify(value).ok().and_then(|text| JsValue::from(text).as_string())
}

/// What a thrown value says: pusher-js throws strings as well as errors.
pub(super) fn thrown(value: &JsValue) -> String {
    value
        .as_string()
        .or_else(|| get_string(value, "message"))
        .unwrap_or_else(|| "an error without a message".to_owned())
}

/// Runs `act` in a later task, when no emit of now is under way any more.
///
/// Where the browser has no timers left to give, `act` runs at once.
pub(super) fn later(act: impl FnOnce() + 'static) {
    let act = std::rc::Rc::new(std::cell::Cell::new(Some(act)));
    let once = {
        let act = act.clone();
        Closure::once_into_js(move || run(&act))
    };
    if sys::set_timeout(once.unchecked_ref::<Function>(), 0).is_err() {
        run(&act);
    }
}

fn run(act: &std::cell::Cell<Option<impl FnOnce()>>) {
    if let Some(act) = act.take() {
        act();
    }
}
