//! The tab's storage and the browser's, also denied and full.

use glx_realtime::browser::storage::{Area, StorageError};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser_side::{allow, deny};

#[wasm_bindgen_test]
fn what_is_set_is_got_listed_and_removed() {
    for area in [Area::Tab, Area::Browser] {
        area.set("test.a", "ä \u{0} 😀").unwrap();
        area.set("test.b", "").unwrap();
        area.set("other", "x").unwrap();
        assert_eq!(area.get("test.a").unwrap().as_deref(), Some("ä \u{0} 😀"));
        assert_eq!(area.get("test.b").unwrap().as_deref(), Some(""));
        let mut keys = area.keys("test.").unwrap();
        keys.sort();
        assert_eq!(keys, ["test.a", "test.b"]);
        for key in ["test.a", "test.b", "other", "never there"] {
            area.remove(key).unwrap();
            assert_eq!(area.get(key), Ok(None));
        }
    }
}

#[wasm_bindgen_test]
fn what_the_tab_keeps_is_not_the_browsers() {
    Area::Tab.set("test.tab", "mine").unwrap();
    assert_eq!(Area::Browser.get("test.tab"), Ok(None));
    Area::Tab.remove("test.tab").unwrap();
}

#[wasm_bindgen_test]
fn full_is_an_error_and_the_old_value_stays() {
    let area = Area::Browser;
    area.set("test.full", "old").unwrap();
    assert_eq!(area.set("test.full", &"x".repeat(11 << 20)), Err(StorageError::Full));
    assert_eq!(area.get("test.full").unwrap().as_deref(), Some("old"));
    area.remove("test.full").unwrap();
}

#[wasm_bindgen_test]
fn denied_is_an_error() {
    let area = Area::Browser;
    deny();
    let heard = (area.get("a"), area.set("a", "b"), area.remove("a"), area.keys(""));
    allow();
    let denied = StorageError::Denied;
    assert_eq!(heard, (Err(denied), Err(denied), Err(denied), Err(denied)));
    assert_eq!(area.get("a"), Ok(None), "allowed again");
}
