//! A search through the messages of a room, against looking at all of them.

use std::rc::Rc;

use glx_realtime::engine::{Message, MessageId, Messages, Random, RowKey, Search};

fn id(number: u64) -> MessageId {
    MessageId::new(number).expect("an id")
}

/// Every third message says what is looked for.
fn message(number: u64) -> Message {
    Message {
        key: RowKey::Message(id(number)),
        id: id(number),
        user: None,
        name: "ben".into(),
        avatar: None,
        text: if number.is_multiple_of(3) { "chairs" } else { "tables" }.into(),
        at: 0,
        mine: false,
    }
}

fn room(numbers: impl IntoIterator<Item = u64>) -> Messages {
    numbers.into_iter().map(message).collect()
}

fn is_meant(message: &Message) -> bool {
    &*message.text == "chairs"
}

/// What was found, newest first, by going from one to the next.
fn found(search: &Search) -> Vec<u64> {
    let found: Vec<_> = std::iter::successors(search.newest(), |id| search.older(*id)).collect();
    for (at, id) in found.iter().enumerate() {
        assert_eq!(search.number(*id), Some(at + 1));
        assert_eq!(search.newer(*id), at.checked_sub(1).map(|at| found[at]));
    }
    assert_eq!((search.len(), search.is_empty()), (found.len(), found.is_empty()));
    found.into_iter().map(MessageId::get).collect()
}

fn all(messages: &Messages) -> Vec<u64> {
    messages.iter().rev().filter(|message: &Rc<Message>| is_meant(message)).map(|message| message.id.get()).collect()
}

#[test]
fn the_newest_is_found_first_and_each_step_looks_at_no_more_than_it_may() {
    let messages = room(1..=100);
    let mut search = Search::default();
    let looked_at = std::cell::Cell::new(0);
    let mut steps = 0;
    let mut more = true;
    while more {
        looked_at.set(0);
        more = search.go_on(&messages, 7, |message| {
            looked_at.set(looked_at.get() + 1);
            is_meant(message)
        });
        steps += 1;
        assert!(looked_at.get() <= 7);
        assert_eq!(search.newest(), Some(id(99)), "with the first step");
        assert_eq!(found(&search), all(&messages)[..search.len()], "and none is passed over");
    }
    assert_eq!(steps, 15);
    assert_eq!(found(&search), all(&messages));
}

#[test]
fn what_has_come_in_since_can_be_looked_at_alone() {
    let mut search = Search::default();
    assert_eq!(search.news(&room(1..=100)), 0, "nothing was looked at: none of it is news");
    search.go_on(&room(1..=100), 10, is_meant);
    assert_eq!(search.news(&room(1..=100)), 0);
    let messages = room(1..=105);
    assert_eq!(search.news(&messages), 5);
    assert!(search.go_on(&messages, 5, is_meant), "older ones are left");
    assert_eq!((search.news(&messages), found(&search)), (0, vec![105, 102, 99, 96, 93]));
}

#[test]
fn an_empty_room_has_been_searched_at_once() {
    let mut search = Search::default();
    assert!(!search.go_on(&Messages::default(), 7, is_meant));
    assert_eq!(search.newest(), None);
    assert_eq!((search.number(id(3)), search.older(id(3)), search.newer(id(3))), (None, None, None));
}

#[test]
fn whatever_comes_in_meanwhile_all_are_found_once() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let mut numbers: Vec<u64> = (200..=random.between(200, 260)).collect();
        let mut search = Search::default();
        for _ in 0..random.between(1, 30) {
            let newest = numbers.iter().copied().max().unwrap_or_default();
            match random.between(0, 5) {
                // Live, most often.
                0..=2 => numbers.extend(newest + 1..=newest + random.between(0, 20)),
                3 => numbers.push(newest + random.between(2, 5)),
                // What was missing, anywhere.
                _ => numbers.push(random.between(100, newest)),
            }
            let messages = room(numbers.iter().copied());
            let most = usize::try_from(random.between(1, 25)).expect("small");
            for _ in 0..random.between(0, 4) {
                search.go_on(&messages, most, is_meant);
            }
            let mut done = search.clone();
            while done.go_on(&messages, most, is_meant) {}
            assert_eq!(found(&done), all(&messages), "seed {seed}");
        }
    }
}
