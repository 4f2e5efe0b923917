//! Proposals with their votes, and crisis alerts.

use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use super::{Store, StoreError};

/// A proposal to keep.
#[derive(Debug)]
pub(crate) struct NewProposal<'a> {
    pub(crate) creator: i64,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) category: &'a str,
    pub(crate) deadline: &'a str,
    pub(crate) status: &'a str,
    pub(crate) created_at: &'a str,
}

/// A crisis alert to keep.
#[derive(Debug)]
pub(crate) struct NewAlert<'a> {
    pub(crate) creator: i64,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) severity: &'a str,
    pub(crate) place: (&'a str, &'a str),
    pub(crate) radius: i64,
    pub(crate) status: &'a str,
    pub(crate) created_at: &'a str,
}

/// What became of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vote {
    Counted,
    Missing,
    Own,
    Over,
    Twice,
}

impl Store {
    /// Keeps a proposal, and tells its id.
    pub(crate) fn add_proposal(&self, new: &NewProposal<'_>) -> Result<i64, StoreError> {
        let connection = self.lock();
        connection.execute(
            "INSERT INTO proposals (creator_id, title, description, category, deadline, status, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![new.creator, new.title, new.description, new.category, new.deadline, new.status, new.created_at],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// All proposals as one user sees them, newest first.
    pub(crate) fn proposals(&self, user: i64) -> Result<Vec<Value>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT p.id, p.title, p.description, p.category, p.deadline, p.status, p.created_at, c.username,
                    (SELECT count(*) FROM votes v WHERE v.proposal_id = p.id AND v.vote_type = 'for'),
                    (SELECT count(*) FROM votes v WHERE v.proposal_id = p.id AND v.vote_type = 'against'),
                    (SELECT v.vote_type FROM votes v WHERE v.proposal_id = p.id AND v.user_id = ?)
                 FROM proposals p JOIN users c ON c.id = p.creator_id ORDER BY p.id DESC",
            )?
            .query_map([user], |row| {
                Ok(json!({
                    "id": row.get::<_, i64>(0)?, "title": row.get::<_, String>(1)?,
                    "description": row.get::<_, String>(2)?, "category": row.get::<_, String>(3)?,
                    "deadline": row.get::<_, String>(4)?, "status": row.get::<_, String>(5)?,
                    "created_at": row.get::<_, String>(6)?, "creator_username": row.get::<_, String>(7)?,
                    "votes_for": row.get::<_, i64>(8)?, "votes_against": row.get::<_, i64>(9)?,
                    "user_vote": row.get::<_, Option<String>>(10)?,
                }))
            })?
            .collect()
    }

    /// Counts a vote where it may count.
    pub(crate) fn vote(&self, proposal: i64, user: i64, vote_type: &str, now: &str) -> Result<Vote, StoreError> {
        let connection = self.lock();
        let found: Option<(i64, String, String)> = connection
            .prepare_cached("SELECT creator_id, deadline, status FROM proposals WHERE id = ?")?
            .query_row([proposal], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((creator, deadline, status)) = found else { return Ok(Vote::Missing) };
        if creator == user {
            return Ok(Vote::Own);
        }
        if deadline.as_str() < now || status != "active" {
            return Ok(Vote::Over);
        }
        let new = connection.execute(
            "INSERT OR IGNORE INTO votes (proposal_id, user_id, vote_type, created_at) VALUES (?, ?, ?, ?)",
            params![proposal, user, vote_type, now],
        )?;
        Ok(if new == 1 { Vote::Counted } else { Vote::Twice })
    }

    /// Keeps a crisis alert, and tells its id.
    pub(crate) fn add_alert(&self, new: &NewAlert<'_>) -> Result<i64, StoreError> {
        let connection = self.lock();
        connection.execute(
            "INSERT INTO crisis_alerts (creator_id, title, description, severity, latitude, longitude, radius, status,
                created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                new.creator,
                new.title,
                new.description,
                new.severity,
                new.place.0,
                new.place.1,
                new.radius,
                new.status,
                new.created_at
            ],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// All crisis alerts, newest first. The places are decimal columns, so they are texts.
    pub(crate) fn alerts(&self) -> Result<Vec<Value>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT a.id, a.title, a.description, a.severity, a.latitude, a.longitude, a.radius, a.status,
                    a.created_at, c.username
                 FROM crisis_alerts a JOIN users c ON c.id = a.creator_id ORDER BY a.id DESC",
            )?
            .query_map([], |row| {
                Ok(json!({
                    "id": row.get::<_, i64>(0)?, "title": row.get::<_, String>(1)?,
                    "description": row.get::<_, String>(2)?, "severity": row.get::<_, String>(3)?,
                    "latitude": row.get::<_, String>(4)?, "longitude": row.get::<_, String>(5)?,
                    "radius": row.get::<_, i64>(6)?, "status": row.get::<_, String>(7)?,
                    "created_at": row.get::<_, String>(8)?, "creator_username": row.get::<_, String>(9)?,
                }))
            })?
            .collect()
    }
}
