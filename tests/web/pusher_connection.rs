//! Connecting to a real server: states, refusals, one instance per app, nothing left behind.

use glx_realtime::engine::SocketState;
use glx_realtime::pusher::{Client, ClientOptions, ErrorKind, PusherError, StateChange, instances};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Heard, connected, unanswered, until, world};

#[wasm_bindgen_test]
async fn connects_tells_each_state_and_disconnects() {
    let client = Client::open(&world().await.options(), unanswered).unwrap();
    let changes = Heard::<StateChange>::new();
    let _states = client.on_state_change(changes.listener()).unwrap();
    let begin = client.state();
    use SocketState::{Connected, Connecting, Disconnected, Initialized};
    assert!(matches!(begin, Initialized | Disconnected), "opening does not connect: {begin:?}");
    assert_eq!(client.socket_id(), None);

    connected(&client).await;
    assert!(client.socket_id().is_some_and(|id| id.contains('.')));

    client.disconnect().unwrap();
    assert_eq!(client.state(), SocketState::Disconnected);
    assert_eq!(client.socket_id(), None, "the id of a closed socket is nobody's");
    let steps = [(begin, Connecting), (Connecting, Connected), (Connected, Disconnected)];
    assert_eq!(changes.all(), steps.map(|(previous, current)| StateChange { previous, current }));
}

#[wasm_bindgen_test]
async fn a_key_the_server_does_not_know_never_connects() {
    let options = ClientOptions { key: "no-such-app".into(), ..world().await.options() };
    let client = Client::open(&options, unanswered).unwrap();
    let (errors, states) = (Heard::new(), Heard::new());
    let _guards = (client.on_error(errors.listener()).unwrap(), client.on_state_change(states.listener()).unwrap());
    client.connect().unwrap();
    until("an error", || errors.len() > 0).await;
    // Pusher says 4001 and is done; sockudo 2.9 hangs up without a word, and pusher-js tries again. Either says why.
    let error = errors.all().remove(0);
    assert_eq!((error.kind, error.closing), (ErrorKind::Server, true), "{error:?}");
    assert!(matches!(error.code, Some(4001 | 1006)), "{error:?}");
    assert!(!states.has(|change| change.current == SocketState::Connected));
}

#[wasm_bindgen_test]
async fn a_pong_is_seen_as_a_frame() {
    let client = Client::open(&world().await.options(), unanswered).unwrap();
    connected(&client).await;
    let frames = Heard::new();
    let _frames = client.on_frame(frames.listener()).unwrap();
    assert_eq!(client.send_event("pusher:ping", "{}", None), Ok(true));
    assert_eq!(client.send_event("pusher:ping", "{", None), Err(PusherError::NotJson));
    until("a pong", || frames.has(|frame| frame.event.as_deref() == Some("pusher:pong"))).await;
}

#[wasm_bindgen_test]
async fn a_thousand_clients_one_after_the_other_are_one_instance() {
    let options = ClientOptions::new("one-at-a-time", "local");
    let first = Client::open(&options, unanswered).unwrap();
    let made = instances();
    let second = Client::open(&options, unanswered).unwrap();
    assert_eq!(instances(), made + 1, "two at a time, for two users, are two");
    drop((first, second));
    let made = instances();

    for _ in 0..1_000 {
        let client = Client::open(&options, unanswered).unwrap();
        let _binding = client.subscribe("room").unwrap().on_event(|_| {}).unwrap();
    }
    assert_eq!(instances(), made);
    let client = Client::open(&options, unanswered).unwrap();
    assert!(client.channels().is_empty(), "a channel of the one before is still there");
}

#[wasm_bindgen_test]
async fn a_closed_client_leaves_nothing_that_acts() {
    let options = world().await.options();
    let client = Client::open(&options, unanswered).unwrap();
    let states = Heard::new();
    let kept = client.on_state_change(states.listener()).unwrap();
    connected(&client).await;
    let room = client.subscribe("room").unwrap();
    let heard = states.len();
    drop(client);

    assert_eq!(room.trigger("client-typing", "{}"), Err(PusherError::Closed));
    assert_eq!(room.on_event(|_| {}).unwrap_err(), PusherError::Closed);
    let next = Client::open(&options, unanswered).unwrap();
    connected(&next).await;
    assert_eq!(states.len(), heard, "a listener of the closed client heard its successor");
    drop(kept);
}

#[wasm_bindgen_test]
fn a_client_can_be_opened_with_other_times_once_the_first_is_closed() {
    let options = ClientOptions::new("other-times", "local");
    drop(Client::open(&options, unanswered).unwrap());
    let patient = ClientOptions { activity_timeout_ms: Some(10_000), ..options };
    drop(Client::open(&patient, unanswered).unwrap());
}

#[wasm_bindgen_test]
fn the_hosts_window_is_left_as_it_was() {
    let global = js_sys::global();
    assert!(instances() > 0 || Client::open(&ClientOptions::new("any", "local"), unanswered).is_ok());
    for name in ["Pusher", "module", "exports", "define"] {
        assert!(!js_sys::Reflect::has(&global, &JsValue::from_str(name)).unwrap(), "window.{name}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_socket_is_told_at_once() {
    let closed_port = ClientOptions {
        host: Some("127.0.0.1".into()),
        ws_port: Some(1),
        wss_port: Some(1),
        ..world().await.options()
    };
    let client = Client::open(&closed_port, unanswered).unwrap();
    let closed = Heard::new();
    let noted = closed.clone();
    let _guard = client.on_socket_closed(move || noted.push(())).unwrap();
    client.connect().unwrap();
    until("the refusal", || closed.len() > 0).await;
    assert_eq!(client.state(), SocketState::Connecting, "pusher-js itself goes on waiting");
    client.disconnect().unwrap();
}
