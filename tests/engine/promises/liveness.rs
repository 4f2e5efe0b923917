//! "Live" is said only while messages can arrive, and soon enough not said any more when they cannot.

use glx_realtime::engine::{Millis, RoomStatus, Status, View};

use crate::client::Client;

/// How long a link may be dead before it is not called live any more: 8 s of silence, and 2 s for an answer to a ping.
const NOTICED: Millis = 10_000;
/// A loss that the browser tells is told with the next fact.
const TOLD: Millis = 1_000;

/// Notes whether anything can arrive at the page.
pub(crate) fn note(client: &mut Client, now: Millis) {
    let reached = client.hears() && client.pusher.socket.is_some();
    client.watch.unreached_since = if reached { None } else { client.watch.unreached_since.or(Some(now)) };
}

pub(super) fn check(client: &mut Client, view: &View, now: Millis) {
    note(client, now);
    if view.health.status != Status::Live {
        return;
    }
    let bound = if client.pusher.socket.is_some() { NOTICED } else { TOLD };
    let since = client.watch.unreached_since.unwrap_or(now);
    assert!(now <= since + bound, "live is shown, and for {} ms nothing could arrive", now - since);
    if client.pusher.socket.is_none() {
        return;
    }
    for room in view.rooms.values().filter(|room| room.status == RoomStatus::Live) {
        let channel = format!("private-help-request-{}", room.id);
        assert!(client.pusher.hears(&channel), "live, but {channel} is not subscribed");
    }
}
