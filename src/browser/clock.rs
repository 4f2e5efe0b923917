//! The two clocks: one that only runs forward, and the wall's.
//!
//! Read by the session and given to the engine; never used for decisions here.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Milliseconds since the page was opened; never jumps, for all waiting.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] {
/// let since = glx_realtime::browser::clock::monotonic_ms();
/// # }
/// ```
#[must_use]
pub fn monotonic_ms() -> u64 {
    performance_now() as u64
}

/// Milliseconds since 1970 (UTC); may be wrong and may jump, for showing only.
#[must_use]
pub fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}
