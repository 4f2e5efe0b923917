//! Frames and answers that are not what they should be: ignored and counted, never shown, never a panic.

use glx_realtime::engine::{CallError, Effect, Input, RoomStatus, SocketState};

use crate::world::{BEN, World};

const ROOM: &str = "private-help-request-1";
const FRAMES: [&str; 12] =
    ["null", "0", "", "[]", "{}", "\"\"", "true", "[null]", "{\"id\":null}", "{", "\u{0}", "{\"__proto__\":{}}"];

#[test]
fn frames_of_the_wrong_kind_are_ignored_and_counted() {
    for (channel, event) in [
        (ROOM, "new-message"),
        (ROOM, "user-joined"),
        (ROOM, "user-left"),
        ("private-user-notifications-7", "new-notification"),
    ] {
        let mut world = World::live();
        let before = world.view();
        for frame in FRAMES {
            world.frame(channel, event, frame);
        }
        assert_eq!(world.view().health.ignored, 12, "{event}");
        assert!(std::rc::Rc::ptr_eq(&before.rooms, &world.view().rooms));
        world.says(BEN, 1, "still here");
        world.run(10);
        assert_eq!(world.texts(1), ["still here"]);
    }
}

#[test]
fn events_nobody_knows_and_channels_nobody_holds_are_ignored_and_counted() {
    let mut world = World::live();
    let message = r#"{"id":"1000001","content":"x","userId":8,"username":"ben"}"#;
    for (channel, event) in [
        (ROOM, "client-message"),
        (ROOM, ""),
        (ROOM, "new-notification"),
        ("private-help-request-2", "new-message"),
        ("private-help-request-help_request_1", "new-message"),
        ("private-user-notifications-8", "new-notification"),
        ("private-user-notifications-7", "new-message"),
        ("presence-help-request-1", "new-message"),
        ("", "new-message"),
        ("../../1", "new-message"),
    ] {
        let before = world.view().health.ignored;
        world.frame(channel, event, message);
        assert_eq!(world.view().health.ignored, before + 1, "{channel} {event}");
    }
    assert!(world.texts(1).is_empty());
    assert!(world.view().notifications.feed.is_empty());
    world.frame(ROOM, "pusher:subscription_count", r#"{"subscription_count":2}"#);
    assert_eq!(world.view().health.ignored, 10, "pusher-js's own are no fault");
}

#[test]
fn fields_of_the_wrong_type_cost_the_event() {
    let mut world = World::live();
    for data in [
        r#"{"id":1.5,"content":"x","userId":8,"username":"b"}"#,
        r#"{"id":-1,"content":"x","userId":8,"username":"b"}"#,
        r#"{"id":0,"content":"x","userId":8,"username":"b"}"#,
        r#"{"id":"9007199254740992","content":"x","userId":8,"username":"b"}"#,
        r#"{"id":1e300,"content":"x","userId":8,"username":"b"}"#,
        r#"{"id":"01","content":"x","userId":8,"username":"b"}"#,
        r#"{"id":"1000001","content":7,"userId":8,"username":"b"}"#,
        r#"{"id":"1000001","content":{"a":1},"userId":8,"username":"b"}"#,
        r#"{"id":"1000001","content":"x","userId":"NaN","username":"b"}"#,
        r#"{"id":"1000001","content":"x","username":"b"}"#,
        r#"{"id":"1000001","content":"x","userId":8,"username":"b","roomId":7}"#,
    ] {
        world.frame(ROOM, "new-message", data);
        assert!(world.texts(1).is_empty(), "{data}");
    }
    assert_eq!(world.view().health.ignored, 11);
}

#[test]
fn a_message_that_names_another_room_than_its_channel_is_dropped() {
    let mut world = World::live();
    for other in ["help_request_2", "2", "", "help_request_", "../1"] {
        let data = format!(r#"{{"id":"1000001","content":"x","userId":8,"username":"b","roomId":"{other}"}}"#);
        world.frame(ROOM, "new-message", &data);
    }
    assert!(world.texts(1).is_empty());
    assert_eq!(world.view().health.ignored, 5);
}

#[test]
fn what_peers_send_to_each_other_is_no_message_no_name_and_no_link() {
    let mut world = World::live();
    world.says(BEN, 1, "hello");
    world.run(10);
    let before = world.view();
    let message =
        r#"{"id":"1000001","content":"https://evil.example","userId":8,"username":"Admin","roomId":"help_request_1"}"#;
    for event in [
        "client-new-message",
        "client-message",
        "client-user-joined",
        "client-user-left",
        "client-typing",
        "client-receipt",
        "client-new-notification",
    ] {
        world.frame(ROOM, event, message);
        world.frame("private-user-notifications-7", event, message);
    }
    assert_eq!(world.view().health.ignored, before.health.ignored + 14);
    assert!(std::rc::Rc::ptr_eq(&before.rooms, &world.view().rooms));
    assert!(std::rc::Rc::ptr_eq(&before.notifications, &world.view().notifications));
}

#[test]
fn names_that_javascript_takes_for_its_own_are_fields_like_any_other() {
    let mut world = World::live();
    let odd = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    for (id, extra) in [
        (1_000_001, r#""__proto__":{"mine":true,"userId":7}"#.to_owned()),
        (1_000_002, r#""constructor":{"prototype":{"mine":true}},"toString":1,"then":"x""#.to_owned()),
        (1_000_003, format!(r#""extra":{odd},"{}":null"#, "k".repeat(100_000))),
    ] {
        let data = format!(r#"{{"id":"{id}","content":"x","userId":8,"username":"__proto__",{extra}}}"#);
        world.frame(ROOM, "new-message", &data);
    }
    assert_eq!(world.texts(1), ["x", "x", "x"]);
    assert!(world.room(1).messages.iter().all(|row| !row.mine && &*row.name == "__proto__"));
    assert_eq!(world.view().health.ignored, 0);
}

#[test]
fn optional_fields_of_the_wrong_type_cost_only_themselves() {
    let mut world = World::live();
    let data = r#"{"id":"1000001","content":"x","userId":"8","username":null,"timestamp":[],"clientId":7,"extra":{}}"#;
    world.frame(ROOM, "new-message", data);
    assert_eq!(world.texts(1), ["x"]);
}

#[test]
fn deep_and_huge_frames_do_no_harm() {
    let mut world = World::live();
    world.frame(ROOM, "new-message", &"[".repeat(100_000));
    let text = "x".repeat(1_000_000);
    let data = format!(r#"{{"id":"1000001","content":"{text}","userId":8,"username":"b"}}"#);
    world.frame(ROOM, "new-message", &data);
    assert_eq!(world.texts(1)[0].len(), 1_000_000);
}

#[test]
fn every_input_in_every_state_is_survived() {
    let odd = || {
        vec![
            Input::Tick,
            Input::Pong,
            Input::SocketLost,
            Input::PusherMissing,
            Input::Socket(SocketState::Connected, None),
            Input::Socket(SocketState::Unavailable, Some("x".into())),
            Input::Socket(SocketState::Disconnected, None),
            Input::SocketError { code: Some(65_535), message: "x".repeat(100_000) },
            Input::SocketError { code: None, message: String::new() },
            Input::TokenRefreshed(true),
            Input::TokenRefreshed(false),
            Input::Resumed,
            Input::ReconnectNow,
            Input::StorageFailed,
            Input::Online(true),
            Input::Visible(false),
            Input::Leave(crate::world::room(9)),
            Input::HistoryAhead(crate::world::room(1)),
            Input::Answered { id: glx_realtime::engine::CallId(1), outcome: Err(CallError::TimedOut) },
        ]
    };
    for begin in 0..5 {
        let mut world = World::new();
        if begin > 0 {
            world.sign_in();
            world.join(1);
        }
        world.run([0, 0, 25, 60, 3_000][begin]);
        for input in odd() {
            world.feed(input);
        }
        world.run(10_000);
        for input in odd() {
            world.feed(input);
            world.run(5);
        }
        if begin > 0 {
            world.feed(Input::ReconnectNow);
            world.until(10_000, "live", |world| world.room(1).status == RoomStatus::Live);
        } else {
            assert_eq!(world.count_effects(|effect| matches!(effect, Effect::Call { .. } | Effect::OpenSocket)), 0);
        }
    }
}
