//! How many calls may still go out that nobody asked for: authorizations, histories and lists after each reconnect, and the checks for
//! quiet loss. The site allows an address 100 calls in 15 minutes; on a link that flaps these alone would use them up, and nothing would
//! be left for what people send. A site that says it has far more to give is asked more quickly, never in a burst. Counts only; what waits
//! is the callers' affair.

use super::time::Millis;

/// One call comes back in this time: 60 in 15 minutes.
const CALL: Millis = 15_000;
/// So many may go out at once: with those that come back, 80 in any 15 minutes.
const MOST: Millis = 20 * CALL;
/// So many more may at once for what somebody asks for …
const GRANTED: Millis = 45 * CALL;
/// … of which so many are for what is looked at: a program may listen to hundreds of rooms, and that makes the hundred full.
const FOR_LOOKING: Millis = 25 * CALL;
/// What is left for rooms that people look at when lists and checks have had theirs.
const RESERVE: Millis = 8 * CALL;

/// Of the calls that the site says are left, so many are for what people do.
const KEPT_FOR_PEOPLE: u32 = 20;
/// A site that says so many are left has another limit than the usual hundred…
const AMPLE: u32 = 200;
/// … and calls come back so many times as quickly: 96 a minute, because it blocks an address that calls more than 200 times in one.
const QUICKLY: u64 = 24;

/// The calls that are left, counted in the time in which they come back.
#[derive(Debug)]
pub(crate) struct Allowance {
    left: Millis,
    /// What may still be granted.
    grants: Millis,
    counted_at: Millis,
    /// So much is not for everybody.
    kept_back: Millis,
    /// How many times as quickly as usual calls come back.
    pace: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { left: MOST, grants: GRANTED, counted_at: 0, kept_back: 0, pace: 1 }
    }
}

impl Allowance {
    /// Whether one more may go out.
    pub(crate) fn has_one(&self, now: Millis) -> bool {
        self.left(now) >= self.enough()
    }

    /// Whether one more may go out for those for whom calls are kept back.
    pub(crate) fn has_first(&self, now: Millis) -> bool {
        self.left(now) >= CALL
    }

    /// Whether there is enough for something that can wait.
    pub(crate) fn has_plenty(&self, now: Millis) -> bool {
        self.left(now) >= RESERVE
    }

    /// When one more may go out, if none may now.
    pub(crate) fn next_at(&self, now: Millis) -> Option<Millis> {
        self.reaches(self.enough(), now)
    }

    /// When more will be allowed than now.
    pub(crate) fn deadline(&self, now: Millis) -> Option<Millis> {
        [CALL, self.enough(), RESERVE].into_iter().filter_map(|enough| self.reaches(enough, now)).min()
    }

    /// From now on so many calls are kept for some.
    pub(crate) fn keep_back(&mut self, calls: u64) {
        self.kept_back = calls * CALL;
    }

    fn enough(&self) -> Millis {
        self.kept_back + CALL
    }

    pub(crate) fn spend(&mut self, now: Millis) {
        self.count(now);
        self.left = self.left.saturating_sub(CALL);
    }

    /// Somebody asked for something that takes so many calls: they are not held up by what nobody asked for.
    pub(crate) fn grant(&mut self, calls: u64, now: Millis) {
        self.grant_but(0, calls, now);
    }

    /// Somebody listens to a room, who may be a program that listens to hundreds.
    pub(crate) fn grant_listening(&mut self, calls: u64, now: Millis) {
        self.grant_but(FOR_LOOKING, calls, now);
    }

    fn grant_but(&mut self, kept: Millis, calls: u64, now: Millis) {
        self.count(now);
        let granted = (calls * CALL).min(self.grants.saturating_sub(kept));
        self.grants -= granted;
        self.left += granted;
    }

    /// The site says how many calls are left to everybody at this address.
    pub(crate) fn keep_to(&mut self, remaining: u32, now: Millis) {
        self.count(now);
        self.left = self.left.min(u64::from(remaining.saturating_sub(KEPT_FOR_PEOPLE)) * CALL);
        self.pace = if remaining >= AMPLE { QUICKLY } else { 1 };
    }

    fn reaches(&self, enough: Millis, now: Millis) -> Option<Millis> {
        let missing = enough.saturating_sub(self.left(now));
        (missing > 0).then(|| now + missing.div_ceil(self.pace))
    }

    fn left(&self, now: Millis) -> Millis {
        // What was granted beyond the usual stays, and does not grow.
        self.left.max((self.left + self.come_back(now)).min(MOST))
    }

    fn come_back(&self, now: Millis) -> Millis {
        now.saturating_sub(self.counted_at) * self.pace
    }

    fn count(&mut self, now: Millis) {
        self.left = self.left(now);
        self.grants = (self.grants + self.come_back(now)).min(GRANTED);
        self.counted_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_run_out_and_come_back_one_by_one() {
        let mut allowance = Allowance::default();
        for _ in 0..20 {
            assert!(allowance.has_one(0));
            allowance.spend(0);
        }
        assert!(!allowance.has_one(CALL - 1));
        assert_eq!(allowance.next_at(5_000), Some(CALL));
        assert!(allowance.has_one(CALL));
        assert!(allowance.has_plenty(8 * CALL) && !allowance.has_plenty(8 * CALL - 1));
    }

    #[test]
    fn a_site_with_more_to_give_is_asked_more_quickly_until_it_has_not() {
        let mut allowance = Allowance::default();
        (0..20).for_each(|_| allowance.spend(0));
        allowance.keep_to(AMPLE, 0);
        assert!(!allowance.has_one(0), "no burst");
        assert_eq!(allowance.next_at(0), Some(CALL / QUICKLY));
        assert!(allowance.has_one(CALL / QUICKLY));
        allowance.spend(CALL / QUICKLY);
        allowance.keep_to(AMPLE - 1, CALL / QUICKLY);
        assert_eq!(allowance.next_at(CALL / QUICKLY), Some(CALL / QUICKLY + CALL));
    }

    #[test]
    fn what_somebody_asks_for_is_not_held_up() {
        let mut allowance = Allowance::default();
        (0..20).for_each(|_| allowance.spend(0));
        allowance.grant(2, 0);
        assert!(allowance.has_one(0));
        (0..2).for_each(|_| allowance.spend(0));
        assert!(!allowance.has_one(0));
    }

    #[test]
    fn however_much_is_asked_for_at_once_there_is_no_storm() {
        let mut allowance = Allowance::default();
        let mut calls = 0;
        for _ in 0..200 {
            allowance.grant_listening(3, 0);
            while allowance.has_one(0) {
                allowance.spend(0);
                calls += 1;
            }
        }
        assert_eq!(calls, 40);
        allowance.grant(3, 0);
        assert!(allowance.has_one(0), "what somebody looks at has its own");
    }
}
