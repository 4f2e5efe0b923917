//! Performs the engine's REST calls: adds the API base, the token and the host's headers, and feeds the outcome back.

use std::rc::Rc;

use super::{Handle, HeaderSource};
use crate::browser::fetch::{self, FetchError, TakePart};
use crate::config::Config;
use crate::engine::wire::Token;
use crate::engine::{Answer, Body, CallError, CallId, Input, Method, Request};

pub(super) fn start(
    config: &Config,
    token: Option<&Token>,
    source: Option<HeaderSource>,
    id: CallId,
    request: Request,
    handle: &Handle,
) {
    let mut headers = config.headers.clone();
    if let Some(token) = token {
        headers.push(("Authorization".to_owned(), format!("Bearer {}", token.secret())));
    }
    let (base, handle) = (config.api_base.clone(), handle.clone());
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(source) = source {
            headers.extend(source.get().await);
        }
        let parts = request.in_parts.then(|| {
            let handle = handle.clone();
            Rc::new(move |text| handle.feed(Input::Part { id, text })) as TakePart
        });
        let outcome = perform(&base, request, headers, parts).await;
        handle.feed(Input::Answered { id, outcome });
    });
}

/// One call without a token, outside any session.
pub(super) async fn once(config: &Config, request: Request) -> Result<Answer, CallError> {
    perform(&config.api_base, request, config.headers.clone(), None).await
}

/// The whole address of a path of the API.
pub(super) fn url(base: &str, path: &str) -> String {
    format!("{base}{path}")
}

async fn perform(
    base: &str,
    request: Request,
    headers: Vec<(String, String)>,
    parts: Option<TakePart>,
) -> Result<Answer, CallError> {
    let request = fetch::Request {
        method: match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
        },
        url: url(base, &request.path),
        headers,
        body: match request.body {
            Body::Empty => fetch::Body::None,
            Body::Json(text) => fetch::Body::Json(text),
            Body::Form(fields) => {
                fetch::Body::Form(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }
        },
        timeout_ms: u32::try_from(request.timeout).unwrap_or(u32::MAX),
        ahead: request.ahead,
        parts,
    };
    let answer = fetch::send(request).await.map_err(|error| match error {
        FetchError::Timeout => CallError::TimedOut,
        FetchError::Invalid(_) | FetchError::Offline | FetchError::Network | FetchError::Redirect => {
            CallError::Unreachable
        }
    })?;
    let too_many = (answer.status == 429).then_some(answer.ratelimit_reset).flatten();
    Ok(Answer {
        status: answer.status,
        body: answer.body,
        retry_after_ms: answer.retry_after.or(too_many).map(|seconds| u64::from(seconds) * 1000),
        remaining: answer.ratelimit_remaining,
    })
}
