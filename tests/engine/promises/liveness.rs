//! "Live" is said only while messages can arrive, and soon enough not said any more when they cannot.

use glx_realtime::engine::{Millis, RoomStatus, Status, View};

use crate::client::Client;

/// How long a link may be dead before it is not called live any more: 8 s of silence, and 2 s for an answer to a ping.
const NOTICED: Millis = 10_000;
/// A loss that the browser tells is told with the next fact.
const TOLD: Millis = 1_000;

/// Notes whether anything can arrive at the page.
pub(crate) fn note(client: &mut Client, now: Millis) {
    let (hears, has_socket) = (client.hears(), client.pusher.socket.is_some());
    let since = |works: bool, since: Option<Millis>| if works { None } else { since.or(Some(now)) };
    client.watch.deaf_since = since(hears, client.watch.deaf_since);
    client.watch.cut_since = since(has_socket, client.watch.cut_since);
}

pub(super) fn check(client: &mut Client, view: &View, now: Millis) {
    note(client, now);
    if view.health.status != Status::Live {
        return;
    }
    for (since, bound) in [(client.watch.deaf_since, NOTICED), (client.watch.cut_since, TOLD)] {
        let span = now - since.unwrap_or(now);
        assert!(span <= bound, "live is shown, and for {span} ms nothing could arrive");
    }
    if client.pusher.socket.is_none() {
        return;
    }
    for (number, holders) in &client.watch.open {
        let room = view.rooms.values().find(|room| room.id.get() == *number && *holders > 0);
        let status = room.map(|room| room.status);
        let is_well = matches!(status, None | Some(RoomStatus::Live | RoomStatus::NoAccess));
        assert!(is_well, "live is shown, and room {number} is {status:?}");
    }
    for room in view.rooms.values().filter(|room| room.status == RoomStatus::Live) {
        let channel = format!("private-help-request-{}", room.id);
        assert!(client.pusher.hears(&channel), "live, but {channel} is not subscribed");
    }
}
