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
        // Where no letters are, every sign counts.
        let look = Some(skeleton(name)).filter(|look| !look.is_empty());
        by_look.entry(look.unwrap_or_else(|| (*name).to_owned())).or_default().push(name);
    }
    let is_unclear = |names: &[&str]| {
        let mut users = names.iter().filter_map(|name| spellings.get(name));
        let first = users.next();
        // One user may have had several names; a name whose user is not known may be anybody's.
        first.is_none_or(|first| {
            first.len() > 1 || (names.len() > 1 && first.is_empty()) || users.any(|users| users != first)
        })
    };
    by_look.values().filter(|names| is_unclear(names)).flatten().map(|name| Rc::from(*name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn unclear(names: &[(&str, &[u64])]) -> Vec<String> {
        let user = |user: &u64| UserId::new(*user).expect("an id");
        let senders = names.iter().map(|(name, users)| (Rc::from(*name), users.iter().map(user).collect())).collect();
        let mut unclear: Vec<_> = look_alikes(&senders, &[]).iter().map(ToString::to_string).collect();
        unclear.sort();
        unclear
    }

    #[test]
    fn names_are_unclear_where_they_can_be_taken_for_somebody_else_s() {
        assert_eq!(unclear(&[("ana", &[7]), ("Anа", &[8])]), ["Anа", "ana"], "two who look alike");
        assert_eq!(unclear(&[("ana", &[7, 8])]), ["ana"], "two of one name");
        assert_eq!(unclear(&[("ana", &[7]), ("Ana", &[])]), ["Ana", "ana"], "whoever that is");
        assert_eq!(unclear(&[("ana", &[]), ("Ana", &[])]), ["Ana", "ana"]);
        assert_eq!(unclear(&[("ana", &[7]), ("Ana", &[7]), ("ben", &[])]), [""; 0], "one who has got another name");
        assert_eq!(unclear(&[("🌻", &[7]), ("🐝", &[8])]), [""; 0], "no letters, but not alike");
    }
}
