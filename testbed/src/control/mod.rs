//! How a test or a person steers the local world, under `/testbed`. None of it is the site's; nothing here is counted,
//! limited or made to fail.

mod answers;
mod bulk;
mod frames;
mod links;
mod state;
mod traffic;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thiserror::Error;

use crate::publish::PublishError;
use crate::sockudo::SockudoError;
use crate::store::StoreError;
use crate::world::Shared;

/// All control calls; to be mounted at `/testbed`.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(state::ready))
        .route("/switches", get(state::switches).post(state::set_switches))
        .route("/reset", post(state::reset))
        .route("/sockudo", post(state::sockudo))
        .route("/links/{link}", get(links::state).post(links::set))
        .route("/links/{link}/cut", post(links::cut))
        .route("/frames", get(frames::log).delete(frames::forget))
        .route("/frames/rules", get(frames::rules).post(frames::add_rules).delete(frames::end_rules))
        .route("/frames/release", post(frames::release))
        .route("/frames/inject", post(frames::inject))
        .route("/frames/close", post(frames::close))
        .route("/answers", get(answers::answers).post(answers::add).delete(answers::end))
        .route("/csrf", get(state::csrf_token).delete(state::revoke_csrf_tokens))
        .route("/tokens", post(state::token))
        .route("/calls", get(traffic::calls).delete(traffic::forget_calls))
        .route("/notify", post(traffic::notify))
        .route("/publish", post(traffic::publish))
        .route("/messages", post(traffic::messages))
        .route("/rooms", post(bulk::rooms))
        .route("/rooms/{id}/messages", get(traffic::room).delete(bulk::unsay))
        .route("/fill", post(bulk::fill))
        .route("/flow", post(bulk::flow))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
}

async fn unknown(method: Method, uri: Uri) -> Response {
    let message = format!("the control API has no {method} {}", uri.path());
    (StatusCode::NOT_FOUND, Json(json!({ "error": message }))).into_response()
}

/// What a control call gives back.
type Controlled = Result<Json<Value>, ControlError>;

/// Why a control call was not done.
#[derive(Debug, Error)]
pub(crate) enum ControlError {
    /// The caller asked for something there is not.
    #[error("{0}")]
    Wrong(String),
    /// The database refused.
    #[error("the database said: {0}")]
    Store(#[from] StoreError),
    /// The Pusher server did not take an event.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A link could not be shut or opened.
    #[error("the link's port: {0}")]
    Port(#[from] std::io::Error),
    /// Sockudo did not do what was asked.
    #[error(transparent)]
    Sockudo(#[from] SockudoError),
}

/// Reads a body, and says how it should look where it does not.
fn read<T: DeserializeOwned>(body: &Bytes, example: &str) -> Result<T, ControlError> {
    serde_json::from_slice(body).map_err(|error| ControlError::Wrong(format!("{error}; it should look like {example}")))
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::Store(_) | Self::Publish(_) | Self::Port(_) | Self::Sockudo(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}
