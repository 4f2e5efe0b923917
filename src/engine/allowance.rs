//! How many calls may still go out that nobody asked for: authorizations, histories and lists after each reconnect, and the checks for
//! quiet loss. The site allows an address 100 calls in 15 minutes; on a link that flaps these alone would use them up, and nothing would
//! be left for what people send. Counts only; what waits is the callers' affair.

use super::time::Millis;

/// One call comes back in this time: 60 in 15 minutes.
const CALL: Millis = 15_000;
/// So many may go out at once: with those that come back, 80 in any 15 minutes.
const MOST: Millis = 20 * CALL;
/// However much somebody asks for, no more is saved up.
const GRANTED: Millis = 100 * CALL;
/// What is left for rooms that people look at when lists and checks have had theirs.
const RESERVE: Millis = 8 * CALL;

/// Of the calls that the site says are left, so many are for what people do.
const KEPT_FOR_PEOPLE: u32 = 20;

/// The calls that are left, counted in the time in which they come back.
#[derive(Debug)]
pub(crate) struct Allowance {
    left: Millis,
    counted_at: Millis,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { left: MOST, counted_at: 0 }
    }
}

impl Allowance {
    /// Whether one more may go out.
    pub(crate) fn has_one(&self, now: Millis) -> bool {
        self.left(now) >= CALL
    }

    /// Whether there is enough for something that can wait.
    pub(crate) fn has_plenty(&self, now: Millis) -> bool {
        self.left(now) >= RESERVE
    }

    /// When there will be one, if there is none.
    pub(crate) fn next_at(&self, now: Millis) -> Option<Millis> {
        let missing = CALL.saturating_sub(self.left(now));
        (missing > 0).then_some(now + missing)
    }

    /// When there will be enough for something that can wait, if there is not.
    pub(crate) fn plenty_at(&self, now: Millis) -> Option<Millis> {
        let missing = RESERVE.saturating_sub(self.left(now));
        (missing > 0).then_some(now + missing)
    }

    pub(crate) fn spend(&mut self, now: Millis) {
        self.set(self.left(now).saturating_sub(CALL), now);
    }

    /// Somebody asked for something that takes so many calls: they are not held up by what nobody asked for.
    pub(crate) fn grant(&mut self, calls: u64, now: Millis) {
        self.set((self.left(now) + calls * CALL).min(GRANTED), now);
    }

    /// The site says how many calls are left to everybody at this address.
    pub(crate) fn keep_to(&mut self, remaining: u32, now: Millis) {
        let spare = u64::from(remaining.saturating_sub(KEPT_FOR_PEOPLE)) * CALL;
        self.set(self.left(now).min(spare), now);
    }

    fn left(&self, now: Millis) -> Millis {
        let come_back = now.saturating_sub(self.counted_at);
        // What was granted beyond the usual stays, and does not grow.
        self.left.max((self.left + come_back).min(MOST))
    }

    fn set(&mut self, left: Millis, now: Millis) {
        self.left = left;
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
    fn what_somebody_asks_for_is_not_held_up() {
        let mut allowance = Allowance::default();
        (0..20).for_each(|_| allowance.spend(0));
        allowance.grant(2, 0);
        assert!(allowance.has_one(0));
        (0..2).for_each(|_| allowance.spend(0));
        assert!(!allowance.has_one(0));
    }
}
