//! What waits may try again: the way is free, or a person asks for it. Decides nothing about what is tried.

use super::engine::Engine;

impl Engine {
    /// A person asks to try now. A socket that seems sound and brings no messages is worth another.
    pub(super) fn try_now(&mut self) {
        self.api.try_now(&self.acts);
        self.api.allowance.grant(2 + 2 * u64::try_from(self.rooms.len()).unwrap_or_default(), self.acts.now.mono);
        if self.rooms.awake().any(|room| room.arrivals.are_missing()) {
            let change = self.connection.replace(&mut self.acts);
            self.socket_changed(change);
        }
        self.connection.try_now(&mut self.acts);
        self.hurry(true);
    }

    /// Lets everything that waits try now; what was refused, only when a person asks.
    pub(super) fn hurry(&mut self, person: bool) {
        self.rooms.all_mut().for_each(|room| room.hurry(person));
        self.user_channel.iter_mut().for_each(|channel| channel.hurry(person));
        for call in [&mut self.profile, &mut self.notifications_call, &mut self.help_requests_call] {
            call.hurry(person);
        }
    }
}
