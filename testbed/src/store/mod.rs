//! The rows of the site, in `SQLite`. It keeps what it is given and gives back what it kept: no escaping, no policy.

mod chat;
mod civic;
mod people;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub(crate) use chat::{HistoryPart, MessageRow, NewMessage};
pub(crate) use civic::{NewAlert, NewProposal, Vote};
pub(crate) use people::{NewHelpRequest, NewNotification, User};

/// What went wrong in the database.
pub(crate) type StoreError = rusqlite::Error;

/// Raised whenever a table changes: an older file is then emptied rather than read wrongly.
const SCHEMA_VERSION: i64 = 1;

/// The sequences start apart, so that a room taken for a message or a user never fits by chance; messages pass from two
/// digits to three within the seeds, where an order by text would show.
const SCHEMA: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, username TEXT NOT NULL,
        password_hash TEXT NOT NULL, avatar_url TEXT, bio TEXT NOT NULL, created_at TEXT NOT NULL);
    CREATE TABLE help_requests (id INTEGER PRIMARY KEY AUTOINCREMENT, requester_id INTEGER NOT NULL REFERENCES users,
        helper_id INTEGER REFERENCES users, title TEXT NOT NULL, description TEXT NOT NULL, category TEXT NOT NULL,
        urgency TEXT NOT NULL, status TEXT NOT NULL, latitude TEXT, longitude TEXT, created_at TEXT NOT NULL);
    CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT,
        help_request_id INTEGER NOT NULL REFERENCES help_requests, sender_id INTEGER NOT NULL REFERENCES users,
        message TEXT NOT NULL, client_id TEXT, created_at TEXT NOT NULL);
    CREATE INDEX messages_by_room ON messages (help_request_id, id);
    CREATE TABLE notifications (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users,
        type TEXT NOT NULL, message TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL);
    CREATE TABLE proposals (id INTEGER PRIMARY KEY AUTOINCREMENT, creator_id INTEGER NOT NULL REFERENCES users,
        title TEXT NOT NULL, description TEXT NOT NULL, category TEXT NOT NULL, deadline TEXT NOT NULL,
        status TEXT NOT NULL, created_at TEXT NOT NULL);
    CREATE TABLE votes (proposal_id INTEGER NOT NULL REFERENCES proposals, user_id INTEGER NOT NULL REFERENCES users,
        vote_type TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (proposal_id, user_id));
    CREATE TABLE crisis_alerts (id INTEGER PRIMARY KEY AUTOINCREMENT, creator_id INTEGER NOT NULL REFERENCES users,
        title TEXT NOT NULL, description TEXT NOT NULL, severity TEXT NOT NULL, latitude TEXT NOT NULL,
        longitude TEXT NOT NULL, radius INTEGER NOT NULL, status TEXT NOT NULL, created_at TEXT NOT NULL);
    INSERT INTO sqlite_sequence (name, seq) VALUES ('users', 10), ('help_requests', 120), ('messages', 90),
        ('notifications', 300), ('proposals', 40), ('crisis_alerts', 60);
";

/// Children before parents, so that foreign keys hold while they go.
const TABLES: [&str; 7] =
    ["votes", "messages", "notifications", "crisis_alerts", "proposals", "help_requests", "users"];

/// The open database.
#[derive(Debug)]
pub(crate) struct Store(Mutex<Connection>);

impl Store {
    /// Opens the database, making its tables where there are none.
    ///
    /// # Errors
    /// The file cannot be written, or is no database.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != SCHEMA_VERSION {
            for table in TABLES {
                connection.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
            }
            // The sequences outlive their tables, and the new ones bring their own start.
            if connection.table_exists(None, "sqlite_sequence")? {
                connection.execute("DELETE FROM sqlite_sequence", [])?;
            }
            connection.execute_batch(SCHEMA)?;
            connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// Takes out every row. Ids go on where they were, as after a clean-up of the real tables.
    pub(crate) fn clear(&self) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for table in TABLES {
            transaction.execute(&format!("DELETE FROM {table}"), [])?;
        }
        transaction.commit()
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no half-done statement behind: each change is one transaction.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
