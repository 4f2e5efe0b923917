//! Users, what they ask for help with, and what they are notified of.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Value, json};

use super::{Store, StoreError};

/// A user's row, without the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) username: String,
    pub(crate) avatar_url: Option<String>,
    pub(crate) bio: String,
    pub(crate) created_at: String,
}

/// A help request to keep.
#[derive(Debug)]
pub(crate) struct NewHelpRequest<'a> {
    pub(crate) requester: i64,
    pub(crate) helper: Option<i64>,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) category: &'a str,
    pub(crate) urgency: &'a str,
    pub(crate) status: &'a str,
    pub(crate) place: Option<(&'a str, &'a str)>,
    pub(crate) created_at: &'a str,
}

/// A notification to keep.
#[derive(Debug)]
pub(crate) struct NewNotification<'a> {
    pub(crate) user: i64,
    pub(crate) kind: &'a str,
    pub(crate) message: &'a str,
    pub(crate) read: bool,
    pub(crate) created_at: &'a str,
}

const USER: &str = "SELECT id, email, username, avatar_url, bio, created_at FROM users";

fn user(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: row.get(0)?,
        email: row.get(1)?,
        username: row.get(2)?,
        avatar_url: row.get(3)?,
        bio: row.get(4)?,
        created_at: row.get(5)?,
    })
}

impl Store {
    /// Keeps a user, and tells their id.
    pub(crate) fn add_user(&self, user: &User, password_hash: &str) -> Result<i64, StoreError> {
        let connection = self.lock();
        connection.execute(
            "INSERT INTO users (email, username, password_hash, avatar_url, bio, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            params![user.email, user.username, password_hash, user.avatar_url, user.bio, user.created_at],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// All users, oldest first.
    pub(crate) fn users(&self) -> Result<Vec<User>, StoreError> {
        self.lock().prepare_cached(&format!("{USER} ORDER BY id"))?.query_map([], user)?.collect()
    }

    /// One user.
    pub(crate) fn user(&self, id: i64) -> Result<Option<User>, StoreError> {
        self.lock().prepare_cached(&format!("{USER} WHERE id = ?"))?.query_row([id], user).optional()
    }

    /// The user with this address and password.
    pub(crate) fn user_by_login(&self, email: &str, password_hash: &str) -> Result<Option<User>, StoreError> {
        let sql = format!("{USER} WHERE email = ? AND password_hash = ?");
        self.lock().prepare_cached(&sql)?.query_row([email, password_hash], user).optional()
    }

    /// Keeps a help request, and tells its id.
    pub(crate) fn add_help_request(&self, new: &NewHelpRequest<'_>) -> Result<i64, StoreError> {
        let connection = self.lock();
        connection.execute(
            "INSERT INTO help_requests (requester_id, helper_id, title, description, category, urgency, status,
                latitude, longitude, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                new.requester,
                new.helper,
                new.title,
                new.description,
                new.category,
                new.urgency,
                new.status,
                new.place.map(|place| place.0),
                new.place.map(|place| place.1),
                new.created_at
            ],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// Is there such a help request?
    pub(crate) fn has_help_request(&self, id: i64) -> Result<bool, StoreError> {
        self.lock().prepare_cached("SELECT 1 FROM help_requests WHERE id = ?")?.exists([id])
    }

    /// A page of help requests, newest first, and how many there are.
    pub(crate) fn help_requests(&self, limit: i64, offset: i64) -> Result<(Vec<Value>, i64), StoreError> {
        let connection = self.lock();
        let total = connection.query_row("SELECT count(*) FROM help_requests", [], |row| row.get(0))?;
        let rows = connection
            .prepare_cached(
                "SELECT r.id, r.title, r.description, r.category, r.urgency, r.status, r.latitude, r.longitude,
                    r.created_at, r.requester_id, q.username, r.helper_id, h.username
                 FROM help_requests r JOIN users q ON q.id = r.requester_id LEFT JOIN users h ON h.id = r.helper_id
                 ORDER BY r.created_at DESC, r.id DESC LIMIT ? OFFSET ?",
            )?
            .query_map([limit, offset], |row| {
                Ok(json!({
                    "id": row.get::<_, i64>(0)?, "title": row.get::<_, String>(1)?,
                    "description": row.get::<_, String>(2)?, "category": row.get::<_, String>(3)?,
                    "urgency": row.get::<_, String>(4)?, "status": row.get::<_, String>(5)?,
                    "latitude": row.get::<_, Option<String>>(6)?, "longitude": row.get::<_, Option<String>>(7)?,
                    "created_at": row.get::<_, String>(8)?, "requester_id": row.get::<_, i64>(9)?,
                    "requester_username": row.get::<_, String>(10)?, "helper_id": row.get::<_, Option<i64>>(11)?,
                    "helper_username": row.get::<_, Option<String>>(12)?,
                }))
            })?
            .collect::<Result<_, _>>()?;
        Ok((rows, total))
    }

    /// Keeps a notification, and tells its id.
    pub(crate) fn add_notification(&self, new: &NewNotification<'_>) -> Result<i64, StoreError> {
        let connection = self.lock();
        connection.execute(
            "INSERT INTO notifications (user_id, type, message, read, created_at) VALUES (?, ?, ?, ?, ?)",
            params![new.user, new.kind, new.message, new.read, new.created_at],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// A user's notifications, newest first, 20 at most; only those after `since` where it is given. A `since` that is no
    /// time finds nothing, as a comparison with an invalid date does.
    pub(crate) fn notifications(&self, user: i64, since: Option<&str>) -> Result<Vec<Value>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT id, type, message, created_at, read FROM notifications WHERE user_id = ?1
                    AND (?2 IS NULL OR created_at > strftime('%Y-%m-%dT%H:%M:%fZ', ?2)) ORDER BY id DESC LIMIT 20",
            )?
            .query_map(params![user, since], |row| {
                Ok(json!({
                    "id": row.get::<_, i64>(0)?.to_string(), "type": row.get::<_, String>(1)?,
                    "message": row.get::<_, String>(2)?, "timestamp": row.get::<_, String>(3)?,
                    "read": row.get::<_, bool>(4)?,
                }))
            })?
            .collect()
    }
}
