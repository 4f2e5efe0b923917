//! Losses of every kind: how soon they are noticed, how soon they are over, and what is never done.

use glx_realtime::engine::{Effect, Input, SocketState, Status};

use crate::world::{BEN, World};

fn opened(world: &World) -> usize {
    world.count_effects(|effect| *effect == Effect::OpenSocket)
}

#[test]
fn a_reset_in_mid_session_is_healed_within_three_seconds() {
    for seed in 1..30 {
        let mut world = World::seeded(seed);
        world.sign_in();
        world.join(1);
        world.run(20_000);
        world.cut(0);
        assert!(matches!(world.status(), Status::Reconnecting { .. }));
        assert_eq!(world.view().health.reconnects, 0, "it has not yet");
        world.until(3_000, "live", |world| world.status() == Status::Live);
        assert_eq!(world.view().health.reconnects, 1);
    }
}

#[test]
fn a_silent_link_is_late_within_15_seconds_and_healed_within_20() {
    let mut world = World::live();
    world.run(20_000);
    world.clients[0].silent = true;
    let late = world.until(15_000, "not live", |world| world.status() != Status::Live);
    assert!(late > 1_000, "and not at every ping");
    world.until(15_000, "the socket is thrown away", |world| world.clients[0].pusher.socket.is_none());
    world.clients[0].silent = false;
    world.says(BEN, 1, "missed");
    world.until(3_000, "live", |world| world.status() == Status::Live);
    assert_eq!(world.texts(1), ["missed"]);
}

#[test]
fn the_browsers_offline_and_online_are_believed_at_once() {
    let mut world = World::live();
    world.feed(Input::Online(false));
    assert_eq!(world.status(), Status::Offline);
    world.run(5_000);
    world.forget_past();
    world.feed(Input::Online(true));
    assert_eq!(opened(&world), 1);
    world.until(1_000, "live", |world| world.status() == Status::Live);
}

#[test]
fn offline_costs_next_to_nothing() {
    let mut world = World::live();
    world.online(0, false);
    world.send(1, "waits");
    world.forget_past();
    world.run(10 * 60_000);
    assert_eq!(world.calls("/"), 0);
    assert!(opened(&world) <= 21, "{} attempts in ten minutes", opened(&world));
}

#[test]
fn off_and_on_within_one_moment_leaves_one_socket() {
    let mut world = World::live();
    let now = world.now();
    // The word that the old socket is closed comes after the new one was asked for.
    for input in [Input::Online(false), Input::Online(true)] {
        let effects = world.clients[0].engine.handle(now, input);
        effects.into_iter().for_each(|effect| world.perform(0, effect));
    }
    world.until(1_000, "live", |world| world.status() == Status::Live);
    assert_eq!(world.view().health.reconnects, 1);
}

#[test]
fn a_server_that_is_away_is_found_soon_after_it_is_back() {
    for (away, bound) in [(6_000, 2_500), (70_000, 4_500)] {
        for seed in 1..30 {
            let mut world = World::seeded(seed);
            world.sign_in();
            world.join(1);
            world.run(20_000);
            world.server(false);
            world.run(away);
            world.server(true);
            world.until(bound, "live", |world| world.status() == Status::Live);
        }
    }
}

#[test]
fn an_attempt_that_nobody_answers_is_followed_by_another_within_ten_seconds() {
    let mut world = World::live();
    world.server(false);
    world.clients[0].silent = true;
    world.run(3_000);
    world.forget_past();
    world.run(20_000);
    assert!(opened(&world) >= 2);
}

#[test]
fn a_refusal_for_good_is_told_and_not_tried_again() {
    for code in [4001, 4003, 4004, 4009] {
        let mut world = World::new();
        world.refuses = Some(code);
        world.sign_in();
        world.run(10 * 60_000);
        assert_eq!(world.status(), Status::Refused);
        assert_eq!(world.view().health.problem.as_ref().and_then(|problem| problem.code), Some(code));
        assert_eq!(opened(&world), 1);
        world.feed(Input::Resumed);
        world.run(10_000);
        assert_eq!(opened(&world), 1);
        world.refuses = None;
        world.feed(Input::ReconnectNow);
        world.until(2_000, "live", |world| world.status() == Status::Live);
    }
}

#[test]
fn a_browser_without_websockets_is_told_so() {
    let mut world = World::new();
    world.sign_in();
    world.feed(Input::Socket(SocketState::Failed, None));
    assert_eq!(world.status(), Status::Unsupported);
}

#[test]
fn a_server_that_throws_us_out_after_each_handshake_is_left_alone() {
    let mut world = World::live();
    let end = world.mono + 30_000;
    world.forget_past();
    while world.mono < end {
        if world.clients[0].pusher.socket.is_some() {
            world.cut(0);
        }
        world.run(10);
    }
    assert!(opened(&world) <= 10, "{} attempts in half a minute", opened(&world));
}

#[test]
fn many_clients_do_not_come_back_as_one() {
    let mut times: Vec<_> = (1..200)
        .map(|seed| {
            let mut world = World::seeded(seed);
            world.sign_in();
            world.run(20_000);
            world.cut(0);
            world.forget_past();
            world.until(5_000, "an attempt", |world| opened(world) == 1)
        })
        .collect();
    times.sort_unstable();
    assert!(times[198] - times[0] >= 2_000);
    assert!(times[100] - times[50] >= 300, "and not in clumps");
}

#[test]
fn signing_out_while_it_waits_to_reconnect_ends_it() {
    let mut world = World::live();
    world.server(false);
    world.sign_out();
    world.forget_past();
    world.server(true);
    world.run(60_000);
    assert_eq!(opened(&world), 0);
    assert_eq!(world.status(), Status::SignedOut);
}

#[test]
fn a_socket_that_goes_on_by_itself_is_told_to_stop_again() {
    let mut world = World::live();
    world.sign_out();
    world.forget_past();
    world.feed(Input::Socket(SocketState::Connecting, None));
    assert_eq!(world.count_effects(|effect| *effect == Effect::CloseSocket), 1);
}

#[test]
fn a_page_that_was_frozen_gets_a_new_socket_and_what_it_missed() {
    let mut world = World::live();
    world.drop_events = true;
    world.says(BEN, 1, "while frozen");
    world.run(10);
    world.drop_events = false;
    world.forget_past();
    world.feed(Input::Resumed);
    world.until(1_500, "live", |world| world.status() == Status::Live);
    assert_eq!(world.texts(1), ["while frozen"]);
    assert_eq!(opened(&world), 1);
}

#[test]
fn a_late_word_about_the_old_socket_does_not_make_a_channel_live() {
    let mut world = World::live();
    world.server(false);
    world.frame("private-help-request-1", "pusher:subscription_succeeded", "{}");
    world.forget_past();
    world.server(true);
    world.until(8_000, "live", |world| world.status() == Status::Live);
    let asked = Effect::Subscribe(glx_realtime::engine::Channel::Room(crate::world::room(1)));
    assert_eq!(world.count_effects(|effect| *effect == asked), 1);
    world.says(BEN, 1, "heard");
    world.run(10);
    assert_eq!(world.texts(1), ["heard"]);
}

#[test]
fn a_clock_that_jumps_changes_nothing() {
    let mut world = World::live();
    world.says(BEN, 1, "a");
    world.clock_off = 3 * 86_400_000;
    world.says(BEN, 1, "b");
    world.cut(0);
    world.clock_off = -3 * 86_400_000;
    world.says(BEN, 1, "c");
    world.run(5_000);
    assert_eq!(world.texts(1), ["a", "b", "c"]);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_device_that_has_slept_asks_at_once_whether_anybody_is_there() {
    let mut world = World::live();
    // Of the two clocks the one that only goes forward has stood still.
    world.clock_off = 3_600_000;
    world.clients[0].silent = true;
    world.feed(Input::Visible(true));
    let late = world.until(15_000, "not live", |world| world.status() != Status::Live);
    assert!(late <= 2_100, "{late} ms");
    world.clients[0].silent = false;
    world.until(10_000, "live", |world| world.status() == Status::Live);
}

#[test]
fn a_forward_clock_that_runs_back_is_not_followed() {
    let mut world = World::live();
    let mut early = world.now();
    early.mono = 0;
    world.clients[0].engine.handle(early, Input::Tick);
    assert!(world.clients[0].engine.deadline().expect("live") > world.mono);
}

#[test]
fn a_browser_that_is_wrong_about_being_offline_does_not_keep_messages_away() {
    let mut world = World::live();
    world.feed(Input::Online(false));
    assert_eq!(world.status(), Status::Offline);
    world.until(120_000, "live", |world| world.status() == Status::Live);
    world.says(BEN, 1, "hello");
    world.send(1, "hi");
    world.run(1_000);
    assert_eq!(world.texts(1), ["hello", "hi"]);
    assert_eq!(world.saved(1), ["hello", "hi"]);
}
