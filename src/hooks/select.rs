//! Selectors: each reads one slice of the view and re-renders its component only when that slice has changed.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::Socket;
use crate::engine::{Health, HelpRequestsView, Me, NotificationsView, RoomId, RoomView, Status, View};

/// The part of the view that `select` picks, now and after every change of it. `None` outside a
/// [`SocketProvider`](super::SocketProvider).
#[hook]
pub fn use_selector<T, D>(deps: D, select: impl Fn(&View, &D) -> T + 'static) -> Option<Rc<T>>
where
    T: PartialEq + 'static,
    D: PartialEq + Clone + 'static,
{
    let socket = use_context::<Socket>();
    let update = use_force_update();
    let select = Rc::new(select);
    // What was last rendered, so that a change is noticed even between a render and the start of the watch.
    let shown = use_memo((), |()| RefCell::new(None::<Rc<T>>));
    let current = socket.as_ref().map(|socket| {
        let fresh = select(&socket.view(), &deps);
        let mut shown = shown.borrow_mut();
        match &*shown {
            Some(same) if **same == fresh => Rc::clone(same),
            _ => Rc::clone(shown.insert(Rc::new(fresh))),
        }
    });
    use_effect_with((socket, deps), move |(socket, deps)| {
        let watch = socket.as_ref().map(|socket| {
            let deps = deps.clone();
            let check = move |view: &View| {
                let stale = shown.borrow().as_ref().is_none_or(|shown| **shown != select(view, &deps));
                if stale {
                    update.force_update();
                }
            };
            check(&socket.view());
            socket.on_change(check)
        });
        move || drop(watch)
    });
    current
}

/// A room, joined for as long as the component is there. `None` until it is joined.
#[hook]
pub fn use_room(room: RoomId) -> Option<Rc<RoomView>> {
    let socket = use_context::<Socket>();
    use_effect_with((socket, room), |(socket, room)| {
        let held = socket.clone().map(|socket| (socket.join_room(&room.to_string()), socket));
        socket.iter().for_each(|socket| socket.look_at(*room));
        move || {
            if let Some((Ok(room), socket)) = held {
                socket.leave_room(room);
            }
        }
    });
    use_selector(room, |view, room| view.rooms.get(room).cloned().map(ByPointer))
        .and_then(|room| room.as_ref().as_ref().map(|room| Rc::clone(&room.0)))
}

/// How the connection stands, in full.
#[hook]
pub fn use_health() -> Option<Rc<Health>> {
    use_selector((), |view, ()| Rc::clone(&view.health)).map(|health| Rc::clone(&*health))
}

/// How the connection stands, in one word.
#[hook]
pub fn use_status() -> Status {
    use_selector((), |view, ()| view.health.status.clone()).map_or(Status::SignedOut, |status| (*status).clone())
}

/// The notification feed.
#[hook]
pub fn use_notifications() -> Rc<NotificationsView> {
    use_selector((), |view, ()| ByPointer(Rc::clone(&view.notifications)))
        .map_or_else(Rc::default, |view| Rc::clone(&view.0))
}

/// The list of help requests, asked for when the component appears.
#[hook]
pub fn use_help_requests() -> Rc<HelpRequestsView> {
    let socket = use_context::<Socket>();
    let me = use_me().map(|me| me.user);
    use_effect_with((socket, me), |(socket, me)| {
        if let (Some(socket), Some(_)) = (socket, me) {
            socket.load_help_requests();
        }
    });
    use_selector((), |view, ()| ByPointer(Rc::clone(&view.help_requests)))
        .map_or_else(Rc::default, |view| Rc::clone(&view.0))
}

/// Who is signed in.
#[hook]
pub fn use_me() -> Option<Rc<Me>> {
    use_selector((), |view, ()| view.me.clone()).and_then(|me| (*me).clone())
}

/// What stood in a room's composer when it was joined, which is when the device's memory of it is known.
#[hook]
pub fn use_draft(room: RoomId) -> AttrValue {
    let socket = use_context::<Socket>();
    let joined = use_selector(room, |view, room| view.rooms.contains_key(room));
    (*use_memo((socket, room, joined), |(socket, room, _)| {
        AttrValue::from(socket.as_ref().map(|socket| socket.session.draft(*room)).unwrap_or_default())
    }))
    .clone()
}

/// A slice that is the same only if it is the very same: comparing what grows would cost what rendering it costs.
#[derive(Debug)]
struct ByPointer<T>(Rc<T>);

impl<T> PartialEq for ByPointer<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
