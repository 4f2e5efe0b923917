//! The feed: every notification once, newest first, read only forward.

use glx_realtime::engine::wire::{Failure, NoticeKind};
use glx_realtime::engine::{Input, NotificationId};

use crate::world::{Fault, World};

fn feed(world: &mut World) -> Vec<(String, bool)> {
    world.view().notifications.feed.iter().map(|one| (one.message.to_string(), one.read)).collect()
}

#[test]
fn the_list_and_live_ones_make_one_feed_newest_first() {
    let mut world = World::new();
    world.notify("one");
    world.notify("two");
    world.sign_in();
    world.run(3_000);
    world.notify("three");
    world.run(10);
    assert_eq!(feed(&mut world), [("three".into(), false), ("two".into(), false), ("one".into(), false)]);
    assert_eq!(world.view().notifications.unread, 3);
    assert!(world.view().notifications.loaded);
}

#[test]
fn what_came_between_the_list_and_the_channel_is_not_lost() {
    let mut world = World::new();
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.sign_in();
    world.run(3_000);
    assert!(world.view().notifications.loaded);
    world.notify("between");
    world.release();
    world.run(100);
    assert_eq!(feed(&mut world).len(), 1);
}

#[test]
fn what_was_missed_during_an_outage_comes_with_the_reconnect() {
    let mut world = World::live();
    world.server(false);
    world.notify("missed");
    world.run(5_000);
    world.server(true);
    world.run(8_000);
    assert_eq!(feed(&mut world), [("missed".into(), false)]);
}

#[test]
fn read_stays_read_whatever_comes_later_and_over_a_reload() {
    let mut world = World::live();
    let id = world.notify("one");
    world.notify("two");
    world.run(10);
    world.feed(Input::ReadNotification(NotificationId::new(id).expect("id")));
    world.cut(0);
    world.run(5_000);
    assert_eq!(feed(&mut world), [("two".into(), false), ("one".into(), true)]);
    world.reload(0, &[]);
    world.run(5_000);
    assert_eq!(feed(&mut world), [("two".into(), false), ("one".into(), true)]);
    world.feed(Input::ReadAllNotifications);
    assert_eq!(world.view().notifications.unread, 0);
}

#[test]
fn text_is_decoded_and_kinds_are_told_apart() {
    let mut world = World::live();
    world.notify("Tom & Jerry's");
    world.frame(
        "private-user-notifications-7",
        "new-notification",
        r#"{"id":"1000001","type":"crisis_alert","message":"fire","timestamp":null,"title":null,"severity":"high"}"#,
    );
    world.run(10);
    let view = world.view();
    assert_eq!(&*view.notifications.feed[1].message, "Tom & Jerry's");
    assert_eq!(view.notifications.feed[0].kind, NoticeKind::Crisis);
}

#[test]
fn a_list_that_fails_says_why_and_is_asked_for_again() {
    let mut world = World::new();
    world.notify("one");
    world.fault("/notifications", Fault::Answer(500, "{}".into()));
    world.sign_in();
    world.until(3_000, "the failure", |world| world.view().notifications.failure.is_some());
    assert_eq!(world.view().notifications.failure, Some(Failure::Server { status: 500, retry_after: None }));
    world.run(5_000);
    assert_eq!(feed(&mut world).len(), 1);
    assert_eq!(world.view().notifications.failure, None);
}

#[test]
fn without_the_channel_the_list_comes_all_the_same() {
    let mut world = World::new();
    world.backend.closed.insert("private-user-notifications-7".into());
    world.notify("one");
    world.sign_in();
    world.run(1_000);
    assert_eq!(feed(&mut world).len(), 1);
}

#[test]
fn the_feed_does_not_grow_without_end() {
    let mut world = World::live();
    for number in 0..300 {
        world.notify(&format!("n{number}"));
    }
    world.run(10);
    assert_eq!(feed(&mut world).len(), 200);
    assert_eq!(feed(&mut world)[0].0, "n299");
}

#[test]
fn one_that_was_lost_without_a_sign_is_found_within_five_minutes_of_looking() {
    let mut world = World::live();
    world.run(60_000);
    world.backend.mute = true;
    world.notify("lost");
    world.until(300_000, "found", |world| feed(world).len() == 1);
    // Nobody looks: nothing is asked for.
    world.feed(Input::Visible(false));
    world.forget_past();
    world.run(30 * 60_000);
    assert_eq!(world.calls("/notifications"), 0);
    world.feed(Input::Visible(true));
    world.run(1_000);
    assert_eq!(world.calls("/notifications"), 1);
}

#[test]
fn whoever_opens_the_feed_sees_what_there_is() {
    let mut world = World::live();
    world.run(60_000);
    world.backend.mute = true;
    world.notify("lost");
    world.forget_past();
    world.feed(Input::LookAtNotifications);
    world.run(100);
    assert_eq!(feed(&mut world), [("lost".into(), false)]);
    for _ in 0..10 {
        world.feed(Input::LookAtNotifications);
        world.run(100);
    }
    assert_eq!(world.calls("/notifications"), 1, "a list that has just come is as good as another");
}
