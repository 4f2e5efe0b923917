//! A send is never dropped and never doubled, and nothing that fails holds up what can go.

use glx_realtime::engine::wire::Failure;
use glx_realtime::engine::{ClientId, Input, RowKey, SendState, Status};

use crate::world::{ANA, BEN, Fault, World, room};

#[test]
fn sends_leave_one_at_a_time_in_the_order_they_were_typed() {
    let mut world = World::live();
    for number in 0..20 {
        world.send(1, &format!("m{number}"));
    }
    assert_eq!(world.calls("/chat/send"), 1);
    world.run(2_000);
    let expected: Vec<_> = (0..20).map(|number| format!("m{number}")).collect();
    assert_eq!(world.saved(1), expected);
    assert_eq!(world.texts(1), expected);
}

#[test]
fn one_that_is_tried_again_waits_for_the_one_under_way() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(413, "{}".into()));
    world.send(1, "first");
    world.run(100);
    let name = world.room(1).echoes[0].client_id.clone();
    world.send(1, "second");
    // It stands before the one under way, and was sent beside it once.
    world.feed(Input::Retry(room(1), name));
    assert_eq!(world.calls("/chat/send"), 2);
    world.run(200);
    assert_eq!(world.saved(1), ["second", "first"]);
}

#[test]
fn the_name_that_the_backend_echoes_outdoes_the_text() {
    let mut world = World::live();
    world.backend.extras = true;
    world.backend.mute = true;
    let elsewhere = world.says(ANA, 1, "same");
    world.fault("/chat/send", Fault::HoldAnswer);
    world.send(1, "same");
    let key = RowKey::Send(world.room(1).echoes[0].client_id.clone());
    // One history has both: the first was taken for the send by its text, and the second by its name, so that two rows had one name once.
    world.cut(0);
    world.run(5_000);
    let keys: Vec<_> = world.room(1).messages.iter().map(|message| message.key.clone()).collect();
    assert_eq!(keys, [RowKey::Message(glx_realtime::engine::MessageId::new(elsewhere).expect("an id")), key]);
    world.release();
    assert_eq!(world.texts(1), ["same", "same"]);
    assert!(world.echoes(1).is_empty());
}

#[test]
fn a_send_whose_answer_was_lost_is_looked_for_and_found() {
    for fault in [Fault::AnswerLost, Fault::AnswerAndEventLost] {
        let mut world = World::live();
        world.fault("/chat/send", fault.clone());
        world.send(1, "once");
        let key = RowKey::Send(world.room(1).echoes[0].client_id.clone());
        world.run(10_000);
        assert_eq!(world.saved(1), ["once"], "{fault:?}");
        assert_eq!(world.texts(1), ["once"]);
        assert!(world.echoes(1).is_empty());
        assert_eq!(world.room(1).messages.get(0).expect("a row").key, key);
    }
}

#[test]
fn unknown_says_that_it_is_being_checked() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "once");
    world.run(100);
    assert_eq!(world.echoes(1), [("once".to_owned(), SendState::Unknown)]);
}

#[test]
fn a_send_that_never_arrived_is_sent_again_once() {
    for fault in
        [Fault::Unreachable, Fault::Hang, Fault::Answer(502, "<html>".into()), Fault::Answer(200, "<html>".into())]
    {
        let mut world = World::live();
        world.fault("/chat/send", fault.clone());
        world.send(1, "again");
        world.run(60_000);
        assert_eq!(world.saved(1), ["again"], "{fault:?}");
        assert_eq!(world.texts(1), ["again"]);
        assert_eq!(world.calls("/chat/send"), 2);
        assert!(world.calls("/chat/1/messages") >= 1, "it is looked for before it is sent again");
    }
}

#[test]
fn a_history_from_before_the_loss_does_not_tell_its_fate() {
    let mut world = World::live();
    world.cut(0);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.run(3_000);
    // This history is under way, and does not have what is saved now.
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "once");
    world.run(100);
    world.release();
    world.run(10_000);
    assert_eq!(world.saved(1), ["once"]);
}

#[test]
fn others_wait_while_the_fate_of_the_first_is_unknown() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Unreachable);
    world.send(1, "first");
    world.send(1, "second");
    world.run(60_000);
    assert_eq!(world.saved(1), ["first", "second"]);
}

#[test]
fn a_refused_text_fails_with_the_reason_and_the_others_go_out_in_order() {
    let filtered =
        r#"{"error":{"message":"x","attacksDetected":[{"type":"sql","severity":"high","description":"SQL"}]}}"#;
    for (status, body, expected) in [
        (403, filtered, Failure::Filtered { reason: "SQL".into() }),
        (413, "{}", Failure::TooLong),
        (422, r#"{"error":{"message":"No"}}"#, Failure::Refused { status: 422, message: Some("No".into()) }),
        (404, "<html>", Failure::NotFound),
    ] {
        let mut world = World::live();
        world.fault("/chat/send", Fault::Answer(status, body.into()));
        for text in ["bad", "one", "two"] {
            world.send(1, text);
        }
        world.run(5_000);
        assert_eq!(world.saved(1), ["one", "two"]);
        assert_eq!(world.echoes(1), [("bad".to_owned(), SendState::Failed(expected))]);
        assert_eq!(world.calls("/chat/send"), 3, "nothing is repeated by itself");
    }
}

#[test]
fn a_failed_send_can_be_tried_again_or_dropped() {
    let mut world = World::live();
    for _ in 0..2 {
        world.fault("/chat/send", Fault::Answer(400, "{}".into()));
    }
    world.send(1, "keep");
    world.send(1, "drop");
    world.run(1_000);
    let [keep, drop] = &*world.room(1).echoes.clone() else { panic!("two") };
    world.feed(Input::Retry(room(1), keep.client_id.clone()));
    world.feed(Input::Discard(room(1), drop.client_id.clone()));
    world.run(1_000);
    assert_eq!(world.saved(1), ["keep"]);
    assert!(world.echoes(1).is_empty());
    assert!(world.clients[0].device.keys().all(|(_, key)| key != "outbox.1"), "nothing is kept of it");
}

#[test]
fn what_is_under_way_cannot_be_dropped() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::HoldAnswer);
    world.send(1, "hi");
    let id = world.room(1).echoes[0].client_id.clone();
    world.feed(Input::Discard(room(1), id.clone()));
    world.feed(Input::Retry(room(1), id));
    world.release();
    assert_eq!(world.saved(1), ["hi"]);
    assert_eq!(world.texts(1), ["hi"]);
}

#[test]
fn after_429_it_waits_as_long_as_the_site_says_and_goes_by_itself() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::RetryAfter(429, 60_000));
    world.send(1, "later");
    world.run(59_000);
    assert_eq!(world.calls("/"), 1, "no call of any kind before the time");
    assert!(matches!(&world.echoes(1)[0].1, SendState::Waiting(Some(Failure::RateLimited { .. }))));
    assert!(world.view().health.paused.is_some());
    world.run(2_000);
    assert_eq!(world.saved(1), ["later"]);
    assert!(world.view().health.paused.is_none());
}

#[test]
fn a_site_that_stays_in_trouble_with_one_text_is_asked_a_few_times_and_then_the_person() {
    let mut world = World::live();
    for _ in 0..20 {
        world.fault("/chat/send", Fault::Answer(500, r#"{"error":{"message":"x","stack":"at y"}}"#.into()));
    }
    world.send(1, "poison");
    world.run(15 * 60_000);
    assert!(matches!(world.echoes(1)[0].1, SendState::Failed(Failure::Server { status: 500, .. })));
    assert_eq!(world.calls("/chat/send"), 5);
    world.clients[0].faults.clear();
    world.send(1, "next");
    world.run(1_000);
    assert_eq!(world.saved(1), ["next"]);
    // A person waits, and whether it has arrived is known.
    let poison = world.room(1).echoes[0].client_id.clone();
    world.feed(Input::Retry(room(1), poison));
    world.run(1_000);
    assert_eq!(world.saved(1), ["next", "poison"]);
}

#[test]
fn the_same_words_from_another_device_before_the_answer_are_two_messages() {
    let mut world = World::live();
    world.event_delay = 50;
    world.fault("/chat/send", Fault::HoldCall);
    world.send(1, "ok");
    world.says(ANA, 1, "ok");
    world.run(100);
    world.release();
    world.run(500);
    assert_eq!(world.saved(1), ["ok", "ok"]);
    assert_eq!(world.texts(1), ["ok", "ok"]);
    assert!(world.echoes(1).is_empty());
    let keys: Vec<_> = world.room(1).messages.iter().map(|row| matches!(row.key, RowKey::Send(_))).collect();
    assert_eq!(keys, [false, true], "the row that is ours is the one the answer named");
}

#[test]
fn the_same_words_from_another_device_are_not_taken_for_a_refused_send() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::HoldCall);
    world.send(1, "ok");
    world.says(ANA, 1, "ok");
    world.run(100);
    assert!(world.echoes(1).is_empty(), "for now it looks like it");
    world.clients[0].held.clear();
    let refusal = glx_realtime::engine::Answer { status: 422, body: "{}".into(), ..Default::default() };
    let id = world.clients[0].effects.iter().rev().find_map(|effect| match effect {
        glx_realtime::engine::Effect::Call { id, request } if request.path == "/chat/send" => Some(*id),
        _ => None,
    });
    world.feed(Input::Answered { id: id.expect("the send"), outcome: Ok(refusal) });
    assert_eq!(world.echoes(1).len(), 1, "the text is still there");
    assert_eq!(world.texts(1), ["ok"]);
}

#[test]
fn the_same_words_twice_are_sent_twice() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "ok");
    world.send(1, "ok");
    world.run(60_000);
    assert_eq!(world.saved(1), ["ok", "ok"]);
    assert_eq!(world.texts(1), ["ok", "ok"]);
}

#[test]
fn an_old_message_with_the_same_words_is_not_taken_for_a_lost_send() {
    let mut world = World::live();
    world.says(ANA, 1, "ok");
    world.send(1, "ok");
    world.run(1_000);
    world.fault("/chat/send", Fault::Unreachable);
    world.send(1, "ok");
    world.run(60_000);
    assert_eq!(world.saved(1), ["ok", "ok", "ok"]);
}

/// A send that the client has given up, and the site may be busy with still.
fn unsettled() -> World {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Unreachable);
    world.send(1, "slow");
    world.until(5_000, "unknown", |world| world.echoes(1)[0].1 == SendState::Unknown);
    world
}

#[test]
fn a_message_that_arrives_after_it_was_given_up_is_not_sent_again() {
    let mut world = unsettled();
    world.says(ANA, 1, "slow");
    world.run(60_000);
    assert_eq!(world.saved(1), ["slow"]);
    assert_eq!(world.texts(1), ["slow"]);
    assert!(world.echoes(1).is_empty());
}

#[test]
fn in_an_empty_room_a_wrong_clock_neither_loses_nor_doubles() {
    for off in [-86_400_000, 86_400_000] {
        let mut world = World::live();
        world.clock_off = off;
        world.fault("/chat/send", Fault::AnswerAndEventLost);
        world.send(1, "once");
        world.run(60_000);
        assert_eq!(world.saved(1), ["once"]);
        assert_eq!(world.texts(1), ["once"]);
    }
}

#[test]
fn sends_while_offline_go_out_in_order_when_it_is_over() {
    let mut world = World::live();
    world.online(0, false);
    for number in 0..20 {
        world.send(1, &format!("m{number}"));
    }
    world.run(60_000);
    assert_eq!(world.calls("/chat/send"), 0);
    assert_eq!(world.status(), Status::Offline);
    assert_eq!(world.view().health.waiting_to_send, 20);
    world.online(0, true);
    world.run(10_000);
    let expected: Vec<_> = (0..20).map(|number| format!("m{number}")).collect();
    assert_eq!(world.saved(1), expected);
    assert_eq!(world.texts(1), expected);
}

#[test]
fn nothing_is_sent_for_blanks_and_nothing_that_could_not_be_told() {
    let mut world = World::live();
    world.send(1, " \n\u{0} ");
    assert!(world.echoes(1).is_empty());
    for long in ["x".repeat(9_001), "&".repeat(1_801), "\n.".repeat(3_001)] {
        world.send(1, &long);
    }
    world.run(1_000);
    assert_eq!(world.calls("/chat/send"), 0);
    assert!(world.echoes(1).iter().all(|(_, state)| *state == SendState::Failed(Failure::TooLong)));
    assert_eq!(world.echoes(1).len(), 3, "the texts are kept");
}

#[test]
fn a_better_backend_settles_by_the_name_we_gave() {
    let mut world = World::live();
    world.backend.extras = true;
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "named");
    world.run(10_000);
    assert_eq!(world.saved(1), ["named"]);
    assert_eq!(world.texts(1), ["named"]);
    assert!(world.echoes(1).is_empty());
}

#[test]
fn nobody_elses_message_is_taken_for_ours_whatever_it_calls_itself() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::HoldCall);
    world.send(1, "mine");
    let id: ClientId = world.room(1).echoes[0].client_id.clone();
    let data = format!(
        r#"{{"id":"1000001","content":"mine","userId":8,"username":"ana","clientId":"{}","timestamp":""}}"#,
        id.as_str()
    );
    world.frame("private-help-request-1", "new-message", &data);
    assert_eq!(world.echoes(1).len(), 1);
    assert!(!world.room(1).messages.get(0).expect("a row").mine);
}

#[test]
fn a_text_for_a_room_that_is_not_open_is_sent_too() {
    let mut world = World::live();
    world.send(5, "by the way");
    world.run(2_000);
    assert_eq!(world.saved(5), ["by the way"]);
    assert!(!world.view().rooms.contains_key(&room(5)), "and then the room is forgotten");
}

#[test]
fn a_slow_site_is_given_its_time_although_the_history_is_fetched_for_other_reasons() {
    let mut world = unsettled();
    // The link comes and goes, and each time the history is asked for.
    for _ in 0..4 {
        world.run(900);
        world.feed(Input::Online(false));
        world.feed(Input::Online(true));
    }
    // Only then the site is done with it.
    world.says(ANA, 1, "slow");
    world.run(60_000);
    assert_eq!((world.saved(1), world.texts(1)), (vec!["slow".to_owned()], vec!["slow".to_owned()]));
}

#[test]
fn what_a_page_left_unsettled_is_looked_for_twice_by_the_next() {
    let mut world = unsettled();
    world.reload(0, &[1]);
    world.run(3_000);
    world.says(ANA, 1, "slow");
    world.run(60_000);
    assert_eq!((world.saved(1), world.texts(1)), (vec!["slow".to_owned()], vec!["slow".to_owned()]));
}

#[test]
fn an_event_is_taken_for_the_send_that_is_on_its_way_and_not_for_one_of_the_same_words_that_failed() {
    let mut world = World::live();
    for _ in 0..5 {
        world.fault("/chat/send", Fault::Answer(500, "{}".into()));
    }
    world.send(1, "ok");
    world.until(300_000, "a person is asked", |world| matches!(world.echoes(1)[0].1, SendState::Failed(_)));
    world.fault("/chat/send", Fault::AnswerLost);
    world.send(1, "ok");
    world.run(60_000);
    assert_eq!(world.saved(1), ["ok"], "the second is saved, once");
    assert!(
        matches!(&*world.echoes(1), [(text, SendState::Failed(_))] if text == "ok"),
        "the first is still to be decided"
    );
}

#[test]
fn with_a_profile_that_only_fails_a_lost_send_is_still_found_and_others_go_out() {
    let mut world = World::new();
    for _ in 0..40 {
        world.fault("/user/profile", Fault::Answer(503, "{}".into()));
    }
    world.sign_in();
    world.join(1);
    world.run(2_000);
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "once");
    world.send(1, "another");
    world.run(120_000);
    assert_eq!(world.saved(1), ["once", "another"]);
    assert!(world.echoes(1).is_empty());
}

#[test]
fn without_a_profile_a_lost_send_is_still_found() {
    let mut world = World::new();
    world.fault("/user/profile", Fault::Answer(404, "<html>".into()));
    world.sign_in();
    world.join(1);
    world.run(2_000);
    world.says(BEN, 1, "hello");
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "once");
    world.run(60_000);
    assert_eq!(world.saved(1), ["hello", "once"]);
    assert!(world.echoes(1).is_empty());
}
