//! Channels: asked for, confirmed, left, asked for again; and a server that does not answer.

use glx_realtime::engine::{Channel, Effect, Input, RoomStatus, SocketState, Status};

use crate::world::{BEN, Fault, World, room};

fn subscribed(world: &World, number: u64) -> usize {
    world.count_effects(|effect| *effect == Effect::Subscribe(Channel::Room(room(number))))
}

#[test]
fn a_subscription_that_is_never_answered_is_made_anew_within_ten_seconds() {
    let mut world = World::new();
    world.sign_in();
    world.run(1_000);
    world.deaf = true;
    world.join(1);
    world.run(1_000);
    world.deaf = false;
    world.until(9_000, "live", |world| world.room(1).status == RoomStatus::Live);
    assert_eq!(subscribed(&world, 1), 2);
}

#[test]
fn a_wrong_secret_is_told_and_does_not_eat_up_the_budget() {
    let mut world = World::new();
    world.wrong_secret = true;
    world.sign_in();
    world.join(1);
    world.run(15 * 60_000);
    assert_ne!(world.status(), Status::Live);
    assert!(world.calls("/pusher/auth") <= 40, "{} auth calls", world.calls("/pusher/auth"));
    assert_eq!(world.view().health.problem.as_ref().and_then(|problem| problem.code), Some(4009));
    world.wrong_secret = false;
    world.until(130_000, "live", |world| world.status() == Status::Live);
}

#[test]
fn an_error_for_the_channel_is_followed_by_another_try() {
    let mut world = World::new();
    world.sign_in();
    world.run(1_000);
    world.deaf = true;
    world.join(1);
    world.run(200);
    world.deaf = false;
    world.clients[0].pusher.channels.clear();
    world.frame("private-help-request-1", "pusher:subscription_error", r#"{"type":"AuthError","status":500}"#);
    world.until(3_000, "live", |world| world.room(1).status == RoomStatus::Live);
}

#[test]
fn leaving_while_it_subscribes_and_then_a_loss_bring_nothing_back() {
    let mut world = World::new();
    world.sign_in();
    world.run(1_000);
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.join(1);
    world.run(100);
    world.leave(1);
    world.forget_past();
    world.release();
    world.cut(0);
    world.run(10_000);
    assert_eq!(subscribed(&world, 1), 0);
    assert!(!world.clients[0].pusher.channels.contains_key("private-help-request-1"));
    assert!(!world.view().rooms.contains_key(&room(1)));
}

#[test]
fn leaving_and_coming_back_at_once_ends_live() {
    for held in [true, false] {
        let mut world = World::new();
        world.sign_in();
        world.run(1_000);
        if held {
            world.fault("/pusher/auth", Fault::HoldAnswer);
            world.fault("/chat/1/messages", Fault::HoldAnswer);
        }
        world.says(BEN, 1, "there");
        world.join(1);
        world.run(700);
        world.leave(1);
        world.join(1);
        world.run(1_500);
        assert_eq!(world.room(1).status, RoomStatus::Live, "held: {held}");
        assert_eq!(world.texts(1), ["there"]);
        world.release();
        assert_eq!(world.room(1).status, RoomStatus::Live);
    }
}

#[test]
fn what_an_earlier_visit_asked_for_says_nothing_of_this_one() {
    let mut world = World::new();
    world.sign_in();
    world.run(1_000);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.join(1);
    world.run(700);
    world.leave(1);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.join(1);
    world.run(700);
    let (old, new) = (world.clients[0].held[0].id, world.clients[0].held[1].id);
    assert_ne!(old, new);
    let trouble = glx_realtime::engine::Answer { status: 404, body: "{}".into(), ..Default::default() };
    world.feed(Input::Answered { id: old, outcome: Ok(trouble) });
    assert_eq!(world.room(1).status, RoomStatus::Loading);
    world.release();
    assert_eq!(world.room(1).status, RoomStatus::Live);
}

#[test]
fn from_one_room_to_another_and_back_only_the_last_counts() {
    let mut world = World::new();
    world.sign_in();
    world.run(1_000);
    for (leave, join) in [(None, 1), (Some(1), 2), (Some(2), 1)] {
        leave.into_iter().for_each(|number| world.leave(number));
        world.join(join);
        world.run(15);
    }
    world.run(2_000);
    assert_eq!(world.room(1).status, RoomStatus::Live);
    assert_eq!(world.view().rooms.len(), 1);
    let channels: Vec<_> = world.clients[0].pusher.channels.keys().cloned().collect();
    assert_eq!(channels, ["private-help-request-1", "private-user-notifications-7"]);
}

#[test]
fn a_room_that_two_have_open_stays_until_both_have_left() {
    let mut world = World::live();
    world.join(1);
    world.leave(1);
    world.run(100);
    assert_eq!(world.room(1).status, RoomStatus::Live);
    world.leave(1);
    world.leave(1);
    world.run(100);
    assert!(world.view().rooms.is_empty());
    assert_eq!(world.calls("/chat/leave"), 1);
}

#[test]
fn what_comes_for_a_room_that_was_left_is_not_taken_in() {
    let mut world = World::live();
    world.leave(1);
    let before = world.view().health.ignored;
    world.frame(
        "private-help-request-1",
        "new-message",
        r#"{"id":"1000001","content":"x","userId":8,"username":"ben"}"#,
    );
    world.frame("private-help-request-1", "pusher:subscription_succeeded", "{}");
    assert!(world.view().rooms.is_empty());
    assert_eq!(world.view().health.ignored, before + 2);
}

#[test]
fn joins_and_leaves_are_told_to_the_site_once_each() {
    let mut world = World::live();
    world.cut(0);
    world.run(5_000);
    assert_eq!(world.calls("/chat/join"), 0, "a reconnect is no arrival");
    world.leave(1);
    world.join(1);
    world.run(2_000);
    assert_eq!((world.calls("/chat/leave"), world.calls("/chat/join")), (1, 1));
}

#[test]
fn a_page_that_was_put_away_asks_nothing_before_it_is_back() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::RetryAfter(429, 1_000));
    world.send(1, "unsent");
    world.run(100);
    world.feed(Input::Frozen);
    world.forget_past();
    world.run(60_000);
    world.leave(1);
    world.run(100);
    assert_eq!(world.calls("/chat"), 0, "nor does it say that anybody has left");
    world.join(1);
    world.feed(Input::Resumed);
    world.run(5_000);
    assert_eq!(world.saved(1), ["unsent"]);
}

#[test]
fn a_channel_that_fails_later_is_noticed_and_caught_up() {
    let mut world = World::live();
    world.clients[0].pusher.channels.remove("private-help-request-1");
    world.frame("private-help-request-1", "pusher:subscription_error", "{}");
    assert_ne!(world.room(1).status, RoomStatus::Live);
    world.says(BEN, 1, "missed");
    world.until(3_000, "live", |world| world.room(1).status == RoomStatus::Live);
    assert_eq!(world.texts(1), ["missed"]);
}

#[test]
fn try_now_asks_again_for_what_was_refused() {
    let mut world = World::new();
    world.backend.closed.insert("private-help-request-1".into());
    world.sign_in();
    world.join(1);
    world.run(2_000);
    assert_eq!(world.room(1).status, RoomStatus::NoAccess);
    world.backend.closed.clear();
    world.feed(Input::ReconnectNow);
    world.run(2_000);
    assert_eq!(world.room(1).status, RoomStatus::Live);
}

/// The server closes over a signature, as sockudo does: with an error that names no channel.
fn close_over_a_signature(world: &mut World) {
    world.feed(Input::SocketError { code: Some(4009), message: "Expected HMAC SHA256".into() });
    world.clients[0].pusher.close();
    world.feed(Input::Socket(SocketState::Disconnected, None));
}

#[test]
fn a_single_bad_signature_costs_one_reconnect() {
    let mut world = World::live();
    world.says(BEN, 1, "before");
    close_over_a_signature(&mut world);
    assert_ne!(world.status(), Status::Refused);
    world.says(BEN, 1, "meanwhile");
    world.until(10_000, "live again", |world| world.status() == Status::Live);
    assert_eq!(world.texts(1), ["before", "meanwhile"]);
}

#[test]
fn signatures_that_are_never_good_are_the_configurations_fault() {
    let mut world = World::live();
    world.deaf = true;
    for _ in 0..2 {
        close_over_a_signature(&mut world);
        world.until(20_000, "connected", |world| world.clients[0].pusher.socket.is_some());
    }
    close_over_a_signature(&mut world);
    assert_eq!(world.status(), Status::Refused);
    assert_eq!(world.view().health.problem.as_ref().and_then(|problem| problem.code), Some(4009));
}
