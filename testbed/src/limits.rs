//! Who has called how often, and which addresses are blocked. Counts only what it is told; never looks at a call.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::switches::Switches;

/// More calls than this in one minute block an address.
const BLOCKING_CALLS_PER_MINUTE: usize = 200;
/// Failed sign-ins before the next is refused, and how long they count.
const LOGIN_TRIES: usize = 5;
const LOGIN_WINDOW: Duration = Duration::from_secs(15 * 60);

/// What the limiter says about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    TooMany,
    Blocked,
}

/// The figures of the `RateLimit-…` headers; `reset` in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    pub(crate) reset: u64,
    pub(crate) window: u64,
}

/// All counters, by address.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: HashMap<IpAddr, (Instant, u64)>,
    minutes: HashMap<IpAddr, VecDeque<Instant>>,
    failed_logins: HashMap<IpAddr, VecDeque<Instant>>,
    csrf_strikes: HashMap<IpAddr, u64>,
    blocked: HashSet<IpAddr>,
}

impl Limits {
    /// Counts a call and judges it.
    pub(crate) fn enter(&mut self, from: IpAddr, now: Instant, switches: &Switches) -> (Verdict, Budget) {
        let (limit, window) = (switches.rate_limit_max, switches.rate_limit_window_seconds);
        let blocked = switches.block_address || self.blocked.contains(&from);
        if !switches.rate_limit {
            let verdict = if blocked { Verdict::Blocked } else { Verdict::Pass };
            return (verdict, Budget { limit, remaining: limit, reset: window, window });
        }
        let length = Duration::from_secs(window);
        let (start, count) = self.windows.entry(from).or_insert((now, 0));
        if now.duration_since(*start) >= length {
            (*start, *count) = (now, 0);
        }
        *count += 1;
        let reset = length.saturating_sub(now.duration_since(*start)).as_millis().div_ceil(1000);
        let budget = Budget {
            limit,
            remaining: limit.saturating_sub(*count),
            reset: u64::try_from(reset).unwrap_or(window),
            window,
        };
        let over = *count > limit;
        let minute = self.minutes.entry(from).or_default();
        forget(minute, now, Duration::from_secs(60));
        minute.push_back(now);
        let verdict = if blocked || minute.len() > BLOCKING_CALLS_PER_MINUTE {
            self.blocked.insert(from);
            Verdict::Blocked
        } else if over {
            Verdict::TooMany
        } else {
            Verdict::Pass
        };
        (verdict, budget)
    }

    /// Counts a refusal for want of a CSRF token; too many block the address.
    pub(crate) fn csrf_strike(&mut self, from: IpAddr, allowed: u64) {
        let strikes = self.csrf_strikes.entry(from).or_default();
        *strikes += 1;
        if *strikes >= allowed {
            self.blocked.insert(from);
        }
    }

    /// Seconds until an address may try to sign in again, where it must wait.
    pub(crate) fn login_wait(&mut self, from: IpAddr, now: Instant) -> Option<u64> {
        let failed = self.failed_logins.get_mut(&from)?;
        forget(failed, now, LOGIN_WINDOW);
        let first = *failed.front()?;
        (failed.len() >= LOGIN_TRIES).then(|| LOGIN_WINDOW.saturating_sub(now.duration_since(first)).as_secs().max(1))
    }

    /// Counts a failed sign-in.
    pub(crate) fn login_failed(&mut self, from: IpAddr, now: Instant) {
        self.failed_logins.entry(from).or_default().push_back(now);
    }

    /// Lifts every block and what led to it.
    pub(crate) fn lift_blocks(&mut self) {
        self.blocked.clear();
        self.csrf_strikes.clear();
        self.minutes.clear();
    }
}

fn forget(times: &mut VecDeque<Instant>, now: Instant, age: Duration) {
    while times.front().is_some_and(|time| now.duration_since(*time) >= age) {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn limited(max: u64) -> Switches {
        Switches { rate_limit: true, rate_limit_max: max, ..Switches::default() }
    }

    #[test]
    fn a_window_fills_refuses_and_opens_again() {
        let (mut limits, switches, start) = (Limits::default(), limited(2), Instant::now());
        let mut enter = |after| limits.enter(HOME, start + Duration::from_secs(after), &switches);
        assert_eq!(enter(0), (Verdict::Pass, Budget { limit: 2, remaining: 1, reset: 900, window: 900 }));
        assert_eq!(enter(10).1, Budget { limit: 2, remaining: 0, reset: 890, window: 900 });
        assert_eq!(enter(899).0, Verdict::TooMany);
        assert_eq!(enter(900).0, Verdict::Pass);
    }

    #[test]
    fn two_hundred_calls_in_a_minute_are_borne_and_one_more_blocks_for_good() {
        let (mut limits, switches, start) = (Limits::default(), limited(1), Instant::now());
        for _ in 0..BLOCKING_CALLS_PER_MINUTE {
            assert_ne!(limits.enter(HOME, start, &switches).0, Verdict::Blocked);
        }
        assert_eq!(limits.enter(HOME, start, &switches).0, Verdict::Blocked);
        assert_eq!(limits.enter(HOME, start + Duration::from_secs(3600), &switches).0, Verdict::Blocked);
        limits.lift_blocks();
        assert_eq!(limits.enter(HOME, start + Duration::from_secs(7200), &switches).0, Verdict::Pass);
    }

    #[test]
    fn the_sixth_sign_in_after_five_failures_waits() {
        let (mut limits, start) = (Limits::default(), Instant::now());
        for _ in 0..LOGIN_TRIES {
            assert_eq!(limits.login_wait(HOME, start), None);
            limits.login_failed(HOME, start);
        }
        assert_eq!(limits.login_wait(HOME, start), Some(900));
        assert_eq!(limits.login_wait(HOME, start + LOGIN_WINDOW), None);
    }
}
