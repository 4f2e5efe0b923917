//! Every act the engine may ask for, as one closed enum, and the shape of a call and its answer.
//! Nothing here acts: the session performs effects and feeds what came of them back as inputs.

use serde::Serialize;

use super::ids::{Channel, UserId};
use super::time::Millis;
use super::wire::AuthGrant;

/// The number of a REST call, by which its answer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub struct CallId(pub u64);

/// The number of a channel authorization that pusher-js asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub struct AuthId(pub u64);

/// One act, to be performed in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Open the socket. Nothing happens if it is open or opening.
    OpenSocket,
    /// Close the socket and stop whatever attempt is under way.
    CloseSocket,
    /// The same before this task ends: the page is about to be frozen.
    CloseSocketAtOnce,
    /// Send a `pusher:ping` on the open socket.
    Ping,
    /// Subscribe to a channel.
    Subscribe(Channel),
    /// Leave a channel.
    Unsubscribe(Channel),
    /// Answer pusher-js's question for a channel's authorization. The refusal's text goes to its log only.
    AnswerAuth {
        /// The question.
        id: AuthId,
        /// The answer.
        answer: Result<AuthGrant, &'static str>,
    },
    /// Make a REST call and feed its outcome back as `Answered`.
    Call {
        /// The number to answer with.
        id: CallId,
        /// What to call.
        request: Request,
    },
    /// Find out whether the API's host answers at all, by a call whose answer nobody may read; feed back `Probed`.
    Probe,
    /// Ask the host for a fresh token; feed back `TokenRefreshed`.
    RefreshToken,
    /// What the host has supplied to be sent along with calls is refused: ask for it anew before the next call.
    RenewHeaders,
    /// Keep a value on the device for this user, or remove it.
    Store {
        /// The key, without the prefix that names the user.
        key: String,
        /// The value; `None` removes it.
        value: Option<String>,
    },
    /// Remove everything kept on the device for this user, who has signed out.
    ForgetStored(UserId),
}

/// The verb of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

/// What a call carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// A JSON text.
    Json(String),
    /// Form fields, to be URL-encoded.
    Form(Vec<(&'static str, String)>),
}

/// A REST call under the API base. The session adds the token and the host's headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The path under the API base, with its query; made of fixed parts and parsed ids only.
    pub path: String,
    /// The body.
    pub body: Body,
    /// After how many milliseconds to give up.
    pub timeout: Millis,
    /// Where the page has asked for just this before the engine was there, that answer will do.
    pub ahead: bool,
    /// A long answer may be told in parts: nobody has to hold all of it.
    pub in_parts: bool,
}

impl Request {
    /// How long a call may take before it is given up.
    pub const TIMEOUT: Millis = 15_000;

    /// A `GET` of a path.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            body: Body::Empty,
            timeout: Self::TIMEOUT,
            in_parts: false,
            ahead: false,
        }
    }

    /// The same, with a long answer told in parts.
    pub fn in_parts(self) -> Self {
        Self { in_parts: true, ..self }
    }

    /// A `POST` of a JSON body.
    pub fn post(path: impl Into<String>, json: String) -> Self {
        Self {
            method: Method::Post,
            path: path.into(),
            body: Body::Json(json),
            timeout: Self::TIMEOUT,
            in_parts: false,
            ahead: false,
        }
    }
}

/// An answer to a call, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
    /// `Retry-After`, or for a 429 `RateLimit-Reset`, in milliseconds, where readable.
    pub retry_after_ms: Option<Millis>,
    /// `RateLimit-Remaining`, where readable.
    pub remaining: Option<u32>,
}

/// No answer to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub enum CallError {
    /// The network, CORS or the browser stood in the way.
    Unreachable,
    /// It took longer than the request allows.
    TimedOut,
}
