//! Who is signed in and which rooms there are: the token's claims, `POST /auth/login`, `GET /user/profile`, `GET /help-requests`.

use serde::{Deserialize, Serialize};

use super::lenient::{AnyId, Lax, decode_list};
use super::{Malformed, TextEncoding, decode, parse_timestamp};
use crate::engine::ids::{RoomId, UserId};
use crate::engine::time::WallMillis;

/// A bearer token with the claims it carries. Its text is secret: shown by no `Debug`, put into no effect and no recording.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    claims: TokenClaims,
}

/// The claims that are read, never verified: that is the backend's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenClaims {
    /// Whose token it is.
    pub user: UserId,
    /// When it ends, in milliseconds since 1970, if it says so.
    pub expires: Option<WallMillis>,
}

impl Token {
    /// Reads a JWT's claims.
    ///
    /// # Errors
    /// [`Malformed`] unless it has three parts of base64url, the middle one JSON with a `userId`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Payload {
            user_id: AnyId,
            exp: Option<i64>,
        }
        let what = "token";
        let malformed = || Malformed { what };
        // It goes into a header: nothing that could end one gets in.
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.=+/".contains(&b)) {
            return Err(malformed());
        }
        let mut parts = text.split('.');
        let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(malformed());
        };
        let json = base64url(payload).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(malformed)?;
        let payload: Payload = decode(what, &json)?;
        let user = UserId::new(payload.user_id.0).map_err(|_| malformed())?;
        let expires = payload.exp.and_then(|seconds| seconds.checked_mul(1000));
        Ok(Self { text: text.to_owned(), claims: TokenClaims { user, expires } })
    }

    /// The claims.
    pub const fn claims(&self) -> TokenClaims {
        self.claims
    }

    /// The secret text, for the `Authorization` header and nothing else.
    pub fn secret(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token(user {})", self.claims.user)
    }
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for symbol in text.trim_end_matches('=').bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// What a person enters to sign in.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct LogIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for LogIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogIn")
    }
}

impl LogIn {
    /// The body of the call.
    pub fn encode(&self) -> String {
        // A struct of strings always serializes.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

/// Reads the answer of `POST /auth/login`.
///
/// # Errors
/// [`Malformed`] when there is no legible token in it.
pub fn decode_log_in(body: &str) -> Result<Token, Malformed> {
    #[derive(Deserialize)]
    struct Data {
        token: String,
    }
    Token::parse(&decode::<Envelope<Data>>("answer to signing in", body)?.data.token)
}

/// The user as the profile names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The user's id.
    pub user: UserId,
    /// The user's name, as others see it.
    pub name: String,
}

/// Reads the answer of `GET /user/profile`.
///
/// # Errors
/// [`Malformed`] when it does not parse.
pub fn decode_profile(body: &str, encoding: TextEncoding) -> Result<SignedIn, Malformed> {
    #[derive(Deserialize)]
    struct Data {
        id: AnyId,
        username: String,
    }
    let what = "profile";
    let data = decode::<Envelope<Data>>(what, body)?.data;
    Ok(SignedIn {
        user: UserId::new(data.id.0).map_err(|_| Malformed { what })?,
        name: encoding.decode(&data.username),
    })
}

/// A help request, which is a room to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRequest {
    /// The room.
    pub room: RoomId,
    /// Its title, as typed.
    pub title: String,
    /// What it is about, as typed.
    pub description: String,
    /// The site's free-form category.
    pub category: String,
    /// The site's free-form urgency.
    pub urgency: String,
    /// The site's free-form status.
    pub status: String,
    /// Who asks.
    pub requester: String,
    /// When it was posted.
    pub at: Option<WallMillis>,
}

/// Reads the answer of `GET /help-requests`; rows that do not parse are passed over.
///
/// # Errors
/// [`Malformed`] when the answer is no list.
pub fn decode_help_requests(body: &str, encoding: TextEncoding) -> Result<Vec<HelpRequest>, Malformed> {
    #[derive(Deserialize)]
    struct Row {
        id: AnyId,
        title: String,
        #[serde(default)]
        description: Lax<String>,
        #[serde(default)]
        category: Lax<String>,
        #[serde(default)]
        urgency: Lax<String>,
        #[serde(default)]
        status: Lax<String>,
        #[serde(default)]
        requester_username: Lax<String>,
        #[serde(default)]
        created_at: Lax<String>,
    }
    let list = decode_list::<Row>("help requests", body)?;
    let text = |field: Lax<String>| field.0.map(|text| encoding.decode(&text)).unwrap_or_default();
    Ok(list
        .good
        .into_iter()
        .filter_map(|row| {
            Some(HelpRequest {
                room: RoomId::new(row.id.0).ok()?,
                title: encoding.decode(&row.title),
                description: text(row.description),
                category: text(row.category),
                urgency: text(row.urgency),
                status: text(row.status),
                requester: text(row.requester_username),
                at: row.created_at.0.and_then(|at| parse_timestamp(&at)),
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_its_user_and_hides_its_text() {
        // {"userId":7,"iat":1700000000,"exp":1700600000}
        let token =
            Token::parse("eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOjcsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwNjAwMDAwfQ.c2ln")
                .expect("token");
        assert_eq!(token.claims().user.get(), 7);
        assert_eq!(token.claims().expires, Some(1_700_600_000_000));
        assert!(!format!("{token:?}").contains("eyJ"));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for bad in ["", "a.b", "a.b.c", "a.e30.c", "..", "a.é.c", "a.eyJ1c2VySWQiOi0xfQ.c"] {
            assert!(Token::parse(bad).is_err(), "{bad}");
        }
    }
}
