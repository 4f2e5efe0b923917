//! Users come and go on one page: nothing of one is left for the next, and nothing goes to the wrong one.

use glx_realtime::engine::{Answer, CallId, Effect, Input, RoomStatus, Status};

use crate::world::{ANA, BEN, Fault, World, room};

#[test]
fn signing_out_closes_forgets_and_empties() {
    let mut world = World::live();
    world.says(BEN, 1, "secret");
    world.notify("secret");
    world.send(1, "mine");
    world.feed(Input::Draft(room(1), "half".into()));
    world.feed(Input::LoadHelpRequests);
    world.run(100);
    world.sign_out();
    assert!(world.clients[0].device.is_empty());
    assert!(world.clients[0].pusher.socket.is_none());
    assert!(world.clients[0].pusher.channels.is_empty());
    let view = world.view();
    assert_eq!(view.health.status, Status::SignedOut);
    assert!(view.me.is_none() && view.notifications.feed.is_empty() && view.help_requests.list.is_empty());
    assert!(
        view.rooms.values().all(|room| room.messages.is_empty() && room.echoes.is_empty() && room.people.is_empty())
    );
    assert_eq!(world.clients[0].engine.draft(room(1)), "");
    assert_eq!(world.clients[0].engine.deadline(), None);
    world.forget_past();
    world.run(10 * 60_000);
    assert_eq!(world.clients[0].effects.len(), 0, "and nothing more is done");
}

#[test]
fn another_user_sees_nothing_of_the_one_before() {
    let mut world = World::live();
    world.says(BEN, 1, "public");
    world.fault("/chat/send", Fault::AnswerAndEventLost);
    world.send(1, "unsent");
    world.run(50);
    world.sign_in_as(0, BEN);
    world.run(5_000);
    assert_eq!(world.status(), Status::Live);
    let me = world.view().me.clone().expect("ben");
    assert_eq!(me.name.as_deref(), Some("ben"));
    assert!(world.echoes(1).is_empty());
    let mine: Vec<_> = world.room(1).messages.iter().map(|row| row.mine).collect();
    assert_eq!(mine, [true, false]);
    let channels: Vec<_> = world.clients[0].pusher.channels.keys().cloned().collect();
    assert_eq!(channels, ["private-help-request-1", "private-user-notifications-8"]);
    // Ana comes back, and what she had not sent is still hers.
    world.sign_in_as(0, ANA);
    world.run(10_000);
    assert_eq!(world.saved(1), ["public", "unsent"]);
    assert!(world.echoes(1).is_empty());
}

#[test]
fn answers_to_calls_of_the_one_before_are_dropped() {
    let mut world = World::live();
    for path in ["/chat/send", "/notifications", "/help-requests", "/chat/1/messages"] {
        world.fault(path, Fault::HoldAnswer);
    }
    world.notify("for ana");
    world.send(1, "by ana");
    world.feed(Input::LoadHelpRequests);
    world.cut(0);
    world.run(4_000);
    world.sign_in_as(0, BEN);
    world.run(50);
    let before = world.view();
    world.release();
    world.run(3_000);
    assert!(world.view().notifications.feed.is_empty());
    assert!(!world.view().help_requests.loaded);
    assert_eq!(before.me.map(|me| me.user.get()), Some(BEN));
    assert!(world.room(1).messages.iter().all(|row| !row.mine));
}

#[test]
fn an_answer_nobody_asked_for_is_nobodys() {
    let mut world = World::live();
    let view = world.view();
    for id in [0, 1, 3, 77, u64::MAX] {
        let answer = Answer { status: 200, body: r#"[{"id":1000001,"message":"x"}]"#.into(), ..Answer::default() };
        world.feed(Input::Answered { id: CallId(id), outcome: Ok(answer) });
    }
    assert!(std::rc::Rc::ptr_eq(&view.rooms, &world.view().rooms));
}

#[test]
fn a_refresh_for_the_one_before_is_nothing_to_the_next() {
    let mut world = World::live();
    world.clients[0].can_refresh = false;
    world.valid_token = 1;
    world.send(1, "x");
    world.run(25);
    world.clients[0].token = 1;
    world.sign_in_as(0, BEN);
    world.run(5_000);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn rooms_opened_before_anybody_signs_in_are_opened_then() {
    let mut world = World::new();
    world.join(1);
    world.run(10_000);
    assert_eq!(world.clients[0].effects.len(), 0);
    assert_eq!(world.room(1).status, RoomStatus::Loading);
    world.sign_in();
    world.run(2_000);
    assert_eq!(world.room(1).status, RoomStatus::Live);
}

#[test]
fn a_room_left_while_nobody_is_signed_in_stays_left() {
    let mut world = World::live();
    world.sign_out();
    world.leave(1);
    assert!(world.view().rooms.is_empty());
    world.sign_in();
    world.run(2_000);
    assert!(world.view().rooms.is_empty());
}

#[test]
fn nobodys_words_are_kept_for_nobody() {
    let mut world = World::new();
    world.join(1);
    world.send(1, "who am I");
    world.feed(Input::Draft(room(1), "half".into()));
    assert!(world.echoes(1).is_empty());
    assert_eq!(world.count_effects(|effect| matches!(effect, Effect::Store { .. })), 0);
}

#[test]
fn the_same_name_with_another_id_is_not_me() {
    let mut world = World::live();
    let data = r#"{"id":"1000001","content":"hi","userId":9,"username":"ana"}"#;
    world.frame("private-help-request-1", "new-message", data);
    assert!(!world.room(1).messages.get(0).expect("a row").mine);
}

#[test]
fn own_rows_are_recognised_when_the_name_is_known_late() {
    let mut world = World::new();
    world.says(ANA, 1, "mine");
    world.says(BEN, 1, "his");
    world.fault("/user/profile", Fault::HoldAnswer);
    world.sign_in();
    world.join(1);
    world.run(3_000);
    assert!(world.room(1).messages.iter().all(|row| !row.mine));
    world.release();
    let mine: Vec<_> = world.room(1).messages.iter().map(|row| row.mine).collect();
    assert_eq!(mine, [true, false]);
}
