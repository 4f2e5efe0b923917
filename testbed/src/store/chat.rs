//! Messages: one sequence of ids over all rooms, so inside one room they rise and have holes.

use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::{Store, StoreError};

/// A message to keep, its text as it is to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) room: i64,
    pub(crate) sender: i64,
    pub(crate) text: String,
    pub(crate) client_id: Option<String>,
    pub(crate) created_at: String,
}

/// A message as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct MessageRow {
    pub(crate) id: i64,
    pub(crate) room: i64,
    pub(crate) sender: i64,
    pub(crate) username: String,
    pub(crate) avatar: Option<String>,
    pub(crate) text: String,
    pub(crate) client_id: Option<String>,
    pub(crate) created_at: String,
}

/// Which part of a room's history is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HistoryPart {
    /// Only rows with a greater id.
    pub(crate) after: Option<i64>,
    /// Only rows with a smaller id.
    pub(crate) before: Option<i64>,
    /// No more rows than this: the oldest ones after `after`, otherwise the newest.
    pub(crate) limit: Option<i64>,
}

fn message(row: &Row<'_>) -> Result<MessageRow, StoreError> {
    Ok(MessageRow {
        id: row.get(0)?,
        room: row.get(1)?,
        sender: row.get(2)?,
        username: row.get(3)?,
        avatar: row.get(4)?,
        text: row.get(5)?,
        client_id: row.get(6)?,
        created_at: row.get(7)?,
    })
}

impl Store {
    /// Keeps messages, all or none, and tells their ids.
    pub(crate) fn add_messages(&self, new: &[NewMessage]) -> Result<Vec<i64>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let mut ids = Vec::with_capacity(new.len());
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO messages (help_request_id, sender_id, message, client_id, created_at)
                    VALUES (?, ?, ?, ?, ?)",
            )?;
            for new in new {
                ids.push(insert.insert(params![new.room, new.sender, new.text, new.client_id, new.created_at])?);
            }
        }
        transaction.commit()?;
        Ok(ids)
    }

    /// Takes out a room's messages that came after one, and tells how many.
    pub(crate) fn remove_messages_after(&self, room: i64, id: i64) -> Result<usize, StoreError> {
        self.lock().execute("DELETE FROM messages WHERE help_request_id = ? AND id > ?", [room, id])
    }

    /// A room's messages, oldest first.
    pub(crate) fn messages(&self, room: i64, part: HistoryPart) -> Result<Vec<MessageRow>, StoreError> {
        let from_start = part.after.is_some();
        let order = if from_start { "ASC" } else { "DESC" };
        let sql = format!(
            "SELECT m.id, m.help_request_id, m.sender_id, u.username, u.avatar_url, m.message, m.client_id, m.created_at
             FROM messages m JOIN users u ON u.id = m.sender_id
             WHERE m.help_request_id = ?1 AND (?2 IS NULL OR m.id > ?2) AND (?3 IS NULL OR m.id < ?3)
             ORDER BY m.id {order} LIMIT ?4"
        );
        let connection = self.lock();
        let mut rows: Vec<MessageRow> = connection
            .prepare_cached(&sql)?
            .query_map(params![room, part.after, part.before, part.limit.unwrap_or(-1)], message)?
            .collect::<Result<_, _>>()?;
        if !from_start {
            rows.reverse();
        }
        Ok(rows)
    }
}

impl MessageRow {
    /// The row as the site's history gives it; `extras` as a better one would.
    pub(crate) fn history_json(&self, extras: bool) -> Value {
        let mut row = json!({
            "id": self.id, "message": self.text, "sender_username": self.username, "sender_avatar": self.avatar,
            "created_at": self.created_at,
        });
        if extras {
            row["userId"] = self.sender.into();
            row["clientId"] = json!(self.client_id);
        }
        row
    }

    /// The row with every column, for a test that looks into the table.
    pub(crate) fn table_json(&self) -> Value {
        json!({
            "id": self.id, "help_request_id": self.room, "sender_id": self.sender, "username": self.username,
            "message": self.text, "client_id": self.client_id, "created_at": self.created_at,
        })
    }
}
