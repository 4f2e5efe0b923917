//! What a room shows: its status in one word, and a snapshot whose parts are shared with the last as long as they say the same.
//! Decides nothing.

use std::rc::Rc;

use super::local_echo::SendState;
use super::messages::Messages;
use super::room::Room;
use super::view::{RoomStatus, RoomView};
use super::wire::Failure;

impl Room {
    /// The room's snapshot, made anew only when something has changed.
    pub(crate) fn view(&mut self, connected: bool) -> Rc<RoomView> {
        let status = self.status(connected);
        let touched = std::mem::take(&mut self.touched);
        if let Some(view) = self.view.as_ref().filter(|view| !touched && view.status == status) {
            return Rc::clone(view);
        }
        let shown = self.view.take();
        let messages = self.timeline.shown().clone();
        let echoes: Vec<_> = self.outbox.echoes().cloned().collect();
        let view = RoomView {
            id: self.id(),
            status,
            loaded: self.loaded,
            opened_with: self.opened_with,
            unread: self.unread_of(&messages),
            messages,
            echoes: share(shown.as_ref().map(|view| &view.echoes), echoes),
            movements: share(shown.as_ref().map(|view| &view.movements), self.people.movements()),
            people: share(shown.as_ref().map(|view| &view.people), self.people.here()),
            unread_after: self.unread_after,
        };
        let view = shown.filter(|shown| **shown == view).unwrap_or_else(|| Rc::new(view));
        self.view = Some(Rc::clone(&view));
        view
    }

    /// Messages of others that were not seen.
    pub(super) fn unread(&self) -> usize {
        self.unread_of(self.timeline.rows())
    }

    fn unread_of(&self, messages: &Messages) -> usize {
        messages.others_from(messages.after(self.kept.read_up_to))
    }

    pub(super) fn has_unread(&self) -> bool {
        let rows = self.timeline.rows();
        rows.other_from(rows.after(self.kept.read_up_to)).is_some()
    }

    /// The site does not let this user in, or there is no such room.
    pub(crate) fn has_no_access(&self) -> bool {
        // Today's backend answers the history of a room that does not exist with an empty list, and says so to a join only.
        let refused = [&self.history, &self.join]
            .into_iter()
            .any(|call| call.failure().is_some_and(Failure::closes_room) && !call.is_open());
        self.subscription.has_no_access() || refused
    }

    /// Whether a text stands here that the site's content filter refused.
    pub(crate) fn has_filtered(&self) -> bool {
        self.outbox.echoes().any(|echo| matches!(echo.state, SendState::Failed(Failure::Filtered { .. })))
    }

    fn status(&self, connected: bool) -> RoomStatus {
        if self.has_no_access() {
            return RoomStatus::NoAccess;
        }
        match (connected && self.subscription.is_live(), self.synced, self.loaded) {
            (true, true, _) => RoomStatus::Live,
            (_, _, false) if self.history.failure().is_some() => RoomStatus::Unavailable,
            (_, _, false) => RoomStatus::Loading,
            (true, false, true) => RoomStatus::CatchingUp,
            (false, _, true) => RoomStatus::Late,
        }
    }
}

fn share<T: PartialEq>(shown: Option<&Rc<[T]>>, new: Vec<T>) -> Rc<[T]> {
    shown.filter(|shown| ***shown == *new).map_or_else(|| new.into(), Rc::clone)
}
