//! What a page that takes us in brings with it: headers of its own, a client of its own, and sends that it follows by name.

use glx_realtime::engine::{ClientId, Effect, Input, RoomStatus, RowKey};

use crate::world::{Fault, World, room};

const CSRF: &str = r#"{"success":false,"error":{"message":"CSRF token required","csrfRequired":true}}"#;

fn renewals(world: &World) -> usize {
    world.count_effects(|effect| *effect == Effect::RenewHeaders)
}

#[test]
fn headers_that_the_site_refuses_are_asked_for_anew_before_the_one_repetition() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::Answer(403, CSRF.into()));
    world.send(1, "with a token that is over");
    world.run(5_000);
    assert_eq!(renewals(&world), 1);
    assert_eq!(world.saved(1), ["with a token that is over"]);
    assert_eq!(world.calls("/chat/send"), 2);
}

#[test]
fn headers_that_are_refused_twice_are_asked_for_again_when_a_person_tries() {
    let mut world = World::live();
    (0..2).for_each(|_| world.fault("/chat/send", Fault::Answer(403, CSRF.into())));
    world.send(1, "kept");
    world.run(10 * 60_000);
    assert_eq!((world.calls("/chat/send"), renewals(&world)), (2, 2));
    world.feed(Input::ReconnectNow);
    world.run(5_000);
    assert_eq!(world.saved(1), ["kept"]);
}

#[test]
fn a_send_goes_by_the_name_that_it_was_given() {
    let mut world = World::live();
    let client_id = ClientId::parse("c0123456789abcdef-7").expect("a client id");
    world.feed(Input::SendAs { room: room(1), text: "followed".into(), client_id: client_id.clone() });
    assert_eq!(world.room(1).echoes[0].client_id, client_id);
    world.run(2_000);
    assert_eq!(world.saved(1), ["followed"]);
    let key = RowKey::Send(client_id);
    assert!(world.room(1).messages.iter().any(|message| message.key == key), "the row keeps it");
}

#[test]
fn what_the_pages_own_client_is_refused_for_good_is_no_access() {
    let mut world = World::live();
    world.deaf = true;
    world.join(2);
    world.run(200);
    world.frame(
        "private-help-request-2",
        "pusher:subscription_error",
        r#"{"type":"AuthError","error":"x","status":403}"#,
    );
    let asked = |world: &World| world.count_effects(|effect| matches!(effect, Effect::Subscribe(_)));
    let before = asked(&world);
    world.run(60_000);
    assert_eq!(asked(&world), before, "it is not asked for again and again");
    assert_eq!(world.room(2).status, RoomStatus::NoAccess);
}
