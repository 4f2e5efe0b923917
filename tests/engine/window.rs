//! Which messages of a long room are in the page.

use glx_realtime::engine::{Input, MessageId, Window};

use crate::world::{BEN, World, room};

/// A world whose room has so many messages more.
fn talk(world: &mut World, count: usize) {
    for n in 0..count {
        world.says(BEN, 1, &n.to_string());
    }
    world.run(10);
}

/// One more, and all of them are read before the next visit.
fn read(world: &mut World) {
    let last = world.says(BEN, 1, "read");
    world.run(10);
    world.feed(Input::Seen(room(1), MessageId::new(last).expect("id")));
    world.reload(0, &[1]);
    world.run(3_000);
}

#[test]
fn a_short_room_is_shown_whole() {
    let mut world = World::live();
    talk(&mut world, 150);
    let window = Window::opening(&world.room(1));
    assert_eq!(window.begin(&world.room(1)), 0);
    assert_eq!(window.with_older(&world.room(1)), None);
    talk(&mut world, 150);
    assert_eq!(window.cut(&world.room(1)).begin(&world.room(1)), 0, "300 are not too many");
    talk(&mut world, 1);
    let cut = window.cut(&world.room(1));
    assert_eq!(cut.begin(&world.room(1)), 151);
    talk(&mut world, 50);
    assert_eq!(cut.cut(&world.room(1)).begin(&world.room(1)), 151, "stays for the next 150");
}

#[test]
fn a_long_room_opens_with_its_newest_and_grows_upwards_to_its_first() {
    let mut world = World::live();
    talk(&mut world, 399);
    read(&mut world);
    let mut window = Window::opening(&world.room(1));
    let mut begins = vec![window.begin(&world.room(1))];
    while let Some(older) = window.with_older(&world.room(1)) {
        window = older;
        begins.push(window.begin(&world.room(1)));
    }
    assert_eq!(begins, [250, 100, 0]);
}

#[test]
fn a_room_opens_with_all_that_was_not_read_and_a_little_above() {
    let mut world = World::live();
    talk(&mut world, 99);
    read(&mut world);
    talk(&mut world, 300);
    world.reload(0, &[1]);
    world.run(3_000);
    assert_eq!(world.room(1).messages.len(), 400);
    assert_eq!(Window::opening(&world.room(1)).begin(&world.room(1)), 70);
}
