//! `localStorage`, also denied and full.

use glx_realtime::browser::storage::{self, StorageError};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
export function deny() {
    Object.defineProperty(globalThis, "localStorage", {
        configurable: true,
        get() { throw new DOMException("denied", "SecurityError"); },
    });
}
export function allow() { Object.defineProperty(globalThis, "localStorage", own); }
"#)]
extern "C" {
    fn deny();
    fn allow();
}

#[wasm_bindgen_test]
fn what_is_set_is_got_listed_and_removed() {
    storage::set("test.a", "ä \u{0} 😀").unwrap();
    storage::set("test.b", "").unwrap();
    storage::set("other", "x").unwrap();
    assert_eq!(storage::get("test.a").unwrap().as_deref(), Some("ä \u{0} 😀"));
    assert_eq!(storage::get("test.b").unwrap().as_deref(), Some(""));
    let mut keys = storage::keys("test.").unwrap();
    keys.sort();
    assert_eq!(keys, ["test.a", "test.b"]);
    for key in ["test.a", "test.b", "other", "never there"] {
        storage::remove(key).unwrap();
        assert_eq!(storage::get(key), Ok(None));
    }
}

#[wasm_bindgen_test]
fn full_is_an_error_and_the_old_value_stays() {
    storage::set("test.full", "old").unwrap();
    assert_eq!(storage::set("test.full", &"x".repeat(11 << 20)), Err(StorageError::Full));
    assert_eq!(storage::get("test.full").unwrap().as_deref(), Some("old"));
    storage::remove("test.full").unwrap();
}

#[wasm_bindgen_test]
fn denied_is_an_error() {
    deny();
    let heard = (storage::get("a"), storage::set("a", "b"), storage::remove("a"), storage::keys(""));
    allow();
    let denied = StorageError::Denied;
    assert_eq!(heard, (Err(denied), Err(denied), Err(denied), Err(denied)));
    assert_eq!(storage::get("a"), Ok(None), "allowed again");
}
