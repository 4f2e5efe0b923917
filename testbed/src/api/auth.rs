//! Signing in. Never says which of address and password was wrong.

use std::time::Instant;

use axum::Extension;
use axum::extract::State;
use serde_json::json;

use super::body::Fields;
use crate::answer::{Answer, Outcome, Refusal};
use crate::clock::unix_seconds;
use crate::jwt::{Claims, mint};
use crate::server::Peer;
use crate::signing::password_hash;
use crate::world::{Shared, lock};

/// `POST /auth/login`
pub(crate) async fn login(
    State(world): State<Shared>,
    Extension(Peer(from)): Extension<Peer>,
    body: Fields,
) -> Outcome {
    let (Some(email), Some(password)) = (body.text("email"), body.text("password")) else {
        return Err(Refusal::Bad("Email and password are required"));
    };
    let switches = world.switches();
    if switches.login_limit
        && let Some(wait) = lock(&world.limits).login_wait(from, Instant::now())
    {
        return Err(Refusal::TooManyLogins(wait));
    }
    let email = email.trim().to_lowercase();
    let Some(user) = world.store.user_by_login(&email, &password_hash(&email, password))? else {
        lock(&world.limits).login_failed(from, Instant::now());
        return Err(Refusal::WrongCredentials);
    };
    let iat = unix_seconds();
    let exp = iat.saturating_add_unsigned(switches.token_seconds);
    let token = mint(Claims { user_id: user.id, iat, exp }, &world.jwt_secret);
    let data = json!({ "token": token, "userId": user.id, "emailVerified": true, "phoneVerified": false });
    Ok(Answer(json!({ "success": true, "data": data })))
}
