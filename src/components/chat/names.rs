//! Who is called what in this room, and which names can be taken for each other.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::components::text::{display_name, skeleton};
use crate::components::words;
use crate::engine::{RoomView, UserId};

/// A name fit to be shown, never empty.
pub(super) fn shown_name(name: &str) -> String {
    let shown = display_name(name);
    if shown.is_empty() { words::SOMEONE.to_owned() } else { shown.into_owned() }
}

/// The names that look like the name of somebody else here.
pub(super) fn look_alikes(room: &RoomView) -> HashSet<Rc<str>> {
    let mut spellings: HashMap<&str, HashSet<UserId>> = HashMap::new();
    let senders = room.messages.iter().map(|message| (&*message.name, message.user));
    let people = room.people.iter().map(|person| (&*person.name, Some(person.user)));
    for (name, user) in senders.chain(people) {
        spellings.entry(name).or_default().extend(user);
    }
    let mut by_look: HashMap<String, Vec<&str>> = HashMap::new();
    for name in spellings.keys() {
        by_look.entry(skeleton(name)).or_default().push(name);
    }
    let is_unclear = |names: &[&str]| {
        names.len() > 1 || names.iter().any(|name| spellings.get(name).is_some_and(|users| users.len() > 1))
    };
    by_look.values().filter(|names| is_unclear(names)).flatten().map(|name| Rc::from(*name)).collect()
}
