//! The site's calls, by the contract's table. Each file is one group of them; what they share is here: who is calling,
//! and what an unknown path gets.

mod auth;
pub(crate) mod body;
mod chat;
mod civic;
mod people;
mod realtime;

pub(crate) use chat::new_message;

use axum::Router;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::answer::Refusal;
use crate::clock::unix_seconds;
use crate::escape::stored;
use crate::guard::guard;
use crate::jwt::verify;
use crate::store::{StoreError, User};
use crate::world::{Shared, World, lock};

/// All calls, behind the guard; to be mounted at `/api`.
pub(crate) fn router(world: &Shared) -> Router<Shared> {
    Router::new()
        .route("/auth/login", post(auth::login))
        .route("/pusher/auth", post(realtime::authorize))
        .route("/realtime/health", get(realtime::health))
        .route("/chat/send", post(chat::send))
        .route("/chat/join", post(chat::join))
        .route("/chat/leave", post(chat::leave))
        .route("/chat/{id}/messages", get(chat::history))
        .route("/notifications", get(people::notifications))
        .route("/user/profile", get(people::profile))
        .route("/help-requests", get(people::help_requests))
        .route("/proposals", get(civic::proposals))
        .route("/proposals/{id}/vote", post(civic::vote))
        .route("/crisis-alerts", get(civic::alerts))
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_path)
        .layer(from_fn_with_state(world.clone(), guard))
}

/// A path or method nobody serves is the framework's page, under the path as it was asked for.
async fn no_such_path(method: Method, OriginalUri(uri): OriginalUri) -> Refusal {
    Refusal::NoSuchPath(method, uri.path().to_owned())
}

/// The signed-in user behind a call.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) User);

impl FromRequestParts<Shared> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, world: &Shared) -> Result<Self, Refusal> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer ")).map(str::trim);
        let token = token.filter(|token| !token.is_empty()).ok_or(Refusal::NoToken)?;
        let claims = verify(token, &world.jwt_secret, unix_seconds()).ok_or(Refusal::InvalidToken)?;
        world.store.user(claims.user_id)?.map(Self).ok_or(Refusal::InvalidToken)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Crash(error.to_string())
    }
}

/// A text as the site saves it. A NUL reaches the real database and fails there.
fn saved_text(world: &World, text: &str) -> Result<String, Refusal> {
    if text.contains('\0') {
        return Err(Refusal::Crash("invalid byte sequence for encoding \"UTF8\": 0x00".to_owned()));
    }
    Ok(stored(text, lock(&world.switches).text_encoding))
}
