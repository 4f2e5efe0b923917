//! Who is here, as `user-joined` and `user-left` tell it, and the quiet rows that say so.
//! A hint, not a register: today's backend keeps none, and a lost event is not told again.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::ids::{MessageId, UserId};
use super::messages::Messages;
use super::time::WallMillis;
use super::wire::Member;

/// Somebody who is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub user: UserId,
    /// The name.
    pub name: Rc<str>,
}

/// A quiet row: somebody came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Counts up in this room: the row's lasting name.
    pub number: u64,
    /// The message after which it is shown; `None` before the first.
    pub after: Option<MessageId>,
    /// Who.
    pub person: Person,
    /// Came, or went.
    pub joined: bool,
    /// When it was heard, on this device's clock.
    pub at: WallMillis,
}

/// How many movements are kept.
const KEPT: usize = 40;

/// A movement, and what is known of its place.
#[derive(Debug)]
struct Noted {
    movement: Movement,
    /// The history is awaited, and may bring what was said before it.
    awaits: bool,
    /// The first message whose event came after it meanwhile.
    before: Option<MessageId>,
}

#[derive(Debug, Default)]
pub(crate) struct People {
    here: BTreeMap<UserId, Rc<str>>,
    movements: VecDeque<Noted>,
    count: u64,
}

impl People {
    /// Notes that somebody came or went. True when that is news. Unless all that was said before is known, its place is known later.
    pub(crate) fn moved(
        &mut self,
        member: Member,
        joined: bool,
        after: Option<MessageId>,
        knows_all: bool,
        at: WallMillis,
    ) -> bool {
        let name: Rc<str> = Rc::from(member.name);
        let news = if joined {
            self.here.insert(member.user, Rc::clone(&name)).is_none()
        } else {
            self.here.remove(&member.user).is_some()
        };
        // Who was here before us is first heard of when they leave.
        if news || !joined {
            if self.movements.len() == KEPT {
                self.movements.pop_front();
            }
            self.count += 1;
            let person = Person { user: member.user, name };
            let movement = Movement { number: self.count, after, person, joined, at };
            self.movements.push_back(Noted { movement, awaits: !knows_all, before: None });
        }
        news || !joined
    }

    /// The event of a message came.
    pub(crate) fn heard(&mut self, message: MessageId) {
        for noted in self.movements.iter_mut().rev().take_while(|noted| noted.awaits) {
            noted.before.get_or_insert(message);
        }
    }

    /// All that was said is known: who came and went meanwhile did so after it.
    pub(crate) fn place(&mut self, messages: &Messages) {
        for noted in self.movements.iter_mut().rev().take_while(|noted| noted.awaits) {
            let next = noted.before.map_or(messages.len(), |before| messages.position(before).unwrap_or_else(|at| at));
            let last = next.checked_sub(1).and_then(|last| messages.id(last));
            noted.movement.after = noted.movement.after.max(last);
            noted.awaits = false;
        }
    }

    /// Somebody wrote: they are here. True when that is news.
    pub(crate) fn wrote(&mut self, user: UserId, name: &str) -> bool {
        self.here.insert(user, Rc::from(name)).as_deref() != Some(name)
    }

    /// After a gap nobody knows who stayed, or when in it somebody came.
    pub(crate) fn forget_who_is_here(&mut self) {
        self.here.clear();
        self.movements.iter_mut().for_each(|noted| noted.awaits = false);
    }

    pub(crate) fn here(&self) -> Vec<Person> {
        self.here.iter().map(|(user, name)| Person { user: *user, name: Rc::clone(name) }).collect()
    }

    pub(crate) fn movements(&self) -> Vec<Movement> {
        self.movements.iter().map(|noted| noted.movement.clone()).collect()
    }
}
