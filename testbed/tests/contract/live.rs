//! Events, from the call that causes them to a socket that hears them.

use serde_json::json;

use crate::socket::Socket;
use crate::world::World;

#[test]
fn a_message_reaches_the_room_with_its_sender() {
    let Some(world) = World::start(&[]) else { return };
    let (ana, ben) = (world.sign_in(0), world.sign_in(1));
    let room = world.rooms(&ana)[0];
    let (channel, room_id) = (format!("private-help-request-{room}"), format!("help_request_{room}"));
    let (mut first, mut second) = (Socket::connect(&world), Socket::connect(&world));
    first.subscribe(&world, &ana, &channel);
    second.subscribe(&world, &ben, &channel);
    let sent = world.post(&ana, "/chat/send", &json!({ "content": "Tom & I", "roomId": room_id })).json();
    for socket in [&mut first, &mut second] {
        let event = socket.wait_for("new-message");
        let timestamp = &event["timestamp"];
        let expected = json!({
            "id": sent["messageId"], "content": "Tom &amp; I", "userId": world.user(0), "username": "Ana",
            "timestamp": timestamp, "type": "chat", "roomId": room_id,
        });
        assert_eq!(event, expected);
    }
    for (call, event) in [("/chat/join", "user-joined"), ("/chat/leave", "user-left")] {
        let answer = world.post(&ben, call, &json!({ "roomId": room_id })).json();
        assert_eq!((&answer["success"], &answer["roomId"]), (&json!(true), &json!(room_id)));
        assert_eq!(first.wait_for(event)["userId"], world.user(1));
        assert_eq!(second.wait_for(event)["username"], "Ben");
    }
}

#[test]
fn a_notification_is_a_row_and_an_event() {
    let Some(world) = World::start(&[]) else { return };
    let ana = world.sign_in(0);
    let mut socket = Socket::connect(&world);
    socket.subscribe(&world, &ana, &format!("private-user-notifications-{}", world.user(0)));
    let notice =
        json!({ "userId": world.user(0), "type": "help_request", "message": "Ben & co. can help", "title": "Yes" });
    world.control("POST", "/notify", Some(&notice));
    let event = socket.wait_for("new-notification");
    assert_eq!((&event["message"], &event["title"]), (&json!("Ben &amp; co. can help"), &json!("Yes")));
    assert_eq!(world.get(&ana, "/notifications").json()["notifications"][0]["id"], event["id"]);
}

#[test]
fn a_text_too_large_for_an_event_is_saved_all_the_same() {
    let Some(world) = World::start(&[]) else { return };
    let ana = world.sign_in(0);
    let room = world.rooms(&ana)[0];
    let mut socket = Socket::connect(&world);
    socket.subscribe(&world, &ana, &format!("private-help-request-{room}"));
    let send = |text: String| {
        world.post(&ana, "/chat/send", &json!({ "content": text, "roomId": format!("help_request_{room}") }))
    };
    assert_eq!(send("x".repeat(10_300)).status, 200);
    assert_eq!(send("small".to_owned()).status, 200);
    assert_eq!(socket.wait_for("new-message")["content"], "small", "the large one sent no event");
    let rows = world.control("GET", &format!("/rooms/{room}/messages"), None);
    let rows = rows["messages"].as_array().expect("rows");
    assert_eq!(rows[rows.len() - 2]["message"].as_str().map(str::len), Some(10_300));
}

#[test]
fn messages_can_be_saved_in_silence_and_many_at_once() {
    let Some(world) = World::start(&[]) else { return };
    let ana = world.sign_in(0);
    let room = world.rooms(&ana)[1];
    let mut socket = Socket::connect(&world);
    socket.subscribe(&world, &ana, &format!("private-help-request-{room}"));
    let insert = |content: &str, count: u32, broadcast: bool| {
        let wanted = json!({ "userId": world.user(1), "room": room, "content": content, "count": count, "broadcast": broadcast });
        world.control("POST", "/messages", Some(&wanted))
    };
    assert_eq!(insert("quiet {n}", 500, false)["count"], 500);
    insert("loud {n}", 25, true);
    for n in 1..=25 {
        assert_eq!(socket.wait_for("new-message")["content"], format!("loud {n}"));
    }
    world.set(&json!({ "broadcast": "off" }));
    assert_eq!(
        world
            .post(&ana, "/chat/send", &json!({ "content": "unheard", "roomId": format!("help_request_{room}") }))
            .status,
        200
    );
    world.set(&json!({ "broadcast": "on" }));
    insert("heard", 1, true);
    assert_eq!(socket.wait_for("new-message")["content"], "heard");
}

#[test]
fn presence_and_client_events_work_where_they_are_offered() {
    let Some(world) = World::start(&["--set", "extras=on"]) else { return };
    let (ana, ben) = (world.sign_in(0), world.sign_in(1));
    let room = world.rooms(&ana)[0];
    let (mut first, mut second) = (Socket::connect(&world), Socket::connect(&world));
    let (presence, private) = (format!("presence-help-request-{room}"), format!("private-help-request-{room}"));
    first.subscribe(&world, &ana, &presence);
    second.subscribe(&world, &ben, &presence);
    assert_eq!(first.wait_for("pusher_internal:member_added")["user_id"], world.user(1).to_string());
    first.subscribe(&world, &ana, &private);
    second.subscribe(&world, &ben, &private);
    let typing = json!({ "event": "client-typing", "channel": private, "data": { "on": true } });
    first.send(&typing);
    assert_eq!(second.wait_for("client-typing")["on"], true);
}

#[test]
fn anything_can_be_published() {
    let Some(world) = World::start(&[]) else { return };
    let ana = world.sign_in(0);
    let mut socket = Socket::connect(&world);
    socket.subscribe(&world, &ana, "private-help-request-121");
    let event = json!({ "channel": "private-help-request-121", "event": "vote-cast", "data": { "id": 1 } });
    world.control("POST", "/publish", Some(&event));
    assert_eq!(socket.wait_for("vote-cast")["id"], 1);
}

#[test]
fn a_room_is_filled_flows_at_a_pace_and_is_as_it_was() {
    let Some(world) = World::start(&[]) else { return };
    let ana = world.sign_in(0);
    let made = world.control("POST", "/rooms", Some(&json!({ "userId": world.user(0), "count": 2 })));
    let room = made["ids"][1].as_i64().expect("a room");
    let filled = world.control("POST", "/fill", Some(&json!({ "room": room, "count": 300 })));
    let history = || world.get(&ana, &format!("/chat/{room}/messages")).json().as_array().expect("rows").clone();
    let before = history();
    assert_eq!(before.len(), 300);
    assert!(before.iter().any(|row| row["sender_username"] == "Ana"), "everybody has spoken");
    assert!(before[0]["created_at"].as_str() < before[299]["created_at"].as_str());
    let mut socket = Socket::connect(&world);
    socket.subscribe(&world, &ana, &format!("private-help-request-{room}"));
    let flow = json!({ "room": room, "readerId": world.user(0), "rate": 500, "count": 60, "from": 7 });
    let flowed = world.control("POST", "/flow", Some(&flow));
    let sent: Vec<f64> =
        flowed["sent"].as_array().expect("moments").iter().filter_map(serde_json::Value::as_f64).collect();
    assert!(sent.len() == 60 && sent.is_sorted(), "{sent:?}");
    for number in 7..67 {
        let said = socket.wait_for("new-message");
        assert!(said["content"].as_str().is_some_and(|text| text.ends_with(&format!("(#{number})"))), "{said}");
        assert_ne!(said["userId"], world.user(0), "the reader is silent");
    }
    assert_eq!(history().len(), 360);
    let last = filled["lastId"].as_str().expect("an id");
    world.control("DELETE", &format!("/rooms/{room}/messages?after={last}"), None);
    assert_eq!(history(), before);
    assert!(world.refused("POST", "/fill", &json!({ "room": 1, "count": 1 })).contains("no help request 1"));
}
