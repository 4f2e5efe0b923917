//! Events that do not arrive on a link that holds: found by a check or by one's own send, told as long as it is so, and not for longer.

use glx_realtime::engine::{Cause, Input, RoomStatus, Seen, Status, Working};

use crate::world::{BEN, Fault, World, room};

/// A message that was saved, and whose event nobody got, is in the history; the grace of its event is over.
fn found_out(world: &mut World) {
    world.backend.mute = true;
    world.says(BEN, 1, "unheard");
    world.until(70_000, "late", |world| world.status() == Status::Late);
    assert_eq!(world.texts(1), ["unheard"]);
}

fn causes(world: &mut World) -> Vec<Cause> {
    world.view().health.findings.iter().map(|finding| finding.cause).collect()
}

#[test]
fn live_is_not_said_while_messages_come_in_without_their_events() {
    let mut world = World::live();
    found_out(&mut world);
    assert_eq!(world.view().health.receiving.working, Working::Late);
    assert_eq!(causes(&mut world), [Cause::EventsMissing]);
    // As long as every check finds some more, it stays so.
    for number in 0..20 {
        world.says(BEN, 1, &format!("unheard {number}"));
        world.run(10_000);
        assert_eq!(world.status(), Status::Late);
    }
}

#[test]
fn one_event_proves_that_they_arrive_again() {
    let mut world = World::live();
    found_out(&mut world);
    world.backend.mute = false;
    world.says(BEN, 1, "heard");
    world.run(1);
    assert_eq!(world.status(), Status::Live);
    assert_eq!(causes(&mut world), []);
}

#[test]
fn a_single_message_that_was_never_broadcast_is_forgiven_soon() {
    let mut world = World::live();
    found_out(&mut world);
    world.backend.mute = false;
    let took = world.until(32_000, "live", |world| world.status() == Status::Live);
    assert!(took > 10_000, "not before anything was looked at");
}

#[test]
fn a_text_that_no_event_can_carry_says_nothing_of_events() {
    let mut world = World::live();
    world.backend.mute = true;
    world.says(BEN, 1, &"x".repeat(11_000));
    for _ in 0..200 {
        world.run(1_000);
        assert_eq!(world.status(), Status::Live);
    }
    assert_eq!(world.room(1).messages.len(), 1, "it was found");
}

#[test]
fn an_own_send_whose_event_does_not_come_is_evidence_as_well() {
    let mut world = World::live();
    world.backend.mute = true;
    world.send(1, "hi");
    world.until(6_000, "late", |world| world.status() == Status::Late);
}

#[test]
fn an_event_that_is_only_slow_alarms_nobody() {
    let mut world = World::live();
    world.event_delay = 4_000;
    for _ in 0..20 {
        world.send(1, "hi");
        for _ in 0..60 {
            world.run(100);
            assert_eq!(world.status(), Status::Live);
        }
    }
}

#[test]
fn what_was_missed_on_a_link_that_broke_is_no_such_evidence() {
    let mut world = World::live();
    world.backend.mute = true;
    world.send(1, "hi");
    world.run(3_000);
    world.cut(0);
    world.says(BEN, 1, "missed");
    world.until(5_000, "live", |world| world.status() == Status::Live);
    for _ in 0..200 {
        world.run(100);
        assert_eq!(world.status(), Status::Live);
    }
}

#[test]
fn while_events_are_missing_the_history_is_looked_at_every_quarter_of_a_minute_and_not_for_ever() {
    let mut world = World::live();
    found_out(&mut world);
    world.forget_past();
    world.run(30_000);
    assert_eq!(world.calls("/chat/1/messages"), 2);
    world.forget_past();
    world.run(5 * 60_000);
    let calls = world.calls("/chat/1/messages");
    assert!((5..=6).contains(&calls), "{calls} calls in five minutes that find nothing");
}

#[test]
fn a_room_that_is_left_takes_its_trouble_along() {
    let mut world = World::live();
    world.join(2);
    world.run(2_000);
    found_out(&mut world);
    assert_eq!(world.room(2).status, RoomStatus::Live);
    world.feed(Input::Leave(room(1)));
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_person_who_tries_now_gets_another_socket() {
    let mut world = World::live();
    found_out(&mut world);
    let socket = world.clients[0].pusher.socket.clone();
    world.backend.mute = false;
    world.feed(Input::ReconnectNow);
    world.until(5_000, "live", |world| world.status() == Status::Live);
    assert_ne!(world.clients[0].pusher.socket, socket);
}

#[test]
fn where_the_site_knows_why_it_is_told() {
    let mut world = World::live();
    world.fault("/realtime/health", Fault::Answer(503, "{}".into()));
    found_out(&mut world);
    world.says(BEN, 1, "and another");
    world.until(20_000, "the site's own word", |world| causes(world) == [Cause::ServiceDown]);
    let seen = world.view().health.findings[0].seen.clone();
    assert!(seen.contains(&Seen::WithoutEvent), "{seen:?}");
}

#[test]
fn what_is_found_while_they_are_missing_begins_the_count_anew() {
    let mut world = World::live();
    found_out(&mut world);
    world.run(20_000);
    world.says(BEN, 1, "another");
    world.until(20_000, "found", |world| world.texts(1).len() == 2);
    world.run(20_000);
    assert_eq!(world.status(), Status::Late, "one clean check has come since");
    world.until(20_000, "live", |world| world.status() == Status::Live);
}
