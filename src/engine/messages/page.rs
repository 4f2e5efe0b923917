//! A run of messages packed together: their times and texts squeezed, each sender once, and of a row no object of its own. Rows are made
//! when they are asked for. Knows nothing of the runs beside it.

use std::rc::Rc;

use super::squeeze::{release, squeeze};
use crate::engine::ids::{ClientId, MessageId, UserId};
use crate::engine::timeline::{Me, Message, RowKey};

#[derive(Debug, Clone)]
pub(super) struct Page {
    /// Whose each row is, by its number among the senders.
    whose: Rc<[u8]>,
    /// How much each id is more than the one before.
    ids: Rc<[u8]>,
    last: MessageId,
    /// How much later each row is than the one before and how long its text is, then the texts.
    rest: Rc<[u8]>,
    senders: Box<[Sender]>,
    /// The rows that began as sends of this page of the browser: few.
    sends: Rc<[(u8, ClientId)]>,
    /// How many rows others wrote.
    others: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sender {
    user: Option<UserId>,
    name: Rc<str>,
    avatar: Option<Rc<str>>,
    mine: bool,
}

impl Page {
    /// Packs rows; `None` for none, and for more than a page can number, which nobody has.
    pub(super) fn pack(messages: &[Rc<Message>]) -> Option<Self> {
        let mut senders: Vec<Sender> = Vec::new();
        let (mut whose, mut ids, mut rest, mut sends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut id, mut at) = (0, 0);
        for (place, message) in messages.iter().enumerate() {
            let sender = Sender {
                user: message.user,
                name: Rc::clone(&message.name),
                avatar: message.avatar.clone(),
                mine: message.mine,
            };
            let known = senders.iter().position(|other| *other == sender).unwrap_or_else(|| {
                senders.push(sender);
                senders.len() - 1
            });
            whose.push(u8::try_from(known).ok()?);
            if let RowKey::Send(send) = &message.key {
                sends.push((u8::try_from(place).ok()?, send.clone()));
            }
            write(&mut ids, message.id.get().checked_sub(id)?);
            write(&mut rest, zigzag(message.at.wrapping_sub(at)));
            write(&mut rest, message.text.len() as u64);
            (id, at) = (message.id.get(), message.at);
        }
        messages.iter().for_each(|message| rest.extend_from_slice(message.text.as_bytes()));
        Some(Self {
            whose: whose.into(),
            ids: ids.into(),
            last: messages.last()?.id,
            rest: squeeze(&rest).into(),
            senders: senders.into(),
            sends: sends.into(),
            others: messages.iter().filter(|message| !message.mine).count(),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.whose.len()
    }

    pub(super) fn others(&self) -> usize {
        self.others
    }

    pub(super) fn last(&self) -> MessageId {
        self.last
    }

    pub(super) fn id(&self, at: usize) -> Option<MessageId> {
        self.ids().nth(at)
    }

    fn ids(&self) -> impl Iterator<Item = MessageId> {
        let (mut rest, mut id) = (&*self.ids, 0_u64);
        std::iter::from_fn(move || {
            id += read(&mut rest)?;
            MessageId::new(id).ok()
        })
    }

    pub(super) fn is_mine(&self, at: usize) -> Option<bool> {
        self.sender(at).map(|sender| sender.mine)
    }

    fn sender(&self, at: usize) -> Option<&Sender> {
        self.senders.get(usize::from(*self.whose.get(at)?))
    }

    pub(super) fn position(&self, id: MessageId) -> Result<usize, usize> {
        let place = self.ids().take_while(|other| *other < id).count();
        if self.id(place) == Some(id) { Ok(place) } else { Err(place) }
    }

    /// The rows, made anew.
    pub(super) fn unpack(&self) -> Vec<Rc<Message>> {
        self.rows().unwrap_or_default()
    }

    fn rows(&self) -> Option<Vec<Rc<Message>>> {
        let bytes = release(&self.rest)?;
        let mut rest = &*bytes;
        let mut at = 0_i64;
        let heads: Option<Vec<_>> = (0..self.len())
            .map(|_| {
                at = at.wrapping_add(unzigzag(read(&mut rest)?));
                Some((at, usize::try_from(read(&mut rest)?).ok()?))
            })
            .collect();
        let mut texts = std::str::from_utf8(rest).ok()?;
        let mut sends = self.sends.iter().peekable();
        let rows = heads?.into_iter().zip(self.ids()).enumerate().map(|(place, ((at, length), id))| {
            let (text, others) = texts.split_at_checked(length)?;
            texts = others;
            let sender = self.sender(place)?;
            let send = sends.next_if(|(send, _)| usize::from(*send) == place);
            Some(Rc::new(Message {
                key: send.map_or(RowKey::Message(id), |(_, send)| RowKey::Send(send.clone())),
                id,
                user: sender.user,
                name: Rc::clone(&sender.name),
                avatar: sender.avatar.clone(),
                text: text.into(),
                at,
                mine: sender.mine,
            }))
        });
        rows.collect()
    }

    /// The page with what `me` wrote as mine; `None` where nothing changes.
    pub(super) fn recognise(&self, me: &Me) -> Option<Self> {
        let wrote = |sender: &Sender| me.wrote(sender.user, &sender.name);
        if self.senders.iter().all(|sender| sender.mine == wrote(sender)) {
            return None;
        }
        let mut page = self.clone();
        for sender in &mut page.senders {
            sender.mine = wrote(sender);
        }
        page.others = (0..page.len()).filter(|at| page.is_mine(*at) == Some(false)).count();
        Some(page)
    }
}

/// Writes a number in as few bytes as it takes, seven bits in each.
fn write(out: &mut Vec<u8>, mut number: u64) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (byte, others) = rest.split_first()?;
        *rest = others;
        number |= u64::from(byte & 127) << shift;
        if *byte < 128 {
            return Some(number);
        }
    }
    None
}

/// Small numbers of either sign as small numbers.
const fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

const fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}
