//! What the fault proxy does to frames between a client and sockudo: each act, frames from nobody, closes, and the log.

use serde_json::{Value, json};
use tungstenite::Message;

use crate::socket::Socket;
use crate::world::World;

/// A room with somebody in it, heard through the link.
struct Room {
    world: World,
    token: String,
    room: i64,
    socket: Socket,
}

impl Room {
    fn open() -> Option<Self> {
        let world = World::start(&[])?;
        let token = world.sign_in(0);
        let room = world.rooms(&token)[0];
        let mut socket = Socket::by_link(&world).established();
        socket.subscribe(&world, &token, &format!("private-help-request-{room}"));
        Some(Self { world, token, room, socket })
    }

    fn says(&self, texts: &[&str]) {
        for text in texts {
            let wanted = json!({ "userId": self.world.user(1), "room": self.room, "content": text });
            self.world.control("POST", "/messages", Some(&wanted));
        }
    }

    fn hears(&mut self, texts: &[&str]) {
        for text in texts {
            assert_eq!(self.socket.wait_for("new-message")["content"], *text);
        }
    }

    fn rule(&self, rule: &Value) -> Value {
        self.world.control("POST", "/frames/rules", Some(rule))
    }

    fn log(&self, query: &str) -> Vec<Value> {
        self.world.control("GET", &format!("/frames{query}"), None).as_array().expect("a list").clone()
    }
}

#[test]
fn messages_are_lost_doubled_swapped_replaced_and_late() {
    let Some(mut room) = Room::open() else { return };
    room.rule(&json!({ "event": "new-message", "contains": "lost", "act": "drop" }));
    room.says(&["lost", "kept"]);
    room.hears(&["kept"]);
    room.rule(&json!({ "contains": "double", "act": "duplicate", "copies": 2, "times": 1 }));
    room.says(&["double", "double no more"]);
    room.hears(&["double", "double", "double", "double no more"]);
    room.rule(&json!([{ "event": "new-message", "act": "swap", "times": 2 }]));
    room.says(&["1", "2", "3", "4", "5"]);
    room.hears(&["2", "1", "4", "3", "5"]);
    room.rule(&json!({ "contains": "number 1", "act": "delay", "ms": 1_000 }));
    // In one go, so that nothing but the rule comes between the two.
    let both = json!({ "userId": room.world.user(1), "room": room.room, "content": "number {n}", "count": 2 });
    room.world.control("POST", "/messages", Some(&both));
    room.hears(&["number 2", "number 1"]);
    let with = json!({ "event": "x", "data": "{}" }).to_string();
    room.rule(&json!({ "contains": "real", "act": "replace", "with": with }));
    room.says(&["real"]);
    assert_eq!(room.socket.text(), with);
    let left = room.world.control("GET", "/frames/rules", None);
    let acts: Vec<_> = left["rules"].as_array().expect("rules").iter().map(|rule| rule["act"].clone()).collect();
    assert_eq!(acts, ["drop", "delay", "replace"], "what is spent is gone");
    room.world.control("DELETE", "/frames/rules", None);
    room.says(&["lost and real"]);
    room.hears(&["lost and real"]);
}

#[test]
fn held_frames_go_out_in_order_when_they_are_released() {
    let Some(mut room) = Room::open() else { return };
    room.rule(&json!({ "event": "new-message", "contains": "hold", "act": "hold", "times": 2 }));
    room.says(&["hold 1", "go", "hold 2", "hold 3"]);
    room.hears(&["go", "hold 3"]);
    assert_eq!(room.world.control("GET", "/frames/rules", None), json!({ "rules": [], "held": 2 }));
    assert_eq!(room.world.control("POST", "/frames/release", None)["count"], 2);
    room.hears(&["hold 1", "hold 2"]);
}

#[test]
fn upward_frames_can_be_lost_too_and_a_subscription_has_its_channel() {
    let Some(mut room) = Room::open() else { return };
    let channel = format!("private-help-request-{}", room.room);
    room.rule(&json!({ "direction": "up", "event": "pusher:subscribe", "channel": "public-a", "act": "drop" }));
    for name in ["public-a", "public-b"] {
        room.socket.send(&json!({ "event": "pusher:subscribe", "data": { "channel": name } }));
    }
    let answer: Value = serde_json::from_str(&room.socket.text()).expect("a frame");
    assert_eq!(answer["channel"], "public-b");
    let sent = room.log("?direction=up&event=pusher:subscribe");
    let told: Vec<_> = sent.iter().map(|line| (&line["channel"], line.get("act"))).collect();
    let (a, b, first) = (json!("public-a"), json!("public-b"), json!(channel));
    assert_eq!(told, [(&first, None), (&a, Some(&json!("drop"))), (&b, None)]);
}

#[test]
fn the_first_frame_can_be_missing_or_rubbish_or_a_close() {
    let Some(world) = World::start(&[]) else { return };
    let event = "pusher:connection_established";
    for rule in [
        json!({ "event": event, "act": "drop", "times": 1 }),
        json!({ "event": event, "act": "replace", "with": "rubbish", "times": 1 }),
        json!({ "event": event, "act": "close", "code": 4200, "reason": "again", "times": 1 }),
    ] {
        world.control("POST", "/frames/rules", Some(&rule));
        let mut socket = Socket::by_link(&world);
        match rule["act"].as_str() {
            Some("drop") => {
                // The handshake is done before the server's first frame: a rule not spent here would be the next one's.
                while world.control("GET", "/frames/rules", None)["rules"] != json!([]) {}
                world.control("POST", "/frames/inject", Some(&json!({ "text": "nothing came before" })));
                assert_eq!(socket.text(), "nothing came before");
            }
            Some("replace") => assert_eq!(socket.text(), "rubbish"),
            _ => {
                let Message::Close(Some(close)) = socket.other() else { panic!("no close frame") };
                assert_eq!((u16::from(close.code), close.reason.as_str()), (4200, "again"));
                assert!(socket.ends(), "the connection is closed after it");
            }
        }
    }
    Socket::by_link(&world).established();
}

#[test]
fn frames_from_nobody_reach_every_connection_and_the_server() {
    let Some(mut room) = Room::open() else { return };
    let mut second = Socket::by_link(&room.world).established();
    let inject = |wanted: Value| room.world.control("POST", "/frames/inject", Some(&wanted))["count"].clone();
    assert_eq!(inject(json!({ "text": "null" })), 2);
    assert_eq!(inject(json!({ "binaryBase64": "AAH/" })), 2);
    for socket in [&mut room.socket, &mut second] {
        assert_eq!(socket.text(), "null");
        assert_eq!(socket.other(), Message::binary(vec![0, 1, 255]));
    }
    let ping = json!({ "event": "pusher:ping", "data": {} }).to_string();
    assert_eq!(inject(json!({ "direction": "up", "text": ping })), 2);
    for socket in [&mut room.socket, &mut second] {
        socket.wait_for("pusher:pong");
    }
}

#[test]
fn all_connections_are_closed_with_a_code_and_the_server_knows() {
    let Some(mut room) = Room::open() else { return };
    let mut second = Socket::by_link(&room.world).established();
    let closed = room.world.control("POST", "/frames/close", Some(&json!({ "code": 1011, "reason": "Grüße" })));
    assert_eq!(closed["count"], 2);
    for socket in [&mut room.socket, &mut second] {
        let Message::Close(Some(close)) = socket.other() else { panic!("no close frame") };
        assert_eq!((u16::from(close.code), close.reason.as_str()), (1011, "Grüße"));
        assert!(socket.ends(), "the connection is closed after it");
    }
    let log = room.log("?direction=down");
    let close = log.iter().rfind(|line| line["kind"] == "close").expect("it is in the log");
    assert_eq!((&close["code"], &close["data"], &close["act"]), (&json!(1011), &json!("Grüße"), &json!("inject")));
}

#[test]
fn the_log_tells_what_passed_in_its_order() {
    let Some(mut room) = Room::open() else { return };
    let long = "ü".repeat(300);
    room.says(&[&long]);
    room.hears(&[&long]);
    let log = room.log("");
    let events: Vec<_> = log.iter().filter_map(|line| line["event"].as_str()).collect();
    let expected =
        ["pusher:connection_established", "pusher:subscribe", "pusher_internal:subscription_succeeded", "new-message"];
    assert_eq!(events, expected);
    let ways: Vec<_> = log.iter().map(|line| line["direction"].as_str().expect("a way")).collect();
    assert_eq!(ways, ["down", "up", "down", "down"]);
    assert!(log.is_sorted_by_key(|line| line["at"].as_f64().expect("a time").to_bits()));
    let last = &log[3];
    assert_eq!(last["data"].as_str().map(|data| data.chars().count()), Some(200));
    assert!(last["bytes"].as_u64() > Some(600), "{last}");
    let connection = &last["connection"];
    assert_eq!(room.log(&format!("?connection={connection}&event=new-message")).len(), 1);
    assert_eq!(room.log("?connection=4000").len(), 0);
    room.world.control("DELETE", "/frames", None);
    assert_eq!(room.log("").len(), 0);
}

#[test]
fn a_reset_ends_rules_and_empties_the_log() {
    let Some(mut room) = Room::open() else { return };
    room.rule(&json!({ "act": "hold" }));
    room.socket.send(&json!({ "event": "pusher:ping", "data": {} }));
    while room.world.control("GET", "/frames/rules", None)["held"] == 0 {}
    room.world.ready = room.world.control("POST", "/reset", None);
    assert_eq!(room.world.control("GET", "/frames/rules", None), json!({ "rules": [], "held": 0 }));
    assert_eq!(room.log("").len(), 0);
    room.token = room.world.sign_in(0);
    room.room = room.world.rooms(&room.token)[0];
    room.socket.subscribe(&room.world, &room.token, &format!("private-help-request-{}", room.room));
    room.says(&["as before"]);
    room.hears(&["as before"]);
}

#[test]
fn a_wrong_word_is_told() {
    let Some(world) = World::start(&[]) else { return };
    for (path, body, word) in [
        ("/frames/rules", json!({ "act": "lose" }), "duplicate|swap"),
        ("/frames/rules", json!([{ "act": "drop" }, { "act": "replace" }]), "with"),
        ("/frames/inject", json!({ "direction": "up" }), "binaryBase64"),
        ("/frames/inject", json!({ "text": "a", "binaryBase64": "AA==" }), "binaryBase64"),
        ("/frames/close", json!({ "code": 1006 }), "/testbed/links/pusher/cut"),
        ("/frames/close", json!({}), "reason"),
    ] {
        let said = world.refused("POST", path, &body);
        assert!(said.contains(word), "{said}");
    }
    assert!(world.refused("GET", "/frames?direction=left", &json!(null)).contains("direction=up"));
    assert_eq!(world.control("GET", "/frames/rules", None)["rules"], json!([]), "all are taken, or none");
}
