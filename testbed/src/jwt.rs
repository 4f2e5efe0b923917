//! The site's tokens: HS256, payload `{userId, iat, exp}`. Never another algorithm: a token that names one is invalid.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::signing::hmac_sha256;

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Claims {
    /// Whose token it is.
    pub(crate) user_id: i64,
    /// When it was made, in seconds since 1970.
    pub(crate) iat: i64,
    /// When it ends, in seconds since 1970.
    pub(crate) exp: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// A signed token.
pub(crate) fn mint(claims: Claims, secret: &str) -> String {
    let payload = serde_json::to_vec(&claims).unwrap_or_default();
    let signed = format!("{}.{}", encode(br#"{"alg":"HS256","typ":"JWT"}"#), encode(&payload));
    let signature = encode(&hmac_sha256(secret, &signed));
    format!("{signed}.{signature}")
}

/// The claims of a token that is whole, signed with this secret and not over; otherwise nothing, as the site tells no
/// more either.
pub(crate) fn verify(token: &str, secret: &str, now: i64) -> Option<Claims> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
    if header.alg != "HS256" || decode(signature)? != hmac_sha256(secret, signed) {
        return None;
    }
    let claims: Claims = serde_json::from_slice(&decode(payload)?).ok()?;
    (claims.exp > now).then_some(claims)
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIMS: Claims = Claims { user_id: 7, iat: 1000, exp: 2000 };

    #[test]
    fn a_token_holds_until_its_end_and_under_its_secret_only() {
        let token = mint(CLAIMS, "secret");
        assert_eq!(verify(&token, "secret", 1999), Some(CLAIMS));
        assert_eq!(verify(&token, "secret", 2000), None);
        assert_eq!(verify(&token, "another", 1999), None);
    }

    #[test]
    fn a_token_that_was_touched_or_names_no_algorithm_is_refused() {
        let token = mint(CLAIMS, "secret");
        let parts: Vec<&str> = token.split('.').collect();
        let other = encode(br#"{"userId":8,"iat":1000,"exp":2000}"#);
        assert_eq!(verify(&format!("{}.{other}.{}", parts[0], parts[2]), "secret", 1999), None);
        assert_eq!(verify(&format!("{}.{}.", encode(br#"{"alg":"none"}"#), parts[1]), "secret", 1999), None);
        for rubbish in ["", ".", "..", "a.b.c", "null"] {
            assert_eq!(verify(rubbish, "secret", 1999), None, "{rubbish:?}");
        }
    }
}
