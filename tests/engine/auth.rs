//! The token and the gate before the API: one refresh, one retry, the five meanings of 403, and never a storm.

use glx_realtime::engine::wire::Failure;
use glx_realtime::engine::{Effect, Input, RoomStatus, SendState, Status, UserId, Working};

use crate::world::{ANA, BEN, Fault, World, room};

const CSRF: &str = r#"{"success":false,"error":{"message":"CSRF token required","csrfRequired":true}}"#;
const BLOCKED: &str = r#"{"success":false,"error":{"message":"Blocked","blocked":true}}"#;
const NO_TOKEN: &str = r#"{"error":"Access token required"}"#;

#[test]
fn an_expired_token_is_refreshed_once_and_everything_goes_on() {
    let mut world = World::live();
    world.valid_token = 1;
    world.send(1, "with the old token");
    world.run(2_000);
    assert_eq!(world.clients[0].refreshes, 1);
    assert_eq!(world.saved(1), ["with the old token"]);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn many_refusals_at_once_make_one_refresh() {
    let mut world = World::new();
    world.valid_token = 1;
    for number in 1..=20 {
        world.join(number);
    }
    world.sign_in();
    world.run(10_000);
    assert_eq!(world.clients[0].refreshes, 1);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn refusals_of_the_old_token_that_come_after_the_refresh_say_nothing_of_the_new() {
    let mut world = World::live();
    world.join(2);
    world.run(1_000);
    world.fault("/chat/send", Fault::HoldCall);
    world.send(2, "slow");
    world.valid_token = 1;
    world.send(1, "quick");
    world.run(500);
    assert_eq!(world.clients[0].refreshes, 1);
    // The slow one went out with the old token, and is refused only now.
    let id = world.clients[0].held.remove(0).id;
    let refusal = glx_realtime::engine::Answer { status: 401, body: NO_TOKEN.into(), ..Default::default() };
    world.feed(Input::Answered { id, outcome: Ok(refusal) });
    world.run(5_000);
    assert_eq!(world.clients[0].refreshes, 1);
    assert_eq!(world.status(), Status::Live);
    assert_eq!(world.saved(2), ["slow"]);
}

#[test]
fn when_no_fresh_token_comes_the_person_has_to_sign_in_again_and_nothing_is_lost() {
    let mut world = World::live();
    world.clients[0].can_refresh = false;
    world.valid_token = 1;
    world.send(1, "kept");
    world.run(1_000);
    assert_eq!(world.status(), Status::SignInEnded);
    world.forget_past();
    world.run(10 * 60_000);
    assert_eq!(world.calls("/"), 0);
    assert_eq!(world.echoes(1).len(), 1);
    world.clients[0].token = 1;
    world.feed(Input::SignIn { user: UserId::new(ANA).expect("user"), stored: vec![] });
    world.run(5_000);
    assert_eq!(world.saved(1), ["kept"]);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_fresh_token_that_is_refused_too_ends_the_sign_in() {
    let mut world = World::live();
    for _ in 0..2 {
        world.fault("/chat/send", Fault::Answer(401, NO_TOKEN.into()));
    }
    world.send(1, "kept");
    world.run(60_000);
    assert_eq!(world.status(), Status::SignInEnded);
    assert_eq!(world.calls("/chat/send"), 2, "one refresh, one retry");
    assert_eq!(world.clients[0].refreshes, 1);
}

#[test]
fn a_host_that_never_gives_a_token_is_not_waited_for_for_ever() {
    let mut world = World::live();
    world.valid_token = 1;
    world.send(1, "kept");
    let now = world.now();
    world.run(25);
    assert_eq!(world.clients[0].refreshes, 1);
    // The refresh was asked for; its answer never comes.
    let mut later = now;
    for step in 1..40 {
        later.mono = now.mono + step * 1_000;
        world.clients[0].engine.handle(later, Input::Pong);
    }
    assert_eq!(world.clients[0].engine.view().health.status, Status::SignInEnded);
}

#[test]
fn signing_in_again_keeps_what_is_under_way() {
    let mut world = World::live();
    world.clients[0].can_refresh = false;
    world.fault("/chat/send", Fault::HoldAnswer);
    world.send(1, "under way");
    world.run(100);
    world.valid_token = 1;
    world.feed(Input::LoadHelpRequests);
    world.run(100);
    assert_eq!(world.status(), Status::SignInEnded);
    world.clients[0].token = 1;
    world.feed(Input::SignIn { user: UserId::new(ANA).expect("user"), stored: vec![] });
    world.release();
    world.run(1_000);
    assert_eq!(world.texts(1), ["under way"]);
    assert!(world.echoes(1).is_empty());
    assert!(!world.clients[0].device.contains_key(&(ANA, "outbox.1".into())), "its answer was taken");
    assert!(world.view().help_requests.loaded);
}

#[test]
fn a_missing_security_token_is_tried_once_more_and_then_nothing_is_repeated() {
    let mut world = World::live();
    for _ in 0..50 {
        world.fault("/chat/send", Fault::Answer(403, CSRF.into()));
    }
    for number in 0..20 {
        world.send(1, &format!("m{number}"));
    }
    world.run(30 * 60_000);
    assert_eq!(world.calls("/chat/send"), 2, "a few of these block the address");
    assert_eq!(world.view().health.refusal, Some(Failure::CsrfRequired));
    assert_eq!(world.echoes(1).len(), 20, "every text is kept");
    assert_eq!(world.echoes(1)[0].1, SendState::Waiting(Some(Failure::CsrfRequired)));
    // Reading needs no such token.
    world.cut(0);
    world.run(100);
    world.feed(Input::LoadHelpRequests);
    world.run(100);
    assert!(world.view().help_requests.loaded);
    // A person has mended it, and says so.
    world.clients[0].faults.clear();
    world.feed(Input::ReconnectNow);
    world.run(10_000);
    assert_eq!(world.saved(1).len(), 20);
    assert_eq!(world.view().health.refusal, None);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn trying_again_by_hand_without_the_security_token_costs_one_call() {
    let mut world = World::live();
    for _ in 0..50 {
        world.fault("/chat/send", Fault::Answer(403, CSRF.into()));
    }
    world.send(1, "hi");
    world.run(60_000);
    world.forget_past();
    let id = world.room(1).echoes[0].client_id.clone();
    world.feed(Input::Retry(room(1), id));
    world.run(60_000);
    assert_eq!(world.calls("/chat/send"), 1);
}

#[test]
fn trying_a_blocked_address_by_hand_does_not_lift_the_rate_limit() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(403, BLOCKED.into()));
    world.fault("/help-requests", Fault::RetryAfter(429, 60_000));
    world.send(1, "hi");
    world.feed(Input::LoadHelpRequests);
    world.run(100);
    world.forget_past();
    // The longer pause, for the block, hid the other once.
    world.feed(Input::ReconnectNow);
    world.run(50_000);
    assert_eq!(world.calls("/"), 0);
    world.run(60_000);
    assert_eq!(world.saved(1), ["hi"]);
}

#[test]
fn a_missing_security_token_on_auth_is_told_and_never_called_live() {
    let mut world = World::new();
    for _ in 0..50 {
        world.fault("/pusher/auth", Fault::Answer(403, CSRF.into()));
    }
    world.sign_in();
    world.join(1);
    world.run(20 * 60_000);
    assert!(world.calls("/pusher/auth") <= 3, "{} calls", world.calls("/pusher/auth"));
    assert_ne!(world.status(), Status::Live);
    assert_eq!(world.view().health.refusal, Some(Failure::CsrfRequired));
    assert_eq!(world.view().health.receiving.working, Working::Down);
    assert_eq!(world.room(1).status, RoomStatus::Late);
}

#[test]
fn a_blocked_address_is_left_alone_and_then_probed_with_one_call() {
    let mut world = World::live();
    world.send(1, "kept");
    world.run(100);
    world.fault("/chat/send", Fault::Answer(403, BLOCKED.into()));
    world.send(1, "kept too");
    world.run(100);
    world.forget_past();
    world.feed(Input::LoadHelpRequests);
    world.join(2);
    world.cut(0);
    world.run(299_000);
    assert_eq!(world.calls("/"), 0, "not one call until the pause is over");
    assert_eq!(world.view().health.paused.as_ref().map(|(_, why)| why.clone()), Some(Failure::Blocked));
    for path in ["/"; 5] {
        world.fault(path, Fault::Answer(403, BLOCKED.into()));
    }
    world.run(2_000);
    assert_eq!(world.calls("/"), 1, "one call asks whether it is over");
    world.clients[0].faults.clear();
    world.run(301_000);
    assert_eq!(world.saved(1), ["kept", "kept too"]);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_blocked_address_stays_blocked_for_the_next_user_and_a_left_room_tells_it_too() {
    let mut world = World::live();
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.cut(0);
    world.run(3_000);
    world.leave(1);
    world.run(100);
    // The answer is nobody's, but what it says of the address holds for everybody.
    let id = world.clients[0].held.remove(0).id;
    let blocked = glx_realtime::engine::Answer { status: 403, body: BLOCKED.into(), ..Default::default() };
    world.feed(Input::Answered { id, outcome: Ok(blocked) });
    world.sign_in_as(0, BEN);
    world.forget_past();
    world.run(200_000);
    assert_eq!(world.calls("/"), 0);
    world.run(101_000);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn an_answer_to_a_question_that_was_asked_again_is_not_taken_for_the_new_one() {
    let mut world = World::live();
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.join(2);
    world.run(50);
    world.forget_past();
    let socket_id = world.clients[0].pusher.socket.clone().expect("live");
    let id = glx_realtime::engine::AuthId(9_999);
    world.feed(Input::AuthRequested { id, socket_id, channel: "private-help-request-2".into() });
    world.run(50);
    world.release();
    let answered = |effect: &Effect| match effect {
        Effect::AnswerAuth { id, .. } => Some(id.0),
        _ => None,
    };
    let answers: Vec<_> = world.clients[0].effects.iter().filter_map(answered).collect();
    assert_eq!(answers, [9_999]);
}

#[test]
fn try_now_may_ask_a_blocker_but_not_hurry_a_rate_limit() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(403, BLOCKED.into()));
    world.send(1, "a");
    world.run(100);
    world.feed(Input::ReconnectNow);
    world.run(1_000);
    assert_eq!(world.saved(1), ["a"]);
    world.fault("/chat/send", Fault::RetryAfter(429, 100_000));
    world.send(1, "b");
    world.run(100);
    world.forget_past();
    world.feed(Input::ReconnectNow);
    world.run(90_000);
    assert_eq!(world.calls("/"), 0);
}

#[test]
fn an_absurd_time_to_wait_is_not_believed() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::RetryAfter(429, u64::MAX));
    world.send(1, "a");
    world.run(61 * 60_000);
    assert_eq!(world.saved(1), ["a"]);
}

#[test]
fn no_access_to_a_room_is_said_and_not_asked_again_and_the_rest_is_live() {
    let mut world = World::new();
    world.backend.closed.insert("private-help-request-1".into());
    world.sign_in();
    world.join(1);
    world.join(2);
    world.run(60_000);
    assert_eq!(world.room(1).status, RoomStatus::NoAccess);
    assert_eq!(world.room(2).status, RoomStatus::Live);
    assert_eq!(world.status(), Status::Live);
    let calls = world.calls("/pusher/auth");
    assert_eq!(calls, 3);
    // Nor after a reconnect, although pusher-js asks for it again.
    world.cut(0);
    world.run(10_000);
    assert_eq!(world.calls("/pusher/auth"), calls + 2);
    world.online(0, false);
    world.online(0, true);
    world.run(10_000);
    assert_eq!(world.calls("/pusher/auth"), calls + 4);
    assert_eq!(world.view().health.refusal, None, "that is a fact, not a fault");
}

#[test]
fn with_no_channel_left_nothing_is_called_live() {
    let mut world = World::new();
    world.backend.closed.insert("private-user-notifications-7".into());
    world.backend.closed.insert("private-help-request-1".into());
    world.sign_in();
    world.join(1);
    world.run(10_000);
    assert_ne!(world.status(), Status::Live);
}

#[test]
fn an_auth_endpoint_that_is_missing_or_a_page_is_told() {
    for (status, expected) in [(404, Failure::NotFound), (400, Failure::Refused { status: 400, message: None })] {
        let mut world = World::new();
        for _ in 0..10 {
            world.fault("/pusher/auth", Fault::Answer(status, "<!doctype html>Cannot POST".into()));
        }
        world.sign_in();
        world.join(1);
        world.run(60_000);
        assert_eq!(world.view().health.refusal, Some(expected));
        assert_ne!(world.status(), Status::Live);
        assert_eq!(world.calls("/pusher/auth"), 2);
    }
}

#[test]
fn an_auth_that_fails_is_tried_again_with_patience() {
    for fault in [
        Fault::Answer(500, "{}".into()),
        Fault::Answer(200, "<html>".into()),
        Fault::Answer(200, "{}".into()),
        Fault::Unreachable,
    ] {
        let mut world = World::live();
        for _ in 0..4 {
            world.fault("/pusher/auth", fault.clone());
        }
        world.cut(0);
        world.until(20_000, "live", |world| world.status() == Status::Live);
        assert_eq!(world.calls("/pusher/auth"), 6, "{fault:?}");
    }
}

#[test]
fn an_auth_that_hangs_is_given_up_after_eight_seconds_and_tried_again() {
    let mut world = World::new();
    world.sign_in();
    world.run(1_000);
    world.fault("/pusher/auth", Fault::Hang);
    world.join(1);
    world.run(8_000);
    assert_eq!(world.calls("/pusher/auth"), 2);
    world.until(2_500, "live", |world| world.status() == Status::Live);
    assert_eq!(world.calls("/pusher/auth"), 3);
}

#[test]
fn an_auth_answer_for_a_socket_that_is_gone_is_never_sent() {
    let mut world = World::live();
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.cut(0);
    world.run(3_000);
    world.cut(0);
    world.until(8_000, "live", |world| world.status() == Status::Live);
    world.forget_past();
    // The model of pusher-js fails the test if a signature of another socket reaches it.
    world.release();
    assert_eq!(world.count_effects(|effect| matches!(effect, Effect::AnswerAuth { .. })), 0);
}

#[test]
fn a_question_for_another_socket_or_a_channel_that_was_left_is_answered_with_no() {
    let mut world = World::live();
    for (socket, channel) in [("old", "private-help-request-1"), ("now", "private-help-request-99"), ("now", "rubbish")]
    {
        let now = world.clients[0].pusher.socket.clone().expect("live");
        let socket_id = if socket == "now" { now } else { socket.to_owned() };
        world.forget_past();
        let id = glx_realtime::engine::AuthId(9_999);
        world.feed(Input::AuthRequested { id, socket_id, channel: channel.to_owned() });
        let refused = |effect: &Effect| matches!(effect, Effect::AnswerAuth { answer: Err(_), .. });
        assert_eq!(world.count_effects(refused), 1, "{channel}");
        assert_eq!(world.calls("/"), 0);
    }
}

#[test]
fn a_pause_does_not_throw_the_socket_away() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::RetryAfter(429, 120_000));
    world.send(1, "a");
    world.run(100);
    world.join(2);
    world.forget_past();
    world.run(110_000);
    assert_eq!(world.count_effects(|effect| *effect == Effect::CloseSocket), 0);
    world.run(15_000);
    assert_eq!(world.room(2).status, RoomStatus::Live);
    world.says(BEN, 1, "b");
    world.run(10);
    assert_eq!(world.texts(1), ["a", "b"]);
}

#[test]
fn a_site_that_wants_a_security_token_from_the_start_refuses_two_calls_and_no_more() {
    let mut world = World::new();
    for path in ["/pusher/auth", "/chat/join", "/chat/send"] {
        (0..10).for_each(|_| world.fault(path, Fault::Answer(403, r#"{"error":{"csrfRequired":true}}"#.into())));
    }
    world.sign_in();
    world.join(1);
    world.join(2);
    world.send(1, "kept");
    world.run(10 * 60_000);
    let refused = ["/pusher/auth", "/chat/join", "/chat/send"].map(|path| world.calls(path));
    assert_eq!(refused.iter().sum::<usize>(), 2, "three of these block the address: {refused:?}");
    assert_eq!(world.echoes(1).len(), 1);
}
