//! Why the page is not live: each cause from the facts that the real thing produces, and no other cause beside it.

use glx_realtime::engine::{Cause, Finding, Input, Operation, Places, Seen, SocketState, Status};

use crate::world::{ANA, BEN, Fault, World, event};

const SITE: &str = "api.glx.test";
const PUSHER: &str = "ws-us2.pusher.com";

/// A world whose page knows where its servers are. Nobody is signed in.
fn world() -> World {
    let mut world = World::new();
    world.config.places = Places { site: SITE.into(), pusher: PUSHER.into() };
    world.clients.clear();
    world.add_client(ANA);
    world
}

/// Ana is signed in, with room 1 open.
fn arrive(world: &mut World) {
    world.sign_in();
    world.join(1);
}

fn live() -> World {
    let mut world = world();
    arrive(&mut world);
    world.until(5_000, "live", |world| world.status() == Status::Live);
    world
}

fn findings(world: &mut World) -> Vec<Finding> {
    world.view().health.findings.to_vec()
}

fn causes(world: &mut World) -> Vec<Cause> {
    findings(world).into_iter().map(|finding| finding.cause).collect()
}

/// From a beginning, after something has happened and somebody asked, these causes are found within half a minute, and only these.
#[track_caller]
fn check(mut world: World, happens: impl FnOnce(&mut World), expected: &[Cause]) -> World {
    happens(&mut world);
    world.feed(Input::Diagnose);
    let mut seen = Vec::new();
    for _ in 0..3_000 {
        seen = causes(&mut world);
        if seen == expected {
            // What is found stays found.
            world.run(1_000);
            assert_eq!(causes(&mut world), expected, "a second later");
            return world;
        }
        world.run(10);
    }
    panic!("expected {expected:?}, found {seen:?}");
}

fn seen(world: &mut World, cause: Cause) -> Vec<Seen> {
    findings(world).into_iter().find(|finding| finding.cause == cause).expect("the finding").seen
}

/// Every call whose path begins so fails so, for as long as the test lasts.
fn always(world: &mut World, path: &'static str, fault: &Fault) {
    for _ in 0..200 {
        world.fault(path, fault.clone());
    }
}

fn answer(status: u16, body: &str) -> Fault {
    Fault::Answer(status, body.to_owned())
}

const PAGE: &str = "<!doctype html><title>Not found</title>";

#[test]
fn nothing_is_found_where_everything_is_well() {
    let mut world = check(live(), |_| {}, &[]);
    world.says(BEN, 1, "hi");
    world.send(1, "hello");
    world.run(5_000);
    assert_eq!(causes(&mut world), []);
    assert_eq!(world.calls("/realtime/health"), 1, "somebody has asked");
}

#[test]
fn nobody_signed_in_is_no_trouble() {
    check(world(), |_| {}, &[]);
}

#[test]
fn the_pusher_servers_refusals() {
    for (code, cause) in [
        (4000, Cause::TlsRequired),
        (4001, Cause::WrongKey),
        (4002, Cause::SocketRefused),
        (4003, Cause::AppDisabled),
        (4004, Cause::OverQuota),
        (4005, Cause::WrongPath),
        (4006, Cause::WrongPath),
        (4007, Cause::WrongPath),
        (4008, Cause::WrongPath),
        (4009, Cause::NotAuthorized),
    ] {
        let refuse = |world: &mut World| {
            world.refuses = Some(code);
            arrive(world);
        };
        let mut world = check(world(), refuse, &[cause]);
        assert_eq!(seen(&mut world, cause), [Seen::Code(code), Seen::Host(PUSHER.into())]);
        assert_eq!(world.view().health.codes, [code]);
    }
}

#[test]
fn a_server_that_wants_encryption_and_is_tried_encrypted_in_vain() {
    let mut world = world_arriving();
    world.run(10);
    world.feed(Input::SocketError { code: Some(4000), message: "use TLS".into() });
    world.cut(0);
    let mut world = check(world, |world| world.server(false), &[Cause::TlsRequired]);
    assert!(seen(&mut world, Cause::TlsRequired).contains(&Seen::Code(4000)));
    world.server(true);
    world.until(20_000, "taken after all", |world| world.status() == Status::Live);
    check(world, |world| world.server(false), &[Cause::ServerAway]);
}

#[test]
fn a_server_that_closes_over_a_signature() {
    let mut world = world_arriving();
    world.deaf = true;
    world.run(200);
    let closes = |world: &mut World| {
        let message = "Authentication error: Channel requires authentication".into();
        world.feed(Input::SocketError { code: Some(4009), message });
        world.feed(Input::Socket(SocketState::Disconnected, None));
    };
    check(world, closes, &[Cause::WrongSecret]);
}

#[test]
fn the_device_is_offline() {
    check(live(), |world| world.online(0, false), &[Cause::Offline]);
}

#[test]
fn no_websocket_in_this_browser() {
    let fails = |world: &mut World| {
        world.feed(Input::Socket(SocketState::Connecting, None));
        world.feed(Input::Socket(SocketState::Failed, None));
    };
    let mut world = world();
    world.server_up = false;
    arrive(&mut world);
    check(world, fails, &[Cause::NoWebSocket]);
}

#[test]
fn what_connects_could_not_be_loaded() {
    let mut world = world();
    world.server_up = false;
    arrive(&mut world);
    let mut world = check(world, |world| world.feed(Input::PusherMissing), &[Cause::PusherMissing]);
    world.server(true);
    world.until(20_000, "another try finds it", |world| causes(world).is_empty() && world.status() == Status::Live);
}

#[test]
fn a_socket_that_was_never_let_through_while_the_site_answers() {
    let block = |world: &mut World| {
        world.server(false);
        arrive(world);
    };
    let mut world = check(world(), block, &[Cause::SocketBlocked]);
    let seen = seen(&mut world, Cause::SocketBlocked);
    assert!(seen.contains(&Seen::SaysActive), "{seen:?}");
    assert!(!seen.contains(&Seen::WasConnected));
}

#[test]
fn the_pusher_server_goes_away() {
    let mut world = check(live(), |world| world.server(false), &[Cause::ServerAway]);
    assert!(seen(&mut world, Cause::ServerAway).contains(&Seen::WasConnected));
    world.server(true);
    world.until(20_000, "well again", |world| causes(world).is_empty());
}

#[test]
fn the_site_says_that_its_live_messages_are_out_of_order() {
    let out_of_order = |world: &mut World| {
        always(world, "/realtime/health", &answer(503, "{}"));
        world.server(false);
        world.run(10_000);
    };
    check(live(), out_of_order, &[Cause::ServiceDown]);
}

#[test]
fn the_site_says_so_and_it_is_not_so() {
    let wrong = |world: &mut World| always(world, "/realtime/health", &answer(503, "{}"));
    let mut world = check(live(), wrong, &[Cause::CheckWrong]);
    assert_eq!(seen(&mut world, Cause::CheckWrong), [Seen::Status(Operation::Check, 503), Seen::Arrives]);
    assert!(Cause::CheckWrong.is_note());
}

#[test]
fn a_socket_that_opens_and_stays_silent() {
    let mut world = world();
    world.server(false);
    arrive(&mut world);
    for _ in 0..3 {
        world.until(20_000, "an attempt", |world| world.clients[0].pusher.opening);
        world.feed(Input::SocketOpened);
        // For as long as the handshake would take; then it is too late for one.
        world.clients[0].silent = true;
        world.run(50);
        world.clients[0].silent = false;
        world.until(20_000, "its end", |world| !world.clients[0].pusher.opening);
    }
    let mut world = check(world, |_| {}, &[Cause::ServerSilent]);
    assert!(seen(&mut world, Cause::ServerSilent).contains(&Seen::NoHandshake));
}

#[test]
fn a_server_that_takes_the_socket_and_hangs_up() {
    let mut world = world();
    world.server(false);
    arrive(&mut world);
    for _ in 0..3 {
        world.until(20_000, "an attempt", |world| world.clients[0].pusher.opening);
        world.feed(Input::SocketOpened);
        world.until(20_000, "its end", |world| !world.clients[0].pusher.opening);
    }
    let mut world = check(world, |_| {}, &[Cause::HungUp]);
    assert!(seen(&mut world, Cause::HungUp).contains(&Seen::NoHandshake));
}

#[test]
fn thrown_out_again_and_again() {
    for code in [4100, 4200, 4201] {
        let throw = |world: &mut World| {
            for _ in 0..3 {
                world.until(20_000, "connected", |world| world.clients[0].pusher.socket.is_some());
                world.run(1);
                world.feed(Input::SocketError { code: Some(code), message: "reconnect".into() });
                world.cut(0);
            }
            world.server(false);
        };
        let mut world = check(world_arriving(), throw, &[Cause::ThrownOut]);
        assert_eq!(seen(&mut world, Cause::ThrownOut), [Seen::Code(code), Seen::Times(3)]);
    }
}

fn world_arriving() -> World {
    let mut world = world();
    arrive(&mut world);
    world
}

#[test]
fn a_link_that_breaks_again_and_again() {
    let mut world = live();
    for _ in 0..4 {
        world.until(20_000, "connected", |world| world.clients[0].pusher.socket.is_some());
        world.run(1_000);
        world.cut(0);
    }
    assert_eq!(causes(&mut world), [Cause::Unstable]);
    world.run(200_000);
    assert_eq!(causes(&mut world), []);
}

#[test]
fn a_silent_link() {
    let mut world = live();
    world.clients[0].silent = true;
    world.until(20_000, "late", |world| world.status() == Status::Late);
    assert_eq!(causes(&mut world), [Cause::LinkSilent]);
}

#[test]
fn nothing_can_be_reached() {
    let down = |world: &mut World| {
        world.clients[0].api_up = false;
        world.server(false);
        world.run(5_000);
    };
    check(live(), down, &[Cause::NetworkDown]);
}

#[test]
fn the_site_alone_cannot_be_reached() {
    let mut world = check(live(), |world| world.clients[0].api_up = false, &[Cause::SiteUnreachable]);
    assert!(seen(&mut world, Cause::SiteUnreachable).contains(&Seen::Host(SITE.into())));
    world.clients[0].api_up = true;
    world.send(1, "back");
    world.run(2_000);
    assert_eq!(causes(&mut world), [], "one answer proves it");
}

#[test]
fn answers_that_are_kept_from_the_page() {
    let mut world = world();
    world.cors = true;
    always(&mut world, "/", &Fault::AnswerLost);
    let mut world = check(world, arrive, &[Cause::Cors]);
    assert!(seen(&mut world, Cause::Cors).contains(&Seen::Unreadable));
}

#[test]
fn a_policy_that_forbids() {
    let violation = |host: &str| Input::PolicyViolation { directive: "connect-src".into(), host: host.into() };
    let no_socket = |world: &mut World| {
        world.server(false);
        arrive(world);
        world.feed(violation(PUSHER));
    };
    let mut blocked = check(world(), no_socket, &[Cause::PolicyBlocksSocket]);
    let evidence = [Seen::Host(PUSHER.into()), Seen::Directive("connect-src".into())];
    assert_eq!(seen(&mut blocked, Cause::PolicyBlocksSocket), evidence);
    let no_site = |world: &mut World| {
        world.clients[0].api_up = false;
        arrive(world);
        world.feed(violation(SITE));
    };
    check(world(), no_site, &[Cause::PolicyBlocksSite]);
    check(live(), |world| world.feed(violation("images.elsewhere.test")), &[]);
    check(live(), |world| world.feed(violation(PUSHER)), &[]);
    let others = |world: &mut World| {
        world.feed(violation("images.elsewhere.test"));
        world.server(false);
    };
    check(live(), others, &[Cause::ServerAway]);
}

#[test]
fn the_authorization_endpoint_is_not_there() {
    for (status, body) in [(404, PAGE), (404, r#"{"error":"Not found"}"#), (200, PAGE)] {
        let missing = |world: &mut World| {
            always(world, "/pusher/auth", &answer(status, body));
            arrive(world);
        };
        let mut world = check(world(), missing, &[Cause::AuthorizationMissing]);
        let seen = seen(&mut world, Cause::AuthorizationMissing);
        assert_eq!(seen[0], Seen::Status(Operation::Authorization, status));
        assert_eq!(seen.contains(&Seen::Page(Operation::Authorization)), body == PAGE);
    }
}

#[test]
fn what_answers_is_not_the_api() {
    let elsewhere = |world: &mut World| {
        always(world, "/", &answer(404, PAGE));
        arrive(world);
    };
    check(world(), elsewhere, &[Cause::WrongApiBase]);
}

#[test]
fn the_authorization_endpoint_fails() {
    for fault in [answer(500, "{}"), answer(400, r#"{"error":"socket_id"}"#), answer(200, r#"{"ok":true}"#)] {
        let fails = |world: &mut World| {
            always(world, "/pusher/auth", &fault);
            arrive(world);
        };
        check(world(), fails, &[Cause::AuthorizationFails]);
    }
}

#[test]
fn the_wrong_secret() {
    let wrong = |world: &mut World| {
        world.wrong_secret = true;
        arrive(world);
    };
    let mut world = check(world(), wrong, &[Cause::WrongSecret]);
    assert!(seen(&mut world, Cause::WrongSecret).contains(&Seen::BadSignature));
    // Set right, it is over, and no later loss is put down to it.
    world.wrong_secret = false;
    world.until(60_000, "live", |world| world.status() == Status::Live);
    check(world, |world| world.server(false), &[Cause::ServerAway]);
    // Pusher's own words, without a code.
    let said = |world: &mut World| {
        world.deaf = true;
        arrive(world);
        world.run(200);
        let message = "Expected HMAC SHA256 hex digest of 1.2:private-x, but got abc".into();
        world.feed(Input::SocketError { code: None, message });
    };
    check(crate::diagnosis::world(), said, &[Cause::WrongSecret]);
}

#[test]
fn subscriptions_that_nobody_confirms() {
    let deaf = |world: &mut World| {
        world.deaf = true;
        arrive(world);
    };
    check(world(), deaf, &[Cause::Unconfirmed]);
}

#[test]
fn the_site_fails() {
    check(
        live(),
        |world| {
            always(world, "/chat/send", &answer(500, "{}"));
            world.send(1, "x");
        },
        &[Cause::SendingFails],
    );
    let history = |world: &mut World| {
        always(world, "/chat/1/messages", &answer(500, "{}"));
        arrive(world);
    };
    check(world(), history, &[Cause::HistoryFails]);
    let all = |world: &mut World| {
        always(world, "/", &answer(502, PAGE));
        arrive(world);
    };
    check(world(), all, &[Cause::SiteFails]);
    let hangs = |world: &mut World| {
        always(world, "/", &Fault::Hang);
        arrive(world);
    };
    check(world(), hangs, &[Cause::SiteSlow]);
}

#[test]
fn the_page_itself_spares_calls() {
    let mut world = live();
    while causes(&mut world) != [Cause::SparesCalls] {
        // Connections that hold for six seconds each, until nothing is left for the next catch-up.
        assert!(world.mono < 30 * 60_000, "found {:?}", causes(&mut world));
        if world.status() == Status::Live {
            world.run(6_000);
            world.cut(0);
        }
        world.run(100);
    }
    // Somebody who does not want to wait need not.
    world.feed(Input::ReconnectNow);
    world.until(3_000, "live", |world| world.status() == Status::Live);
    assert!(!causes(&mut world).contains(&Cause::SparesCalls));
}

#[test]
fn the_site_refuses_calls() {
    let mut limited = check(
        live(),
        |world| {
            world.fault("/chat/send", Fault::RetryAfter(429, 120_000));
            world.send(1, "x");
            world.run(100);
        },
        &[Cause::RateLimited],
    );
    let until = seen(&mut limited, Cause::RateLimited).into_iter().find(|seen| matches!(seen, Seen::Until(_)));
    let Some(Seen::Until(until)) = until else { panic!("when it ends") };
    assert!((110_000..=120_000).contains(&(until - limited.mono)));
    let csrf = |world: &mut World| {
        always(world, "/pusher/auth", &answer(403, r#"{"error":{"csrfRequired":true}}"#));
        always(world, "/chat/join", &answer(403, r#"{"error":{"csrfRequired":true}}"#));
        arrive(world);
    };
    check(world(), csrf, &[Cause::CsrfMissing]);
    let blocked = |world: &mut World| {
        always(world, "/", &answer(403, r#"{"error":{"blocked":true}}"#));
        arrive(world);
    };
    check(world(), blocked, &[Cause::AddressBlocked]);
    let ended = |world: &mut World| {
        world.valid_token = 1;
        world.clients[0].can_refresh = false;
        arrive(world);
    };
    check(world(), ended, &[Cause::SignInEnded]);
}

#[test]
fn no_access_to_a_room_is_a_note() {
    let mut world = live();
    world.backend.closed.insert("private-help-request-2".into());
    let mut world = check(world, |world| world.join(2), &[Cause::NoAccess]);
    let rooms = Seen::Rooms(vec![crate::world::room(2)]);
    assert!(seen(&mut world, Cause::NoAccess).contains(&rooms));
    assert_eq!(world.status(), Status::Live);
    world.leave(2);
    assert_eq!(causes(&mut world), []);
}

#[test]
fn a_text_that_the_filter_refused_is_a_note_as_long_as_it_stands() {
    let refused = |world: &mut World| {
        let body = r#"{"error":{"attacksDetected":[{"type":"sql","description":"SQL"}]}}"#;
        world.fault("/chat/send", answer(403, body));
        world.send(1, "Thank you -- all");
        world.run(200);
    };
    let mut world = check(live(), refused, &[Cause::TextRefused]);
    let send = world.room(1).echoes[0].client_id.clone();
    world.feed(Input::Discard(crate::world::room(1), send));
    assert_eq!(causes(&mut world), []);
}

#[test]
fn client_events_that_the_app_does_not_take() {
    for (code, message, cause) in [
        (None, "To send client events, you must enable this feature in the Settings.", Cause::ClientEventsDisabled),
        (Some(4301), "Client events are not enabled for this app", Cause::ClientEventsDisabled),
        (Some(4301), "Client event rejected due to rate limit", Cause::ClientEventsTooMany),
    ] {
        check(live(), |world| world.feed(Input::SocketError { code, message: message.into() }), &[cause]);
    }
}

#[test]
fn a_wrong_clock() {
    for off in [86_400_000, -3_600_000] {
        let mut world = world();
        world.clock_off = off;
        arrive(&mut world);
        world.run(3_000);
        let mut world = check(world, |world| world.send(1, "now"), &[Cause::ClockWrong]);
        let Seen::ClockAhead(ahead) = seen(&mut world, Cause::ClockWrong)[0] else { panic!("how far") };
        assert!((ahead - off).abs() <= 2_000, "{ahead} for {off}");
    }
    let mut world = live();
    world.clock_off = 600_000;
    world.says(BEN, 1, "one");
    world.run(10_000);
    world.says(BEN, 1, "two");
    check(world, |_| {}, &[Cause::ClockWrong]);
}

#[test]
fn a_device_that_keeps_nothing() {
    check(live(), |world| world.feed(Input::StorageFailed), &[Cause::StorageDenied]);
}

#[test]
fn the_site_is_asked_at_most_once_a_minute_and_trouble_that_lasts_is_looked_into() {
    let mut world = live();
    world.forget_past();
    for _ in 0..5 {
        world.feed(Input::Diagnose);
        world.run(1_000);
    }
    assert_eq!(world.calls("/realtime/health"), 1);
    world.forget_past();
    world.server(false);
    world.run(9_000);
    assert_eq!(world.calls("/realtime/health"), 0, "not for passing trouble");
    world.run(10 * 60_000);
    let calls = world.calls("/realtime/health");
    assert!((2..=5).contains(&calls), "{calls} in ten minutes of trouble");
    world.feed(Input::Visible(false));
    world.forget_past();
    world.run(30 * 60_000);
    assert_eq!(world.calls("/realtime/health"), 0, "not where nobody looks");
}

#[test]
fn findings_are_dated_and_shared_while_they_stay_the_same() {
    let mut world = check(live(), |world| world.feed(Input::StorageFailed), &[Cause::StorageDenied]);
    let first = world.view().health.findings.clone();
    world.run(30_000);
    world.frame("private-help-request-1", "new-message", "{}");
    let later = world.view().health.findings.clone();
    assert!(std::rc::Rc::ptr_eq(&first, &later));
    assert!(first[0].since <= world.now().wall - 30_000);
}

#[test]
fn another_users_stay_begins_without_the_formers_troubles() {
    let mut world = live();
    always(&mut world, "/chat/send", &answer(500, "{}"));
    world.send(1, "x");
    let mut world = check(world, |_| {}, &[Cause::SendingFails]);
    world.clients[0].faults.clear();
    world.sign_in_as(0, BEN);
    world.run(5_000);
    assert_eq!(causes(&mut world), []);
    world.feed(event("private-help-request-1", "pusher:subscription_count", "{}"));
}
