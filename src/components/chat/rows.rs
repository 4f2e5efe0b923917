//! The lines of the list that are in the page: which places of the room they belong to, and what stands in them.
//! Knows no pixels.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use web_sys::Element;
use yew::virtual_dom::Key;

use super::names::Names;
use super::row::name_of;
use crate::components::format;
use crate::engine::{ClientId, Item, MessageId, Movement, RoomView, RowKey, items};

/// A line of the list, with the name that it keeps.
pub(super) struct Line {
    /// The place in the room that it belongs to, when it was made.
    pub(super) place: usize,
    pub(super) key: Key,
    pub(super) what: What,
}

pub(super) enum What {
    Row { item: Item, name: Option<Rc<str>> },
    Day(String),
    Unread,
    Movements(Vec<Movement>),
}

/// What a line belongs to, whatever comes in above it.
#[derive(Debug, Clone)]
pub(super) enum Owner {
    Message(MessageId),
    Send(ClientId),
}

impl Owner {
    /// Its place in what the room has become, where it still has one.
    pub(super) fn place_in(&self, room: &RoomView) -> Option<usize> {
        match self {
            Self::Message(id) => room.messages.position(*id).ok(),
            Self::Send(send) => {
                let end = room.messages.len();
                let unsent = room.echoes.iter().position(|echo| echo.client_id == *send);
                let is_send = |at: &usize| {
                    room.messages.get(*at).is_some_and(|row| matches!(&row.key, RowKey::Send(key) if key == send))
                };
                let saved = || (end.saturating_sub(8)..end).find(is_send);
                unsent.map(|at| end + 1 + at).or_else(saved)
            }
        }
    }
}

impl Line {
    /// Whose line it is, where it is a row.
    fn owner(&self) -> Option<Owner> {
        match &self.what {
            What::Row { item: Item::Message { message, .. }, .. } => Some(Owner::Message(message.id)),
            What::Row { item: Item::Echo { echo, .. }, .. } => Some(Owner::Send(echo.client_id.clone())),
            _ => None,
        }
    }
}

/// Some lines, in reading order.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) lines: Vec<Line>,
    pub(super) unclear: Rc<HashSet<Rc<str>>>,
}

impl Rows {
    /// The place of a line in what the room has become, where it still has one.
    pub(super) fn place_in(&self, room: &RoomView, line: usize) -> Option<usize> {
        let place = self.lines.get(line)?.place;
        // What stands before a row goes with it; who came and went since stands after all messages.
        let row = self.lines.iter().skip(line).take_while(|line| line.place == place).find_map(Line::owner);
        row.map_or(Some(room.messages.len()), |row| row.place_in(room))
    }

    /// Whose row has this name.
    pub(super) fn owner(&self, name: &str) -> Option<Owner> {
        self.lines.iter().find(|line| *line.key == *name)?.owner()
    }

    /// Writes at each line's element which row it is, and of how many.
    pub(super) fn number(&self, room: &RoomView, list: &Element) {
        let end = room.messages.len();
        let size = (end + room.echoes.len()).to_string();
        let children = std::iter::successors(list.first_element_child(), Element::next_element_sibling);
        for (line, child) in self.lines.iter().zip(children).filter(|(line, _)| line.owner().is_some()) {
            let number = if line.place < end { line.place + 1 } else { line.place };
            for (name, value) in [("aria-setsize", &size), ("aria-posinset", &number.to_string())] {
                if child.get_attribute(name).as_ref() != Some(value) {
                    let _ = child.set_attribute(name, value);
                }
            }
        }
    }

    /// The lines at some ranges of places, which rise.
    pub(super) fn of(room: &RoomView, parts: &[Range<usize>], names: &mut Names) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for part in parts {
            for (place, item) in items(room, part.clone(), format::day_number) {
                let (key, what) = match item {
                    Item::Day(at) => (day_key(room, place), What::Day(format::day(at))),
                    Item::Unread => ("unread".into(), What::Unread),
                    Item::Movement(movement) => match lines.last_mut() {
                        Some(Line { place: last, what: What::Movements(moved), .. }) if *last == place => {
                            moved.push(movement);
                            continue;
                        }
                        _ => (format!("m{}", movement.number).into(), What::Movements(vec![movement])),
                    },
                    Item::Message { ref message, .. } => {
                        (name_of(&message.key).into(), What::Row { name: Some(Rc::clone(&message.name)), item })
                    }
                    Item::Echo { ref echo, .. } => (echo.client_id.as_str().into(), What::Row { item, name: None }),
                };
                lines.push(Line { place, key, what });
            }
        }
        Self { lines, unclear: names.look_alikes(room) }
    }
}

fn day_key(room: &RoomView, place: usize) -> Key {
    match room.messages.id(place) {
        Some(id) => format!("d{id}").into(),
        None => format!("ds{}", place - room.messages.len()).into(),
    }
}
