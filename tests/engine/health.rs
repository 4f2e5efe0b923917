//! Health is evidence: what was proven, and when. "Live" is never said while messages cannot arrive.

use glx_realtime::engine::{Input, RoomStatus, Status, Working};

use crate::world::{BEN, Fault, World};

#[test]
fn the_way_to_live_is_told_step_by_step() {
    let mut world = World::new();
    assert_eq!(world.status(), Status::SignedOut);
    assert_eq!(world.view().health.receiving.working, Working::Untried);
    world.sign_in();
    assert_eq!(world.status(), Status::Connecting);
    world.join(1);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.run(3_000);
    assert_eq!(world.status(), Status::Connecting, "a first history is part of connecting");
    world.release();
    assert_eq!(world.status(), Status::Live);
    assert_eq!(world.view().health.receiving.working, Working::Live);
    assert_eq!(world.view().health.history.working, Working::Live);
    assert_eq!(world.view().health.sending.working, Working::Untried);
}

#[test]
fn after_a_loss_it_says_how_often_and_when_next() {
    let mut world = World::live();
    world.server(false);
    let Status::Reconnecting { next_at: Some(at), .. } = world.status() else { panic!("{:?}", world.status()) };
    assert!(at > world.mono);
    world.run(60_000);
    let Status::Reconnecting { tries, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert!(tries > 10);
    assert_eq!(world.view().health.receiving.working, Working::Down);
    assert!(world.view().health.since <= world.now().wall - 60_000);
}

#[test]
fn each_capability_has_its_own_proof() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Unreachable);
    world.send(1, "hi");
    world.run(100);
    let health = world.view().health;
    assert_eq!(health.sending.working, Working::Down);
    assert_eq!(health.sending.proven, None);
    assert_eq!(health.receiving.working, Working::Live, "the socket is fine");
    assert_eq!(health.waiting_to_send, 1);
    world.run(10_000);
    let health = world.view().health;
    assert_eq!(health.sending.working, Working::Live);
    assert!(health.sending.proven.is_some());
    assert_eq!(health.waiting_to_send, 0);
}

#[test]
fn what_worked_before_waits_while_no_call_can_be_made() {
    let mut world = World::live();
    world.send(1, "hi");
    world.run(1_000);
    let before = world.view().health;
    assert_eq!([before.sending.working, before.history.working], [Working::Live; 2]);
    world.feed(Input::Online(false));
    let health = world.view().health;
    assert_eq!([health.sending.working, health.history.working], [Working::Late; 2]);
    assert_eq!(health.history.proven, before.history.proven);
    world.feed(Input::Online(true));
    world.until(20_000, "it is live again", |world| world.status() == Status::Live);
    let health = world.view().health;
    assert_eq!([health.sending.working, health.history.working], [Working::Live; 2]);
}

#[test]
fn that_nothing_can_be_sent_is_told_although_events_arrive() {
    let mut world = World::live();
    for _ in 0..20 {
        world.fault("/chat/send", Fault::Answer(503, "{}".into()));
        world.fault("/chat/1/messages", Fault::Answer(503, "{}".into()));
    }
    world.send(1, "hi");
    world.until(6_000, "sending fails", |world| world.view().health.cannot_send);
    assert_eq!(world.status(), Status::Live, "messages do arrive");
    world.clients[0].faults.clear();
    world.until(60_000, "it is sent", |world| world.texts(1) == ["hi"]);
    assert!(!world.view().health.cannot_send);
}

#[test]
fn after_the_site_wanted_to_be_left_alone_history_is_proven_anew() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(429, "{}".into()));
    world.send(1, "hi");
    world.run(100);
    assert_eq!(world.view().health.history.working, Working::Late);
    world.fault("/chat/1/messages", Fault::Unreachable);
    world.until(300_000, "no pause is left", |world| world.view().health.paused.is_none());
    assert_ne!(world.view().health.history.working, Working::Live, "nothing has come since");
    world.until(300_000, "it is proven", |world| world.view().health.history.working == Working::Live);
}

#[test]
fn that_sending_fails_is_told_once_it_is_no_chance_and_never_for_a_texts_own_fault() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(413, "{}".into()));
    world.send(1, "too much");
    world.run(5_000);
    assert!(!world.view().health.cannot_send, "the text was at fault");
    for _ in 0..20 {
        world.fault("/chat/send", Fault::Unreachable);
    }
    world.send(1, "hi");
    world.run(100);
    assert!(!world.view().health.cannot_send, "one failure may be chance");
    world.until(20_000, "sending fails", |world| world.view().health.cannot_send);
    assert_eq!(world.status(), Status::Live, "messages do arrive");
    world.clients[0].faults.clear();
    world.until(60_000, "sending works", |world| !world.view().health.cannot_send);
    assert_eq!(world.texts(1), ["hi"]);
}

#[test]
fn while_the_site_wants_a_pause_nothing_can_be_sent() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::RetryAfter(429, 60_000));
    world.send(1, "hi");
    world.run(1_000);
    assert!(world.view().health.cannot_send);
    world.run(65_000);
    assert!(!world.view().health.cannot_send);
    assert_eq!(world.texts(1), ["hi"]);
}

#[test]
fn what_nobody_wants_to_send_any_more_is_no_trouble() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::RetryAfter(429, 60_000));
    world.send(1, "hi");
    world.run(1_000);
    let echo = world.room(1).echoes[0].client_id.clone();
    world.feed(Input::Discard(crate::world::room(1), echo));
    assert!(!world.view().health.cannot_send);
}

#[test]
fn opening_a_room_is_not_live_before_the_room_is() {
    let mut world = World::live();
    world.fault("/pusher/auth", Fault::HoldAnswer);
    world.join(2);
    world.run(2_000);
    assert_eq!(world.status(), Status::CatchingUp);
    assert_eq!(world.room(1).status, RoomStatus::Live);
    world.release();
    world.run(1_000);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_room_that_is_not_there_or_not_open_to_this_user_does_not_darken_the_rest() {
    let refusals = [(404, r#"{"error":{"message":"Help request not found"}}"#), (403, r#"{"error":"Access denied"}"#)];
    for (status, body) in refusals {
        let mut world = World::live();
        world.fault("/chat/9/messages", Fault::Answer(status, body.into()));
        world.join(9);
        world.run(5_000);
        assert_eq!(world.room(9).status, RoomStatus::NoAccess);
        assert_eq!(world.status(), Status::Live);
        assert_eq!(world.view().health.history.working, Working::Live);
    }
}

#[test]
fn what_the_server_complained_of_is_told_until_it_takes_us() {
    let mut world = World::new();
    world.server(false);
    world.sign_in();
    world.feed(Input::SocketError { code: Some(1006), message: "closed".into() });
    world.feed(Input::SocketError { code: None, message: "the same once more".into() });
    assert_eq!(world.view().health.problem.as_ref().and_then(|problem| problem.code), Some(1006));
    world.server(true);
    world.run(10_000);
    assert_eq!(world.status(), Status::Live);
    assert_eq!(world.view().health.problem, None);
}

#[test]
fn readers_are_not_woken_for_traffic_within_a_second() {
    let mut world = World::live();
    world.run(2_000 - world.mono % 1_000);
    world.says(BEN, 1, "a");
    world.run(1);
    let health = world.view().health;
    for _ in 0..100 {
        world.says(BEN, 1, "b");
        world.run(5);
    }
    assert!(std::rc::Rc::ptr_eq(&health, &world.view().health));
}

#[test]
fn a_text_that_the_site_refuses_is_no_trouble_with_sending() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(413, "{}".into()));
    world.send(1, "too much");
    world.run(100);
    let health = world.view().health;
    assert_eq!(health.sending.working, Working::Live, "the site has answered");
    assert_eq!(health.waiting_to_send, 0, "it has failed, and waits for nothing");
}
