//! Unread: distinct messages of others that were not seen. Read state only goes forward.

use glx_realtime::engine::{Input, MessageId};

use crate::world::{ANA, BEN, World, room};

fn seen(world: &mut World, id: u64) {
    world.feed(Input::Seen(room(1), MessageId::new(id).expect("id")));
}

fn unread(world: &mut World) -> usize {
    world.room(1).unread
}

#[test]
fn on_the_first_visit_what_is_there_is_no_news() {
    let mut world = World::new();
    world.says(BEN, 1, "old");
    world.sign_in();
    world.join(1);
    world.run(2_000);
    assert_eq!(unread(&mut world), 0);
    assert_eq!(world.room(1).unread_after, None);
    let id = world.says(BEN, 1, "new");
    world.run(10);
    assert_eq!(unread(&mut world), 1);
    seen(&mut world, id);
    assert_eq!(unread(&mut world), 0);
}

#[test]
fn own_messages_and_second_copies_are_not_counted() {
    let mut world = World::live();
    world.says(ANA, 1, "from my phone");
    world.says(BEN, 1, "hello");
    world.send(1, "hi");
    world.run(100);
    world.cut(0);
    world.run(5_000);
    assert_eq!(unread(&mut world), 1);
}

#[test]
fn read_state_never_goes_back_or_past_what_there_is() {
    let mut world = World::live();
    let first = world.says(BEN, 1, "one");
    let second = world.says(BEN, 1, "two");
    world.run(10);
    seen(&mut world, second);
    seen(&mut world, first);
    assert_eq!(unread(&mut world), 0);
    seen(&mut world, glx_realtime::engine::MAX_ID);
    world.says(BEN, 1, "three");
    world.run(10);
    assert_eq!(unread(&mut world), 1);
}

#[test]
fn in_an_empty_room_nothing_can_have_been_seen() {
    let mut world = World::live();
    seen(&mut world, 999_999);
    world.says(BEN, 1, "one");
    world.run(10);
    assert_eq!(unread(&mut world), 1);
}

#[test]
fn coming_back_shows_the_line_where_reading_ended() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    seen(&mut world, id);
    for reload in [true, false] {
        if reload {
            world.says(BEN, 1, "while away");
            world.reload(0, &[1]);
        } else {
            world.leave(1);
            world.join(1);
        }
        world.run(3_000);
        let line = world.room(1).unread_after;
        assert_eq!(line.map(MessageId::get), Some(id), "reload: {reload}");
        assert_eq!(unread(&mut world), 1);
    }
    // It stays where it is during the visit.
    let newest = world.room(1).messages.last().map(|row| row.id.get()).expect("a row");
    seen(&mut world, newest);
    assert_eq!(world.room(1).unread_after.map(MessageId::get), Some(id));
    assert_eq!(unread(&mut world), 0);
}

#[test]
fn the_read_mark_survives_signing_in_before_the_room_is_opened() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    seen(&mut world, id);
    world.says(BEN, 1, "not read");
    world.reload(0, &[]);
    world.run(3_000);
    world.join(1);
    world.run(3_000);
    assert_eq!(unread(&mut world), 1);
}

#[test]
fn what_came_into_a_hidden_page_is_below_the_line() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    seen(&mut world, id);
    world.feed(Input::Visible(false));
    world.says(BEN, 1, "one");
    world.says(BEN, 1, "two");
    world.run(10);
    assert_eq!(world.room(1).unread_after.map(MessageId::get), Some(id));
    assert_eq!(unread(&mut world), 2);
}
