//! The rows of a chat in reading order.

use glx_realtime::engine::{Input, Item, MessageId, items};

use crate::world::{ANA, BEN, World, room};

/// The rows as short words: `day`, `unread`, `+ben`, `-ben`, `text`, `.text` where it goes on from the row before, `text…` unsaved.
fn rows(world: &mut World) -> Vec<String> {
    rows_from(world, 0)
}

/// The same from one message on.
fn rows_from(world: &mut World, begin: usize) -> Vec<String> {
    let rows = items(&world.room(1), begin, |at| at.div_euclid(86_400_000));
    rows.into_iter()
        .map(|row| match row {
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
fn the_first_row_of_a_part_begins_a_group_and_tells_its_day() {
    let mut world = World::live();
    for text in ["a", "b", "c"] {
        world.says(BEN, 1, text);
    }
    world.run(10);
    assert_eq!(rows(&mut world), ["day", "a", ".b", ".c"]);
    assert_eq!(rows_from(&mut world, 1), ["day", "b", ".c"]);
    assert_eq!(rows_from(&mut world, 3), Vec::<String>::new());
    assert_eq!(rows_from(&mut world, 9), Vec::<String>::new(), "more than there are");
}

#[test]
fn what_stands_before_a_part_is_left_out() {
    let mut world = World::live();
    let member = r#"{"userId":9,"username":"cleo"}"#;
    world.says(BEN, 1, "a");
    world.run(10);
    world.frame("private-help-request-1", "user-joined", member);
    world.says(BEN, 1, "b");
    world.run(10);
    world.frame("private-help-request-1", "user-left", member);
    world.says(BEN, 1, "c");
    world.run(10);
    assert_eq!(rows_from(&mut world, 0), ["day", "a", "+cleo", "b", "-cleo", "c"]);
    assert_eq!(rows_from(&mut world, 1), ["day", "b", "-cleo", "c"]);
}

#[test]
fn the_unread_line_is_in_a_part_only_where_it_stands() {
    let mut world = World::live();
    let id = world.says(BEN, 1, "read");
    world.run(10);
    world.feed(Input::Seen(room(1), MessageId::new(id).expect("id")));
    world.says(ANA, 1, "mine");
    world.says(BEN, 1, "new");
    world.says(BEN, 1, "newer");
    world.reload(0, &[1]);
    world.run(3_000);
    assert_eq!(rows_from(&mut world, 1), ["day", "mine", "unread", "new", ".newer"]);
    assert_eq!(rows_from(&mut world, 2), ["day", "unread", "new", ".newer"]);
    assert_eq!(
        rows_from(&mut world, 3),
        ["day", "newer"],
        "not a second time, before a message that is not the first unread one"
    );
}
