//! Performs the engine's REST calls: adds the API base, the token and the host's headers, and feeds the outcome back.

use super::Handle;
use crate::browser::fetch::{self, FetchError};
use crate::config::Config;
use crate::engine::wire::Token;
use crate::engine::{Answer, CallError, CallId, Input, Request};

pub(super) fn start(config: &Config, token: Option<&Token>, id: CallId, request: Request, handle: &Handle) {
    let mut headers = config.headers.clone();
    if let Some(token) = token {
        headers.push(("Authorization".to_owned(), format!("Bearer {}", token.secret())));
    }
    let (base, handle) = (config.api_base.clone(), handle.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let outcome = perform(&base, &request, &headers).await;
        handle.feed(Input::Answered { id, outcome });
    });
}

/// One call without a token, outside any session.
pub(super) async fn once(config: &Config, request: &Request) -> Result<Answer, CallError> {
    perform(&config.api_base, request, &config.headers).await
}

async fn perform(base: &str, request: &Request, headers: &[(String, String)]) -> Result<Answer, CallError> {
    fetch::send(base, request, headers).await.map_err(|error| match error {
        FetchError::Timeout => CallError::TimedOut,
        FetchError::Invalid(_) | FetchError::Offline | FetchError::Network | FetchError::Redirect => CallError::Unreachable,
    })
}
