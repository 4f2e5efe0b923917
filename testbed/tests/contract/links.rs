//! The fault proxy's links before the real servers: where they are, how they are steered, that nothing of the site is
//! another by them.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::socket::Socket;
use crate::world::World;

/// The address of a link, from the ready object.
fn address(world: &World, link: &str) -> String {
    let links = &world.ready["links"];
    match link {
        "pusher" => format!("{}:{}", links["pusher"]["host"].as_str().expect("a host"), links["pusher"]["port"]),
        _ => {
            let base = links["api"]["base"].as_str().expect("an address");
            base.strip_prefix("http://").and_then(|base| base.strip_suffix("/api")).expect("a place").to_owned()
        }
    }
}

fn turn(world: &World, link: &str, change: &Value) -> Value {
    world.control("POST", &format!("/links/{link}"), Some(change))
}

#[test]
fn a_room_is_heard_through_the_link_and_silence_and_cuts_reach_the_browser() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let says = |text: &str| {
        let wanted = json!({ "userId": world.user(1), "room": room, "content": text });
        world.control("POST", "/messages", Some(&wanted));
    };
    let mut socket = Socket::by_link(&world).established();
    socket.subscribe(&world, &token, &format!("private-help-request-{room}"));
    says("one");
    assert_eq!(socket.wait_for("new-message")["content"], "one");

    assert_eq!(turn(&world, "pusher", &json!({ "down": "pause" }))["down"], "pause");
    says("two");
    says("three");
    turn(&world, "pusher", &json!({ "down": "pass", "sliceBytes": 1 }));
    for text in ["two", "three", "Grüße 👋 – 漢字"] {
        if !text.is_ascii() {
            says(text);
        }
        assert_eq!(socket.wait_for("new-message")["content"], text);
    }

    turn(&world, "pusher", &json!({ "down": "drop", "sliceBytes": 0 }));
    says("swallowed");
    let cut = world.control("POST", "/links/pusher/cut", Some(&json!({ "how": "reset" })));
    assert_eq!(cut["count"], 1);
    assert!(socket.ends(), "the connection is gone");
    assert_eq!(world.control("GET", "/links/pusher", None)["open"], 0);
}

#[test]
fn both_links_refuse_and_come_back_on_the_same_port() {
    let Some(world) = World::start(&[]) else { return };
    for link in ["pusher", "api"] {
        let address = address(&world, link);
        turn(&world, link, &json!({ "accept": "refuse" }));
        let refused = TcpStream::connect(&address).expect_err("nobody listens");
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused, "{link}");
        turn(&world, link, &json!({ "accept": "hold" }));
        let mut held = TcpStream::connect(&address).expect("a connection");
        held.set_read_timeout(Some(Duration::from_millis(150))).expect("a timeout");
        assert!(held.read(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock), "{link} is silent");
        // Puts every dial back, on both.
        world.control("POST", "/reset", None);
        assert_eq!(world.control("GET", &format!("/links/{link}"), None)["accept"], "pass");
        TcpStream::connect(&address).expect("somebody listens");
    }
    Socket::by_link(&world).established();
}

#[test]
fn the_site_is_the_same_through_its_link() {
    let Some(mut world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let direct = world.get(&token, "/help-requests");
    world.ready["apiBase"] = world.ready["links"]["api"]["base"].clone();
    let linked = world.get(&token, "/help-requests");
    assert_eq!((linked.status, &linked.json()["data"]), (direct.status, &direct.json()["data"]));
    let names = |headers: &ureq::http::HeaderMap| headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&linked.headers), names(&direct.headers));
    let room = world.rooms(&token)[0];
    world.set(&json!({ "cutAfter": "/chat/send:1" }));
    let body = json!({ "content": "saved, unanswered", "roomId": format!("help_request_{room}") });
    assert!(world.try_post(&token, "/chat/send", &body, &[]).is_err(), "a cut of the site passes through");
    let state = world.control("GET", "/links/api", None);
    assert!(state["opened"].as_u64() >= Some(1) && state["bytesDown"].as_u64() > Some(500), "{state}");
}

#[test]
fn a_wrong_word_is_told_and_changes_nothing() {
    let Some(world) = World::start(&[]) else { return };
    let before = world.control("GET", "/links/pusher", None);
    for (path, body, word) in [
        ("/links/pusher", json!({ "accept": "perhaps" }), "refuse"),
        ("/links/pusher", json!({ "delayMs": -1 }), "delayMs"),
        ("/links/pusher", json!({ "down": "pause", "slice": 1 }), "sliceBytes"),
        ("/links/radio", json!({ "up": "drop" }), "pusher or api"),
        ("/links/pusher/cut", json!({}), "reset|close"),
    ] {
        let said = world.refused("POST", path, &body);
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(world.control("GET", "/links/pusher", None), before);
}
