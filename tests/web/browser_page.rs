//! The address, the clocks, randomness, and times as people read them.

use glx_realtime::browser::format::{Formats, same_day};
use glx_realtime::browser::{clock, location, random};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Heard, tasks, until};

const DAY: i64 = 86_400_000;

/// Noon in the zone of this browser, so that an hour more or less stays within the day.
fn noon() -> i64 {
    let date = js_sys::Date::new_with_year_month_day_hr(2026, 4, 20, 12);
    date.get_time() as i64
}

#[wasm_bindgen_test]
async fn the_address_changes_without_loading_and_back_is_heard() {
    let home = format!("{}{}#{}", location::path(), location::query(), location::hash());
    let heard = Heard::new();
    let guard = location::on_navigate({
        let heard = heard.clone();
        move || heard.push(location::path())
    });
    location::push("/rooms/123?x=1#latest").unwrap();
    assert_eq!(
        (location::path(), location::query(), location::hash()),
        ("/rooms/123".into(), "?x=1".into(), "latest".into())
    );
    location::push("/rooms/7").unwrap();
    location::replace("/rooms/8").unwrap();
    assert_eq!(heard.all(), [""; 0], "only the reader's own steps are told");
    location::back().unwrap();
    until("back", || heard.len() == 1).await;
    assert_eq!(heard.all(), ["/rooms/123"]);
    drop(guard);
    location::replace(&home).unwrap();
    assert_eq!(location::push("https://elsewhere.example/"), Err(location::NavigationError));
    assert!(location::origin().starts_with("http"));
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

#[wasm_bindgen_test]
fn days_are_called_what_people_call_them() {
    let (english, spanish) = (Formats::new(Some("en-GB")), Formats::new(Some("es")));
    let now = noon();
    let days = [0, 1, 2, 6, 7].map(|ago| english.day(now - ago * DAY, now));
    assert_eq!(days, ["today", "yesterday", "Monday", "Thursday", "13 May 2026"]);
    assert_eq!(spanish.day(now - DAY, now), "ayer");
    assert_eq!(english.day(now + DAY, now), "21 May 2026", "a clock that is ahead");
    assert!(same_day(now, now + 11 * 3_600_000) && !same_day(now, now + 13 * 3_600_000));
}

#[wasm_bindgen_test]
fn times_are_written_in_the_readers_language() {
    let now = noon() + 5 * 60_000;
    assert_eq!(Formats::new(Some("de")).time_of_day(now), "12:05");
    assert_eq!(Formats::new(Some("en-US")).time_of_day(now).replace('\u{202f}', " "), "12:05 PM");
    assert!(Formats::new(Some("en-GB")).full(now).starts_with("Wednesday"));
    assert!(!Formats::new(None).date(now).is_empty());
}

#[wasm_bindgen_test]
fn how_long_ago_is_told_in_the_largest_unit() {
    let (formats, now) = (Formats::new(Some("en")), noon());
    let ago = [0, 59, 60, 3_599, 3_600, 26 * 3_600].map(|seconds| formats.ago(now - seconds * 1000, now));
    assert_eq!(ago, ["now", "now", "1 minute ago", "59 minutes ago", "1 hour ago", "yesterday"]);
    assert_eq!(formats.ago(now + DAY, now), "now", "nothing comes from the future");
}

#[wasm_bindgen_test]
fn a_wrong_language_and_a_wrong_time_do_no_harm() {
    let formats = Formats::new(Some("not a language"));
    assert!(!formats.time_of_day(noon()).is_empty());
    assert_eq!(formats.full(i64::MAX), "");
    assert_eq!(formats.day(i64::MAX, noon()), "");
}
