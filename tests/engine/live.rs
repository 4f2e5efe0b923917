//! The plain case: two neighbours chat, and everything arrives.

use glx_realtime::engine::{RoomStatus, RowKey, SendState, Status};

use crate::world::{BEN, Fault, World};

#[test]
fn a_room_opens_with_its_history_and_goes_live() {
    let mut world = World::new();
    world.says(BEN, 1, "first");
    world.says(BEN, 2, "elsewhere");
    world.says(BEN, 1, "second");
    world.sign_in();
    world.join(1);
    assert_eq!(world.room(1).status, RoomStatus::Loading);
    world.run(2_000);
    assert_eq!(world.texts(1), ["first", "second"]);
    assert_eq!(world.room(1).status, RoomStatus::Live);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn one_history_call_serves_the_opening_and_the_channel() {
    let mut world = World::new();
    world.sign_in();
    world.join(1);
    world.run(3_000);
    assert_eq!(world.calls("/chat/1/messages"), 1);
    assert_eq!(world.calls("/notifications"), 1);
    assert_eq!(world.calls("/user/profile"), 1);
    assert_eq!(world.calls("/pusher/auth"), 2);
    assert_eq!(world.calls("/chat/join"), 1);
}

#[test]
fn a_message_of_somebody_else_arrives_at_once() {
    let mut world = World::live();
    world.says(BEN, 1, "hello");
    world.run(1);
    assert_eq!(world.texts(1), ["hello"]);
    let room = world.room(1);
    assert!(!room.messages.get(0).expect("a row").mine);
    assert_eq!(&*room.messages.get(0).expect("a row").name, "ben");
}

#[test]
fn a_user_whose_picture_is_known_has_it_at_once_and_nobody_else_of_the_same_name() {
    let mut world = World::live();
    world.backend.pictures = true;
    world.backend.users.insert(9, "ben".to_owned());
    let pictures = |world: &mut World| -> Vec<Option<String>> {
        world.room(1).messages.iter().map(|row| row.avatar.as_deref().map(str::to_owned)).collect()
    };
    world.says(BEN, 1, "hello");
    world.run(1);
    assert_eq!(pictures(&mut world), [None], "an event tells none");
    world.until(120_000, "the history tells it", |world| world.room(1).messages.iter().all(|row| row.avatar.is_some()));
    world.says(BEN, 1, "me again");
    world.says(9, 1, "me, too");
    world.run(1);
    let ben = Some("/8.png".to_owned());
    assert_eq!(pictures(&mut world), [ben.clone(), ben, None]);
}

#[test]
fn an_own_message_is_shown_at_once_and_settles_into_the_same_row() {
    let mut world = World::live();
    world.send(1, "hi");
    assert_eq!(world.echoes(1), [("hi".to_owned(), SendState::Sending)]);
    let key = RowKey::Send(world.room(1).echoes[0].client_id.clone());
    world.run(100);
    assert_eq!(world.texts(1), ["hi"]);
    assert!(world.echoes(1).is_empty());
    assert_eq!(world.room(1).messages.get(0).expect("a row").key, key, "the row keeps its name");
    assert!(world.room(1).messages.get(0).expect("a row").mine);
}

#[test]
fn the_event_after_the_answer_makes_no_second_row() {
    let mut world = World::live();
    world.event_delay = 200;
    world.send(1, "hi");
    world.run(100);
    assert_eq!(world.texts(1), ["hi"]);
    world.run(500);
    assert_eq!(world.texts(1), ["hi"]);
}

#[test]
fn an_event_three_times_and_events_out_of_order_make_one_row_each_in_order() {
    let mut world = World::live();
    let data = |id: u64| format!(r#"{{"id":"{id}","content":"m{id}","userId":8,"username":"ben","timestamp":"x"}}"#);
    for id in [1_000_003, 1_000_001, 1_000_003, 1_000_002, 1_000_003] {
        world.frame("private-help-request-1", "new-message", &data(id));
    }
    assert_eq!(world.texts(1), ["m1000001", "m1000002", "m1000003"]);
}

#[test]
fn a_saved_message_that_was_never_broadcast_is_there_all_the_same_for_its_sender() {
    let mut world = World::live();
    world.backend.mute = true;
    world.send(1, "quiet");
    world.run(500);
    assert_eq!(world.texts(1), ["quiet"]);
    assert!(world.echoes(1).is_empty());
}

#[test]
fn two_rooms_do_not_mix() {
    let mut world = World::live();
    world.join(2);
    world.run(2_000);
    world.says(BEN, 2, "two");
    world.says(BEN, 1, "one");
    world.run(10);
    assert_eq!(world.texts(1), ["one"]);
    assert_eq!(world.texts(2), ["two"]);
}

#[test]
fn a_quiet_link_that_answers_pings_stays_live() {
    let mut world = World::live();
    world.feed(glx_realtime::engine::Input::Visible(false));
    world.run(10 * 60_000);
    assert_eq!(world.status(), Status::Live);
    assert_eq!(world.count_effects(|effect| *effect == glx_realtime::engine::Effect::OpenSocket), 0);
    assert_eq!(world.calls("/"), 0, "no call is made for nothing");
    let trips = &world.view().health.round_trips;
    assert_eq!(trips.len(), 30);
    assert!(trips.iter().all(|trip| *trip == 15));
}

#[test]
fn an_event_of_another_author_does_not_take_a_messages_place() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "genuine");
    world.run(100);
    let forged = format!(
        r#"{{"id":"{id}","content":"forged","userId":99,"username":"Chloe","timestamp":"","type":"chat","roomId":"help_request_1"}}"#
    );
    world.frame("private-help-request-1", "new-message", &forged);
    world.run(100);
    assert_eq!(world.texts(1), ["genuine"]);
    assert_eq!(world.view().health.ignored, 1);
}

#[test]
fn a_room_that_does_not_exist_is_no_quiet_one() {
    let mut world = World::new();
    world.sign_in();
    world.fault("/chat/join", Fault::Answer(404, r#"{"error":"no such help request"}"#.into()));
    world.join(1);
    world.run(3_000);
    assert_eq!(world.room(1).status, RoomStatus::NoAccess);
}
