//! Timers that end with their guard, a time-out and an animation frame; and a wait for who has nothing to end.
//!
//! Never repeating: what shall happen again is asked for again.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);

    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_animation_frame(callback: &Function) -> JsValue;

    #[wasm_bindgen(js_name = cancelAnimationFrame)]
    fn cancel_animation_frame(id: &JsValue);
}

/// Calls back once after a time, unless it is dropped before.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] {
/// use glx_realtime::browser::timer::Timeout;
///
/// let timeout = Timeout::new(8_000, || { /* give up */ });
/// drop(timeout); // never mind
/// # }
/// ```
#[must_use = "the timer is cancelled as soon as this is dropped"]
pub struct Timeout {
    id: JsValue,
    waiting: Rc<Cell<bool>>,
    _closure: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Starts a timer of so many milliseconds (24 days at most).
    pub fn new(milliseconds: u32, callback: impl FnOnce() + 'static) -> Self {
        let waiting = Rc::new(Cell::new(true));
        let closure = {
            let waiting = waiting.clone();
            Closure::once(move || {
                waiting.set(false);
                callback();
            })
        };
        let id = set_timeout(closure.as_ref().unchecked_ref(), i32::try_from(milliseconds).unwrap_or(i32::MAX));
        Self { id, waiting, _closure: closure }
    }

    /// Whether it has still to fire.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waiting.get()
    }
}

/// Waits for a time, in milliseconds.
pub async fn sleep(milliseconds: u32) {
    let over = Promise::new(&mut |over, _| drop(set_timeout(&over, i32::try_from(milliseconds).unwrap_or(i32::MAX))));
    // It is never refused.
    let _ = JsFuture::from(over).await;
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if self.waiting.get() {
            clear_timeout(&self.id);
        }
    }
}

impl fmt::Debug for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeout").field("waiting", &self.waiting.get()).finish_non_exhaustive()
    }
}

/// Calls back once before the next frame is painted, unless it is dropped before. Hidden pages paint no frames.
#[must_use = "the callback is cancelled as soon as this is dropped"]
pub struct AnimationFrame {
    id: JsValue,
    waiting: Rc<Cell<bool>>,
    _closure: Closure<dyn FnMut(f64)>,
}

impl AnimationFrame {
    /// Asks for the next frame; the callback gets its time in milliseconds on the monotonic clock.
    pub fn new(callback: impl FnOnce(f64) + 'static) -> Self {
        let waiting = Rc::new(Cell::new(true));
        let closure = {
            let waiting = waiting.clone();
            Closure::once(move |time: f64| {
                waiting.set(false);
                callback(time);
            })
        };
        let id = request_animation_frame(closure.as_ref().unchecked_ref());
        Self { id, waiting, _closure: closure }
    }
}

impl Drop for AnimationFrame {
    fn drop(&mut self) {
        if self.waiting.get() {
            cancel_animation_frame(&self.id);
        }
    }
}

impl fmt::Debug for AnimationFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnimationFrame").field("waiting", &self.waiting.get()).finish_non_exhaustive()
    }
}
