//! What says the same is the same: selectors compare by pointer, so a slice that has not changed is not made anew.

use std::rc::Rc;

use glx_realtime::engine::{RoomId, View};

pub(super) fn check(last: &View, view: &View) {
    let is_other = |id: &RoomId| last.rooms.get(id).is_none_or(|last| !Rc::ptr_eq(last, &view.rooms[id]));
    let since = view.rooms_since(&last.rooms).map(|room| room.id);
    assert!(since.eq(view.rooms.keys().copied().filter(is_other)), "the rooms since");
    let user = |view: &View| view.me.as_ref().map(|me| me.user);
    if user(last) != user(view) {
        return;
    }
    assert!(Rc::ptr_eq(&last.health, &view.health) || *last.health != *view.health, "health was made anew");
    assert!(
        Rc::ptr_eq(&last.notifications, &view.notifications) || last.notifications != view.notifications,
        "notifications"
    );
    assert!(
        Rc::ptr_eq(&last.help_requests, &view.help_requests) || last.help_requests != view.help_requests,
        "help requests"
    );
    assert!(Rc::ptr_eq(&last.rooms, &view.rooms) || last.rooms != view.rooms, "the rooms were made anew");
    if let (Some(last), Some(me)) = (&last.me, &view.me) {
        assert!(Rc::ptr_eq(last, me) || last != me, "me was made anew");
    }
    for (id, room) in view.rooms.iter() {
        let Some(last) = last.rooms.get(id) else { continue };
        assert!(Rc::ptr_eq(last, room) || last != room, "room {id} was made anew");
        assert!(last.messages.is_same(&room.messages) || last.messages != room.messages, "messages of {id}");
        assert!(Rc::ptr_eq(&last.echoes, &room.echoes) || last.echoes != room.echoes, "echoes of {id}");
        assert!(Rc::ptr_eq(&last.people, &room.people) || last.people != room.people, "people of {id}");
        assert!(Rc::ptr_eq(&last.movements, &room.movements) || last.movements != room.movements, "movements of {id}");
    }
}
