//! The chat of a help request: send, history, join, leave. A message is saved first and broadcast to everyone in the
//! room, its sender too; a broadcast that fails is nobody's error.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use serde_json::{Value, json};

use super::body::Fields;
use super::{Caller, saved_text};
use crate::answer::{Answer, Outcome, Refusal};
use crate::clock::now_iso;
use crate::publish::Event;
use crate::store::{HistoryPart, MessageRow, NewMessage};
use crate::world::{Shared, World};

/// `POST /chat/send`
pub(crate) async fn send(State(world): State<Shared>, Caller(user): Caller, body: Fields) -> Outcome {
    let (Some(content), Some(room)) = (body.text("content"), body.text("roomId")) else {
        return Err(Refusal::Bad("Content and roomId are required"));
    };
    let room = known_room(&world, room)?;
    let text = saved_text(&world, content)?;
    if text.is_empty() {
        return Err(Refusal::Bad("Message content cannot be empty"));
    }
    let switches = world.switches();
    let client_id = body.text("clientId").filter(|_| switches.extras).map(str::to_owned);
    let (created_at, sender) = (now_iso(), user.id);
    let new = NewMessage { room, sender, text, client_id, created_at };
    let id = *world.store.add_messages(std::slice::from_ref(&new))?.first().ok_or(Refusal::Bad("Nothing was saved"))?;
    let row = MessageRow {
        id,
        room,
        sender,
        username: user.username,
        avatar: user.avatar_url,
        text: new.text,
        client_id: new.client_id,
        created_at: new.created_at,
    };
    let event = new_message(&row);
    if switches.broadcast_first {
        world.broadcast(event).await;
    } else {
        let world = Shared::clone(&world);
        tokio::spawn(async move { world.broadcast(event).await });
    }
    let mut answer = json!({ "success": true, "messageId": id.to_string(), "timestamp": row.created_at });
    if let Some(client_id) = row.client_id {
        answer["clientId"] = client_id.into();
    }
    Ok(Answer(answer))
}

/// `GET /chat/{id}/messages`
pub(crate) async fn history(
    State(world): State<Shared>,
    Caller(_): Caller,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Outcome {
    let room = id.parse().map_err(|_| Refusal::Bad("Invalid help request ID"))?;
    let switches = world.switches();
    let number = |name| query.get(name).filter(|_| switches.extras).and_then(|text| text.parse::<i64>().ok());
    let limit = number("limit").filter(|limit| *limit >= 0);
    let part = HistoryPart { after: number("after"), before: number("before"), limit };
    let rows = world.store.messages(room, part)?;
    let rows: Value = rows.iter().map(|row| row.history_json(switches.extras)).collect();
    Ok(Answer(if switches.history_enveloped { json!({ "success": true, "data": rows }) } else { rows }))
}

/// `POST /chat/join`
pub(crate) async fn join(State(world): State<Shared>, caller: Caller, body: Fields) -> Outcome {
    pass_by(&world, caller, &body, "user-joined", "Joined room successfully").await
}

/// `POST /chat/leave`
pub(crate) async fn leave(State(world): State<Shared>, caller: Caller, body: Fields) -> Outcome {
    pass_by(&world, caller, &body, "user-left", "Left room successfully").await
}

async fn pass_by(world: &World, Caller(user): Caller, body: &Fields, event: &str, message: &str) -> Outcome {
    let room_id = body.text("roomId").ok_or(Refusal::Bad("roomId is required"))?;
    let room = known_room(world, room_id)?;
    let data = json!({ "userId": user.id, "username": user.username, "timestamp": now_iso() });
    world.broadcast(Event::new(channel(room), event, &data)).await;
    Ok(Answer(json!({ "success": true, "message": message, "roomId": room_id })))
}

/// The event that tells a room of a message.
pub(crate) fn new_message(row: &MessageRow) -> Event {
    let mut data = json!({
        "id": row.id.to_string(), "content": row.text, "userId": row.sender, "username": row.username,
        "timestamp": row.created_at, "type": "chat", "roomId": format!("help_request_{}", row.room),
    });
    if let Some(client_id) = &row.client_id {
        data["clientId"] = client_id.as_str().into();
    }
    Event::new(channel(row.room), "new-message", &data)
}

fn channel(room: i64) -> String {
    format!("private-help-request-{room}")
}

/// The help request behind a room id such as `help_request_123`.
fn known_room(world: &World, room_id: &str) -> Result<i64, Refusal> {
    let number = room_id.strip_prefix("help_request_").and_then(|number| number.parse().ok());
    let id = number.ok_or(Refusal::Bad("Invalid room ID format"))?;
    if world.store.has_help_request(id)? { Ok(id) } else { Err(Refusal::Missing("Help request not found")) }
}
