//! Cross-origin rules as the site has them: any origin is reflected, a closed list of request headers passes, and no
//! response header beyond the usual is exposed. The control API lets every header through.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    CONNECTION, ORIGIN, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::world::{Shared, lock};

const SITE_HEADERS: &str = "Authorization, Content-Type, Accept, X-CSRF-Token, X-Request-ID, X-Client-Version, \
    X-Requested-With, Cache-Control, If-None-Match, If-Modified-Since";
const METHODS: &str = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

/// Answers preflights and marks every other answer.
pub(crate) async fn cors(State(world): State<Shared>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight { preflight_answer(&request) } else { next.run(request).await };
    let headers = response.headers_mut();
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if lock(&world.switches).cuts() {
        // So that the call to be cut comes on a connection of its own (see `server::serve`).
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn preflight_answer(request: &Request) -> Response {
    let wanted = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS);
    let allowed = match wanted {
        Some(wanted) if request.uri().path().starts_with("/testbed") => wanted.clone(),
        _ => HeaderValue::from_static(SITE_HEADERS),
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}
