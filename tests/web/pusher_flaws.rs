//! Where pusher-js lets people down, and the bindings must not. Spoken by a scripted server.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use glx_realtime::engine::SocketState;
use glx_realtime::engine::wire::AuthGrant;
use glx_realtime::pusher::{Binding, ChannelEvent, Client, Frame, PusherError};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::pusher_scripted::{Server, scripted, sockets};
use crate::support::{Heard, tasks, unanswered, until};

/// Notes `name` whenever the channel emits `hello`.
fn note(client: &Client, log: &Heard<&'static str>, name: &'static str) -> Binding {
    let log = log.clone();
    let listener = move |event: Result<ChannelEvent, PusherError>| {
        if event.is_ok_and(|event| event.event == "hello") {
            log.push(name);
        }
    };
    client.channel("room").unwrap().on_event(listener).unwrap()
}

#[wasm_bindgen_test]
async fn a_guard_dropped_inside_its_own_event_silences_only_itself() {
    let client = scripted("flaws-drop", unanswered);
    client.subscribe("room").unwrap();
    let log = Heard::new();
    let (own, other) = (Rc::new(RefCell::new(None)), Rc::new(RefCell::new(None)));
    let _first = note(&client, &log, "first");
    let suicidal = {
        let (log, own, other) = (log.clone(), own.clone(), other.clone());
        move |_| {
            log.push("dropped itself and the next");
            drop((own.take(), other.take()));
        }
    };
    own.replace(Some(client.channel("room").unwrap().on_event(suicidal).unwrap()));
    other.replace(Some(note(&client, &log, "next")));
    let _last = note(&client, &log, "last");

    let server = Server::connect(&client).await;
    server.event("room", "hello");
    assert_eq!(log.all(), ["first", "dropped itself and the next", "last"]);
    server.event("room", "hello");
    tasks(1).await;
    server.event("room", "hello");
    assert_eq!(log.all()[3..], ["first", "last", "first", "last"]);
}

#[wasm_bindgen_test]
async fn a_listener_of_the_connection_dropped_inside_its_own_event_is_safe_too() {
    let client = scripted("flaws-drop-state", unanswered);
    let (own, heard) = (Rc::new(RefCell::new(None)), Rc::new(Cell::new(0)));
    let listener = {
        let (own, heard) = (own.clone(), heard.clone());
        move |_| {
            heard.set(heard.get() + 1);
            drop(own.take());
        }
    };
    own.replace(Some(client.on_state_change(listener).unwrap()));
    let states = Heard::new();
    let _states = client.on_state_change(states.listener()).unwrap();
    Server::connect(&client).await;
    assert_eq!((heard.get(), states.len()), (1, 2));
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_silences_nobody() {
    let client = scripted("flaws-throw", unanswered);
    client.subscribe("room").unwrap();
    let log = Heard::new();
    let _throws = client.channel("room").unwrap().on_event(|_| wasm_bindgen::throw_str("on purpose")).unwrap();
    let _after = note(&client, &log, "after");
    Server::connect(&client).await.event("room", "hello");
    assert_eq!(log.all(), ["after"]);
}

#[wasm_bindgen_test]
async fn every_frame_is_seen_however_odd_and_the_next_is_heard() {
    let client = scripted("flaws-odd", unanswered);
    client.subscribe("room").unwrap();
    let (log, frames) = (Heard::new(), Heard::new());
    let _guards = (note(&client, &log, "heard"), client.on_frame(frames.listener()).unwrap());
    let server = Server::connect(&client).await;
    for odd in ["[]", "{}", "0", r#"{"event":7}"#, r#"{"event":"hello","channel":"nobody's"}"#] {
        server.say(odd);
    }
    server.event("room", "hello");
    assert_eq!(log.all(), ["heard"]);
    let frame = |event: Option<&str>, channel: Option<&str>| Frame {
        event: event.map(str::to_owned),
        channel: channel.map(str::to_owned),
    };
    let nothing = frame(None, None);
    let expected = [
        nothing.clone(),
        nothing.clone(),
        nothing.clone(),
        nothing,
        frame(Some("hello"), Some("nobody's")),
        frame(Some("hello"), Some("room")),
    ];
    assert_eq!(frames.all(), expected);
}

#[wasm_bindgen_test]
async fn data_without_a_json_form_is_an_error_value() {
    let client = scripted("flaws-ring", unanswered);
    let heard = Heard::new();
    let _binding = client.subscribe("room").unwrap().on_event(heard.listener()).unwrap();
    Server::connect(&client).await.say_ring("room", "odd");
    assert_eq!(heard.all(), [Err(PusherError::Unreadable { event: "odd".to_owned() })]);
}

#[wasm_bindgen_test]
async fn nothing_connects_after_a_disconnect_during_the_wait_of_a_4100() {
    let client = scripted("flaws-4100", unanswered);
    Server::connect(&client).await.close(4100, "over capacity");
    client.disconnect().unwrap();
    let before = sockets();
    // pusher-js would connect after its second of waiting; there is no event for what must not come.
    tasks(1_500).await;
    assert_eq!((sockets(), client.state()), (before, SocketState::Disconnected));
}

#[wasm_bindgen_test]
async fn a_4100_without_a_disconnect_is_retried_once() {
    let client = scripted("flaws-4100-retry", unanswered);
    let before = {
        let server = Server::connect(&client).await;
        let before = sockets();
        server.close(4100, "over capacity");
        before
    };
    Server::next(before).await.shake_hands();
    until("connected again", || client.state() == SocketState::Connected).await;
    tasks(1_500).await;
    assert_eq!(sockets(), before + 1);
}

#[wasm_bindgen_test]
async fn a_disconnect_from_inside_connecting_holds() {
    let client = Rc::new(scripted("flaws-inside", unanswered));
    let inner = Rc::downgrade(&client);
    let _states = client
        .on_state_change(move |change| {
            if let (SocketState::Connecting, Some(client)) = (change.current, inner.upgrade()) {
                client.disconnect().unwrap();
            }
        })
        .unwrap();
    let before = sockets();
    client.connect().unwrap();
    tasks(50).await;
    assert_eq!(client.state(), SocketState::Disconnected);
    let after = sockets();
    assert!(after - before <= 1, "the attempt pusher-js went on with, and no other");
    // Were the attempt still under way, its time-out would ask for another socket; a new connect asks for exactly one.
    drop(_states);
    Server::connect(&client).await;
    assert_eq!(sockets(), after + 1);
}

#[wasm_bindgen_test]
async fn a_channel_left_before_it_is_confirmed_is_not_subscribed_again() {
    let client = scripted("flaws-cancel", |request| {
        assert_eq!(request.respond(Ok(AuthGrant { auth: "key:signature".to_owned(), channel_data: None })), Ok(true));
    });
    let server = Server::connect(&client).await;
    client.subscribe("private-room").unwrap();
    until("asked for", || server.heard("pusher:subscribe") == 1).await;
    client.unsubscribe("private-room").unwrap();

    let before = sockets();
    server.close(4200, "again");
    let server = Server::next(before).await;
    server.shake_hands();
    until("connected again", || client.state() == SocketState::Connected).await;
    client.subscribe("another").unwrap();
    until("the other channel", || server.heard("pusher:subscribe") > 0).await;
    assert_eq!(server.heard("pusher:subscribe"), 1);
    assert!(client.channel("private-room").is_none());
}

#[wasm_bindgen_test]
async fn a_channel_left_and_confirmed_afterwards_is_left_at_once() {
    let client = scripted("flaws-confirm", |request| {
        let _ = request.respond(Ok(AuthGrant { auth: "key:signature".to_owned(), channel_data: None }));
    });
    let server = Server::connect(&client).await;
    client.subscribe("private-room").unwrap();
    client.unsubscribe("private-room").unwrap();
    server.event("private-room", "pusher_internal:subscription_succeeded");
    until("left", || server.heard("pusher:unsubscribe") == 1).await;
    assert!(client.channel("private-room").is_none());
}

#[wasm_bindgen_test]
async fn a_channel_that_stays_pending_begins_anew_when_it_is_left_and_subscribed() {
    let client = scripted("flaws-pending", |request| {
        let _ = request.respond(Ok(AuthGrant { auth: "key:signature".to_owned(), channel_data: None }));
    });
    let server = Server::connect(&client).await;
    let refused = client.subscribe("private-room").unwrap();
    until("asked for", || server.heard("pusher:subscribe") == 1).await;
    server.say(r#"{"event":"pusher:error","data":{"code":4009,"message":"bad signature"}}"#);
    assert!(refused.subscription_pending(), "the error names no channel");
    client.subscribe("private-room").unwrap();
    tasks(1).await;
    assert_eq!(server.heard("pusher:subscribe"), 1, "subscribing a pending channel does nothing");

    client.unsubscribe("private-room").unwrap();
    let room = client.subscribe("private-room").unwrap();
    until("asked for anew", || server.heard("pusher:subscribe") == 2).await;
    assert_eq!(server.heard("pusher:unsubscribe"), 1);
    server.event("private-room", "pusher_internal:subscription_succeeded");
    assert!(room.subscribed() && !refused.subscribed());
}

#[wasm_bindgen_test]
async fn an_answer_that_comes_after_the_channel_was_left_is_not_sent() {
    let requests = Rc::new(RefCell::new(Vec::new()));
    let keep = requests.clone();
    let client = scripted("flaws-left", move |request| keep.borrow_mut().push(request));
    let server = Server::connect(&client).await;
    client.subscribe("private-room").unwrap();
    client.unsubscribe("private-room").unwrap();
    assert!(client.channel("private-room").is_none());
    let request = requests.borrow_mut().pop().unwrap();
    let grant = AuthGrant { auth: "key:signature".to_owned(), channel_data: None };
    assert_eq!(request.respond(Ok(grant)), Ok(false));
    tasks(1).await;
    assert_eq!((server.heard("pusher:subscribe"), server.heard("pusher:unsubscribe")), (0, 0));
}

#[wasm_bindgen_test]
async fn of_two_requests_for_one_channel_only_the_last_is_answered() {
    let requests = Rc::new(RefCell::new(Vec::new()));
    let keep = requests.clone();
    let client = scripted("flaws-twice", move |request| keep.borrow_mut().push(request));
    let server = Server::connect(&client).await;
    client.subscribe("private-room").unwrap();
    client.unsubscribe("private-room").unwrap();
    client.subscribe("private-room").unwrap();
    let grant = || Ok(AuthGrant { auth: "key:signature".to_owned(), channel_data: Some("{}".to_owned()) });
    let answered: Vec<_> = requests.take().into_iter().map(|request| request.respond(grant()).unwrap()).collect();
    assert_eq!(answered, [false, true]);
    until("asked for", || server.heard("pusher:subscribe") == 1).await;
    tasks(1).await;
    assert_eq!(server.heard("pusher:subscribe"), 1);
}

#[wasm_bindgen_test]
async fn closing_the_client_closes_the_socket() {
    let client = scripted("flaws-close", unanswered);
    let server = Server::connect(&client).await;
    drop(client);
    assert!(server.is_left());
    assert_eq!(server.heard("pusher:unsubscribe"), 0);
}
