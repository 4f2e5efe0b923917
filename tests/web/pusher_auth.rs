//! Private channels against the site's auth endpoint and a real server.

use std::cell::RefCell;
use std::rc::Rc;

use glx_realtime::engine::SocketState;
use glx_realtime::engine::wire::AuthGrant;
use glx_realtime::pusher::{AuthRequest, Channel, ChannelEvent, Client, ErrorKind};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Heard, ask, by_the_site, connected, until, world};

const ROOM: &str = "private-help-request-123";

/// The names of what a channel emits.
fn names(channel: &Channel) -> (Heard<String>, glx_realtime::pusher::Binding) {
    let names = Heard::new();
    let heard = names.clone();
    let binding = channel
        .on_event(move |event| heard.push(event.map(|ChannelEvent { event, .. }| event).unwrap_or_default()))
        .unwrap();
    (names, binding)
}

/// Keeps the requests instead of answering them.
fn kept() -> (Rc<RefCell<Vec<AuthRequest>>>, impl Fn(AuthRequest)) {
    let requests = Rc::new(RefCell::new(Vec::new()));
    let keep = requests.clone();
    (requests, move |request| keep.borrow_mut().push(request))
}

#[wasm_bindgen_test]
async fn a_private_channel_is_let_in_by_the_site() {
    let world = world().await;
    let client = Client::open(&world.options(), by_the_site(&world.api_base, &world.token().await)).unwrap();
    let room = client.subscribe(ROOM).unwrap();
    let (names, _binding) = names(&room);
    assert!(!room.subscription_pending(), "nothing is asked for without a connection");
    connected(&client).await;
    until("subscribed", || room.subscribed()).await;
    assert_eq!(names.all(), ["pusher:subscription_succeeded"]);
    assert_eq!((room.name().as_str(), room.subscription_pending()), (ROOM, false));

    client.unsubscribe(ROOM).unwrap();
    assert!(client.channel(ROOM).is_none());
}

#[wasm_bindgen_test]
async fn a_refusal_is_told_on_the_channel_in_the_words_given() {
    let world = world().await;
    let client = Client::open(&world.options(), |request| drop(request.respond(Err("signed out".to_owned())))).unwrap();
    connected(&client).await;
    let events = Heard::new();
    let room = client.subscribe("private-user-notifications-1").unwrap();
    // The refusal came within `subscribe`, before anybody could listen: ask once more.
    let _binding = room.on_event(events.listener()).unwrap();
    client.subscribe(room.name().as_str()).unwrap();
    let told = events.all().pop().expect("an event").unwrap();
    assert_eq!(told.event, "pusher:subscription_error");
    assert_eq!(told.data, r#"{"type":"AuthError","error":"signed out"}"#);
    assert!(!room.subscription_pending());
}

#[wasm_bindgen_test]
async fn a_bad_signature_is_an_error_of_the_connection_and_a_good_one_mends_it() {
    let world = world().await;
    let (token, url) = (world.token().await, format!("{}/pusher/auth", world.api_base));
    let (requests, keep) = kept();
    let client = Client::open(&world.options(), keep).unwrap();
    let errors = Heard::new();
    let _errors = client.on_error(errors.listener()).unwrap();
    connected(&client).await;

    let room = client.subscribe(ROOM).unwrap();
    let (names, _binding) = names(&room);
    let forged = AuthGrant { auth: format!("{}:{}", world.pusher.key, "0".repeat(64)), channel_data: None };
    let request = requests.borrow_mut().pop().unwrap();
    assert_eq!(request.respond(Ok(forged)), Ok(true));
    // sockudo 2.9 closes as well, which Pusher does not.
    until("refused", || client.state() == SocketState::Disconnected).await;
    assert_eq!((errors.all()[0].kind, errors.all()[0].code), (ErrorKind::Server, Some(4009)));
    assert!(errors.all().pop().is_some_and(|error| error.closing));
    assert_eq!(names.all(), [""; 0], "the channel has not heard of it");

    connected(&client).await;
    let request = requests.borrow_mut().pop().expect("asked anew");
    let answer = ask(&url, &token, request.socket_id(), request.channel()).await;
    assert_eq!(request.respond(answer), Ok(true));
    until("subscribed", || room.subscribed()).await;
}

#[wasm_bindgen_test]
async fn an_answer_for_an_old_socket_is_never_sent_on_the_new_one() {
    let world = world().await;
    let (token, url) = (world.token().await, format!("{}/pusher/auth", world.api_base));
    let (requests, keep) = kept();
    let client = Client::open(&world.options(), keep).unwrap();
    let errors = Heard::new();
    let _errors = client.on_error(errors.listener()).unwrap();
    let room = client.subscribe(ROOM).unwrap();
    connected(&client).await;
    client.disconnect().unwrap();
    connected(&client).await;

    let [old, new] = <[AuthRequest; 2]>::try_from(requests.take()).expect("one request for each connection");
    let late = ask(&url, &token, old.socket_id(), old.channel()).await;
    assert!(old.is_stale() && !new.is_stale());
    assert_eq!(old.respond(late), Ok(false));
    let answer = ask(&url, &token, new.socket_id(), new.channel()).await;
    assert_eq!(new.respond(answer), Ok(true));
    until("subscribed", || room.subscribed()).await;
    assert_eq!(errors.all(), []);
}

#[wasm_bindgen_test]
async fn a_channel_left_before_its_answer_is_not_subscribed_again() {
    let world = world().await;
    let (requests, keep) = kept();
    let client = Client::open(&world.options(), keep).unwrap();
    connected(&client).await;
    client.subscribe(ROOM).unwrap();
    client.unsubscribe(ROOM).unwrap();
    client.disconnect().unwrap();
    connected(&client).await;
    let request = requests.borrow_mut().pop().unwrap();
    assert!(requests.borrow().is_empty(), "asked again for a channel that was left");
    assert_eq!(request.respond(Err("too late".to_owned())), Ok(false));
}
