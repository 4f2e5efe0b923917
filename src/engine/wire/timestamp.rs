//! ISO-8601 timestamps to milliseconds since 1970. Only what the site sends: date, time, optional fraction, `Z` or an offset.

use crate::engine::time::WallMillis;

/// Reads `2026-11-23T19:22:50.123Z` and its relatives; a blank instead of `T` and a missing zone (taken as UTC) are accepted.
/// `None` for anything else: a wrong time is worse than none.
pub fn parse_timestamp(text: &str) -> Option<WallMillis> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let mut parts = date.splitn(3, '-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);

    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let (seconds_text, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = seconds_text.splitn(3, ':').map(digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !in_range {
        return None;
    }
    let millis = match fraction.get(..3) {
        _ if !fraction.bytes().all(|b| b.is_ascii_digit()) => return None,
        Some(thousandths) => digits(thousandths)?,
        None if fraction.is_empty() => 0,
        None => digits(&format!("{fraction:0<3}"))?,
    };
    let offset_minutes = match zone {
        "" | "Z" | "z" => 0,
        _ => {
            let (h, m) = zone[1..].split_once(':').or_else(|| zone[1..].split_at_checked(2))?;
            let minutes = digits(h)? * 60 + if m.is_empty() { 0 } else { digits(m)? };
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let seconds = days_from_1970(year, month, day) * 86_400 + hour * 3600 + (minute - offset_minutes) * 60 + second;
    Some(seconds * 1000 + millis)
}

/// Writes what [`parse_timestamp`] reads, to the millisecond, in UTC. `None` for a year that has more than four digits, or is before Christ.
pub fn write_timestamp(at: WallMillis) -> Option<String> {
    let (days, of_day) = (at.div_euclid(86_400_000), at.rem_euclid(86_400_000));
    // The way back from `days_from_1970`.
    let shifted = days.checked_add(719_468)?;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1_000 % 60);
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", of_day % 1_000))
}

fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Days from 1970-01-01 in the Gregorian calendar, with years that begin in March so that leap days come last.
fn days_from_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_the_site_sends() {
        assert_eq!(parse_timestamp("1970-01-01T00:00:00.000Z"), Some(0));
        assert_eq!(parse_timestamp("2024-02-29T12:30:15.250Z"), Some(1_709_209_815_250));
        assert_eq!(parse_timestamp("2024-02-29 12:30:15"), Some(1_709_209_815_000));
        assert_eq!(parse_timestamp("2024-02-29T14:30:15.25+02:00"), Some(1_709_209_815_250));
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        for at in (0..=253_402_300_799_999).step_by(86_399_999 * 17) {
            let written = write_timestamp(at).expect("a year of four digits");
            assert_eq!(parse_timestamp(&written), Some(at), "{written}");
        }
        assert_eq!(write_timestamp(1_709_209_815_250).as_deref(), Some("2024-02-29T12:30:15.250Z"));
        assert_eq!(write_timestamp(-1).as_deref(), Some("1969-12-31T23:59:59.999Z"));
        for far in [i64::MIN, i64::MAX, 253_402_300_800_000] {
            assert_eq!(write_timestamp(far), None, "{far}");
        }
    }

    #[test]
    fn anything_else_is_no_time() {
        for bad in [
            "",
            "yesterday",
            "2024-13-01T00:00:00Z",
            "2024-02-29",
            "NaN",
            "2024-02-29T99:00:00Z",
            "2024-02-29T12:30:15+é1",
            "2024-02-29T12:30:15.12é",
            "-1-1-1T0:0",
        ] {
            assert_eq!(parse_timestamp(bad), None, "{bad}");
        }
    }
}
