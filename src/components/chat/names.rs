//! Who is called what in this room, and which names can be taken for each other.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::components::text::{display_name, skeleton};
use crate::components::words;
use crate::engine::{Message, Person, RoomView, UserId};

/// A name fit to be shown, never empty.
pub(super) fn shown_name(name: &str) -> String {
    let shown = display_name(name);
    if shown.is_empty() { words::SOMEONE.to_owned() } else { shown.into_owned() }
}

/// The names of a room, learnt once: a message that is known is not looked at again.
#[derive(Debug, Default)]
pub(super) struct Names {
    messages: Rc<Vec<Rc<Message>>>,
    people: Option<Rc<[Person]>>,
    senders: HashSet<(Rc<str>, Option<UserId>)>,
    look_alikes: Rc<HashSet<Rc<str>>>,
}

impl Names {
    /// The names that look like the name of somebody else here.
    pub(super) fn look_alikes(&mut self, room: &RoomView) -> Rc<HashSet<Rc<str>>> {
        let people_changed = !self.people.as_ref().is_some_and(|people| Rc::ptr_eq(people, &room.people));
        if self.learn(&room.messages) || people_changed {
            self.people = Some(Rc::clone(&room.people));
            self.look_alikes = Rc::new(look_alikes(&self.senders, &room.people));
        }
        Rc::clone(&self.look_alikes)
    }

    /// Takes in what is new. True when there may be other names now.
    fn learn(&mut self, messages: &Rc<Vec<Rc<Message>>>) -> bool {
        let known = self.messages.len();
        let goes_on =
            messages.len() >= known && self.messages.iter().zip(&**messages).all(|(old, new)| Rc::ptr_eq(old, new));
        // Something has changed further up, or has come in there: that is rare, and read anew.
        let (begin, mut changed) = if goes_on { (known, false) } else { (0, true) };
        if !goes_on {
            self.senders.clear();
        }
        for message in messages.iter().skip(begin) {
            changed |= self.senders.insert((Rc::clone(&message.name), message.user));
        }
        self.messages = Rc::clone(messages);
        changed
    }
}

fn look_alikes(senders: &HashSet<(Rc<str>, Option<UserId>)>, people: &[Person]) -> HashSet<Rc<str>> {
    let mut spellings: HashMap<&str, HashSet<UserId>> = HashMap::new();
    let senders = senders.iter().map(|(name, user)| (&**name, *user));
    let people = people.iter().map(|person| (&*person.name, Some(person.user)));
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
