use glx_realtime::config::{Config, Source};
use glx_realtime::engine::RoomId;
use glx_realtime::hooks::{SocketOptions, SocketProvider, use_room, use_socket, use_status};
use yew::prelude::*;

/// The messages of help request 123, one line each, and a button that sends one.
#[component]
fn Neighbours() -> Html {
    let socket = use_context::<glx_realtime::hooks::Socket>();
    let Ok(id) = RoomId::parse("help_request_123") else { return Html::default() };
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
struct AppProps {
    /// The JSON that says which Pusher app and which API.
    config: AttrValue,
    /// The signed-in user's token.
    token: AttrValue,
}

#[component]
fn App(props: &AppProps) -> Html {
    let config = Source::from_json(&props.config).and_then(|source| Config::resolve(&[source]));
    match config {
        Ok(config) => html! { <Connected {config} token={props.token.clone()} /> },
        Err(problems) => html! { <p>{ problems.join(" ") }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct ConnectedProps {
    config: Config,
    token: AttrValue,
}

#[component]
fn Connected(props: &ConnectedProps) -> Html {
    let socket = use_socket(SocketOptions {
        config: props.config.clone(),
        token: Some(props.token.clone()),
        refresh: None,
    });
    html! { <SocketProvider {socket}><Neighbours /></SocketProvider> }
}
