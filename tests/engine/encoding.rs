//! Text is shown as it was typed, whether the backend escapes it or not.

use glx_realtime::engine::SendState;
use glx_realtime::engine::wire::TextEncoding;

use crate::world::{BEN, Fault, World};

const TYPED: [&str; 8] = [
    "Tom & Jerry's",
    "a < b > c",
    "\"quoted\"",
    "&amp;",
    "&amp;lt;b&gt;",
    "&lt;",
    "ñ 🙂 עברית",
    "<script>alert(1)</script>",
];

#[test]
fn against_an_escaping_backend_text_is_one_row_as_typed() {
    let mut world = World::live();
    for typed in TYPED {
        world.send(1, typed);
        world.run(100);
        world.says(BEN, 1, typed);
        world.run(100);
    }
    let expected: Vec<_> = TYPED.iter().flat_map(|typed| [*typed, *typed]).collect();
    assert_eq!(world.texts(1), expected);
    world.cut(0);
    world.run(5_000);
    assert_eq!(world.texts(1), expected, "and so does the history");
}

#[test]
fn against_a_plain_backend_set_as_plain_too() {
    let mut world = World::plain();
    assert_eq!(world.config.text_encoding, TextEncoding::Plain);
    world.sign_in();
    world.join(1);
    world.run(2_000);
    for typed in TYPED {
        world.send(1, typed);
        world.run(100);
    }
    assert_eq!(world.texts(1), TYPED);
}

#[test]
fn a_plain_backend_is_found_out_by_an_own_message() {
    for event_delay in [0, 100] {
        let mut world = World::new();
        world.backend.plain = true;
        world.event_delay = event_delay;
        world.says(BEN, 1, "&amp; is an ampersand");
        world.sign_in();
        world.join(1);
        world.run(2_000);
        assert_eq!(world.texts(1), ["& is an ampersand"], "as set, and wrong");
        world.send(1, "Tom & Jerry");
        world.run(2_000);
        assert_eq!(world.texts(1), ["&amp; is an ampersand", "Tom & Jerry"]);
    }
}

#[test]
fn a_plain_backend_that_tells_nobody_is_found_out_by_its_history() {
    let mut world = World::live();
    world.backend.plain = true;
    world.backend.mute = true;
    world.send(1, "a < b");
    world.run(1_000);
    world.says(BEN, 1, "&lt;");
    world.cut(0);
    world.run(5_000);
    assert_eq!(world.texts(1), ["a < b", "&lt;"]);
}

#[test]
fn what_others_send_or_what_could_be_escaped_proves_nothing() {
    let mut world = World::live();
    world.send(1, "&amp;");
    world.run(100);
    // From before the site began to escape, or by somebody else's tool.
    let raw = r#"{"id":"1000001","content":"raw <b>","userId":8,"username":"ben"}"#;
    world.frame("private-help-request-1", "new-message", raw);
    world.says(BEN, 1, "a & b");
    world.run(100);
    assert_eq!(world.texts(1), ["&amp;", "a & b", "raw <b>"]);
}

#[test]
fn a_text_that_looks_escaped_keeps_its_words_against_an_unknown_plain_backend() {
    let mut world = World::live();
    world.backend.plain = true;
    world.event_delay = 100;
    world.send(1, "&amp;");
    world.run(1_000);
    assert_eq!(world.texts(1), ["&amp;"], "what was typed here is known better");
}

#[test]
fn the_echo_of_a_text_with_entities_is_matched_by_what_the_backend_makes_of_it() {
    let mut world = World::live();
    world.fault("/chat/send", Fault::HoldAnswer);
    world.send(1, "Tom & Jerry's <3");
    world.run(100);
    assert!(world.echoes(1).is_empty(), "the event has shown it");
    assert_eq!(world.texts(1), ["Tom & Jerry's <3"]);
    world.release();
    assert_eq!(world.texts(1), ["Tom & Jerry's <3"]);
}

#[test]
fn what_the_backend_cannot_take_is_gone_before_it_is_sent() {
    let mut world = World::live();
    world.send(1, "  a\u{0}b\r\nc\t\u{7}  ");
    assert_eq!(world.echoes(1), [("ab\nc".to_owned(), SendState::Sending)]);
    world.run(100);
    assert_eq!(world.texts(1), ["ab\nc"]);
}
