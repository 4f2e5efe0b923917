//! Randomness for ids and for the engine's seed. Not for keys: there are none here.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// 64 random bits from the browser's `crypto`, or, where a host has taken that away, from `Math.random`.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] {
/// let seed = glx_realtime::browser::random::random_u64();
/// # }
/// ```
#[must_use]
pub fn random_u64() -> u64 {
    let mut bytes = [0; 8];
    match fill(&mut bytes) {
        Ok(_) => u64::from_ne_bytes(bytes),
        Err(_) => {
            let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
            half() << 32 | half()
        }
    }
}
