//! Whether the device's clock is right, from the times that the site gives. An event may come late, so that one that is old proves
//! nothing alone; one from the future does, and so does the answer to one's own send.

use crate::engine::time::{Millis, Now, WallMillis};

/// A clock that is off by less is right enough.
const FAR: i64 = 120_000;
/// Two old events that came so long one after the other, and are equally old, were not held up together.
const APART: Millis = 2_000;
/// How far they may differ.
const ALIKE: i64 = 1_500;

#[derive(Debug, Default)]
pub(crate) struct ClockProof {
    ahead: Option<i64>,
    /// An old event that waits for a second one: when it came, and how old it was.
    suspect: Option<(Millis, i64)>,
}

impl ClockProof {
    /// How far the device's clock is ahead, if it is wrong.
    pub(crate) fn wrong_by(&self) -> Option<i64> {
        // To the second: that is more than anybody needs.
        self.ahead.filter(|ahead| ahead.abs() > FAR).map(|ahead| ahead - ahead.rem_euclid(1_000))
    }

    /// The site answered a call of ours, and said when it did what it was asked.
    pub(crate) fn answered(&mut self, at: WallMillis, now: Now) {
        self.ahead = Some(now.wall.saturating_sub(at));
        self.suspect = None;
    }

    /// An event came that happened at this time by the site's clock.
    pub(crate) fn heard(&mut self, at: WallMillis, now: Now) {
        let ahead = now.wall.saturating_sub(at);
        if ahead <= FAR {
            self.ahead = Some(ahead);
            self.suspect = None;
            return;
        }
        match self.suspect {
            Some((since, before)) if now.mono >= since + APART => {
                if (before - ahead).abs() <= ALIKE {
                    self.ahead = Some(ahead);
                }
                self.suspect = Some((now.mono, ahead));
            }
            Some(_) => {}
            None => self.suspect = Some((now.mono, ahead)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: WallMillis = 1_767_268_800_000;

    fn now(mono: Millis, off: i64) -> Now {
        Now { mono, wall: NOON + i64::try_from(mono).expect("short") + off }
    }

    #[test]
    fn an_own_send_tells_at_once_and_is_believed_when_the_clock_is_set_right() {
        let mut clock = ClockProof::default();
        clock.answered(NOON, now(100, 86_400_000));
        assert_eq!(clock.wrong_by(), Some(86_400_000));
        clock.answered(NOON + 1_000, now(1_000, 0));
        assert_eq!(clock.wrong_by(), None);
    }

    #[test]
    fn an_event_of_the_future_tells_at_once() {
        let mut clock = ClockProof::default();
        clock.heard(NOON, now(0, -600_000));
        assert_eq!(clock.wrong_by(), Some(-600_000));
    }

    #[test]
    fn events_that_were_held_up_tell_nothing_of_the_clock() {
        let mut clock = ClockProof::default();
        for late in 0..20 {
            clock.heard(NOON + late * 1_000, now(600_000 + late.unsigned_abs(), 0));
        }
        assert_eq!(clock.wrong_by(), None);
        clock.heard(NOON + 603_000, now(603_100, 0));
        assert_eq!(clock.wrong_by(), None);
    }

    #[test]
    fn events_that_are_equally_old_tell_of_a_clock_that_is_ahead() {
        let mut clock = ClockProof::default();
        clock.heard(NOON, now(0, 600_000));
        assert_eq!(clock.wrong_by(), None);
        clock.heard(NOON + 5_000, now(5_050, 600_000));
        assert_eq!(clock.wrong_by(), Some(600_000));
    }
}
