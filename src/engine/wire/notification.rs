//! The event `new-notification` and the answer of `GET /notifications`.

use serde::Deserialize;

use super::lenient::{AnyId, Lax, decode_list};
use super::{Malformed, decode, parse_timestamp};
use crate::engine::ids::NotificationId;
use crate::engine::time::WallMillis;

/// What a notification is about, by which it can be filtered and is given its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A message in a chat.
    Message,
    /// Something about a help request.
    HelpRequest,
    /// A crisis nearby.
    Crisis,
    /// A proposal or a vote.
    Proposal,
    /// Anything else.
    Other,
}

impl NoticeKind {
    /// The kind that the site's free-form `type` stands for.
    pub fn of(wire_type: &str) -> Self {
        let has = |part: &str| wire_type.contains(part);
        match wire_type {
            _ if has("crisis") || has("alert") || has("emergency") => Self::Crisis,
            _ if has("proposal") || has("vote") => Self::Proposal,
            _ if has("message") || has("chat") => Self::Message,
            _ if has("help") => Self::HelpRequest,
            _ => Self::Other,
        }
    }
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The backend's id.
    pub id: NotificationId,
    /// What it is about.
    pub kind: NoticeKind,
    /// A heading, if the site gave one; encoded as the backend sent it.
    pub title: Option<String>,
    /// The text; encoded as the backend sent it.
    pub message: String,
    /// When it was made; `None` when the backend did not say so legibly.
    pub at: Option<WallMillis>,
    /// Whether the backend counts it as read.
    pub read: bool,
}

#[derive(Deserialize)]
struct Row {
    id: AnyId,
    #[serde(default, rename = "type")]
    kind: Lax<String>,
    #[serde(default)]
    title: Lax<String>,
    message: String,
    #[serde(default)]
    timestamp: Lax<String>,
    #[serde(default)]
    read: Lax<bool>,
}

impl Row {
    fn parse(self) -> Option<Notice> {
        Some(Notice {
            id: NotificationId::new(self.id.0).ok()?,
            kind: NoticeKind::of(self.kind.0.as_deref().unwrap_or_default()),
            title: self.title.0,
            message: self.message,
            at: self.timestamp.0.and_then(|at| parse_timestamp(&at)),
            read: self.read.0.unwrap_or_default(),
        })
    }
}

/// Reads the data of a `new-notification`.
///
/// # Errors
/// [`Malformed`] when it does not parse.
pub fn decode_notice(data: &str) -> Result<Notice, Malformed> {
    let what = "new-notification";
    decode::<Row>(what, data)?.parse().ok_or(Malformed { what })
}

/// Reads the list; rows that do not parse are passed over.
///
/// # Errors
/// [`Malformed`] when the answer is no list of notifications.
pub fn decode_notices(body: &str) -> Result<Vec<Notice>, Malformed> {
    Ok(decode_list::<Row>("notifications", body)?.good.into_iter().filter_map(Row::parse).collect())
}
