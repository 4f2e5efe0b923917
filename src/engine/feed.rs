//! When the list of notifications is asked for although nothing says that one is missing: a notification whose event was lost leaves no
//! other sign. Decides when, never what the list means.

use super::effect::Method;
use super::engine::Engine;
use super::time::Millis;

/// How often it is asked for while the page is looked at.
const CHECK: Millis = 5 * 60_000;
/// A list that is younger is as good as a new one.
const FRESH: Millis = 15_000;

/// When the list came, and when it is asked for next.
#[derive(Debug, Default)]
pub(crate) struct FeedCheck {
    came_at: Option<Millis>,
    due_at: Millis,
}

impl Engine {
    /// Somebody opens the feed.
    pub(super) fn look_at_notifications(&mut self) {
        let now = self.acts.now.mono;
        if self.me.is_some() && self.feed_check.came_at.is_none_or(|at| now >= at + FRESH) {
            self.api.allowance.grant(1, self.acts.now.mono);
            self.notifications_call.want_now();
        }
    }

    /// Asks for the list if it is time.
    pub(super) fn check_notifications(&mut self) {
        if self.feed_check_at().is_some_and(|at| self.acts.now.mono >= at) {
            self.notifications_call.want();
        }
    }

    /// When it is time, if it is allowed then.
    pub(super) fn feed_check_at(&self) -> Option<Millis> {
        let may = self.visible
            && self.shown.notifications.loaded
            && !self.notifications_call.is_open()
            && self.api.may_spare(Method::Get, self.acts.now.mono);
        may.then_some(self.feed_check.due_at)
    }

    /// The list has come, or failed to.
    pub(super) fn plan_feed_check(&mut self, came: bool) {
        let now = self.acts.now.mono;
        self.feed_check.due_at = now + self.acts.random.between(CHECK * 9 / 10, CHECK);
        if came {
            self.feed_check.came_at = Some(now);
        }
    }
}
