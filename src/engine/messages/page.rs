//! A run of messages packed together: their texts in one page, each sender once, and of a row no object of its own. A row is made
//! when it is asked for. Knows nothing of the runs beside it.

use std::rc::Rc;

use crate::engine::ids::{ClientId, MessageId, UserId};
use crate::engine::time::WallMillis;
use crate::engine::timeline::{Me, Message, RowKey};

#[derive(Debug, Clone)]
pub(super) struct Page {
    /// The texts, one after the other.
    texts: Rc<str>,
    rows: Rc<[Slot]>,
    senders: Box<[Sender]>,
    /// The rows that began as sends of this page of the browser: few.
    sends: Rc<[(u16, ClientId)]>,
    /// How many rows others wrote.
    others: usize,
}

#[derive(Debug)]
struct Slot {
    id: MessageId,
    at: WallMillis,
    /// Where its text ends.
    end: u32,
    sender: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sender {
    user: Option<UserId>,
    name: Rc<str>,
    avatar: Option<Rc<str>>,
    mine: bool,
}

impl Page {
    /// Packs rows; `None` for more than a page can number, which nobody has.
    pub(super) fn pack(messages: &[Rc<Message>]) -> Option<Self> {
        let mut texts = String::with_capacity(messages.iter().map(|message| message.text.len()).sum());
        let mut senders: Vec<Sender> = Vec::new();
        let mut sends = Vec::new();
        let mut rows = Vec::with_capacity(messages.len());
        for (at, message) in messages.iter().enumerate() {
            texts.push_str(&message.text);
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
            if let RowKey::Send(send) = &message.key {
                sends.push((u16::try_from(at).ok()?, send.clone()));
            }
            let (end, sender) = (u32::try_from(texts.len()).ok()?, u16::try_from(known).ok()?);
            rows.push(Slot { id: message.id, at: message.at, end, sender });
        }
        let others = messages.iter().filter(|message| !message.mine).count();
        Some(Self { texts: texts.into(), rows: rows.into(), senders: senders.into(), sends: sends.into(), others })
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn others(&self) -> usize {
        self.others
    }

    pub(super) fn id(&self, at: usize) -> Option<MessageId> {
        self.rows.get(at).map(|row| row.id)
    }

    pub(super) fn is_mine(&self, at: usize) -> Option<bool> {
        let row = self.rows.get(at)?;
        self.senders.get(usize::from(row.sender)).map(|sender| sender.mine)
    }

    pub(super) fn position(&self, id: MessageId) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&id, |row| row.id)
    }

    /// The row, made anew.
    pub(super) fn get(&self, at: usize) -> Option<Rc<Message>> {
        let row = self.rows.get(at)?;
        let begin = at.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |before| before.end);
        let text = self.texts.get(usize::try_from(begin).ok()?..usize::try_from(row.end).ok()?)?;
        let sender = self.senders.get(usize::from(row.sender))?;
        let send = self.sends.iter().find(|(send, _)| usize::from(*send) == at);
        Some(Rc::new(Message {
            key: send.map_or(RowKey::Message(row.id), |(_, send)| RowKey::Send(send.clone())),
            id: row.id,
            user: sender.user,
            name: Rc::clone(&sender.name),
            avatar: sender.avatar.clone(),
            text: text.into(),
            at: row.at,
            mine: sender.mine,
        }))
    }

    pub(super) fn unpack(&self) -> Vec<Rc<Message>> {
        (0..self.len()).filter_map(|at| self.get(at)).collect()
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
