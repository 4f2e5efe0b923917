//! Signing in with e-mail and password, for the stand-alone page. The password goes into this one call and nowhere else.

use super::calls;
use crate::config::Config;
use crate::engine::Request;
use crate::engine::wire::{Failure, LogIn, Token, classify, decode_log_in};

/// Asks the site for a token.
///
/// # Errors
/// Why there is none.
pub async fn log_in(config: &Config, log_in: &LogIn) -> Result<Token, Failure> {
    let answer = calls::once(config, Request::post("/auth/login", log_in.encode())).await;
    let body = classify(answer)?;
    decode_log_in(&body).map_err(|_| Failure::Unreadable)
}
