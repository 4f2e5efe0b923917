//! Tests in a real browser: the bindings against real pusher-js, a real Pusher server and, for what no good server does,
//! a scripted socket. `cargo xtask test web` builds and runs them; natively there is nothing here.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod browser_events;
mod browser_fetch;
mod browser_page;
mod browser_side;
mod browser_storage;
mod chat;
mod hooks;
mod pusher_auth;
mod pusher_connection;
mod pusher_errors;
mod pusher_events;
mod pusher_flaws;
mod pusher_scripted;
mod session;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
