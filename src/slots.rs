//! Gives each component its slice of the view and its commands, and nothing else, so that each re-renders on its own. The stand-alone page
//! and the elements put these into their places; neither has any of its own. Decides nothing.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::{clock, download};
use crate::components::chat::Chat;
use crate::components::health::HealthIndicator;
use crate::components::notifications::NotificationBell;
use crate::components::rooms::RoomList;
use crate::engine::recording::Texts;
use crate::engine::{ClientId, MessageId, NotificationId, RoomId, Status};
use crate::hooks::{
    Socket, use_draft, use_health, use_help_requests, use_me, use_notifications, use_room, use_selector, use_status,
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

/// How the connection stands.
#[component]
pub fn HealthSlot() -> Html {
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

/// The notifications.
#[component]
pub fn BellSlot() -> Html {
    let view = use_notifications();
    let on_read = use_command(None, |socket, _, id: NotificationId| socket.read_notification(id));
    let on_read_all = use_command(None, |socket, _, ()| socket.read_all_notifications());
    let on_look = use_command(None, |socket, _, ()| socket.look_at_notifications());
    html! { <NotificationBell {view} {on_look} {on_read} {on_read_all} /> }
}

/// What [`RoomsSlot`] is given.
#[derive(Debug, PartialEq, Properties)]
pub struct RoomsSlotProps {
    /// The room that is open.
    pub current: Option<RoomId>,
    /// A room is to be opened.
    pub on_open: Callback<RoomId>,
    /// The address of a room.
    pub href: Callback<RoomId, String>,
}

/// The help requests.
#[component]
pub fn RoomsSlot(props: &RoomsSlotProps) -> Html {
    let view = use_help_requests();
    let on_retry = use_command(None, |socket, _, ()| socket.load_help_requests());
    html! { <RoomList {view} current={props.current} on_open={props.on_open.clone()} href={props.href.clone()} {on_retry} /> }
}

/// What [`RoomSlot`] is given.
#[derive(Debug, PartialEq, Properties)]
pub struct RoomSlotProps {
    /// The room, joined for as long as the slot is there.
    pub room: RoomId,
    /// What stands above the rows; without it, what the help request is called, where that is known.
    #[prop_or_default]
    pub heading: Option<AttrValue>,
    /// Back to the list, where there is one.
    #[prop_or_default]
    pub on_back: Option<Callback<()>>,
    /// The keys that find in a page find in the room, wherever the focus is.
    #[prop_or_default]
    pub finds_anywhere: bool,
}

/// The chat of one room.
#[component]
pub fn RoomSlot(props: &RoomSlotProps) -> Html {
    let room = use_room(props.room);
    let me = use_me();
    let draft = use_draft(props.room);
    let ended = use_status() == Status::SignInEnded;
    let about = use_selector(props.room, |view, room| {
        let request = view.help_requests.list.iter().find(|request| request.room == *room);
        request.map(|request| (AttrValue::from(request.title.clone()), AttrValue::from(request.requester.clone())))
    });
    let (title, subtitle) = about
        .and_then(|about| (*about).clone())
        .unwrap_or_else(|| (format!("Help request {}", props.room).into(), AttrValue::default()));
    let title = props.heading.clone().unwrap_or(title);
    let id = Some(props.room);
    let on_send = use_command(id, |socket, room, text: String| with(room, |room| socket.send_message(room, text)));
    let on_retry = use_command(id, |socket, room, send: ClientId| with(room, |room| socket.retry(room, send)));
    let on_discard = use_command(id, |socket, room, send: ClientId| with(room, |room| socket.discard(room, send)));
    let on_seen = use_command(id, |socket, room, up_to: MessageId| with(room, |room| socket.seen(room, up_to)));
    let on_draft = use_command(id, |socket, room, text: String| with(room, |room| socket.keep_draft(room, text)));
    let on_retry_now = use_command(None, |socket, _, ()| socket.force_reconnect());
    html! {
        if let Some(room) = room {
            <Chat {room} {title} {subtitle} {me} {ended} initial_draft={draft} {on_send} {on_retry} {on_discard} {on_seen} {on_draft}
                {on_retry_now} finds_anywhere={props.finds_anywhere} on_back={props.on_back.clone()} />
        }
    }
}

fn with(room: Option<RoomId>, act: impl FnOnce(RoomId)) {
    if let Some(room) = room {
        act(room);
    }
}
