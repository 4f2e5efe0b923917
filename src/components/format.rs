//! Times and days in the reader's language and zone, by the browser's `Intl`.
//! Formatters are slow to make, so there is one set for the page. Never does arithmetic that a calendar has to do.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::text::capitalised;
use crate::engine::WallMillis;
use crate::engine::wire::write_timestamp;

const MINUTE: WallMillis = 60_000;
const HOUR: WallMillis = 60 * MINUTE;
const DAY: WallMillis = 24 * HOUR;

/// The largest distance from 1970 that is a date in JavaScript, in milliseconds.
const FARTHEST: WallMillis = 8_640_000_000_000_000;

#[wasm_bindgen]
extern "C" {
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, epoch_ms: f64) -> Result<String, JsValue>;

    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &Object) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> Result<String, JsValue>;
}

struct Formats {
    time: Option<DateTimeFormat>,
    date: Option<DateTimeFormat>,
    full: Option<DateTimeFormat>,
    weekday: Option<DateTimeFormat>,
    relative: Option<RelativeTimeFormat>,
    /// Minutes from local time to UTC, by the hour: asking the calendar for every row of a long room is slow.
    offsets: RefCell<HashMap<i64, i64>>,
    /// Times of day, by their minute: there are no others, and `Intl` takes longer than the rest of a row.
    minutes: RefCell<HashMap<i64, Rc<str>>>,
}

thread_local! {
    static FORMATS: Formats = Formats::new();
    static LOCALE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// The language of times and days, as a BCP 47 tag; without one, or with one that is none, the browser's. The first to show a time decides.
pub fn set_locale(tag: Option<&str>) {
    let locale = tag.map_or(JsValue::UNDEFINED, JsValue::from_str);
    if DateTimeFormat::new(&locale, &Object::new()).is_ok() {
        LOCALE.set(locale);
    }
}

impl Formats {
    fn new() -> Self {
        let locale = LOCALE.with_borrow(Clone::clone);
        let dates = |settings: &[(&str, &str)]| DateTimeFormat::new(&locale, &options(settings)).ok();
        Self {
            time: dates(&[("timeStyle", "short")]),
            date: dates(&[("dateStyle", "long")]),
            full: dates(&[("dateStyle", "full"), ("timeStyle", "medium")]),
            weekday: dates(&[("weekday", "long")]),
            relative: RelativeTimeFormat::new(&locale, &options(&[("numeric", "auto")])).ok(),
            offsets: RefCell::default(),
            minutes: RefCell::default(),
        }
    }

    fn time_of_day(&self, at: WallMillis) -> Rc<str> {
        let minute = self.local(at).rem_euclid(DAY) / MINUTE;
        Rc::clone(self.minutes.borrow_mut().entry(minute).or_insert_with(|| shown(&self.time, at).into()))
    }

    fn relative(&self, value: i64, unit: &str) -> String {
        self.relative.as_ref().and_then(|format| format.format(value as f64, unit).ok()).unwrap_or_default()
    }

    fn day_number(&self, at: WallMillis) -> i64 {
        self.local(at).div_euclid(DAY)
    }

    /// Milliseconds as the reader's clock and calendar count them.
    fn local(&self, at: WallMillis) -> i64 {
        let at = at.clamp(-FARTHEST, FARTHEST);
        let mut offsets = self.offsets.borrow_mut();
        let offset = *offsets
            .entry(at.div_euclid(HOUR))
            .or_insert_with(|| Date::new(&JsValue::from_f64(at as f64)).get_timezone_offset() as i64);
        at - offset * MINUTE
    }
}

/// Now, on the wall clock.
pub(super) fn now() -> WallMillis {
    Date::now() as WallMillis
}

/// A number for the reader's day that a moment belongs to.
pub(super) fn day_number(at: WallMillis) -> i64 {
    FORMATS.with(|formats| formats.day_number(at))
}

/// The time of day, such as "14:05". Empty for what is no time.
pub(super) fn time(at: WallMillis) -> Rc<str> {
    if at.abs() > FARTHEST { Rc::default() } else { FORMATS.with(|formats| formats.time_of_day(at)) }
}

/// Everything: weekday, day, time with seconds.
pub(super) fn full(at: WallMillis) -> String {
    FORMATS.with(|formats| shown(&formats.full, at))
}

/// For machines. Empty for what is no time, and for years of more than four digits.
pub(super) fn iso(at: WallMillis) -> String {
    write_timestamp(at).unwrap_or_default()
}

/// The day as people say it at the head of a line: "Today", "Yesterday", the weekday within the last week, else the date.
pub(super) fn day(at: WallMillis) -> String {
    FORMATS.with(|formats| match formats.day_number(at) - formats.day_number(now()) {
        days @ -1..=0 => capitalised(&formats.relative(days, "day")),
        -6..=-2 => capitalised(&shown(&formats.weekday, at)),
        _ => shown(&formats.date, at),
    })
}

/// How long ago in the largest whole unit: "now", "5 minutes ago", "yesterday", "3 months ago".
pub(super) fn ago(at: WallMillis) -> String {
    FORMATS.with(|formats| {
        // A clock that is behind makes nothing come from the future.
        let age = now().saturating_sub(at).max(0);
        match age {
            _ if age < MINUTE => formats.relative(0, "second"),
            _ if age < HOUR => formats.relative(-(age / MINUTE), "minute"),
            _ if age < DAY => formats.relative(-(age / HOUR), "hour"),
            _ if age < 45 * DAY => formats.relative(formats.day_number(at) - formats.day_number(now()), "day"),
            _ if age < 540 * DAY => formats.relative(-(age / (30 * DAY)), "month"),
            _ => formats.relative(-(age / (365 * DAY)), "year"),
        }
    })
}

/// How long ago, to the second below a minute: the age of a proof.
pub(super) fn ago_exactly(at: WallMillis) -> String {
    let age = now().saturating_sub(at).max(0);
    if age < MINUTE { FORMATS.with(|formats| formats.relative(-(age / 1000), "second")) } else { ago(at) }
}

fn shown(format: &Option<DateTimeFormat>, at: WallMillis) -> String {
    format.as_ref().and_then(|format| format.format(at as f64).ok()).unwrap_or_default()
}

fn options(settings: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in settings {
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}
