//! "Live" is said only while messages can arrive, and soon enough not said any more when they cannot.

use glx_realtime::engine::{Input, Millis, RoomStatus, RoomView, Status, View};

use crate::client::Client;

/// How long a link may be dead before it is not called live any more: 8 s of silence, and 2 s for an answer to a ping.
const NOTICED: Millis = 10_000;
/// How long a message's event may come after the message itself.
const OWED: Millis = 5_000;
/// Two checks that count cannot have come and gone so soon after.
const UNFORGIVEN: Millis = 20_000;
/// Longer texts may not fit into an event.
const FITS: usize = 4_000;
/// A loss that the browser tells is told with the next fact.
const TOLD: Millis = 1_000;

/// Notes whether anything can arrive at the page.
pub(crate) fn note(client: &mut Client, now: Millis) {
    let (hears, has_socket) = (client.hears(), client.pusher.socket.is_some());
    let since = |works: bool, since: Option<Millis>| if works { None } else { since.or(Some(now)) };
    client.watch.deaf_since = since(hears, client.watch.deaf_since);
    client.watch.cut_since = since(has_socket, client.watch.cut_since);
}

/// Notes which messages come by their events.
pub(super) fn hear(client: &mut Client, input: &Input, now: Millis) {
    let Input::ChannelEvent { channel, event, data } = input else { return };
    let room = channel.strip_prefix("private-help-request-").and_then(|room| room.parse::<u64>().ok());
    let (Some(room), "new-message") = (room, &**event) else { return };
    let told: Option<serde_json::Value> = serde_json::from_str(data).ok();
    if let Some(id) = told.and_then(|told| told["id"].as_str()?.parse().ok()) {
        client.watch.brought.insert(id);
        // An older one that is late shows that they arrive, and nothing of what may still come.
        client.watch.unbrought.retain(|(other, row), since| *other != room || (*row > id && now < *since + OWED));
    }
}

/// Notes the rows that a room has learnt of in another way, though it was live.
fn note_rows(client: &mut Client, view: &View, now: Millis) {
    let is_live = |room: &&std::rc::Rc<RoomView>| room.status == RoomStatus::Live;
    let has_socket = client.pusher.socket.is_some();
    let live = |number: &u64| has_socket && view.rooms.values().filter(is_live).any(|room| room.id.get() == *number);
    client.watch.unbrought.retain(|(room, _), _| live(room));
    let last = client.watch.last.as_ref();
    for room in view.rooms.values().filter(is_live).filter(|_| has_socket) {
        let before = last.and_then(|last| last.rooms.get(&room.id)).filter(is_live);
        if before.is_none_or(|before| before.messages.len() == room.messages.len()) {
            continue;
        }
        let confirmed_with = client.watch.confirmed_with.get(&room.id.get()).copied().unwrap_or_default();
        for row in room.messages.iter().rev().take_while(|row| row.id.get() > confirmed_with) {
            let known = before.is_some_and(|before| before.messages.iter().any(|known| known.id == row.id));
            if !known && row.text.len() < FITS && !client.watch.brought.contains(&row.id.get()) {
                client.watch.unbrought.insert((room.id.get(), row.id.get()), now);
            }
        }
    }
}

pub(super) fn check(client: &mut Client, view: &View, now: Millis) {
    note(client, now);
    note_rows(client, view, now);
    if view.health.status != Status::Live {
        return;
    }
    for ((room, id), since) in &client.watch.unbrought {
        let unforgiven = since + OWED..since + OWED + UNFORGIVEN;
        assert!(!unforgiven.contains(&now), "live is shown, and no event has brought message {id} of room {room}");
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
