//! What crosses the network, one file per event or call, tolerant of every shape the site is known to send.
//! Text becomes types here or is refused; never decides what to do about it.

mod account;
mod auth;
mod failure;
mod history;
pub(crate) mod lenient;
mod member;
mod message;
mod notification;
mod send;
mod text;
mod timestamp;

pub use account::{
    HelpRequest, LogIn, SignedIn, Token, TokenClaims, decode_help_requests, decode_log_in, decode_profile,
};
pub use auth::{AuthGrant, decode_auth, decode_subscription_error};
pub use failure::{Failure, classify};
pub use history::{HistoryPage, HistoryReader, decode_history};
pub use member::{Member, decode_member};
pub use message::{Incoming, decode_new_message};
pub use notification::{Notice, NoticeKind, decode_notice, decode_notices};
pub use send::{Sent, decode_sent, encode_room, encode_send};
pub use text::{MAX_TEXT, TextEncoding, clean_outgoing, escape, wire_size};
pub use timestamp::{parse_timestamp, write_timestamp};

use serde::de::DeserializeOwned;
use thiserror::Error;

/// Something from the network that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("malformed {what}")]
pub struct Malformed {
    /// What was expected there.
    pub what: &'static str,
}

/// Reads one JSON text as a `T`; the error says only what was expected, never what came.
pub(crate) fn decode<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Malformed> {
    serde_json::from_str(text).map_err(|_| Malformed { what })
}
