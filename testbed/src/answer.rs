//! The shapes of the site's answers: envelopes on success, and each way it has of saying no. Nothing here decides
//! which one is due.

use axum::Json;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::now_iso;

/// The version every JSON answer names.
pub(crate) const API_VERSION: &str = "v1";

/// What a call of the site gives back.
pub(crate) type Outcome = Result<Answer, Refusal>;

/// A success. Objects get the site's extra fields beside their own; a bare list has no place for them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer(pub(crate) Value);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        json_answer(StatusCode::OK, self.0)
    }
}

/// One finding of the content filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Attack {
    /// What kind of attack the filter believes in.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// How bad it would be.
    pub(crate) severity: &'static str,
    /// The finding in words.
    pub(crate) description: &'static str,
}

/// Every way the site refuses a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refusal {
    /// 401: no token came with the call.
    NoToken,
    /// 401 of the sign-in: no such account, or not this password.
    WrongCredentials,
    /// 403: the token is broken, signed by someone else, or over.
    InvalidToken,
    /// 403: not a channel this user may subscribe to.
    Channel,
    /// 403: the protective layer misses its header.
    CsrfRequired,
    /// 403: the content filter takes the text for an attack.
    Attacks(Vec<Attack>),
    /// 403: the address is blocked.
    Blocked,
    /// 400 with a sentence.
    Bad(&'static str),
    /// 404 of a thing, not of a path.
    Missing(&'static str),
    /// 429 of the whole API, with the seconds until it opens again.
    TooManyCalls(u64),
    /// 429 of the sign-in, with the seconds until it opens again.
    TooManyLogins(u64),
    /// 500 with a stack trace, as the site sends it outside production.
    Crash(String),
    /// 503 of the health call.
    RealtimeDown,
    /// 404 of a path nobody serves: a page, not JSON.
    NoSuchPath(Method, String),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::NoToken => plain_error(StatusCode::UNAUTHORIZED, "Access token required"),
            Self::InvalidToken => plain_error(StatusCode::FORBIDDEN, "Invalid token"),
            Self::WrongCredentials => error(StatusCode::UNAUTHORIZED, "Invalid email or password", json!({})),
            Self::Channel => error(StatusCode::FORBIDDEN, "Unauthorized channel access", json!({})),
            Self::CsrfRequired => error(StatusCode::FORBIDDEN, "CSRF token required", json!({ "csrfRequired": true })),
            Self::Attacks(found) => {
                error(StatusCode::FORBIDDEN, "Request blocked by content filter", json!({ "attacksDetected": found }))
            }
            Self::Blocked => error(StatusCode::FORBIDDEN, "Address blocked", json!({ "blocked": true })),
            Self::Bad(message) => error(StatusCode::BAD_REQUEST, message, json!({})),
            Self::Missing(message) => error(StatusCode::NOT_FOUND, message, json!({})),
            Self::TooManyCalls(seconds) => retry_after(
                plain_error(StatusCode::TOO_MANY_REQUESTS, "Too many requests from this IP, please try again later."),
                seconds,
            ),
            Self::TooManyLogins(seconds) => retry_after(
                error(StatusCode::TOO_MANY_REQUESTS, "Too many login attempts, please try again later.", json!({})),
                seconds,
            ),
            Self::Crash(message) => {
                let stack = format!(
                    "Error: {message}\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)"
                );
                error(StatusCode::INTERNAL_SERVER_ERROR, &message, json!({ "stack": stack }))
            }
            Self::RealtimeDown => error(StatusCode::SERVICE_UNAVAILABLE, "Realtime service unavailable", json!({})),
            Self::NoSuchPath(method, path) => html_error(StatusCode::NOT_FOUND, &format!("Cannot {method} {path}")),
        }
    }
}

/// `{success:false, error:{message, statusCode, …}}`.
pub(crate) fn error(status: StatusCode, message: &str, extra: Value) -> Response {
    let mut inner = json!({ "message": message, "statusCode": status.as_u16(), "timestamp": now_iso() });
    if let (Value::Object(inner), Value::Object(extra)) = (&mut inner, extra) {
        inner.extend(extra);
    }
    json_answer(status, json!({ "success": false, "error": inner }))
}

/// `{error:"text"}`.
pub(crate) fn plain_error(status: StatusCode, message: &str) -> Response {
    json_answer(status, json!({ "error": message }))
}

/// The page a framework or a hosting platform shows.
pub(crate) fn html_error(status: StatusCode, message: &str) -> Response {
    let shown = crate::escape::stored(message, crate::escape::TextEncoding::Escaped);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n\
         <body>\n<pre>{shown}</pre>\n</body>\n</html>\n"
    );
    (status, Html(page)).into_response()
}

/// Any JSON, with the fields the site adds to every object.
pub(crate) fn json_answer(status: StatusCode, mut body: Value) -> Response {
    if let Value::Object(fields) = &mut body {
        fields.insert("api_version".into(), API_VERSION.into());
        fields.insert("api_metadata".into(), json!({ "version": API_VERSION, "timestamp": now_iso() }));
    }
    (status, Json(body)).into_response()
}

fn retry_after(mut response: Response, seconds: u64) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
