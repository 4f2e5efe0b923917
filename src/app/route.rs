//! Which room is open, as the page's address tells it: behind the `#`, so that a reload works on any static host.

use yew::prelude::*;

use crate::browser::location;
use crate::engine::RoomId;

/// A place in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// The list of help requests.
    Rooms,
    /// One of them.
    Room(RoomId),
}

impl Route {
    fn current() -> Self {
        let room = location::hash();
        room.strip_prefix("/requests/").and_then(|id| RoomId::parse(id).ok()).map_or(Self::Rooms, Self::Room)
    }

    /// The address of this place.
    pub(super) fn href(self) -> String {
        match self {
            Self::Rooms => "#/".to_owned(),
            Self::Room(room) => format!("#/requests/{room}"),
        }
    }
}

/// The present place, and how to go to another.
#[hook]
pub(super) fn use_route() -> (Route, Callback<Route>) {
    let route = use_state_eq(Route::current);
    {
        let set = route.setter();
        use_effect_with((), move |()| {
            let listeners = location::on_navigate(move || set.set(Route::current()));
            move || drop(listeners)
        });
    }
    let set = route.setter();
    let go = use_callback((), move |to: Route, ()| {
        // An address that the browser refuses to show does not keep anybody from going there.
        let _ = location::push(&to.href());
        set.set(to);
    });
    (*route, go)
}
