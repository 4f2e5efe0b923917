//! Every row once, in the backend's order, with nothing invented; and what was shown once stays, in its place, under its name.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use glx_realtime::engine::{ClientId, MessageId, Messages, RoomStatus, RoomView, RowKey, SendState, View};

use crate::backend::Backend;
use crate::client::Client;

pub(super) fn check(backend: &Backend, client: &mut Client, view: &View) {
    let last = client.watch.last.clone();
    let last = last.as_ref().filter(|last| user(last) == user(view));
    // Until the user's own name is known nobody can tell which rows of a history are theirs.
    let knows_own = view.me.as_ref().is_some_and(|me| me.name.is_some());
    let knew_own = last.and_then(|last| last.me.as_ref()).is_some_and(|me| me.name.is_some());
    for (id, room) in view.rooms.iter() {
        let before = last.and_then(|last| last.rooms.get(id));
        if before.is_some_and(|before| Rc::ptr_eq(before, room)) && knew_own == knows_own {
            continue;
        }
        once_and_in_order(room);
        nothing_invented(backend, room);
        if knows_own {
            no_echo_beside_its_message(backend, client, room);
        }
        if room.echoes.iter().any(|echo| matches!(echo.state, SendState::Failed(_))) {
            client.watch.failed_in.insert(id.get());
        }
        let was_live = before.is_some_and(|before| before.status == RoomStatus::Live);
        if room.status == RoomStatus::Live && !was_live {
            nothing_missed(backend, client, room);
        }
        if let Some(before) = before {
            // A room that one may not enter, but hear, is live without saying so.
            let hears = |room: &RoomView| matches!(room.status, RoomStatus::Live | RoomStatus::NoAccess);
            if client.watch.is_broadcast && !hears(before) && !hears(room) {
                nothing_before_what_was_missed(client, before, room);
            }
            what_was_shown_stays(before, room);
            what_was_typed_stays(client, before, room);
        }
    }
}

fn user(view: &View) -> Option<u64> {
    view.me.as_ref().map(|me| me.user.get())
}

fn once_and_in_order(room: &RoomView) {
    for (older, newer) in room.messages.iter().zip(room.messages.iter().skip(1)) {
        assert!(older.id < newer.id, "ids rise: {} then {}", older.id, newer.id);
    }
    let mut sends = HashSet::new();
    for name in names(room) {
        assert!(sends.insert(name.clone()), "two rows are called {name:?}");
    }
    for row in room.messages.iter() {
        assert!(!matches!(row.key, RowKey::Message(id) if id != row.id), "message {} is called {:?}", row.id, row.key);
    }
}

/// The rows that began as sends of this page.
fn names(room: &RoomView) -> impl Iterator<Item = ClientId> {
    let rows = room.messages.iter().filter_map(|row| match &row.key {
        RowKey::Send(name) => Some(name.clone()),
        RowKey::Message(_) => None,
    });
    rows.chain(room.echoes.iter().map(|echo| echo.client_id.clone()))
}

fn has(room: &RoomView, id: u64) -> bool {
    room.messages.position(MessageId::new(id).expect("an id")).is_ok()
}

fn no_echo_beside_its_message(backend: &Backend, client: &Client, room: &RoomView) {
    if room.echoes.is_empty() {
        return;
    }
    let by_name: BTreeMap<&str, u64> =
        backend.rows.iter().filter_map(|row| Some((row.client_id.as_deref()?, row.id))).collect();
    let unplaced = |name: &ClientId| client.clock_was_wrong && client.watch.unplaced.contains(name.as_str());
    for echo in room.echoes.iter().filter(|echo| !unplaced(&echo.client_id)) {
        let Some(saved) = by_name.get(echo.client_id.as_str()) else { continue };
        let shown = has(room, *saved);
        assert!(!shown, "{:?} is shown as sent and as unsent ({:?})", echo.text, echo.state);
    }
}

/// Rows show what the backend has, in the room where it has it. Tests that inject events of their own use ids from 1,000,000 on.
fn nothing_invented(backend: &Backend, room: &RoomView) {
    for message in room.messages.iter().filter(|message| message.id.get() < 1_000_000) {
        let saved = backend.row(message.id.get()).filter(|row| row.room == room.id.get());
        assert!(saved.is_some(), "message {} is not in room {} of the backend", message.id, room.id);
    }
}

/// Live is a room only when everything is there that was saved before its subscription was confirmed.
fn nothing_missed(backend: &Backend, client: &Client, room: &RoomView) {
    let newest = client.watch.confirmed_with.get(&room.id.get()).copied().unwrap_or(0);
    for row in backend.rows.iter().filter(|row| row.room == room.id.get() && row.id <= newest) {
        let shown = has(room, row.id);
        assert!(shown, "room {} is live, and message {} from before that is not there", room.id, row.id);
    }
}

/// What is broadcast waits for the history, unless that cannot be had.
fn nothing_before_what_was_missed(client: &Client, before: &RoomView, room: &RoomView) {
    let waits = room.messages.len() == before.messages.len() || client.watch.sends.history_failed(room.id.get());
    assert!(waits, "a message is shown in room {} before what was missed", room.id);
}

fn what_was_shown_stays(before: &RoomView, room: &RoomView) {
    let mut rows = room.messages.iter();
    for shown in before.messages.iter() {
        assert!(rows.any(|row| row.id == shown.id), "message {} was shown, and is gone", shown.id);
    }
}

/// A text that was typed is on screen until a person drops it: as an echo, or as the message that it has become.
fn what_was_typed_stays(client: &Client, before: &RoomView, room: &RoomView) {
    if Rc::ptr_eq(&before.echoes, &room.echoes) && same_names(&before.messages, &room.messages) {
        return;
    }
    let now: HashSet<ClientId> = names(room).collect();
    for name in names(before) {
        let dropped = client.watch.discarded.contains(&name);
        assert!(now.contains(&name) || dropped, "{name:?} was typed and shown, and is gone");
    }
}

fn same_names(before: &Messages, now: &Messages) -> bool {
    before.len() == now.len() && before.iter().zip(now).all(|(before, now)| before.key == now.key)
}
