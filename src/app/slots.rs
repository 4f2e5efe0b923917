//! Gives each component its slice of the view and its commands, and nothing else, so that each re-renders on its own.

use std::rc::Rc;

use yew::prelude::*;

use super::route::Route;
use crate::browser::{clock, download};
use crate::components::chat::Chat;
use crate::components::health::HealthIndicator;
use crate::components::notifications::NotificationBell;
use crate::components::rooms::RoomList;
use crate::engine::recording::Texts;
use crate::engine::{ClientId, MessageId, NotificationId, RoomId};
use crate::hooks::{
    Socket, use_draft, use_health, use_help_requests, use_me, use_notifications, use_room, use_selector,
};

/// A command as a callback that stays the same as long as the connection and the room do.
#[hook]
fn use_command<T: 'static>(room: Option<RoomId>, act: impl Fn(&Socket, Option<RoomId>, T) + 'static) -> Callback<T> {
    let socket = use_context::<Socket>();
    use_callback((socket, room), move |value, (socket, room)| {
        if let Some(socket) = socket {
            act(socket, *room, value);
        }
    })
}

#[component]
pub(super) fn HealthSlot() -> Html {
    let health = use_health();
    let socket = use_context::<Socket>();
    let config = use_memo(socket, |socket| socket.as_ref().map(|socket| Rc::new(socket.config().clone())));
    let on_try_now = use_command(None, |socket, _, ()| socket.force_reconnect());
    let on_look = use_command(None, |socket, _, ()| socket.diagnose());
    // Where the browser gives no file the reader sees that none came.
    let on_save_recording = use_command(None, |socket, _, ()| {
        let _ = download::download("glx-recording.jsonl", &socket.recording(Texts::Hashed));
    });
    html! {
        if let (Some(health), Some(config)) = (health, &*config) {
            <HealthIndicator {health} config={Rc::clone(config)} {on_look} clock={clock::monotonic_ms as fn() -> u64} {on_try_now}
                {on_save_recording} />
        }
    }
}

#[component]
pub(super) fn BellSlot() -> Html {
    let view = use_notifications();
    let on_read = use_command(None, |socket, _, id: NotificationId| socket.read_notification(id));
    let on_read_all = use_command(None, |socket, _, ()| socket.read_all_notifications());
    let on_look = use_command(None, |socket, _, ()| socket.look_at_notifications());
    html! { <NotificationBell {view} {on_look} {on_read} {on_read_all} /> }
}

#[derive(Debug, PartialEq, Properties)]
pub(super) struct RoomsSlotProps {
    pub(super) current: Option<RoomId>,
    pub(super) on_open: Callback<RoomId>,
}

#[component]
pub(super) fn RoomsSlot(props: &RoomsSlotProps) -> Html {
    let view = use_help_requests();
    let on_retry = use_command(None, |socket, _, ()| socket.load_help_requests());
    let href = use_callback((), |room, ()| Route::Room(room).href());
    html! { <RoomList {view} current={props.current} on_open={props.on_open.clone()} {href} {on_retry} /> }
}

#[derive(Debug, PartialEq, Properties)]
pub(super) struct RoomSlotProps {
    pub(super) room: RoomId,
    pub(super) on_back: Callback<()>,
}

#[component]
pub(super) fn RoomSlot(props: &RoomSlotProps) -> Html {
    let room = use_room(props.room);
    let me = use_me();
    let draft = use_draft(props.room);
    let about = use_selector(props.room, |view, room| {
        let request = view.help_requests.list.iter().find(|request| request.room == *room);
        request.map(|request| (AttrValue::from(request.title.clone()), AttrValue::from(request.requester.clone())))
    });
    let (title, subtitle) = about
        .and_then(|about| (*about).clone())
        .unwrap_or_else(|| (format!("Help request {}", props.room).into(), AttrValue::default()));
    let id = Some(props.room);
    let on_send = use_command(id, |socket, room, text: String| with(room, |room| socket.send_message(room, text)));
    let on_retry = use_command(id, |socket, room, send: ClientId| with(room, |room| socket.retry(room, send)));
    let on_discard = use_command(id, |socket, room, send: ClientId| with(room, |room| socket.discard(room, send)));
    let on_seen = use_command(id, |socket, room, up_to: MessageId| with(room, |room| socket.seen(room, up_to)));
    let on_draft = use_command(id, |socket, room, text: String| with(room, |room| socket.keep_draft(room, text)));
    let on_retry_now = use_command(None, |socket, _, ()| socket.force_reconnect());
    html! {
        if let Some(room) = room {
            <Chat {room} {title} {subtitle} {me} initial_draft={draft} {on_send} {on_retry} {on_discard} {on_seen} {on_draft}
                {on_retry_now} on_back={props.on_back.clone()} />
        }
    }
}

fn with(room: Option<RoomId>, act: impl FnOnce(RoomId)) {
    if let Some(room) = room {
        act(room);
    }
}
