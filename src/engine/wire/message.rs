//! The event `new-message`.

use serde::Deserialize;

use super::lenient::{AnyId, Lax};
use super::{Malformed, TextEncoding, decode, parse_timestamp};
use crate::engine::ids::{ClientId, MessageId, RoomId, UserId};
use crate::engine::time::WallMillis;

/// A message as the backend knows it, from an event or a history row. The text is still encoded as the backend sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The backend's id.
    pub id: MessageId,
    /// The sender's id; a history row has none.
    pub user: Option<UserId>,
    /// The sender's name, as typed.
    pub name: String,
    /// The sender's picture, if any.
    pub avatar: Option<String>,
    /// The text as sent over the wire.
    pub wire_text: String,
    /// When the backend saved it; `None` when it did not say so legibly.
    pub at: Option<WallMillis>,
    /// The sender's own name for the send, if the backend echoes it.
    pub client_id: Option<ClientId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    id: AnyId,
    content: String,
    user_id: AnyId,
    #[serde(default)]
    username: Lax<String>,
    #[serde(default)]
    timestamp: Lax<String>,
    room_id: Option<String>,
    #[serde(default)]
    client_id: Lax<String>,
}

/// Reads the data of a `new-message` on the channel of `room`.
///
/// # Errors
/// [`Malformed`] when it does not parse or names another room than its channel.
pub fn decode_new_message(room: RoomId, data: &str, encoding: TextEncoding) -> Result<Incoming, Malformed> {
    let what = "new-message";
    let event: Event = decode(what, data)?;
    if event.room_id.is_some_and(|id| RoomId::parse(&id) != Ok(room)) {
        return Err(Malformed { what });
    }
    Ok(Incoming {
        id: MessageId::new(event.id.0).map_err(|_| Malformed { what })?,
        user: Some(UserId::new(event.user_id.0).map_err(|_| Malformed { what })?),
        name: encoding.decode(&event.username.0.unwrap_or_default()),
        avatar: None,
        wire_text: event.content,
        at: event.timestamp.0.and_then(|at| parse_timestamp(&at)),
        client_id: event.client_id.0.and_then(|id| ClientId::parse(&id).ok()),
    })
}
