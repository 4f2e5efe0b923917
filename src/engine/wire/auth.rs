//! The answer of `POST /pusher/auth`.

use std::fmt;

use serde::Deserialize;

use super::{Malformed, decode};

/// What pusher-js needs to subscribe, handed on exactly as it came.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct AuthGrant {
    /// `key:signature`.
    pub auth: String,
    /// Part of what was signed; comes for private channels too.
    pub channel_data: Option<String>,
}

impl fmt::Debug for AuthGrant {
    /// Without the signature: it lets its holder into the channel.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthGrant").field("channel_data", &self.channel_data.is_some()).finish_non_exhaustive()
    }
}

/// The status that the site refused a subscription with, as pusher-js tells it where it has asked by itself.
pub fn decode_subscription_error(data: &str) -> Option<u16> {
    #[derive(Deserialize)]
    struct Refused {
        status: u16,
    }
    decode::<Refused>("subscription error", data).ok().map(|refused| refused.status)
}

/// Reads the grant.
///
/// # Errors
/// [`Malformed`] when it does not parse.
pub fn decode_auth(body: &str) -> Result<AuthGrant, Malformed> {
    decode("channel authorization", body)
}
