//! The links of the fault proxy: their settings, and the end of their connections.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::{ControlError, Controlled, read};
use crate::proxy::{Change, How, Link, Links};
use crate::world::{Shared, World};

/// The fault proxy, where there is one.
pub(super) fn links(world: &World) -> Result<&Links, ControlError> {
    world
        .links
        .as_ref()
        .ok_or_else(|| ControlError::Wrong("there are no links: this world talks to real Pusher".into()))
}

fn link<'a>(world: &'a World, name: &str) -> Result<&'a Arc<Link>, ControlError> {
    let link = links(world)?.get(name);
    link.ok_or_else(|| ControlError::Wrong(format!("a link is pusher or api, not {name:?}")))
}

/// `GET /testbed/links/{link}`
pub(super) async fn state(State(world): State<Shared>, Path(name): Path<String>) -> Controlled {
    Ok(Json(json!(link(&world, &name)?.state())))
}

/// `POST /testbed/links/{link}` with some of its settings: the others stay. Answered when they are in force.
pub(super) async fn set(State(world): State<Shared>, Path(name): Path<String>, body: Bytes) -> Controlled {
    let link = link(&world, &name)?;
    let change: Change = read(&body, Change::EXAMPLE)?;
    Ok(Json(json!(link.set(change).await?)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cut {
    how: How,
}

/// `POST /testbed/links/{link}/cut`: answered with how many connections there were, when they are gone.
pub(super) async fn cut(State(world): State<Shared>, Path(name): Path<String>, body: Bytes) -> Controlled {
    let link = link(&world, &name)?;
    let Cut { how } = read(&body, r#"{"how": "reset|close"}"#)?;
    Ok(Json(json!({ "count": link.cut(how).await })))
}
