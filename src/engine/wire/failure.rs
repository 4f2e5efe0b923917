//! What went wrong with a call, from its answer: the API's three error shapes, the five meanings of 403, HTML from elsewhere.
//! Says what it is, never what to do about it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::lenient::{Element, Lax};
use crate::engine::effect::{Answer, CallError};

/// Why a call did not do what it was for. The texts complete `unable to <operation>; …`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// No answer: offline, refused, CORS, or cut off. It may or may not have been carried out.
    #[error("the site could not be reached")]
    Unreachable,
    /// No answer in time. It may or may not have been carried out.
    #[error("the site did not answer in time")]
    TimedOut,
    /// 401, or a token the backend calls invalid.
    #[error("your sign-in has ended")]
    SignInEnded,
    /// 403 for this channel or room.
    #[error("you have no access here")]
    NoAccess,
    /// The site wants an `X-CSRF-Token` that the host page has to supply.
    #[error("the site asks for a security token that this page did not supply")]
    CsrfRequired,
    /// The site's content filter took the text for an attack.
    #[error("the site's content filter refused this text{}", reason_suffix(.reason))]
    Filtered {
        /// What the filter says it saw, shortened; empty if it does not say.
        reason: String,
    },
    /// The address is blocked until someone lifts it.
    #[error("the site has blocked this network address")]
    Blocked,
    /// Too many calls.
    #[error("too many requests for now")]
    RateLimited {
        /// For how long, in milliseconds, if the site says so.
        retry_after: Option<u64>,
    },
    /// 413, or a text that could never be broadcast.
    #[error("the text is too long")]
    TooLong,
    /// Another refusal of this very call: repeating it cannot help.
    #[error("{}", .message.as_deref().unwrap_or("the site refused it"))]
    Refused {
        /// The status, 400 to 499.
        status: u16,
        /// The API's own short words.
        message: Option<String>,
    },
    /// 404: no such thing, or no such path.
    #[error("not found")]
    NotFound,
    /// The site is in trouble.
    #[error("the site is having trouble ({status})")]
    Server {
        /// The status, 500 to 599.
        status: u16,
        /// How long to wait, in milliseconds, if the site says so.
        retry_after: Option<u64>,
    },
    /// An answer that is not what the call is documented to give: an HTML page, or other JSON.
    #[error("the answer was not what was expected")]
    Unreadable,
}

fn reason_suffix(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

impl Failure {
    /// Whether the call may have been carried out although it failed here.
    pub const fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::Unreadable | Self::Server { .. })
    }

    /// Whether waiting and doing the same again can help.
    pub const fn is_passing(&self) -> bool {
        self.is_ambiguous() || matches!(self, Self::RateLimited { .. } | Self::Blocked)
    }

    /// Whether it says nothing of this very call: every call waits until the time is over or somebody has helped.
    pub(crate) const fn is_for_the_gate(&self) -> bool {
        matches!(self, Self::SignInEnded | Self::CsrfRequired | Self::RateLimited { .. } | Self::Blocked)
    }

    /// Whether the same call may go out again, as soon as it is allowed.
    pub(crate) const fn can_be_repeated(&self) -> bool {
        self.is_ambiguous() || self.is_for_the_gate()
    }

    /// Whether it says of a room that this user is not let in, or that there is none.
    pub(crate) const fn closes_room(&self) -> bool {
        matches!(self, Self::NoAccess | Self::NotFound)
    }
}

#[derive(Deserialize, Default)]
struct ErrorBody {
    #[serde(default)]
    error: ErrorShape,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ErrorShape {
    Text(String),
    Full(Box<FullError>),
    Other(serde::de::IgnoredAny),
}

impl Default for ErrorShape {
    fn default() -> Self {
        Self::Other(serde::de::IgnoredAny)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FullError {
    #[serde(default)]
    message: Lax<String>,
    #[serde(default)]
    csrf_required: Lax<bool>,
    #[serde(default)]
    blocked: Lax<bool>,
    #[serde(default)]
    attacks_detected: Lax<Vec<Element<Attack>>>,
}

#[derive(Deserialize)]
struct Attack {
    #[serde(default)]
    description: Lax<String>,
}

/// The longest text of an error body that is shown.
const MAX_SHOWN: usize = 160;

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect();
    if text.chars().count() > MAX_SHOWN {
        short.push('…');
    }
    short
}

/// Sorts an answer: its body on success, else what went wrong.
///
/// # Errors
/// The [`Failure`] that the status, headers and body together mean.
pub fn classify(outcome: Result<Answer, CallError>) -> Result<String, Failure> {
    let answer = outcome.map_err(|error| match error {
        CallError::Unreachable => Failure::Unreachable,
        CallError::TimedOut => Failure::TimedOut,
    })?;
    let html = answer.body.trim_start().starts_with('<');
    if (200..300).contains(&answer.status) {
        return if html { Err(Failure::Unreadable) } else { Ok(answer.body) };
    }
    let error = serde_json::from_str::<ErrorBody>(&answer.body).unwrap_or_default().error;
    let retry_after = answer.retry_after_ms;
    let (message, full) = match error {
        ErrorShape::Text(text) => (Some(text), None),
        ErrorShape::Full(full) => (full.message.0.clone(), Some(full)),
        ErrorShape::Other(_) => (None, None),
    };
    if let Some(full) = &full {
        if full.blocked.0 == Some(true) {
            return Err(Failure::Blocked);
        }
        if full.csrf_required.0 == Some(true) {
            return Err(Failure::CsrfRequired);
        }
        if let Some(attacks) = &full.attacks_detected.0 {
            let described = attacks.iter().find_map(|attack| match attack {
                Element::Good(attack) => attack.description.0.as_deref(),
                Element::Bad(_) => None,
            });
            let reason = described.map(shorten).unwrap_or_default();
            return Err(Failure::Filtered { reason });
        }
    }
    Err(match answer.status {
        401 => Failure::SignInEnded,
        403 if message.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("invalid token")) => {
            Failure::SignInEnded
        }
        403 => Failure::NoAccess,
        404 | 410 => Failure::NotFound,
        413 => Failure::TooLong,
        429 => Failure::RateLimited { retry_after },
        408 => Failure::TimedOut,
        status @ 400..500 => {
            Failure::Refused { status, message: message.as_deref().map(shorten).filter(|text| !text.trim().is_empty()) }
        }
        status @ 500..600 => Failure::Server { status, retry_after },
        _ => Failure::Unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, body: &str) -> Failure {
        classify(Ok(Answer { status, body: body.to_owned(), ..Answer::default() })).expect_err("a failure")
    }

    #[test]
    fn the_five_meanings_of_403_are_told_apart() {
        assert_eq!(failure(403, r#"{"error":"Invalid token"}"#), Failure::SignInEnded);
        assert_eq!(
            failure(403, r#"{"success":false,"error":{"message":"Unauthorized channel access","statusCode":403}}"#),
            Failure::NoAccess
        );
        assert_eq!(failure(403, r#"{"error":{"message":"x","csrfRequired":true}}"#), Failure::CsrfRequired);
        assert_eq!(
            failure(403, r#"{"error":{"attacksDetected":[{"type":"sql","severity":"high","description":"SQL"}]}}"#),
            Failure::Filtered { reason: "SQL".into() }
        );
        assert_eq!(failure(403, r#"{"error":{"blocked":true,"message":"x"}}"#), Failure::Blocked);
    }

    #[test]
    fn pages_and_stack_traces_are_not_shown() {
        assert_eq!(failure(404, "<!doctype html><p>Cannot GET"), Failure::NotFound);
        let failure_500 = failure(500, r#"{"error":{"message":"boom","stack":"at x"}}"#);
        assert_eq!(failure_500, Failure::Server { status: 500, retry_after: None });
        assert_eq!(
            classify(Ok(Answer { status: 200, body: "<html>".into(), ..Answer::default() })),
            Err(Failure::Unreadable)
        );
        let Failure::Refused { message: Some(long), .. } =
            failure(400, &format!(r#"{{"error":"{}"}}"#, "x".repeat(1000)))
        else {
            panic!("refused with a message");
        };
        assert!(long.chars().count() <= MAX_SHOWN + 1);
    }
}
