//! The events `user-joined` and `user-left`.

use serde::Deserialize;

use super::lenient::AnyId;
use super::{Malformed, TextEncoding, decode};
use crate::engine::ids::UserId;

/// Who came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The user.
    pub user: UserId,
    /// The user's name, as typed.
    pub name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    user_id: AnyId,
    username: String,
}

/// Reads the data of `user-joined` or `user-left`.
///
/// # Errors
/// [`Malformed`] when it does not parse.
pub fn decode_member(data: &str, encoding: TextEncoding) -> Result<Member, Malformed> {
    let what = "user-joined or user-left";
    let event: Event = decode(what, data)?;
    let user = UserId::new(event.user_id.0).map_err(|_| Malformed { what })?;
    Ok(Member { user, name: encoding.decode(&event.username) })
}
