//! The world's state: switches, reset, sockudo, tokens.

use std::hash::{BuildHasher, RandomState};

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ControlError, Controlled};
use crate::clock::unix_seconds;
use crate::jwt::{Claims, mint};
use crate::limits::Limits;
use crate::seed::seed;
use crate::sockudo::{Action, SockudoError};
use crate::world::{CallLog, Shared, World, lock};

/// `GET /testbed`
pub(super) async fn ready(State(world): State<Shared>) -> Controlled {
    Ok(Json(crate::ready::ready(&world.place, &world.store)?))
}

/// `GET /testbed/switches`
pub(super) async fn switches(State(world): State<Shared>) -> Controlled {
    Ok(Json(world.switches().to_json()))
}

/// `POST /testbed/switches` with some of them: the others stay as they are.
pub(super) async fn set_switches(State(world): State<Shared>, Json(wanted): Json<Map<String, Value>>) -> Controlled {
    apply(&world, &wanted)?;
    Ok(Json(world.switches().to_json()))
}

fn apply(world: &World, wanted: &Map<String, Value>) -> Result<(), ControlError> {
    let (lifted, cuts) = {
        let mut switches = lock(&world.switches);
        switches.set_all(wanted).map_err(ControlError::Wrong)?;
        (wanted.contains_key("blockAddress") && !switches.block_address, switches.cuts())
    };
    if lifted {
        lock(&world.limits).lift_blocks();
    }
    if cuts {
        world.fresh.send_modify(|times| *times += 1);
    }
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Reset {
    #[serde(default)]
    switches: Map<String, Value>,
}

/// `POST /testbed/reset`, with `{"switches": {…}}` where some should differ from those of the start: new rows with new
/// ids, an empty call log, nobody blocked, no faults on the links. The answer is the ready object, with the new users.
pub(super) async fn reset(State(world): State<Shared>, body: Bytes) -> Controlled {
    let wanted = match body.is_empty() {
        true => Reset::default(),
        false => serde_json::from_slice(&body).map_err(|error| ControlError::Wrong(error.to_string()))?,
    }
    .switches;
    // Judged before anything is thrown away.
    world.first_switches.clone().set_all(&wanted).map_err(ControlError::Wrong)?;
    *lock(&world.switches) = world.first_switches.clone();
    apply(&world, &wanted)?;
    lock(&world.answers).clear();
    if let Some(links) = &world.links {
        links.reset().await?;
    }
    *lock(&world.limits) = Limits::default();
    lock(&world.csrf_tokens).clear();
    world.store.clear()?;
    seed(&world.store, lock(&world.switches).text_encoding)?;
    *lock(&world.calls) = CallLog::default();
    Ok(Json(crate::ready::ready(&world.place, &world.store)?))
}

#[derive(Debug, Deserialize)]
pub(super) struct Sockudo {
    action: String,
}

/// `POST /testbed/sockudo` with `{"action": "kill" | "start" | "restart"}`: answered when it is done.
pub(super) async fn sockudo(State(world): State<Shared>, Json(wanted): Json<Sockudo>) -> Controlled {
    let action = match wanted.action.as_str() {
        "kill" => Action::Kill,
        "start" => Action::Start,
        "restart" => Action::Restart,
        other => return Err(ControlError::Wrong(format!("an action is kill, start or restart, not {other:?}"))),
    };
    let handle = world.sockudo.as_ref().ok_or(SockudoError::Unsupervised)?;
    let running = handle.ask(action).await?;
    world.publisher.reconnect();
    Ok(Json(json!({ "running": running })))
}

/// `GET /testbed/csrf`: one more valid token.
pub(super) async fn csrf_token(State(world): State<Shared>) -> Controlled {
    // A hasher's fresh keys are random enough for a token that guards nothing.
    let token = format!("{:016x}", RandomState::new().hash_one(unix_seconds()));
    lock(&world.csrf_tokens).insert(token.clone());
    Ok(Json(json!({ "token": token })))
}

/// `DELETE /testbed/csrf`: all tokens so far are over.
pub(super) async fn revoke_csrf_tokens(State(world): State<Shared>) -> Controlled {
    lock(&world.csrf_tokens).clear();
    Ok(Json(json!({ "revoked": true })))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Token {
    user_id: i64,
    /// Seconds from now; negative for one that is over.
    expires_in: Option<i64>,
    /// Another secret than the site's, for a token it must refuse.
    secret: Option<String>,
}

/// `POST /testbed/tokens`
pub(super) async fn token(State(world): State<Shared>, Json(wanted): Json<Token>) -> Controlled {
    let now = unix_seconds();
    let life = wanted.expires_in.unwrap_or(7 * 86_400);
    // A token that is over was made before it ended.
    let iat = now.saturating_add(life.saturating_sub(60).min(0));
    let claims = Claims { user_id: wanted.user_id, iat, exp: now.saturating_add(life) };
    let secret = wanted.secret.as_deref().unwrap_or(&world.jwt_secret);
    Ok(Json(json!({ "token": mint(claims, secret), "userId": wanted.user_id, "exp": claims.exp })))
}
