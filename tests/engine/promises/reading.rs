//! What was read stays read, and unread is what the model counts: messages of others after the mark.

use std::collections::BTreeMap;

use glx_realtime::engine::{Effect, Input, View};

use crate::backend::Backend;
use crate::client::Client;

/// A stay begins with the marks that the device keeps, and another tab may move them on.
pub(super) fn note(client: &mut Client, input: &Input) {
    let begins = match input {
        Input::SignIn { user, stored } => Some(stored).filter(|_| !client.signed_in || client.user != user.get()),
        Input::KeptByAnother { stored } => Some(stored),
        _ => None,
    };
    if let Some(stored) = begins {
        client.watch.marks =
            stored.iter().filter_map(|(key, value)| Some((room_of(key)?, value.parse().ok()?))).collect();
    }
    // What was read in another tab is read here.
    if let Input::KeptElsewhere { key, value: Some(value) } = input
        && client.signed_in
        && let (Some(room), Ok(mark)) = (room_of(key), value.parse())
    {
        let known = client.watch.marks.entry(room).or_insert(mark);
        *known = mark.max(*known);
    }
}

pub(super) fn judge(client: &mut Client, effect: &Effect) {
    let Effect::Store { key, value } = effect else { return };
    let Some(room) = room_of(key) else { return };
    let mark = value.as_ref().and_then(|value| value.parse().ok()).expect("a mark is a message's id");
    let before = client.watch.marks.insert(room, mark);
    assert!(before.is_none_or(|before| before <= mark), "the mark of room {room} goes back from {before:?} to {mark}");
}

pub(super) fn check(backend: &Backend, client: &Client, view: &View) {
    let Some(me) = &view.me else { return };
    for (id, room) in view.rooms.iter() {
        let mark = client.watch.marks.get(&id.get()).copied();
        let news = room.messages.iter().rev().take_while(|row| mark.is_none_or(|mark| row.id.get() > mark));
        // Whose a row of a history without ids is, is known with the user's own name.
        let of_others = news.filter(|row| match backend.row(row.id.get()) {
            Some(saved) if me.name.is_some() || row.user.is_some() => saved.user != client.user,
            _ => !row.mine,
        });
        let count = of_others.count();
        assert_eq!(room.unread, count, "unread in room {id}, read up to {mark:?}");
    }
}

/// Up to where a page has read each room.
pub(crate) fn marks(client: &Client) -> &BTreeMap<u64, u64> {
    &client.watch.marks
}

fn room_of(key: &str) -> Option<u64> {
    key.strip_prefix("read.")?.parse().ok()
}
