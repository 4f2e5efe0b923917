//! The rows of a chat in reading order.

use std::ops::Range;

use glx_realtime::engine::{Input, Item, MessageId, items, places, unread_place};

use crate::world::{ANA, BEN, Fault, World, room};

/// The rows as short words: `day`, `unread`, `+ben`, `-ben`, `text`, `.text` where it goes on from the row before, `text…` unsaved.
fn rows(world: &mut World) -> Vec<String> {
    rows_from(world, 0)
}

/// The same from one place on.
fn rows_from(world: &mut World, begin: usize) -> Vec<String> {
    let room = world.room(1);
    let all = words(world, begin..places(&room));
    // Any part looks as it does in the whole.
    let parts = (begin..places(&room)).flat_map(|place| words(world, place..place + 1));
    assert!(parts.eq(all.iter().cloned()), "place by place");
    all
}

fn words(world: &mut World, part: Range<usize>) -> Vec<String> {
    let rows = items(&world.room(1), part, |at| at.div_euclid(86_400_000));
    rows.into_iter()
        .map(|(_, row)| match row {
            Item::Day(_) => "day".to_owned(),
            Item::Unread => "unread".to_owned(),
            Item::Message { message, continues } => format!("{}{}", if continues { "." } else { "" }, message.text),
            Item::Movement(movement) => format!("{}{}", if movement.joined { "+" } else { "-" }, movement.person.name),
            Item::Echo { echo, continues } => format!("{}{}…", if continues { "." } else { "" }, echo.text),
        })
        .collect()
}

#[test]
fn messages_of_one_sender_within_minutes_go_together() {
    let mut world = World::live();
    world.says(BEN, 1, "a");
    world.run(60_000);
    world.says(BEN, 1, "b");
    world.says(ANA, 1, "c");
    world.says(BEN, 1, "d");
    world.run(6 * 60_000);
    world.says(BEN, 1, "e");
    world.run(10);
    assert_eq!(rows(&mut world), ["day", "a", ".b", "c", "d", "e"]);
}

#[test]
fn a_day_begins_with_a_divider_and_a_new_group() {
    let mut world = World::live();
    world.run(86_400_000 - 60_000);
    world.says(BEN, 1, "before midnight");
    world.run(2 * 60_000);
    world.says(BEN, 1, "after");
    world.run(10);
    assert_eq!(rows(&mut world), ["day", "before midnight", "day", "after"]);
}

#[test]
fn the_unread_line_stands_before_the_first_message_of_somebody_else() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    world.feed(Input::Seen(room(1), MessageId::new(id).expect("id")));
    world.says(ANA, 1, "mine, from elsewhere");
    world.says(BEN, 1, "new");
    world.reload(0, &[1]);
    world.run(3_000);
    assert_eq!(rows(&mut world), ["day", "read", "mine, from elsewhere", "unread", "new"]);
}

#[test]
fn who_came_and_went_stands_where_it_happened() {
    let mut world = World::live();
    let member = r#"{"userId":9,"username":"cleo"}"#;
    world.frame("private-help-request-1", "user-joined", member);
    world.says(BEN, 1, "a");
    world.run(10);
    world.frame("private-help-request-1", "user-left", member);
    world.says(BEN, 1, "b");
    world.run(10);
    assert_eq!(rows(&mut world), ["+cleo", "day", "a", "-cleo", "b"]);
}

#[test]
fn who_comes_while_the_history_is_awaited_stands_after_what_it_brings() {
    let channel = "private-help-request-1";
    let member = r#"{"userId":9,"username":"cleo"}"#;
    let mut world = World::new();
    world.says(BEN, 1, "before");
    world.sign_in();
    world.run(2_000);
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.join(1);
    world.run(1_000);
    world.frame(channel, "user-joined", member);
    world.release();
    assert_eq!(rows(&mut world), ["day", "before", "+cleo"]);
    world.cut(0);
    world.says(BEN, 1, "missed");
    world.fault("/chat/1/messages", Fault::HoldAnswer);
    world.run(3_000);
    world.says(BEN, 1, "live");
    world.run(10);
    world.frame(channel, "user-joined", member);
    world.says(BEN, 1, "later");
    world.run(10);
    world.frame(channel, "user-left", member);
    world.release();
    assert_eq!(rows(&mut world), ["day", "before", "+cleo", "missed", ".live", "+cleo", "later", "-cleo"]);
}

#[test]
fn what_is_not_saved_yet_has_its_day_and_its_group() {
    let mut world = World::live();
    world.send(1, "yesterday");
    world.run(86_400_000);
    world.online(0, false);
    world.send(1, "x");
    world.run(1_000);
    world.send(1, "y");
    world.run(6 * 60_000);
    world.send(1, "z");
    assert_eq!(rows(&mut world), ["day", "yesterday", "day", "x…", ".y…", "z…"]);
}

#[test]
fn unsaved_rows_come_last_and_settle_without_changing_the_order() {
    let mut world = World::live();
    world.says(BEN, 1, "a");
    world.run(10);
    world.online(0, false);
    world.send(1, "x");
    world.send(1, "y");
    assert_eq!(rows(&mut world), ["day", "a", "x…", ".y…"]);
    world.online(0, true);
    world.run(5_000);
    assert_eq!(rows(&mut world), ["day", "a", "x", ".y"]);
}

#[test]
fn a_part_looks_as_it_does_in_the_whole() {
    let mut world = World::live();
    let member = r#"{"userId":9,"username":"cleo"}"#;
    for text in ["a", "b", "c"] {
        world.says(BEN, 1, text);
    }
    world.run(10);
    assert_eq!(rows(&mut world), ["day", "a", ".b", ".c"]);
    assert_eq!(rows_from(&mut world, 1), [".b", ".c"]);
    world.frame("private-help-request-1", "user-joined", member);
    world.says(BEN, 1, "d");
    world.run(10);
    world.frame("private-help-request-1", "user-left", member);
    world.online(0, false);
    world.send(1, "x");
    world.send(1, "y");
    assert_eq!(rows_from(&mut world, 2), [".c", "+cleo", "d", "-cleo", "x…", ".y…"]);
    assert_eq!(rows_from(&mut world, 3), ["+cleo", "d", "-cleo", "x…", ".y…"]);
    assert_eq!(rows_from(&mut world, 4), ["-cleo", "x…", ".y…"]);
    assert_eq!(rows_from(&mut world, 6), [".y…"]);
    assert_eq!(rows_from(&mut world, 7), Vec::<String>::new());
    assert_eq!(words(&mut world, 9..20), Vec::<String>::new(), "more than there are");
}

#[test]
fn the_unread_line_stands_where_it_stands_in_any_part() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    world.feed(Input::Seen(room(1), MessageId::new(id).expect("id")));
    world.says(ANA, 1, "mine");
    world.says(BEN, 1, "new");
    world.says(BEN, 1, "newer");
    world.reload(0, &[1]);
    world.run(3_000);
    assert_eq!(rows_from(&mut world, 1), ["mine", "unread", "new", ".newer"]);
    assert_eq!(rows_from(&mut world, 2), ["unread", "new", ".newer"]);
    assert_eq!(rows_from(&mut world, 3), [".newer"], "not a second time");
    assert_eq!(unread_place(&world.room(1)), Some(2));
}
