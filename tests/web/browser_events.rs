//! Timers and events: heard while the guard is held, and not after.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use glx_realtime::browser::events::{
    self, PageLifecycle, StorageChange, on_online, on_page_lifecycle, on_storage, on_visibility,
};
use glx_realtime::browser::timer::{AnimationFrame, Timeout};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser_side::{emit, page, plain, stored};
use crate::support::{Heard, tasks, until};

#[wasm_bindgen_test]
async fn a_timer_fires_once_and_a_dropped_one_never() {
    let log = Heard::new();
    let note = |name: &'static str| {
        let log = log.clone();
        move || log.push(name)
    };
    let kept = Timeout::new(1, note("kept"));
    let dropped = Timeout::new(1, note("dropped"));
    assert!(kept.is_waiting());
    drop(dropped);
    // Timers of one length fire in the order they were set: this one after both.
    tasks(1).await;
    until("fired", || log.len() > 0).await;
    assert_eq!(log.all(), ["kept"]);
    assert!(!kept.is_waiting());
}

#[wasm_bindgen_test]
async fn a_timer_may_be_dropped_by_its_own_callback() {
    let own = Rc::new(RefCell::new(None));
    let fired = Rc::new(Cell::new(false));
    let callback = {
        let (own, fired) = (own.clone(), fired.clone());
        move || {
            drop(own.take());
            fired.set(true);
        }
    };
    own.replace(Some(Timeout::new(0, callback)));
    until("fired", || fired.get()).await;
}

#[wasm_bindgen_test]
async fn an_animation_frame_comes_with_its_time_and_a_dropped_one_never() {
    let times = Heard::new();
    let _kept = AnimationFrame::new(times.listener());
    let other = times.clone();
    drop(AnimationFrame::new(move |_| other.push(-1.0)));
    until("a frame", || times.len() > 0).await;
    assert!(times.all().iter().all(|time| *time > 0.0));
}

#[wasm_bindgen_test]
fn online_and_offline_are_heard_while_the_guard_is_held() {
    assert!(events::is_online());
    let heard = Heard::new();
    let guard = on_online({
        let heard = heard.clone();
        move |online| heard.push(online)
    });
    emit(false, plain("offline"));
    emit(false, plain("online"));
    drop(guard);
    emit(false, plain("offline"));
    assert_eq!(heard.all(), [false, true]);
}

#[wasm_bindgen_test]
fn a_guard_may_be_dropped_by_its_own_listener() {
    let own = Rc::new(RefCell::new(None));
    let heard = Heard::new();
    let guard = on_visibility({
        let (own, heard) = (own.clone(), heard.clone());
        move |visible| {
            drop(own.take());
            heard.push(visible);
        }
    });
    own.replace(Some(guard));
    emit(true, plain("visibilitychange"));
    emit(true, plain("visibilitychange"));
    assert_eq!(heard.all(), [events::is_visible()]);
}

#[wasm_bindgen_test]
fn the_steps_of_a_pages_life_are_told_apart() {
    let heard = Heard::new();
    let _guard = on_page_lifecycle({
        let heard = heard.clone();
        move |step| heard.push(step)
    });
    emit(false, page("pageshow", true));
    emit(false, page("pagehide", false));
    emit(true, plain("freeze"));
    emit(true, plain("resume"));
    let shown = PageLifecycle::Shown { from_cache: true };
    let left = PageLifecycle::Left { into_cache: false };
    assert_eq!(heard.all(), [shown, left, PageLifecycle::Frozen, PageLifecycle::Resumed]);
}

#[wasm_bindgen_test]
fn another_tabs_storage_is_heard() {
    let heard = Heard::new();
    let _guard = on_storage(heard.listener());
    emit(false, stored(Some("glx.read"), Some("42")));
    emit(false, stored(Some("glx.read"), None));
    emit(false, stored(None, None));
    let change = |key: Option<&str>, value: Option<&str>| StorageChange {
        key: key.map(str::to_owned),
        value: value.map(str::to_owned),
    };
    assert_eq!(heard.all(), [change(Some("glx.read"), Some("42")), change(Some("glx.read"), None), change(None, None)]);
}
