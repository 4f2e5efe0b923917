//! Who is here, as far as today's backend tells it.

use crate::world::{BEN, World};

const ROOM: &str = "private-help-request-1";

fn here(world: &mut World) -> Vec<String> {
    world.room(1).people.iter().map(|person| person.name.to_string()).collect()
}

fn member(user: u64, name: &str) -> String {
    format!(r#"{{"userId":{user},"username":"{name}","timestamp":"2026-01-01T00:00:00.000Z"}}"#)
}

#[test]
fn people_come_and_go_and_quiet_rows_say_so() {
    let mut world = World::live();
    world.frame(ROOM, "user-joined", &member(8, "ben"));
    world.frame(ROOM, "user-joined", &member(8, "ben"));
    assert_eq!(here(&mut world), ["ben"]);
    world.frame(ROOM, "user-left", &member(8, "ben"));
    assert!(here(&mut world).is_empty());
    let movements: Vec<_> = world.room(1).movements.iter().map(|movement| movement.joined).collect();
    assert_eq!(movements, [true, false], "a second joined is no news");
}

#[test]
fn i_am_not_told_of_myself() {
    let mut world = World::live();
    world.frame(ROOM, "user-joined", &member(7, "ana"));
    assert!(here(&mut world).is_empty());
    assert!(world.room(1).movements.is_empty());
}

#[test]
fn who_writes_is_here_and_who_wrote_long_ago_is_not() {
    let mut world = World::new();
    world.backend.extras = true;
    world.says(9, 1, "long ago");
    world.sign_in();
    world.join(1);
    world.run(2_000);
    world.says(BEN, 1, "hi");
    world.run(10);
    assert_eq!(here(&mut world), ["ben"]);
}

#[test]
fn a_message_that_history_brought_first_still_tells_who_is_here() {
    let mut world = World::live();
    world.event_delay = 500;
    world.says(BEN, 1, "hi");
    world.clients[0].pusher.channels.remove(ROOM);
    world.frame(ROOM, "pusher:subscription_error", "{}");
    let data = r#"{"id":"42","content":"hi","userId":8,"username":"ben"}"#;
    world.until(5_000, "live", |world| world.room(1).status == glx_realtime::engine::RoomStatus::Live);
    world.frame(ROOM, "new-message", data);
    assert_eq!(here(&mut world), ["ben"]);
}

#[test]
fn after_a_gap_nobody_knows_who_stayed() {
    let mut world = World::live();
    world.frame(ROOM, "user-joined", &member(8, "ben"));
    world.cut(0);
    world.run(5_000);
    assert!(here(&mut world).is_empty());
}

#[test]
fn movements_do_not_grow_without_end() {
    let mut world = World::live();
    for _ in 0..100 {
        world.frame(ROOM, "user-joined", &member(8, "ben"));
        world.frame(ROOM, "user-left", &member(8, "ben"));
    }
    assert_eq!(world.room(1).movements.len(), 40);
    assert_eq!(world.room(1).movements[39].number, 200);
}
