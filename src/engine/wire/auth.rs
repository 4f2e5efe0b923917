//! The answer of `POST /pusher/auth`.

use serde::Deserialize;

use super::{Malformed, decode};

/// What pusher-js needs to subscribe, handed on exactly as it came.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AuthGrant {
    /// `key:signature`.
    pub auth: String,
    /// Part of what was signed; comes for private channels too.
    pub channel_data: Option<String>,
}

/// Reads the grant.
///
/// # Errors
/// [`Malformed`] when it does not parse.
pub fn decode_auth(body: &str) -> Result<AuthGrant, Malformed> {
    decode("channel authorization", body)
}
