//! What was missed is fetched, what comes meanwhile waits, and nothing counts as known before it is.

use glx_realtime::engine::{Effect, Input, RoomStatus, Status};

use crate::world::{BEN, Fault, World, room};

#[test]
fn what_was_said_during_an_outage_is_there_when_it_is_over() {
    let mut world = World::live();
    world.says(BEN, 1, "before");
    world.run(10);
    world.server(false);
    world.says(BEN, 1, "missed 1");
    world.says(BEN, 1, "missed 2");
    world.run(60_000);
    assert_eq!(world.texts(1), ["before"]);
    assert_eq!(world.room(1).status, RoomStatus::Late);
    world.server(true);
    world.until(8_000, "live again", |world| world.status() == Status::Live);
    assert_eq!(world.texts(1), ["before", "missed 1", "missed 2"]);
}

#[test]
fn live_messages_wait_until_the_history_is_merged() {
    let mut world = World::live();
    world.cut(0);
    world.says(BEN, 1, "missed");
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.run(3_000);
    assert_eq!(world.status(), Status::CatchingUp);
    world.says(BEN, 1, "live");
    world.run(100);
    assert!(world.texts(1).is_empty(), "a row that others will be put before is not shown yet");
    world.release();
    assert_eq!(world.texts(1), ["missed", "live"]);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_history_asked_for_before_the_channel_was_confirmed_does_not_count() {
    let mut world = World::new();
    world.sign_in();
    world.run(2_000);
    // The channel takes longer than the history, and between the two somebody speaks.
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.join(1);
    world.run(1_000);
    assert_eq!(world.calls("/chat/1/messages"), 1);
    world.says(BEN, 1, "between");
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.release();
    assert!(world.room(1).loaded);
    assert_eq!(world.room(1).status, RoomStatus::CatchingUp);
    world.release();
    assert_eq!(world.calls("/chat/1/messages"), 2, "the one before the confirmation is followed by one after");
    assert_eq!(world.texts(1), ["between"]);
    assert_eq!(world.room(1).status, RoomStatus::Live);
}

#[test]
fn a_history_that_the_page_asked_for_ahead_is_shown_at_once_and_does_not_count_either() {
    let mut world = World::new();
    world.says(BEN, 1, "before");
    world.sign_in();
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.join(1);
    // An element and the page's program may both have it open.
    for _ in 0..2 {
        world.feed(Input::HistoryAhead(room(1)));
    }
    let ahead = |effect: &Effect| matches!(effect, Effect::Call { request, .. } if request.ahead && request.path == "/chat/1/messages");
    assert_eq!(world.count_effects(ahead), 1, "it need not wait for the channel");
    world.run(500);
    assert_eq!(world.texts(1), ["before"]);
    assert_eq!(world.calls("/chat/1/messages"), 1, "once");
    world.says(BEN, 1, "between");
    world.run(3_000);
    assert_eq!(world.calls("/chat/1/messages"), 1);
    assert_ne!(world.room(1).status, RoomStatus::Live);
    world.release();
    world.until(5_000, "live", |world| world.status() == Status::Live);
    assert_eq!(world.texts(1), ["before", "between"]);
    assert_eq!(world.count_effects(ahead), 1, "the one that counts is asked for anew");
}

#[test]
fn a_history_that_the_page_asked_for_ahead_tells_nothing_of_a_send_whose_answer_is_lost() {
    for delay in [0, 5, 15, 900] {
        let mut world = World::live();
        world.send(1, "once");
        world.run(delay);
        world.reload(0, &[1]);
        // It was asked for before the site had saved anything.
        world.fault("/chat/1/messages", Fault::Answer(200, "[]".into()));
        world.feed(Input::HistoryAhead(room(1)));
        world.run(10_000);
        assert_eq!(world.saved(1), ["once"], "reloaded after {delay} ms");
        assert_eq!(world.texts(1), ["once"]);
    }
}

#[test]
fn nothing_is_ahead_of_a_channel_that_is_confirmed() {
    let mut world = World::live();
    world.feed(Input::HistoryAhead(room(1)));
    world.feed(Input::HistoryAhead(room(9)));
    world.run(1_000);
    assert_eq!(world.calls("/chat/"), 0);
}

#[test]
fn an_old_history_that_comes_back_after_a_reconnect_does_not_make_the_room_live() {
    let mut world = World::live();
    world.cut(0);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.run(3_000);
    world.cut(0);
    world.says(BEN, 1, "missed");
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    // The first history, from before the second loss, arrives only now; it lacks the message.
    world.until(8_000, "confirmed", |world| world.room(1).status == RoomStatus::CatchingUp);
    world.release();
    assert_eq!(world.room(1).status, RoomStatus::CatchingUp);
    world.run(100);
    world.release();
    assert_eq!(world.texts(1), ["missed"]);
    assert_eq!(world.room(1).status, RoomStatus::Live);
}

#[test]
fn a_second_confirmation_changes_nothing() {
    let mut world = World::live();
    world.cut(0);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.run(3_000);
    world.forget_past();
    world.frame("private-help-request-1", "pusher:subscription_succeeded", "{}");
    world.release();
    world.run(1_000);
    assert_eq!(world.calls("/chat/1/messages"), 0);
    assert_eq!(world.room(1).status, RoomStatus::Live);
}

#[test]
fn a_history_that_fails_is_asked_for_again_and_leaves_no_hole() {
    for fault in [
        Fault::Answer(500, "{}".into()),
        Fault::Answer(502, "<html>Bad gateway".into()),
        Fault::Answer(200, "<html>Sign in".into()),
        Fault::Answer(200, r#"[{"id":1,"mess"#.into()),
        Fault::Unreachable,
        Fault::Hang,
    ] {
        let mut world = World::live();
        world.server(false);
        world.says(BEN, 1, "missed");
        world.fault("/chat/1/messages", fault.clone());
        world.fault("/chat/1/messages", fault.clone());
        world.server(true);
        world.until(60_000, "live", |world| world.status() == Status::Live);
        assert_eq!(world.texts(1), ["missed"], "{fault:?}");
        assert_eq!(world.calls("/chat/1/messages"), 3, "{fault:?}");
    }
}

#[test]
fn while_the_history_cannot_be_had_live_messages_are_shown_all_the_same() {
    let mut world = World::live();
    world.cut(0);
    world.says(BEN, 1, "missed");
    for _ in 0..6 {
        world.fault("/chat/1/messages", Fault::Answer(500, "{}".into()));
    }
    world.run(4_000);
    world.says(BEN, 1, "live");
    world.run(10);
    assert_eq!(world.texts(1), ["live"]);
    assert_ne!(world.status(), Status::Live, "but nobody says that all is well");
    world.run(120_000);
    assert_eq!(world.texts(1), ["missed", "live"]);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_failing_history_is_not_hammered() {
    let mut world = World::new();
    for _ in 0..100 {
        world.fault("/chat/1/messages", Fault::Answer(500, "{}".into()));
    }
    world.sign_in();
    world.join(1);
    world.run(15 * 60_000);
    let calls = world.calls("/chat/1/messages");
    assert!((10..=25).contains(&calls), "{calls} calls in a quarter of an hour");
    assert_eq!(world.room(1).status, RoomStatus::Unavailable);
}

#[test]
fn bare_enveloped_and_better_histories_are_the_same() {
    for (enveloped, extras) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut world = World::new();
        world.backend.enveloped = enveloped;
        world.backend.extras = extras;
        world.says(BEN, 1, "one");
        world.sign_in();
        world.join(1);
        world.run(2_000);
        world.send(1, "two");
        world.run(100);
        world.cut(0);
        world.says(BEN, 1, "three");
        world.run(5_000);
        assert_eq!(world.texts(1), ["one", "two", "three"]);
        let mine: Vec<_> = world.room(1).messages.iter().map(|row| row.mine).collect();
        assert_eq!(mine, [false, true, false]);
    }
}

#[test]
fn a_catch_up_asks_a_better_backend_for_the_rest_only() {
    let mut world = World::new();
    world.backend.extras = true;
    for number in 0..200 {
        world.says(BEN, 1, &format!("m{number}"));
    }
    world.sign_in();
    world.join(1);
    world.run(2_000);
    world.cut(0);
    world.says(BEN, 1, "last");
    world.run(5_000);
    assert_eq!(world.room(1).messages.len(), 201);
    let call = world.clients[0].calls.iter().rfind(|call| call.starts_with("/chat/1/messages")).cloned();
    assert_eq!(call.as_deref(), Some("/chat/1/messages?after=177"));
}

#[test]
fn rows_that_cannot_be_read_cost_only_themselves_and_are_counted() {
    let mut world = World::new();
    let rows = r#"[{"id":1000001,"message":"a","sender_username":null,"created_at":null,"sender_avatar":7},null,
                   {"id":-4,"message":"b"},{"id":1000002},{"id":"1000003","message":"c","sender_username":"ben"}]"#;
    world.fault("/chat/1/messages", Fault::Answer(200, rows.into()));
    world.sign_in();
    world.join(1);
    world.run(2_000);
    assert_eq!(world.texts(1), ["a", "c"]);
    assert_eq!(world.view().health.ignored, 3);
}

#[test]
fn a_first_history_in_parts_is_shown_when_all_of_it_is_here() {
    let mut world = World::new();
    world.in_parts = true;
    let texts: Vec<String> = (0..40).map(|number| format!("{number}: né \"quoted\"")).collect();
    for text in &texts {
        world.says(BEN, 1, text);
    }
    world.sign_in();
    world.join(1);
    // Some come, and the rest is lost, again and again: nothing is shown that something may be missing from.
    for _ in 0..4 {
        world.fault("/chat/1/messages", Fault::AnswerLost);
    }
    let mut failed = 0;
    for _ in 0..600 {
        world.run(100);
        let room = world.room(1);
        assert!(room.messages.is_empty() || room.messages.len() == texts.len(), "{} rows", room.messages.len());
        failed += usize::from(room.status == RoomStatus::Unavailable);
    }
    assert!(failed > 0);
    assert_eq!(world.texts(1), texts);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_send_that_is_found_in_a_part_of_a_history_stays_shown_when_the_rest_is_lost() {
    // Where an answer is cut depends on its call's number, and whether my name is known by then on how long calls take.
    for (latency, other_calls) in [20, 168].into_iter().flat_map(|latency| (0..8).map(move |calls| (latency, calls))) {
        let mut world = World::new();
        world.in_parts = true;
        world.latency = latency;
        world.sign_in();
        world.join(1);
        world.run(377);
        for _ in 0..other_calls {
            world.feed(Input::LoadHelpRequests);
        }
        world.send(1, "mine");
        world.fault("/chat/1/messages", Fault::AnswerLost);
        world.reload(0, &[1]);
        // After every step the world sees to it that what was typed is shown.
        world.run(60_000);
        assert_eq!(world.texts(1), ["mine"]);
        assert!(world.echoes(1).is_empty());
    }
}

#[test]
fn what_was_missed_comes_in_parts_too() {
    let mut world = World::live();
    world.in_parts = true;
    world.says(BEN, 1, "before");
    world.run(10);
    // Calls are told in as many parts as their numbers say: each of them is tried.
    for round in 0..8 {
        world.server(false);
        let missed = world.says(BEN, 1, &format!("missed {round}"));
        world.run(3_000);
        world.server(true);
        world.until(60_000, "live again", |world| world.status() == Status::Live);
        assert_eq!(world.room(1).messages.newest().map(|id| id.get()), Some(missed));
    }
    assert_eq!(world.texts(1).len(), 9);
}
