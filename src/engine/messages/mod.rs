//! The saved messages of a room as one sorted list that is cheap to keep, to share and to change: a snapshot is three pointers, a new
//! message costs the same at any length, and what is no longer new is packed. Holds what it is given; decides nothing.

mod growth;
mod iter;
mod page;
mod spine;
mod squeeze;

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::ids::{MessageId, UserId};
use super::timeline::{Me, Message};
use spine::{PAGE, Spine};

pub use iter::Iter;

/// Who has written in a room: each name with the users that bear it, as far as they were told.
pub type Senders = BTreeMap<Rc<str>, Vec<UserId>>;

/// Messages by rising id, each id once. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    spine: Rc<Spine>,
    /// The newest rows, as they are.
    tail: Rc<Vec<Rc<Message>>>,
    senders: Rc<Senders>,
}

impl Messages {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.spine.len() + self.tail.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The message at a place, counted from the oldest.
    pub fn get(&self, at: usize) -> Option<Rc<Message>> {
        match at.checked_sub(self.spine.len()) {
            Some(at) => self.tail.get(at).map(Rc::clone),
            None => self.spine.get(at),
        }
    }

    /// Its id alone, which costs less.
    pub fn id(&self, at: usize) -> Option<MessageId> {
        match at.checked_sub(self.spine.len()) {
            Some(at) => self.tail.get(at).map(|row| row.id),
            None => self.spine.id(at),
        }
    }

    /// The newest.
    pub fn last(&self) -> Option<Rc<Message>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The id of the newest.
    pub fn newest(&self) -> Option<MessageId> {
        self.id(self.len().checked_sub(1)?)
    }

    /// The place of a message, or the place where it would be.
    ///
    /// # Errors
    /// The place where a message with this id would stand, where there is none.
    pub fn position(&self, id: MessageId) -> Result<usize, usize> {
        let older = self.spine.len();
        // Nearly every message is newer than all before it.
        match (self.tail.first(), self.tail.last()) {
            (_, Some(last)) if last.id < id => Err(self.len()),
            (Some(first), _) if first.id <= id => {
                self.tail.binary_search_by_key(&id, |row| row.id).map(|at| older + at).map_err(|at| older + at)
            }
            _ => self.spine.position(id),
        }
    }

    /// The message with this id.
    pub fn find(&self, id: MessageId) -> Option<Rc<Message>> {
        self.position(id).ok().and_then(|at| self.get(at))
    }

    /// The place of the first message that is newer than this one; without one, of the first.
    pub fn after(&self, id: Option<MessageId>) -> usize {
        id.map_or(0, |id| self.position(id).map_or_else(|at| at, |at| at + 1))
    }

    /// The messages, oldest first.
    pub fn iter(&self) -> Iter<'_> {
        self.range(0..self.len())
    }

    /// Some of them.
    pub fn range(&self, places: Range<usize>) -> Iter<'_> {
        Iter::new(self, places.start..places.end.min(self.len()))
    }

    /// How many from a place on others wrote.
    pub fn others_from(&self, at: usize) -> usize {
        let older = self.spine.len();
        let packed = if at < older { self.spine.others_from(at) } else { 0 };
        packed + self.tail.iter().skip(at.saturating_sub(older)).filter(|row| !row.mine).count()
    }

    /// The place of the first message from a place on that somebody else wrote.
    pub fn other_from(&self, at: usize) -> Option<usize> {
        (at..self.len()).find(|at| self.is_mine(*at) == Some(false))
    }

    fn is_mine(&self, at: usize) -> Option<bool> {
        match at.checked_sub(self.spine.len()) {
            Some(at) => self.tail.get(at).map(|row| row.mine),
            None => self.spine.is_mine(at),
        }
    }

    /// Who wrote them. The same pointer as long as nobody new has.
    pub fn senders(&self) -> &Rc<Senders> {
        &self.senders
    }

    /// Whether these are the very same, without a look at them.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.spine, &other.spine) && Rc::ptr_eq(&self.tail, &other.tail)
    }

    /// The name, as it is kept already.
    pub(super) fn name(&self, name: &str) -> Option<Rc<str>> {
        self.senders.get_key_value(name).map(|(name, _)| Rc::clone(name))
    }

    /// The picture of a user, where one of their newest messages came with it.
    pub(super) fn avatar(&self, user: UserId) -> Option<Rc<str>> {
        let theirs = self.tail.iter().rev().filter(|message| message.user == Some(user));
        theirs.filter_map(|message| message.avatar.clone()).next()
    }

    /// Takes in a message at the place that [`position`](Self::position) has given for it.
    pub(super) fn insert(&mut self, at: usize, message: Message) {
        self.learn(&message);
        match at.checked_sub(self.spine.len()) {
            None => Rc::make_mut(&mut self.spine).insert(at, Rc::new(message)),
            Some(at) => {
                let tail = Rc::make_mut(&mut self.tail);
                tail.insert(at.min(tail.len()), Rc::new(message));
                if tail.len() == 2 * PAGE {
                    let newest = tail.split_off(PAGE);
                    let older = std::mem::replace(tail, newest);
                    Rc::make_mut(&mut self.spine).push(older);
                }
            }
        }
    }

    /// Puts another message with the same id into a place.
    pub(super) fn replace(&mut self, at: usize, message: Message) {
        self.learn(&message);
        match at.checked_sub(self.spine.len()) {
            None => Rc::make_mut(&mut self.spine).replace(at, Rc::new(message)),
            Some(at) => {
                if let Some(place) = Rc::make_mut(&mut self.tail).get_mut(at) {
                    *place = Rc::new(message);
                }
            }
        }
    }

    /// Decides anew which rows are mine. True when any has changed.
    pub(super) fn recognise(&mut self, me: &Me) -> bool {
        let (spine, tail) = (self.spine.recognise(me), spine::recognise(&self.tail, me));
        let changed = spine.is_some() || tail.is_some();
        self.spine = spine.map_or_else(|| Rc::clone(&self.spine), Rc::new);
        self.tail = tail.map_or_else(|| Rc::clone(&self.tail), Rc::new);
        changed
    }

    fn learn(&mut self, message: &Message) {
        let known = self.senders.get(&message.name);
        if known.is_none_or(|users| message.user.is_some_and(|user| !users.contains(&user))) {
            let users = Rc::make_mut(&mut self.senders).entry(Rc::clone(&message.name)).or_default();
            users.extend(message.user);
        }
    }
}

impl Extend<Message> for Messages {
    /// Takes in messages in any order; one whose id is here replaces it.
    fn extend<I: IntoIterator<Item = Message>>(&mut self, messages: I) {
        for message in messages {
            match self.position(message.id) {
                Ok(at) => self.replace(at, message),
                Err(at) => self.insert(at, message),
            }
        }
    }
}

impl FromIterator<Message> for Messages {
    fn from_iter<I: IntoIterator<Item = Message>>(messages: I) -> Self {
        let mut all = Self::default();
        all.extend(messages);
        all
    }
}

impl PartialEq for Messages {
    fn eq(&self, other: &Self) -> bool {
        let spine = || Rc::ptr_eq(&self.spine, &other.spine);
        let by_parts = || (spine() || self.spine == other.spine) && self.tail == other.tail;
        self.is_same(other)
            || (self.len() == other.len()
                && if self.spine.len() == other.spine.len() { by_parts() } else { self.iter().eq(other.iter()) })
    }
}

impl Eq for Messages {}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::super::timeline::RowKey;
    use super::*;
    use crate::engine::ids::ClientId;

    /// The same messages in a plain sorted list.
    #[derive(Default)]
    struct Model(Vec<Message>);

    fn message(id: u64, random: &mut Random) -> Message {
        let id = MessageId::new(id).expect("an id");
        let user = random.between(1, 3);
        let send = ClientId::generate(0, id.get());
        Message {
            key: if random.between(0, 5) == 0 { RowKey::Send(send) } else { RowKey::Message(id) },
            id,
            user: (user > 1).then(|| UserId::new(user).expect("an id")),
            name: ["ana", "ben", "cleo"][usize::try_from(user).expect("small") - 1].into(),
            avatar: (random.between(0, 3) == 0).then(|| "/a.png".into()),
            text: "ñ".repeat(usize::try_from(random.between(0, 9)).expect("small")).into(),
            at: i64::try_from(random.between(0, 1 << 40)).expect("small"),
            mine: user == 3,
        }
    }

    fn put(messages: &mut Messages, model: &mut Model, message: Message) {
        match (messages.position(message.id), model.0.binary_search_by_key(&message.id, |row| row.id)) {
            (Ok(at), Ok(place)) if at == place => {
                messages.replace(at, message.clone());
                model.0[at] = message;
            }
            (Err(at), Err(place)) if at == place => {
                messages.insert(at, message.clone());
                model.0.insert(at, message);
            }
            places => panic!("message {} is at {places:?}", message.id),
        }
    }

    fn check(messages: &Messages, model: &Model) {
        assert_eq!(messages.len(), model.0.len());
        assert!(messages.iter().map(|row| (*row).clone()).eq(model.0.iter().cloned()), "forwards");
        assert!(messages.iter().rev().map(|row| (*row).clone()).eq(model.0.iter().rev().cloned()), "backwards");
        for (at, row) in model.0.iter().enumerate() {
            assert_eq!(messages.id(at), Some(row.id));
            assert_eq!(messages.position(row.id), Ok(at));
            assert_eq!(messages.after(Some(row.id)), at + 1);
            assert_eq!(messages.others_from(at), model.0[at..].iter().filter(|row| !row.mine).count());
            assert_eq!(messages.other_from(at), (at..model.0.len()).find(|at| !model.0[*at].mine));
            let users = messages.senders().get(&row.name).expect("every sender is known");
            assert!(row.user.is_none_or(|user| users.contains(&user)));
        }
    }

    #[test]
    fn messages_in_any_order_are_a_sorted_list_and_a_snapshot_of_it_stays_as_it_was() {
        for seed in 0..60 {
            let mut random = Random::new(seed);
            let (mut messages, mut model) = (Messages::default(), Model::default());
            let ascending = random.between(0, 2);
            let mut next = 500;
            for _ in 0..random.between(1, 150) {
                next += random.between(1, 3);
                // Live, older history that comes in order, and anything at all.
                let id = match ascending {
                    0 => next,
                    1 if next < 700 => next,
                    1 => next - 699,
                    _ => random.between(1, 120),
                };
                let (snapshot, was) = (messages.clone(), Model(model.0.clone()));
                put(&mut messages, &mut model, message(id, &mut random));
                assert!(!snapshot.is_same(&messages));
                assert_eq!(snapshot == messages, was.0 == model.0, "equal is what says the same");
                check(&snapshot, &was);
            }
            check(&messages, &model);
            let mut other = Messages::default();
            let mut copy = Model::default();
            for row in model.0.iter().rev() {
                put(&mut other, &mut copy, row.clone());
            }
            assert_eq!(other, messages, "the same, whatever way it came");
        }
    }

    #[test]
    fn whose_rows_are_is_decided_anew_for_all_or_nothing_is_touched() {
        let mut random = Random::new(7);
        let (mut messages, mut model) = (Messages::default(), Model::default());
        for id in 1..100 {
            put(&mut messages, &mut model, message(id, &mut random));
        }
        let me = Me { user: UserId::new(2).expect("an id"), name: Some("ana".into()) };
        assert!(messages.recognise(&me));
        for row in &mut model.0 {
            row.mine = me.wrote(row.user, &row.name);
        }
        check(&messages, &model);
        let before = messages.clone();
        assert!(!messages.recognise(&me));
        assert!(before.is_same(&messages));
    }
}
