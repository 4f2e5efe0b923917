//! Times and days in the reader's language and zone, by the browser's `Intl`.
//!
//! Formatters are slow to make: hold one [`Formats`] and use it for every row.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::prelude::*;

const DAY_MS: f64 = 86_400_000.0;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type DateTimeFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &Object) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, epoch_ms: f64) -> Result<String, JsValue>;

    #[derive(Debug)]
    type RelativeTimeFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &JsValue, options: &Object) -> Result<RelativeTimeFormat, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> Result<String, JsValue>;
}

/// The formatters of one language. All times are milliseconds since 1970 (UTC), shown in the reader's zone.
///
/// A time that is no time (`i64::MAX`) gives an empty text.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] {
/// use glx_realtime::browser::{clock, format::Formats};
///
/// let formats = Formats::new(None);
/// let now = clock::wall_ms();
/// assert_eq!(formats.day(now - 86_400_000, now), "yesterday");
/// # }
/// ```
#[derive(Debug)]
pub struct Formats {
    time: Option<DateTimeFormat>,
    date: Option<DateTimeFormat>,
    full: Option<DateTimeFormat>,
    weekday: Option<DateTimeFormat>,
    relative: Option<RelativeTimeFormat>,
}

impl Formats {
    /// The formatters of a language such as `es-MX`; of the browser's where it is `None`, or not a language.
    #[must_use]
    pub fn new(locale: Option<&str>) -> Self {
        let locale = locale.map_or(JsValue::UNDEFINED, JsValue::from_str);
        let dates = |settings: &[(&str, &str)]| {
            let options = options(settings);
            DateTimeFormat::new(&locale, &options).or_else(|_| DateTimeFormat::new(&JsValue::UNDEFINED, &options)).ok()
        };
        let numeric = options(&[("numeric", "auto")]);
        Self {
            time: dates(&[("timeStyle", "short")]),
            date: dates(&[("dateStyle", "long")]),
            full: dates(&[("dateStyle", "full"), ("timeStyle", "medium")]),
            weekday: dates(&[("weekday", "long")]),
            relative: RelativeTimeFormat::new(&locale, &numeric)
                .or_else(|_| RelativeTimeFormat::new(&JsValue::UNDEFINED, &numeric))
                .ok(),
        }
    }

    /// The time of day, such as "14:05".
    #[must_use]
    pub fn time_of_day(&self, epoch_ms: i64) -> String {
        shown(&self.time, epoch_ms)
    }

    /// The day, such as "3 May 2026".
    #[must_use]
    pub fn date(&self, epoch_ms: i64) -> String {
        shown(&self.date, epoch_ms)
    }

    /// Everything, for hover and focus: weekday, day, time with seconds.
    #[must_use]
    pub fn full(&self, epoch_ms: i64) -> String {
        shown(&self.full, epoch_ms)
    }

    /// The day as people say it: "today", "yesterday", the weekday within the last week, else the date. In the case of the
    /// language's dictionary: a line that begins with it is capitalised by its style.
    #[must_use]
    pub fn day(&self, epoch_ms: i64, now_ms: i64) -> String {
        let days = days_between(epoch_ms, now_ms);
        if days == 0.0 || days == -1.0 {
            let relative = self.relative.as_ref().and_then(|formatter| formatter.format(days, "day").ok());
            return relative.unwrap_or_else(|| self.date(epoch_ms));
        }
        if (-6.0..0.0).contains(&days) { shown(&self.weekday, epoch_ms) } else { self.date(epoch_ms) }
    }

    /// How long ago in the largest whole unit up to days: "now", "5 minutes ago", "yesterday".
    #[must_use]
    pub fn ago(&self, epoch_ms: i64, now_ms: i64) -> String {
        // A clock that is behind makes nothing come from the future.
        let seconds = (epoch_ms.saturating_sub(now_ms).min(0) / 1000) as f64;
        let (value, unit) = match -seconds {
            s if s < 60.0 => (0.0, "second"),
            s if s < 3600.0 => ((seconds / 60.0).trunc(), "minute"),
            s if s < 86_400.0 => ((seconds / 3600.0).trunc(), "hour"),
            _ => (days_between(epoch_ms, now_ms), "day"),
        };
        self.relative.as_ref().and_then(|formatter| formatter.format(value, unit).ok()).unwrap_or_default()
    }
}

/// Whether two moments fall on one day in the reader's zone.
#[must_use]
pub fn same_day(one_ms: i64, other_ms: i64) -> bool {
    days_between(one_ms, other_ms) == 0.0
}

fn shown(formatter: &Option<DateTimeFormat>, epoch_ms: i64) -> String {
    formatter.as_ref().and_then(|formatter| formatter.format(epoch_ms as f64).ok()).unwrap_or_default()
}

/// Days on the reader's calendar from `to` back to `from`, whatever the length of the days between: negative for the past.
fn days_between(from_ms: i64, to_ms: i64) -> f64 {
    let midnight = |epoch_ms: i64| {
        let date = Date::new(&JsValue::from_f64(epoch_ms as f64));
        Date::utc(f64::from(date.get_full_year()), f64::from(date.get_month())) + f64::from(date.get_date()) * DAY_MS
    };
    (midnight(from_ms) - midnight(to_ms)) / DAY_MS
}

fn options(settings: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in settings {
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}
