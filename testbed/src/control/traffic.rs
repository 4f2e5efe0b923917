//! What goes in and out: the log of calls, and messages, notifications and events that come from nobody's browser.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Controlled};
use crate::api::new_message;
use crate::clock::now_iso;
use crate::escape::stored;
use crate::publish::Event;
use crate::store::{HistoryPart, MessageRow, NewMessage, NewNotification, User};
use crate::world::{CallLog, Shared, World, lock};

/// `GET /testbed/calls`, with `?path=` and `?method=` to see some only.
pub(super) async fn calls(State(world): State<Shared>, Query(query): Query<HashMap<String, String>>) -> Controlled {
    let wanted = |name, value: &String| query.get(name).is_none_or(|wanted| wanted == value);
    let log = lock(&world.calls);
    let calls: Vec<_> =
        log.calls.iter().filter(|call| wanted("path", &call.path) && wanted("method", &call.method)).collect();
    Ok(Json(json!({ "count": calls.len(), "calls": calls })))
}

/// `DELETE /testbed/calls`
pub(super) async fn forget_calls(State(world): State<Shared>) -> Controlled {
    *lock(&world.calls) = CallLog::default();
    Ok(Json(json!({ "count": 0, "calls": [] })))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notify {
    user_id: i64,
    #[serde(rename = "type")]
    kind: String,
    message: String,
    title: Option<String>,
    severity: Option<String>,
    data: Option<Value>,
}

/// `POST /testbed/notify`: a row, and the event that tells of it. `title`, `severity` and `data` go into the event.
pub(super) async fn notify(State(world): State<Shared>, Json(wanted): Json<Notify>) -> Controlled {
    let user = known_user(&world, wanted.user_id)?;
    let encoding = lock(&world.switches).text_encoding;
    let (message, timestamp) = (stored(&wanted.message, encoding), now_iso());
    let id = world.store.add_notification(&NewNotification {
        user: user.id,
        kind: &wanted.kind,
        message: &message,
        read: false,
        created_at: &timestamp,
    })?;
    let mut data = json!({ "id": id.to_string(), "type": wanted.kind, "message": message, "timestamp": timestamp });
    if let Some(title) = wanted.title {
        data["title"] = stored(&title, encoding).into();
    }
    if let Some(severity) = wanted.severity {
        data["severity"] = severity.into();
    }
    if let Some(more) = wanted.data {
        data["data"] = more;
    }
    world.broadcast(Event::new(format!("private-user-notifications-{}", user.id), "new-notification", &data)).await;
    Ok(Json(data))
}

#[derive(Debug, Deserialize)]
pub(super) struct Publish {
    channel: String,
    event: String,
    data: Value,
}

/// `POST /testbed/publish`: any event on any channel. Data that is a text goes as it is, all else as JSON.
pub(super) async fn publish(State(world): State<Shared>, Json(wanted): Json<Publish>) -> Controlled {
    let data = match wanted.data {
        Value::String(text) => text,
        other => other.to_string(),
    };
    world.publisher.publish(&Event { channel: wanted.channel, name: wanted.event, data }).await?;
    Ok(Json(json!({ "published": true })))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Messages {
    user_id: i64,
    /// `123`, `"123"` or `"help_request_123"`.
    room: Value,
    /// `{n}` stands for the message's number, from 1.
    content: String,
    #[serde(default = "one")]
    count: u32,
    #[serde(default = "yes")]
    broadcast: bool,
    client_id: Option<String>,
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// `POST /testbed/messages`: messages as if sent, in one go, in order. The broadcast follows the `broadcast` switch too.
pub(super) async fn messages(State(world): State<Shared>, Json(wanted): Json<Messages>) -> Controlled {
    let user = known_user(&world, wanted.user_id)?;
    let room = room_number(&wanted.room)?;
    if !world.store.has_help_request(room)? {
        return Err(ControlError::Wrong(format!("there is no help request {room}")));
    }
    let encoding = lock(&world.switches).text_encoding;
    let new: Vec<NewMessage> = (1..=wanted.count)
        .map(|n| NewMessage {
            room,
            sender: user.id,
            text: stored(&wanted.content.replace("{n}", &n.to_string()), encoding),
            client_id: wanted.client_id.clone(),
            created_at: now_iso(),
        })
        .collect();
    let ids = world.store.add_messages(&new)?;
    if wanted.broadcast && lock(&world.switches).broadcast {
        let events: Vec<Event> = ids.iter().zip(new).map(|(id, new)| new_message(&row(*id, new, &user))).collect();
        world.publisher.publish_all(&events).await?;
    }
    let text = |id: Option<&i64>| id.map(ToString::to_string);
    Ok(Json(json!({ "count": ids.len(), "firstId": text(ids.first()), "lastId": text(ids.last()) })))
}

/// `GET /testbed/rooms/{id}/messages`
pub(super) async fn room(State(world): State<Shared>, Path(id): Path<String>) -> Controlled {
    let rows = world.store.messages(room_number(&id.into())?, HistoryPart::default())?;
    let rows: Vec<Value> = rows.iter().map(MessageRow::table_json).collect();
    Ok(Json(json!({ "count": rows.len(), "messages": rows })))
}

pub(super) fn row(id: i64, new: NewMessage, user: &User) -> MessageRow {
    MessageRow {
        id,
        room: new.room,
        sender: user.id,
        username: user.username.clone(),
        avatar: user.avatar_url.clone(),
        text: new.text,
        client_id: new.client_id,
        created_at: new.created_at,
    }
}

pub(super) fn known_user(world: &World, id: i64) -> Result<User, ControlError> {
    world.store.user(id)?.ok_or_else(|| ControlError::Wrong(format!("there is no user {id}")))
}

pub(super) fn room_number(room: &Value) -> Result<i64, ControlError> {
    let number = match room {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.strip_prefix("help_request_").unwrap_or(text).parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| ControlError::Wrong(format!("{room} is no room")))
}
