//! Who is called what in this room, and which names can be taken for each other.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::components::text::{display_name, skeleton};
use crate::components::words;
use crate::engine::{Person, RoomView, Senders, UserId};

/// A name fit to be shown, never empty.
pub(super) fn shown_name(name: &str) -> String {
    let shown = display_name(name);
    if shown.is_empty() { words::SOMEONE.to_owned() } else { shown.into_owned() }
}

/// The names of a room, learnt once: a message that is known is not looked at again.
#[derive(Debug, Default)]
pub(super) struct Names {
    senders: Option<Rc<Senders>>,
    people: Option<Rc<[Person]>>,
    look_alikes: Rc<HashSet<Rc<str>>>,
}

impl Names {
    /// The names that look like the name of somebody else here.
    pub(super) fn look_alikes(&mut self, room: &RoomView) -> Rc<HashSet<Rc<str>>> {
        let senders = room.messages.senders();
        let same = self.senders.as_ref().is_some_and(|known| Rc::ptr_eq(known, senders))
            && self.people.as_ref().is_some_and(|people| Rc::ptr_eq(people, &room.people));
        if !same {
            self.look_alikes = Rc::new(look_alikes(senders, &room.people));
            self.senders = Some(Rc::clone(senders));
            self.people = Some(Rc::clone(&room.people));
        }
        Rc::clone(&self.look_alikes)
    }
}

fn look_alikes(senders: &Senders, people: &[Person]) -> HashSet<Rc<str>> {
    let mut spellings: HashMap<&str, HashSet<UserId>> = HashMap::new();
    for (name, users) in senders {
        spellings.entry(name).or_default().extend(users);
    }
    for person in people {
        spellings.entry(&person.name).or_default().insert(person.user);
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
