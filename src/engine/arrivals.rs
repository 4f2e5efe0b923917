//! Whether a room's messages come by their events, on a channel that is confirmed and a link that holds. A message that is here, from the
//! history or as the answer to one's own send, is owed an event; if none comes, messages do not arrive, whatever the socket says.
//! Decides about the evidence only; never what to call.

use std::collections::BTreeMap;

use super::ids::MessageId;
use super::time::{Millis, earlier};

/// How long after the message itself its event may come.
const GRACE: Millis = 5_000;
/// So many checks in a row that find nothing missing end the suspicion: a single message may have been saved and never broadcast.
const CLEAN: u8 = 2;
/// Checks count that are so far apart.
const APART: Millis = 10_000;
/// The same where that has proved too few again and again.
const MOST: u8 = 8;

/// The evidence of one room.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    /// Messages that are here and whose event is not, and since when.
    owed: BTreeMap<MessageId, Millis>,
    missing: bool,
    /// So many clean checks are still to come.
    watched: u8,
    /// When something was missing, or a clean check counted, the last time.
    counted_at: Millis,
    /// So many the last find asked for, 0 if there was none.
    patience: u8,
}

impl Arrivals {
    /// Whether events that were owed did not come, and nothing has shown since that they do again.
    pub(crate) fn are_missing(&self) -> bool {
        self.missing
    }

    /// Whether the history is to be looked at more often than usual.
    pub(crate) fn are_watched(&self) -> bool {
        self.watched > 0
    }

    /// A message is here that no event has brought.
    pub(crate) fn owe(&mut self, id: MessageId, now: Millis) {
        self.owed.entry(id).or_insert(now);
    }

    /// An event has brought a message: events arrive. What is older than it was lost alone.
    pub(crate) fn heard(&mut self, id: MessageId) {
        let owed = std::mem::take(&mut self.owed);
        *self = Self { owed: owed.into_iter().filter(|(other, _)| *other > id).collect(), ..Self::default() };
    }

    /// A check has found nothing that an event should have brought.
    pub(crate) fn found_nothing(&mut self, now: Millis) {
        // A look for something else that follows closely tells nothing new.
        if self.owed.is_empty() && now >= self.counted_at + APART {
            self.counted_at = now;
            self.watched = self.watched.saturating_sub(1);
            self.missing &= self.watched > 0;
        }
    }

    /// Concludes from what has not come in time. True when events have just turned out to be missing.
    pub(crate) fn judge(&mut self, now: Millis) -> bool {
        let owed = self.owed.len();
        self.owed.retain(|_, since| now < *since + GRACE);
        if self.owed.len() == owed {
            return false;
        }
        let turned = !std::mem::replace(&mut self.missing, true);
        if turned {
            self.patience = (self.patience * 2).clamp(CLEAN, MOST);
        }
        self.watched = self.patience;
        self.counted_at = now;
        turned
    }

    /// When there is something to conclude.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        self.owed.values().fold(None, |least, since| earlier(least, Some(*since + GRACE)))
    }

    /// Another subscription: what the last one was owed is fetched, and this one has shown nothing yet. It is still looked at more often.
    pub(crate) fn begin_anew(&mut self) {
        self.owed.clear();
        self.missing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> MessageId {
        MessageId::new(number).expect("an id")
    }

    fn missing(arrivals: &mut Arrivals, number: u64, now: Millis) {
        arrivals.owe(id(number), now);
        assert!(!arrivals.judge(now + GRACE - 1), "it may still come");
        assert!(arrivals.judge(now + GRACE) && arrivals.are_missing());
    }

    #[test]
    fn an_event_that_comes_in_time_owes_nothing() {
        let mut arrivals = Arrivals::default();
        arrivals.owe(id(1), 0);
        arrivals.heard(id(1));
        assert_eq!(arrivals.deadline(), None);
        assert!(!arrivals.judge(GRACE));
    }

    #[test]
    fn a_later_event_shows_that_an_older_one_was_lost_alone() {
        let mut arrivals = Arrivals::default();
        arrivals.owe(id(1), 0);
        arrivals.owe(id(3), 1);
        arrivals.heard(id(2));
        assert_eq!(arrivals.deadline(), Some(1 + GRACE), "for the newer one it shows nothing");
    }

    #[test]
    fn one_event_or_two_clean_checks_end_it() {
        let mut arrivals = Arrivals::default();
        missing(&mut arrivals, 1, 0);
        arrivals.found_nothing(GRACE + APART);
        arrivals.found_nothing(GRACE + APART + 1);
        assert!(arrivals.are_missing(), "one check is not enough, and two at once are one");
        arrivals.found_nothing(GRACE + 2 * APART);
        assert!(!arrivals.are_missing() && !arrivals.are_watched());
        missing(&mut arrivals, 2, 0);
        arrivals.heard(id(3));
        assert!(!arrivals.are_missing() && !arrivals.are_watched());
    }

    #[test]
    fn what_clean_checks_have_ended_wrongly_takes_more_of_them_the_next_time() {
        let mut arrivals = Arrivals::default();
        let mut now = 0;
        for wanted in [2, 4, 8, 8] {
            missing(&mut arrivals, 1, now);
            now += GRACE;
            for _ in 1..wanted {
                now += APART;
                arrivals.found_nothing(now);
            }
            assert!(arrivals.are_missing(), "{wanted} are wanted");
            now += APART;
            arrivals.found_nothing(now);
            assert!(!arrivals.are_missing());
        }
    }
}
