//! GLX Realtime: chat for the GLX Civic Platform that loses nothing and doubles nothing.
//!
//! The layers, each knowing only those above it here:
//!
//! 1. [`engine`] decides. Pure: no browser, no clock, no randomness of its own.
//! 2. `pusher` and `browser` reach the world: pusher-js, fetch, storage, timers. They decide nothing.
//! 3. `session` feeds the engine, performs its effects and publishes its views.
//! 4. `hooks` give views and commands to Yew components.
//! 5. `components` show.
//! 6. `slots` give each component its slice and its commands.
//! 7. `app` is the stand-alone page, `embed` what other pages take in (with the feature of that name); neither knows the other.
//!
//! All but the engine exist for `wasm32` only, so that native builds and tests need nothing of the browser.
#![deny(missing_docs)]

pub mod config;
pub mod engine;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(all(target_arch = "wasm32", feature = "embed"))]
pub mod embed;
#[cfg(target_arch = "wasm32")]
pub mod hooks;
#[cfg(target_arch = "wasm32")]
pub mod pusher;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod slots;

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
