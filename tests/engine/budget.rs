//! What the client costs the site: 100 calls in 15 minutes are all there are, and most of them are for what people do.

use glx_realtime::engine::{Input, RoomStatus, Status};

use crate::world::{BEN, World};

/// A link that breaks again and again, each time so long after it was made, for so long.
fn flap(world: &mut World, every: u64, span: u64) {
    let end = world.mono + span;
    while world.mono < end {
        if world.clients[0].pusher.socket.is_some() {
            world.run(every);
            world.cut(0);
        } else {
            world.run(10);
        }
    }
}

#[test]
fn a_link_that_flaps_every_half_second_costs_next_to_nothing() {
    let mut world = World::live();
    world.forget_past();
    flap(&mut world, 500, 120_000);
    assert!(world.calls("/") <= 20, "{} calls in two minutes", world.calls("/"));
    world.says(BEN, 1, "missed");
    let took = world.until(20_000, "live again", |world| world.status() == Status::Live);
    assert!(took <= 15_000, "live {took} ms after the link holds");
    assert_eq!(world.texts(1), ["missed"]);
}

#[test]
fn however_a_link_flaps_the_sites_limit_is_kept() {
    for every in [100, 900, 2_500, 5_500, 9_000, 12_000, 40_000] {
        let mut world = World::live();
        world.join(2);
        world.forget_past();
        flap(&mut world, every, 15 * 60_000);
        assert!(world.calls("/") <= 100, "{} calls in 15 minutes, a loss every {every} ms", world.calls("/"));
        world.says(BEN, 1, "missed");
        world.until(120_000, "exact", |world| world.status() == Status::Live && world.texts(1) == ["missed"]);
    }
}

#[test]
fn a_loss_now_and_then_is_not_held_up() {
    let mut world = World::live();
    for minute in 0..20 {
        world.run(60_000);
        world.cut(0);
        let took = world.until(6_000, "live again", |world| world.status() == Status::Live);
        assert!(took < 3_000, "in minute {minute} it took {took} ms");
    }
}

#[test]
fn a_person_who_opens_rooms_is_not_held_up_by_what_the_link_has_cost() {
    let mut world = World::live();
    flap(&mut world, 6_000, 15 * 60_000);
    world.until(120_000, "live", |world| world.status() == Status::Live);
    world.join(3);
    world.until(2_000, "open", |world| world.room(3).status == RoomStatus::Live);
}

#[test]
fn when_the_site_says_that_few_calls_are_left_they_are_kept_for_people() {
    let mut world = World::live();
    world.backend.remaining = Some(12);
    world.send(1, "one");
    world.run(1_000);
    world.forget_past();
    world.cut(0);
    world.run(10_000);
    assert_eq!(world.calls("/pusher/auth"), 0, "nobody asked for it");
    world.send(1, "two");
    world.run(1_000);
    assert_eq!(world.saved(1), ["one", "two"]);
    world.backend.remaining = None;
    world.until(120_000, "live", |world| world.status() == Status::Live);
}

#[test]
fn two_hundred_rooms_are_joined_in_minutes_where_the_site_lets_them_and_within_its_limit_where_not() {
    for (remaining, minutes) in [(Some(10_000), 6), (None, 150)] {
        let mut world = World::live();
        world.backend.remaining = remaining;
        for room in 2..=200 {
            world.listen(room);
        }
        let mut joined = 0;
        for minute in 0..minutes {
            world.forget_past();
            world.run(60_000);
            // The site blocks an address that calls more than 200 times in a minute.
            assert!(world.calls("/") <= 170, "{} calls in minute {minute}", world.calls("/"));
            joined = (1..=200).filter(|room| world.room(*room).status == RoomStatus::Live).count();
        }
        assert_eq!(joined, 200, "{remaining:?}");
    }
}

#[test]
fn among_two_hundred_rooms_the_one_that_is_looked_at_is_not_kept_waiting() {
    let mut world = World::live();
    for room in (2..=200).filter(|room| *room != 150) {
        world.listen(room);
    }
    world.run(60_000);
    let before = world.view().rooms.values().filter(|room| room.status == RoomStatus::Live).count();
    let calls = world.calls("/");
    assert!(before * 4 >= calls, "{calls} calls were spent on {before} rooms");
    world.join(150);
    world.until(2_000, "open", |world| world.room(150).status == RoomStatus::Live);
    // And after a loss it is the first again.
    world.run(60_000);
    world.cut(0);
    world.says(BEN, 150, "missed");
    world.until(10_000, "caught up", |world| world.texts(150) == ["missed"]);
}

#[test]
fn a_message_whose_event_never_came_is_found_within_a_minute_of_looking() {
    let mut world = World::live();
    world.drop_events = true;
    world.says(BEN, 1, "never broadcast");
    let took = world.until(61_000, "found", |world| world.texts(1) == ["never broadcast"]);
    assert!(took <= 60_000);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn nobody_looking_nothing_is_checked_and_coming_back_checks_at_once() {
    let mut world = World::live();
    world.feed(Input::Visible(false));
    world.forget_past();
    world.drop_events = true;
    world.says(BEN, 1, "unseen");
    world.run(10 * 60_000);
    assert_eq!(world.calls("/chat/1/messages"), 0);
    world.feed(Input::Visible(true));
    world.run(500);
    assert_eq!(world.texts(1), ["unseen"]);
}

#[test]
fn a_page_that_was_frozen_is_exact_when_it_is_back_on_one_socket() {
    let mut world = World::live();
    world.feed(Input::Frozen);
    assert!(world.clients[0].pusher.socket.is_none(), "closed before the freeze, so that the page can be kept");
    world.says(BEN, 1, "meanwhile");
    world.mono += 10 * 60_000;
    world.feed(Input::Resumed);
    world.until(3_000, "live", |world| world.status() == Status::Live);
    assert_eq!(world.texts(1), ["meanwhile"]);
    assert_eq!(world.count_effects(|effect| *effect == glx_realtime::engine::Effect::OpenSocket), 1);
}

#[test]
fn a_frozen_page_that_is_shown_again_without_a_word_wakes_too() {
    let mut world = World::live();
    world.feed(Input::Frozen);
    world.feed(Input::Online(false));
    world.feed(Input::Online(true));
    world.run(60_000);
    assert_ne!(world.status(), Status::Live, "a frozen page does nothing");
    world.feed(Input::Visible(true));
    world.until(3_000, "live", |world| world.status() == Status::Live);
}
