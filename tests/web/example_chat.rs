use glx_realtime::config::{Config, Source};
use glx_realtime::engine::RoomId;
use glx_realtime::hooks::{Socket, SocketOptions, SocketProvider, use_room, use_socket, use_status};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
struct NeighboursProps {
    room: RoomId,
}

/// The messages of a help request, one line each, and a button that sends one.
#[component]
fn Neighbours(props: &NeighboursProps) -> Html {
    let socket = use_context::<Socket>();
    let id = props.room;
    let room = use_room(id);
    let status = use_status();
    let on_click = move |_| {
        if let Some(socket) = &socket {
            socket.send_message(id, "On my way!");
        }
    };
    html! {
        <>
            <p>{ format!("{status:?}") }</p>
            if let Some(room) = room {
                <ul>
                    for message in room.messages.iter() {
                        <li key={message.id.get()}>{ format!("{}: {}", message.name, message.text) }</li>
                    }
                    for echo in room.echoes.iter() {
                        <li key={echo.client_id.as_str()}>{ format!("{} (sending)", echo.text) }</li>
                    }
                </ul>
            }
            <button onclick={on_click}>{ "On my way!" }</button>
        </>
    }
}

#[derive(PartialEq, Properties)]
pub struct AppProps {
    /// The JSON that says which Pusher app and which API.
    pub config: AttrValue,
    /// The signed-in user's token.
    pub token: AttrValue,
    /// The help request, as `123` or `help_request_123`.
    pub room: AttrValue,
}

#[component]
pub fn App(props: &AppProps) -> Html {
    let config = Source::from_json(&props.config).and_then(|source| Config::resolve(&[source]));
    match (config, RoomId::parse(&props.room)) {
        (Ok(config), Ok(room)) => html! { <Connected {config} token={props.token.clone()} {room} /> },
        (Err(problems), _) => html! { <p>{ problems.join(" ") }</p> },
        (_, Err(problem)) => html! { <p>{ problem.to_string() }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct ConnectedProps {
    config: Config,
    token: AttrValue,
    room: RoomId,
}

#[component]
fn Connected(props: &ConnectedProps) -> Html {
    let socket = use_socket(SocketOptions {
        config: props.config.clone(),
        token: Some(props.token.clone()),
        refresh: None,
    });
    html! { <SocketProvider {socket}><Neighbours room={props.room} /></SocketProvider> }
}
