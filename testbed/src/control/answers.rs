//! Whole answers in the site's place.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::{ControlError, Controlled, read};
use crate::given::Given;
use crate::world::{Shared, lock};

/// `GET /testbed/answers`
pub(super) async fn answers(State(world): State<Shared>) -> Controlled {
    let answers: Vec<Value> = lock(&world.answers).iter().map(Given::to_json).collect();
    Ok(Json(json!({ "answers": answers })))
}

/// `POST /testbed/answers`: one more, after those there are.
pub(super) async fn add(State(world): State<Shared>, body: Bytes) -> Controlled {
    let looks = |error| ControlError::Wrong(format!("{error}; an answer looks like {}", Given::EXAMPLE));
    let given = Given::read(read(&body, Given::EXAMPLE)?).map_err(looks)?;
    lock(&world.answers).push(given);
    answers(State(world)).await
}

/// `DELETE /testbed/answers`
pub(super) async fn end(State(world): State<Shared>) -> Controlled {
    lock(&world.answers).clear();
    answers(State(world)).await
}
