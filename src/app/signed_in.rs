//! The page of whoever is signed in: the bar, the help requests, and the chat that is open.

use yew::prelude::*;

use super::route::{Route, use_route};
use super::{theme, title};
use crate::components::shell::{AppBar, Layout, NothingOpen};
use crate::hooks::{use_me, use_selector};
use crate::slots::{BellSlot, HealthSlot, RoomSlot, RoomsSlot};

#[derive(Debug, PartialEq, Properties)]
pub(super) struct SignedInProps {
    pub(super) sign_out: Callback<()>,
}

#[component]
pub(super) fn SignedIn(props: &SignedInProps) -> Html {
    let (route, go) = use_route();
    let me = use_me();
    let user = me.as_ref().map(|me| me.user);
    let room = match route {
        Route::Room(room) => Some(room),
        Route::Rooms => None,
    };
    let name = use_selector(room, |view, room| {
        let list = &view.help_requests.list;
        room.and_then(|room| list.iter().find(|request| request.room == room))
            .map(|request| AttrValue::from(request.title.clone()))
    });
    let unread =
        use_selector((), |view, ()| title::unread(view.rooms.values().map(AsRef::as_ref), view.notifications.unread));
    title::use_title(name.and_then(|name| (*name).clone()), unread.map_or(0, |unread| *unread));
    let on_open = go.reform(Route::Room);
    let on_back = go.reform(|()| Route::Rooms);
    let bar = html! {
        <AppBar user={me.and_then(|me| me.name.clone()).map(AttrValue::from)} home={Route::Rooms.href()} on_home={on_back.clone()}
            on_theme={theme::keep as fn(_)} on_sign_out={props.sign_out.clone()}>
            <HealthSlot />
            // What was told aloud to one user is not left for the next.
            <BellSlot key={format!("{user:?}")} />
        </AppBar>
    };
    let main = match room {
        // Another user's page is another page: what the one before was writing goes with it. So a room waits until it is known whose it is.
        Some(room) if user.is_some() => {
            html! { <RoomSlot key={format!("{user:?} {room}")} {room} on_back={Some(on_back)} finds_anywhere={true} /> }
        }
        Some(_) => Html::default(),
        None => html! { <NothingOpen /> },
    };
    let href = use_callback((), |room, ()| Route::Room(room).href());
    html! { <Layout {bar} side={html! { <RoomsSlot current={room} {on_open} {href} /> }} {main} room_open={room.is_some()} /> }
}
