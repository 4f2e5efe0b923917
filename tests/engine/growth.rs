//! Where messages have come in since an older snapshot.

use glx_realtime::engine::Messages;

use crate::world::{BEN, World};

fn ids(messages: &Messages) -> Vec<u64> {
    messages.iter().map(|row| row.id.get()).collect()
}

fn grown(now: &Messages, before: &Messages) -> Vec<usize> {
    now.grown_from(before).expect("it has grown").into_iter().flatten().collect()
}

fn said(world: &mut World, count: usize) {
    for n in 0..count {
        world.says(BEN, 1, &n.to_string());
    }
    world.run(10);
}

#[test]
fn a_snapshot_tells_where_it_has_grown() {
    let mut world = World::live();
    said(&mut world, 20);
    let messages = world.room(1).messages.clone();
    assert_eq!(messages.grown_from(&messages), Some(vec![]));
    assert_eq!(grown(&messages, &Messages::default()), (0..20).collect::<Vec<_>>());
    assert_eq!(Messages::default().grown_from(&messages), None, "nothing is gone");
    said(&mut world, 15);
    assert_eq!(grown(&world.room(1).messages, &messages), (20..35).collect::<Vec<_>>());
}

#[test]
fn what_came_in_at_several_places_is_found_at_each() {
    // Events 3 to 9 of every ten are lost, and the next history brings them.
    let mut world = World::live();
    let mut lost = Vec::new();
    for place in 0..30 {
        let is_lost = place % 10 >= 3;
        world.drop_events = is_lost;
        said(&mut world, 1);
        if is_lost {
            lost.push(place);
        }
    }
    world.drop_events = false;
    let before = world.room(1).messages.clone();
    assert_eq!(before.len(), 9);
    world.run(120_000);
    let after = world.room(1).messages.clone();
    assert_eq!(ids(&after).len(), 30);
    assert_eq!(grown(&after, &before), lost);
}

#[test]
fn what_says_the_same_is_told_up_to_the_first_row_that_does_not() {
    let mut world = World::live();
    said(&mut world, 40);
    let before = world.room(1).messages.clone();
    assert_eq!(before.same_as(&before), 40);
    assert_eq!(before.same_as(&Messages::default()), 0);
    said(&mut world, 15);
    assert_eq!(world.room(1).messages.same_as(&before), 40);
    assert_eq!(before.same_as(&world.room(1).messages), 40);
    world.drop_events = true;
    said(&mut world, 1);
    world.drop_events = false;
    said(&mut world, 1);
    let holed = world.room(1).messages.clone();
    assert_eq!(holed.len(), 56);
    world.run(120_000);
    assert_eq!(world.room(1).messages.same_as(&holed), 55, "one came in before the newest");
}
