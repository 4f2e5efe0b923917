//! The bodies of `POST /chat/send`, `/chat/join` and `/chat/leave`, and the answer to a send.

use serde::{Deserialize, Serialize};

use super::lenient::{AnyId, Lax};
use super::{Malformed, decode, parse_timestamp};
use crate::engine::ids::{ClientId, MessageId, RoomId};
use crate::engine::time::WallMillis;

/// The backend's word that a message is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The id it was given.
    pub id: MessageId,
    /// When it was saved.
    pub at: Option<WallMillis>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SendBody<'a> {
    content: &'a str,
    room_id: String,
    client_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoomBody {
    room_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentBody {
    message_id: AnyId,
    #[serde(default)]
    timestamp: Lax<String>,
}

fn encode<T: Serialize>(body: &T) -> String {
    // Structs of strings always serialize.
    serde_json::to_string(body).unwrap_or_default()
}

/// The body of a send. The client id is ignored by today's backend and echoed by a better one.
pub fn encode_send(room: RoomId, text: &str, client_id: &ClientId) -> String {
    encode(&SendBody { content: text, room_id: room.wire(), client_id: client_id.as_str() })
}

/// The body of a join or leave.
pub fn encode_room(room: RoomId) -> String {
    encode(&RoomBody { room_id: room.wire() })
}

/// Reads the answer to a send.
///
/// # Errors
/// [`Malformed`] when it does not parse: then the fate of the send is unknown.
pub fn decode_sent(body: &str) -> Result<Sent, Malformed> {
    let what = "answer to a send";
    let sent: SentBody = decode(what, body)?;
    let id = MessageId::new(sent.message_id.0).map_err(|_| Malformed { what })?;
    Ok(Sent { id, at: sent.timestamp.0.and_then(|at| parse_timestamp(&at)) })
}
