//! What has to hold after every single step, whatever has happened.

use std::collections::BTreeSet;
use std::rc::Rc;

use glx_realtime::engine::{Millis, RowKey, Status, View};

use crate::backend::Backend;
use crate::world::Client;

/// Looks at what the client shows.
pub(crate) fn check(backend: &Backend, client: &mut Client, now: Millis) {
    let view = client.engine.view();
    if let Some(deadline) = client.engine.deadline() {
        assert!(deadline > now, "the deadline lies ahead");
    }
    one_order_and_no_doubles(&view);
    no_echo_beside_its_message(backend, &view);
    nothing_invented(backend, &view);
    live_means_live(client, &view);
    if let Some(last) = &client.last {
        slices_stay(last, &view);
    }
    client.last = Some(view);
}

fn one_order_and_no_doubles(view: &View) {
    for room in view.rooms.values() {
        for pair in room.messages.windows(2) {
            assert!(pair[0].id < pair[1].id, "ids rise: {} then {}", pair[0].id, pair[1].id);
        }
        let mut keys = BTreeSet::new();
        let rows = room.messages.iter().map(|message| format!("{:?}", message.key));
        let echoes = room.echoes.iter().map(|echo| format!("{:?}", RowKey::Send(echo.client_id.clone())));
        for key in rows.chain(echoes) {
            assert!(keys.insert(key.clone()), "two rows are called {key}");
        }
    }
}

fn no_echo_beside_its_message(backend: &Backend, view: &View) {
    // Until the user's own name is known nobody can tell which rows of a history are theirs.
    if view.me.as_ref().is_none_or(|me| me.name.is_none()) {
        return;
    }
    for room in view.rooms.values() {
        for echo in room.echoes.iter() {
            let saved = backend.rows.iter().filter(|row| row.client_id.as_deref() == Some(echo.client_id.as_str()));
            for row in saved {
                let shown = room.messages.iter().any(|message| message.id.get() == row.id);
                assert!(!shown, "{:?} is shown as sent and as unsent ({:?})", echo.text, echo.state);
            }
        }
    }
}

/// Rows show what the backend has, in the room where it has it. Tests that inject events of their own use ids from 1,000,000 on.
fn nothing_invented(backend: &Backend, view: &View) {
    for (id, room) in view.rooms.iter() {
        for message in room.messages.iter().filter(|message| message.id.get() < 1_000_000) {
            let row = backend.rows.iter().find(|row| row.id == message.id.get() && row.room == id.get());
            assert!(row.is_some(), "message {} is not in room {id} of the backend", message.id);
        }
    }
}

/// "Live" is said only while every channel that is wanted is confirmed.
fn live_means_live(client: &Client, view: &View) {
    if view.health.status != Status::Live {
        return;
    }
    // What breaks this very moment is told with the next fact.
    let Some(_) = &client.pusher.socket else { return };
    for room in view.rooms.values().filter(|room| room.status == glx_realtime::engine::RoomStatus::Live) {
        let channel = format!("private-help-request-{}", room.id);
        assert!(client.pusher.hears(&channel), "live, but {channel} is not subscribed");
    }
}

/// What says the same is the same: selectors compare by pointer.
fn slices_stay(last: &View, view: &View) {
    let user = |view: &View| view.me.as_ref().map(|me| me.user);
    if user(last) != user(view) {
        return;
    }
    assert!(*last.health != *view.health || Rc::ptr_eq(&last.health, &view.health), "health was made anew");
    assert!(
        last.notifications != view.notifications || Rc::ptr_eq(&last.notifications, &view.notifications),
        "notifications"
    );
    assert!(
        last.help_requests != view.help_requests || Rc::ptr_eq(&last.help_requests, &view.help_requests),
        "help requests"
    );
    assert!(last.rooms != view.rooms || Rc::ptr_eq(&last.rooms, &view.rooms), "the rooms were made anew");
    if let (Some(last), Some(me)) = (&last.me, &view.me) {
        assert!(last != me || Rc::ptr_eq(last, me), "me was made anew");
    }
    for (id, room) in view.rooms.iter() {
        let Some(last) = last.rooms.get(id) else { continue };
        assert!(last != room || Rc::ptr_eq(last, room), "room {id} was made anew");
        assert!(last.messages != room.messages || Rc::ptr_eq(&last.messages, &room.messages), "messages of {id}");
        assert!(last.echoes != room.echoes || Rc::ptr_eq(&last.echoes, &room.echoes), "echoes of {id}");
        assert!(last.people != room.people || Rc::ptr_eq(&last.people, &room.people), "people of {id}");
        assert!(last.movements != room.movements || Rc::ptr_eq(&last.movements, &room.movements), "movements of {id}");
    }
}
