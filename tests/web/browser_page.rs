//! The address, the clocks and randomness.

use glx_realtime::browser::{clock, location, random};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Heard, tasks, until};

#[wasm_bindgen_test]
async fn the_address_changes_without_loading_and_back_is_heard() {
    let home = format!("#{}", location::hash());
    let heard = Heard::new();
    let guard = location::on_navigate({
        let heard = heard.clone();
        move || heard.push(location::hash())
    });
    location::push("#/requests/123").unwrap();
    assert_eq!(location::hash(), "/requests/123");
    location::push("#/requests/7").unwrap();
    assert_eq!(heard.all(), [""; 0], "only the reader's own steps are told");
    web_sys::window().unwrap().history().unwrap().back().unwrap();
    until("back", || heard.len() > 0).await;
    assert_eq!(location::hash(), "/requests/123");
    drop(guard);
    location::push(&home).unwrap();
    assert_eq!(location::push("https://elsewhere.example/"), Err(location::NavigationError));
}

#[wasm_bindgen_test]
async fn the_clocks_run() {
    let (mono, wall) = (clock::monotonic_ms(), clock::wall_ms());
    tasks(20).await;
    assert!(clock::monotonic_ms() >= mono + 19);
    assert!(wall > 1_700_000_000_000);
}

#[wasm_bindgen_test]
fn random_numbers_use_all_their_bits() {
    let drawn: Vec<u64> = (0..64).map(|_| random::random_u64()).collect();
    assert_eq!(drawn.iter().fold(0, |seen, number| seen | number), u64::MAX);
    assert_eq!(drawn.iter().fold(u64::MAX, |seen, number| seen & number), 0);
}
