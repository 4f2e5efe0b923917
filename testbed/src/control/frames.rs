//! The frames of the Pusher link: rules for them, frames from nobody, and the log of all that passed.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::links::links;
use super::{ControlError, Controlled, read};
use crate::proxy::{Closing, Direction, Kind, Message, Rule, Wanted};
use crate::world::Shared;

/// `GET /testbed/frames`, with `?direction=`, `?event=`, `?channel=`, `?connection=` to see some only.
pub(super) async fn log(State(world): State<Shared>, wanted: Result<Query<Wanted>, QueryRejection>) -> Controlled {
    let Query(wanted) = wanted.map_err(|error| {
        ControlError::Wrong(format!("{error}; it should look like ?direction=up&event=…&channel=…&connection=1"))
    })?;
    Ok(Json(links(&world)?.frames.log(&wanted)))
}

/// `DELETE /testbed/frames`
pub(super) async fn forget(State(world): State<Shared>) -> Controlled {
    links(&world)?.frames.forget();
    Ok(Json(json!([])))
}

/// `GET /testbed/frames/rules`
pub(super) async fn rules(State(world): State<Shared>) -> Controlled {
    let frames = &links(&world)?.frames;
    Ok(Json(json!({ "rules": frames.rules(), "held": frames.held() })))
}

/// `POST /testbed/frames/rules` with a rule or a list of them, after those there are. All are taken, or none.
pub(super) async fn add_rules(State(world): State<Shared>, body: Bytes) -> Controlled {
    let frames = &links(&world)?.frames;
    let looks = |error| ControlError::Wrong(format!("{error}; a rule looks like {}", Rule::EXAMPLE));
    frames.add(Rule::read(read(&body, Rule::EXAMPLE)?).map_err(looks)?);
    rules(State(world)).await
}

/// `DELETE /testbed/frames/rules`: what they hold stays held.
pub(super) async fn end_rules(State(world): State<Shared>) -> Controlled {
    links(&world)?.frames.end_rules();
    rules(State(world)).await
}

/// `POST /testbed/frames/release`
pub(super) async fn release(State(world): State<Shared>) -> Controlled {
    Ok(Json(json!({ "count": links(&world)?.frames.release() })))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Injected {
    #[serde(default)]
    direction: Direction,
    text: Option<String>,
    binary_base64: Option<String>,
}

/// `POST /testbed/frames/inject`: a frame from nobody, on all open connections.
pub(super) async fn inject(State(world): State<Shared>, body: Bytes) -> Controlled {
    const EXAMPLE: &str = r#"{"direction": "up|down", "text": "…"}, or "binaryBase64" in place of "text""#;
    let wrong = |what: &str| ControlError::Wrong(format!("{what}; it should look like {EXAMPLE}"));
    let frames = &links(&world)?.frames;
    let Injected { direction, text, binary_base64 } = read(&body, EXAMPLE)?;
    let message = match (text, binary_base64) {
        (Some(text), None) => Message::text(&text),
        (None, Some(binary)) => {
            let payload = BASE64_STANDARD.decode(binary).map_err(|error| wrong(&error.to_string()))?;
            Message { kind: Kind::Binary, payload }
        }
        _ => return Err(wrong("a frame is a text or binary")),
    };
    Ok(Json(json!({ "count": frames.inject(direction, &message) })))
}

/// `POST /testbed/frames/close`: a close frame for the browser on all open connections.
pub(super) async fn close(State(world): State<Shared>, body: Bytes) -> Controlled {
    let frames = &links(&world)?.frames;
    let closing: Closing = read(&body, Closing::EXAMPLE)?;
    Ok(Json(json!({ "count": frames.close(&closing.checked().map_err(ControlError::Wrong)?) })))
}
