//! What the device keeps: sends and drafts and read marks survive a reload, and nothing is sent twice because of it.

use glx_realtime::engine::wire::Failure;
use glx_realtime::engine::{Input, SendState};

use crate::world::{ANA, BEN, Fault, World, room};

#[test]
fn twenty_sends_while_offline_then_a_reload_then_online_are_twenty_messages_in_order() {
    let mut world = World::live();
    world.online(0, false);
    let expected: Vec<_> = (0..20).map(|number| format!("m{number}")).collect();
    expected.iter().for_each(|text| world.send(1, text));
    world.reload(0, &[1]);
    world.feed(Input::Online(false));
    world.run(30_000);
    assert_eq!(world.echoes(1).len(), 20);
    world.online(0, true);
    world.run(20_000);
    assert_eq!(world.saved(1), expected);
    assert_eq!(world.texts(1), expected);
    assert!(!world.clients[0].device.contains_key(&(ANA, "outbox.1".into())));
}

#[test]
fn a_reload_while_a_send_is_under_way_sends_it_once() {
    for (delay, arrives) in [(0, true), (5, true), (15, true), (0, false)] {
        let mut world = World::live();
        if !arrives {
            world.fault("/chat/send", Fault::Unreachable);
        }
        world.send(1, "once");
        world.send(1, "then");
        world.run(delay);
        world.reload(0, &[1]);
        world.run(10_000);
        assert_eq!(world.saved(1), ["once", "then"], "reloaded after {delay} ms");
        assert_eq!(world.texts(1), ["once", "then"]);
        assert!(world.echoes(1).is_empty());
    }
}

#[test]
fn a_page_that_is_back_goes_on_with_what_another_in_its_place_has_left() {
    let mut world = World::live();
    world.online(0, false);
    world.send(1, "one");
    world.feed(Input::Frozen);
    // The other page has sent what was kept, and keeps another text.
    world.says(ANA, 1, "one");
    let outbox = world.clients[0].device.get_mut(&(ANA, "outbox.1".into())).expect("it is kept");
    *outbox = outbox.replace("one", "two");
    let stored = world.clients[0].kept_for(ANA);
    world.feed(Input::KeptByAnother { stored });
    world.feed(Input::Resumed);
    assert_eq!(world.echoes(1).into_iter().map(|(text, _)| text).collect::<Vec<_>>(), ["two"]);
    world.online(0, true);
    world.run(20_000);
    assert_eq!(world.saved(1), ["one", "two"]);
    assert_eq!(world.texts(1), ["one", "two"]);
    assert!(!world.clients[0].device.contains_key(&(ANA, "outbox.1".into())));
}

#[test]
fn sends_for_a_room_that_is_not_opened_again_go_out_all_the_same() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Unreachable);
    world.send(1, "one");
    world.send(1, "two");
    world.run(100);
    world.reload(0, &[]);
    world.run(10_000);
    assert_eq!(world.saved(1), ["one", "two"]);
    assert!(world.view().rooms.is_empty());
    assert!(!world.clients[0].pusher.channels.contains_key("private-help-request-1"));
}

#[test]
fn a_failed_send_stays_failed_over_a_reload() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(413, "{}".into()));
    world.send(1, "too much");
    world.run(1_000);
    world.reload(0, &[1]);
    world.run(10_000);
    assert_eq!(world.echoes(1), [("too much".to_owned(), SendState::Failed(Failure::TooLong))]);
    assert!(world.saved(1).is_empty(), "nothing is repeated by itself");
}

#[test]
fn drafts_and_read_marks_are_kept_per_room_over_leaving_and_reloading() {
    let mut world = World::live();
    world.feed(Input::Draft(room(1), "half a thou".into()));
    world.leave(1);
    world.join(2);
    assert_eq!(world.clients[0].engine.draft(room(1)), "half a thou");
    world.run(100);
    world.join(1);
    assert_eq!(world.clients[0].engine.draft(room(1)), "half a thou");
    world.reload(0, &[]);
    world.run(1_000);
    assert_eq!(world.clients[0].engine.draft(room(1)), "half a thou");
    world.join(1);
    world.run(1_000);
    world.feed(Input::Draft(room(1), String::new()));
    assert!(!world.clients[0].device.contains_key(&(ANA, "draft.1".into())));
}

#[test]
fn typing_does_not_touch_the_rows() {
    let mut world = World::live();
    let before = world.view();
    world.feed(Input::Draft(room(1), "h".into()));
    assert!(std::rc::Rc::ptr_eq(&before.rooms, &world.view().rooms));
}

#[test]
fn rubbish_on_the_device_costs_only_itself() {
    let mut world = World::new();
    let good = r#"{"clientId":"c1-1","text":"good","at":0,"attempted":false,"baseline":null}"#;
    let outbox = format!(
        r#"[{good},null,{{"clientId":"../","text":"x"}},{good},{{"clientId":"c2","text":"","at":0,"attempted":true}}]"#
    );
    for (key, value) in [
        ("outbox.1", &*outbox),
        ("outbox.2", "not json"),
        ("outbox.x", "[]"),
        ("read.1", "-5"),
        ("read.2", "99999999999999999999"),
        ("draft.1", "kept"),
        ("draft.", "x"),
        ("notifications", "{"),
        ("rubbish", ""),
        ("", ""),
    ] {
        world.clients[0].device.insert((ANA, key.into()), value.into());
    }
    world.sign_in();
    world.run(5_000);
    assert_eq!(world.saved(1), ["good"]);
    assert_eq!(world.clients[0].engine.draft(room(1)), "kept");
    world.join(1);
    world.run(3_000);
    world.says(BEN, 1, "new");
    world.run(10);
    assert_eq!(world.texts(1), ["good", "new"]);
}

#[test]
fn a_device_that_keeps_nothing_is_told_and_everything_else_works() {
    let mut world = World::live();
    assert!(world.view().health.keeps);
    world.feed(Input::StorageFailed);
    assert!(!world.view().health.keeps);
    world.send(1, "hi");
    world.run(100);
    assert_eq!(world.texts(1), ["hi"]);
    world.sign_in_as(0, BEN);
    assert!(world.view().health.keeps, "of another user nothing is known yet");
}

#[test]
fn a_page_that_is_back_has_its_help_requests_again() {
    let mut world = World::live();
    world.feed(Input::LoadHelpRequests);
    world.run(1_000);
    assert!(world.view().help_requests.loaded);
    world.feed(Input::Frozen);
    world.feed(Input::KeptByAnother { stored: vec![] });
    world.feed(Input::Resumed);
    world.until(5_000, "they are there", |world| world.view().help_requests.loaded);
}
