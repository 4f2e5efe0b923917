//! Unread: distinct messages of others that were not seen. Read state only goes forward.

use glx_realtime::engine::{Effect, Input, MessageId, Working};

use crate::world::{ANA, BEN, Fault, World, room};

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
fn before_the_first_history_nothing_can_have_been_seen() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    seen(&mut world, id);
    world.says(BEN, 1, "not read");
    for _ in 0..3 {
        world.fault("/chat/1/messages", Fault::Answer(500, "{}".into()));
    }
    world.reload(0, &[1]);
    world.until(5_000, "it fails", |world| world.view().health.history.working == Working::Down);
    let newest = world.says(BEN, 1, "live");
    world.run(10);
    assert_eq!(world.texts(1), ["live"], "better shown early than late");
    seen(&mut world, newest);
    world.until(60_000, "the history is there", |world| world.room(1).loaded);
    assert_eq!(unread(&mut world), 2);
    assert_eq!(world.room(1).unread_after.map(MessageId::get), Some(id));
}

#[test]
fn what_came_into_a_room_that_was_empty_when_it_was_opened_is_news() {
    let mut world = World::live();
    world.leave(1);
    world.run(1_000);
    let first = world.says(BEN, 1, "one");
    world.says(BEN, 1, "two");
    for reload in [false, true] {
        if reload {
            world.reload(0, &[1]);
        } else {
            world.join(1);
        }
        world.run(3_000);
        let room = world.room(1);
        assert_eq!((room.unread, room.unread_after.map(MessageId::get)), (2, Some(first - 1)), "reload: {reload}");
    }
}

#[test]
fn a_room_that_an_unsent_text_kept_shows_the_line_where_reading_ended_as_well() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    seen(&mut world, id);
    world.fault("/chat/send", Fault::Answer(413, "{}".into()));
    world.send(1, "refused");
    world.run(100);
    world.leave(1);
    world.says(BEN, 1, "while away");
    world.join(1);
    assert!(!world.room(1).loaded, "what there is is not known");
    world.run(3_000);
    assert_eq!(world.texts(1), ["read", "while away"]);
    assert_eq!(world.room(1).unread_after.map(MessageId::get), Some(id));
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

/// Ana has the room open in a second tab.
fn two_tabs() -> World {
    let mut world = World::live();
    let other = world.add_client(ANA);
    world.sign_in_as(other, ANA);
    world.feed_to(other, Input::Join(room(1)));
    world.run(3_000);
    world
}

/// What one tab has kept since it was last asked reaches the other, as the browser tells it.
fn tell_of_storage(world: &mut World, from: usize, to: usize) {
    for effect in std::mem::take(&mut world.clients[from].effects) {
        if let Effect::Store { key, value } = effect {
            world.feed_to(to, Input::KeptElsewhere { key, value });
        }
    }
}

/// What a tab has kept under a key since it was last asked, the last of it.
fn kept(world: &World, client: usize, key: &str) -> Option<String> {
    let effects = world.clients[client].effects.iter().rev();
    let mut stored = effects.filter_map(|effect| match effect {
        Effect::Store { key: stored, value } if stored == key => Some(value.clone()),
        _ => None,
    });
    stored.next().flatten()
}

fn unread_of(world: &mut World, client: usize) -> usize {
    world.clients[client].engine.view().rooms[&room(1)].unread
}

#[test]
fn what_is_read_in_one_tab_is_read_in_the_other() {
    let mut world = two_tabs();
    let id = world.says(BEN, 1, "one");
    let newer = world.says(BEN, 1, "two");
    world.run(50);
    world.feed_to(0, Input::Seen(room(1), MessageId::new(id).expect("an id")));
    tell_of_storage(&mut world, 0, 1);
    assert_eq!((unread_of(&mut world, 0), unread_of(&mut world, 1)), (1, 1));
    world.feed_to(1, Input::Seen(room(1), MessageId::new(newer).expect("an id")));
    tell_of_storage(&mut world, 1, 0);
    assert_eq!((unread_of(&mut world, 0), unread_of(&mut world, 1)), (0, 0));
}

#[test]
fn tabs_that_read_at_the_same_moment_agree_on_the_newer() {
    let mut world = two_tabs();
    let id = world.says(BEN, 1, "one");
    let newer = world.says(BEN, 1, "two");
    world.run(50);
    for (client, id) in [(0, id), (1, newer)] {
        world.clients[client].effects.clear();
        world.feed_to(client, Input::Seen(room(1), MessageId::new(id).expect("an id")));
    }
    // The older mark was written last: the other tab puts it right, and then the same is kept by both, of which browsers tell nobody.
    world.clients[1].effects.clear();
    tell_of_storage(&mut world, 0, 1);
    assert_eq!(kept(&world, 1, "read.1"), Some(newer.to_string()));
    tell_of_storage(&mut world, 1, 0);
    assert_eq!((unread_of(&mut world, 0), unread_of(&mut world, 1)), (0, 0));
    assert_eq!(kept(&world, 0, "read.1"), Some(newer.to_string()));
}

// Once a tab that was frozen put its own older mark into the place of a newer one, because what it was told first was older still.
#[test]
fn a_mark_that_was_told_late_does_not_stay_in_the_place_of_a_newer_one() {
    let mut world = two_tabs();
    let [oldest, older, newest] = ["one", "two", "three"].map(|text| world.says(BEN, 1, text));
    world.run(50);
    world.feed_to(0, Input::Seen(room(1), MessageId::new(older).expect("an id")));
    world.clients[0].effects.clear();
    for (told, kept_then) in [(oldest, older), (newest, newest)] {
        world.feed_to(0, Input::KeptElsewhere { key: "read.1".into(), value: Some(told.to_string()) });
        assert_eq!(kept(&world, 0, "read.1"), Some(kept_then.to_string()));
    }
}

#[test]
fn notifications_read_in_one_tab_are_read_in_the_other() {
    let mut world = two_tabs();
    world.notify("one");
    world.notify("two");
    world.run(50);
    let feed = world.view().notifications.feed.clone();
    world.clients.iter_mut().for_each(|client| client.effects.clear());
    world.feed_to(0, Input::ReadNotification(feed[0].id));
    world.feed_to(1, Input::ReadNotification(feed[1].id));
    // Each knows something that the other's word lacks.
    tell_of_storage(&mut world, 0, 1);
    tell_of_storage(&mut world, 1, 0);
    let both = kept(&world, 0, "notifications");
    tell_of_storage(&mut world, 0, 1);
    for client in 0..2 {
        assert_eq!(world.clients[client].engine.view().notifications.unread, 0);
    }
    assert!(both.is_some_and(|both| feed.iter().all(|one| both.contains(&one.id.to_string()))));
    assert_eq!(kept(&world, 1, "notifications"), None, "the two know the same");
}
