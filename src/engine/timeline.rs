//! The messages of one room: each once, in the backend's order, whatever way and order they came in.
//! Knows nothing of sends under way; those are the outbox's until the backend has given them an id.

use std::rc::Rc;

use super::ids::{ClientId, MessageId, UserId};
use super::messages::Messages;
use super::time::WallMillis;
use super::wire::{Incoming, TextEncoding};

/// What names a row for as long as it is shown: a message that began as a send of this page keeps that send's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// Came from the backend.
    Message(MessageId),
    /// Was typed here.
    Send(ClientId),
}

/// A saved message as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The row's lasting name.
    pub key: RowKey,
    /// The backend's id, which is also its place.
    pub id: MessageId,
    /// The sender, where the backend told.
    pub user: Option<UserId>,
    /// The sender's name.
    pub name: Rc<str>,
    /// The sender's picture, if any.
    pub avatar: Option<Rc<str>>,
    /// The text as it was typed.
    pub text: Rc<str>,
    /// When it was saved; where the backend did not tell, when it was seen here.
    pub at: WallMillis,
    /// Whether the signed-in user wrote it.
    pub mine: bool,
}

/// Who the signed-in user is, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The id, from the token.
    pub user: UserId,
    /// The name, once the profile or an own event told it.
    pub name: Option<Rc<str>>,
}

impl Me {
    /// The server's id decides; where a history row has none, the name does. The same name with another id is not me.
    pub fn wrote(&self, user: Option<UserId>, name: &str) -> bool {
        match user {
            Some(user) => user == self.user,
            None => self.name.as_deref() == Some(name),
        }
    }
}

/// What is needed to read what comes in: who reads, how text comes, and whether anybody looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) me: &'a Me,
    pub(crate) encoding: TextEncoding,
    pub(crate) visible: bool,
    /// Own messages can be told from others': the name is known, or cannot be had.
    pub(crate) knows_own: bool,
}

/// A send of this page that a message has proved to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) client_id: ClientId,
    /// The text as typed.
    pub(crate) text: Rc<str>,
}

impl Own {
    /// The send that a row began as, if it did.
    pub(crate) fn of_row(row: &Rc<Message>) -> Option<Self> {
        match &row.key {
            RowKey::Send(client_id) => Some(Self { client_id: client_id.clone(), text: Rc::clone(&row.text) }),
            RowKey::Message(_) => None,
        }
    }
}

/// What an arrival was to the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// A new row.
    New,
    /// A row that was there, and still says the same.
    Known,
    /// A row that was there, and now says something else or knows its sender better.
    Changed,
}

#[derive(Debug, Default)]
pub(crate) struct Timeline {
    rows: Messages,
    /// While only a part of the first history is here, so that rows may be missing anywhere: what is shown.
    shown: Option<Messages>,
}

impl Timeline {
    /// The rows, oldest first. A clone is a shared snapshot.
    pub(crate) fn rows(&self) -> &Messages {
        &self.rows
    }

    /// The rows that are shown.
    pub(crate) fn shown(&self) -> &Messages {
        self.shown.as_ref().unwrap_or(&self.rows)
    }

    /// The first history begins to come in parts: what it brings is not shown before all of it is here.
    pub(crate) fn begin_part(&mut self) {
        self.shown.get_or_insert_with(|| self.rows.clone());
    }

    /// All of it is here.
    pub(crate) fn is_whole(&mut self) {
        // Where it brought nothing that was not shown, what is shown stays the very same.
        if let Some(shown) = self.shown.take().filter(|shown| *shown == self.rows) {
            self.rows = shown;
        }
    }

    /// Takes in a message from the backend; with the send of this page that it is, if it has just proved to be one.
    pub(crate) fn insert(
        &mut self,
        incoming: Incoming,
        own: Option<Own>,
        reader: Reader<'_>,
        now: WallMillis,
        is_history: bool,
    ) -> Arrival {
        let place = self.rows.position(incoming.id);
        let known = place.ok().and_then(|at| self.rows.get(at));
        let known = known.as_ref();
        // A row that is known keeps what the new copy does not tell: a history row has no user id, an event no picture.
        let user = incoming.user.or_else(|| known.and_then(|row| row.user));
        let name = if incoming.name.is_empty() { known.map(|row| Rc::clone(&row.name)) } else { None };
        let name = name.unwrap_or_else(|| self.rows.name(&incoming.name).unwrap_or_else(|| Rc::from(incoming.name)));
        // Whose name it bears says nothing: that anybody can choose.
        let avatar = incoming.avatar.map(Rc::from).or_else(|| known.and_then(|row| row.avatar.clone()));
        let avatar = avatar.or_else(|| self.rows.avatar(user?));
        let own = own.or_else(|| known.and_then(Own::of_row));
        let decoded = reader.encoding.decode(&incoming.wire_text);
        // What is shown of a send stays shown.
        let is_shown = !is_history || own.is_some();
        // What was typed here is known better than any encoding tells.
        let typed =
            own.as_ref().map(|own| &own.text).filter(|text| ***text == *decoded || ***text == *incoming.wire_text);
        let message = Message {
            text: typed.map_or_else(|| Rc::from(decoded.as_str()), Rc::clone),
            key: own.map_or(RowKey::Message(incoming.id), |own| RowKey::Send(own.client_id)),
            id: incoming.id,
            user,
            mine: reader.me.wrote(user, &name),
            avatar,
            at: incoming.at.or_else(|| known.map(|row| row.at)).unwrap_or(now),
            name,
        };
        if let Some(shown) = self.shown.as_mut() {
            let before = shown.find(message.id);
            if before.as_deref() != Some(&message) && (is_shown || before.is_some()) {
                shown.extend([message.clone()]);
            }
        }
        match place {
            Ok(_) if known.is_some_and(|row| **row == message) => Arrival::Known,
            Ok(at) => {
                self.rows.replace(at, message);
                Arrival::Changed
            }
            Err(at) => {
                self.rows.insert(at, message);
                Arrival::New
            }
        }
    }

    /// Takes in a message made here, which the backend has just saved. An event may have brought it already.
    pub(crate) fn settle(&mut self, message: Message) {
        for rows in self.shown.iter_mut().chain([&mut self.rows]) {
            put(rows, message.clone());
        }
    }

    /// Gives the row of a message another lasting name. One that proves to be a send is shown from then on, for the send was.
    pub(crate) fn name_row(&mut self, id: MessageId, key: RowKey) {
        let Some(row) = self.rows.find(id) else { return };
        let named = Message { key, ..(*row).clone() };
        if let Some(shown) = &mut self.shown
            && (matches!(named.key, RowKey::Send(_)) || shown.find(id).is_some())
        {
            put(shown, named.clone());
        }
        put(&mut self.rows, named);
    }

    /// Decides anew which rows are mine, when my name has become known. True when any has changed.
    pub(crate) fn recognise(&mut self, me: &Me) -> bool {
        if let Some(shown) = &mut self.shown {
            shown.recognise(me);
        }
        self.rows.recognise(me)
    }
}

/// Takes in a row; where it is already, only under which name is news.
fn put(rows: &mut Messages, message: Message) {
    match rows.position(message.id) {
        Err(at) => rows.insert(at, message),
        Ok(at) => {
            if let Some(row) = rows.get(at).filter(|row| row.key != message.key) {
                rows.replace(at, Message { key: message.key, ..(*row).clone() });
            }
        }
    }
}
