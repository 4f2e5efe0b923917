//! A pure model of the site's backend, by the same rules as the real one: ids that rise across all rooms, text stored escaped,
//! history bare or enveloped, events told to whoever is subscribed. Knows nothing of any client.

use std::collections::{BTreeMap, BTreeSet};

use glx_realtime::engine::wire::escape;
use glx_realtime::engine::{Answer, Body, Request};
use serde_json::{Value, json};

/// Midnight, 1 January 2026, UTC.
pub(crate) const DAY_ONE: i64 = 1_767_225_600_000;

/// A saved message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: u64,
    pub(crate) room: u64,
    pub(crate) user: u64,
    /// As typed.
    pub(crate) text: String,
    /// What the client called it: kept for the tests even where the backend tells nobody.
    pub(crate) client_id: Option<String>,
    pub(crate) at: i64,
}

/// Something told to everyone on a channel.
#[derive(Debug, Clone)]
pub(crate) struct Broadcast {
    pub(crate) channel: String,
    pub(crate) event: &'static str,
    pub(crate) data: String,
}

/// The site.
#[derive(Debug, Default)]
pub(crate) struct Backend {
    pub(crate) rows: Vec<Row>,
    next_id: u64,
    pub(crate) users: BTreeMap<u64, String>,
    /// Whose, and `{id, type, message, timestamp}`, oldest first.
    pub(crate) notices: Vec<(u64, Value)>,
    /// History comes as `{success, data}` instead of bare.
    pub(crate) enveloped: bool,
    /// Text is handed out as it was sent.
    pub(crate) plain: bool,
    /// The extras of a better backend: `clientId`, `userId` in rows, `?after=`.
    pub(crate) extras: bool,
    /// Users have pictures, which rows of the history tell.
    pub(crate) pictures: bool,
    /// Saves, but tells nobody.
    pub(crate) mute: bool,
    /// Channels that nobody is let into.
    pub(crate) closed: BTreeSet<String>,
    /// What every answer says of the calls that are left.
    pub(crate) remaining: Option<u32>,
    pub(crate) broadcasts: Vec<Broadcast>,
    pub(crate) wall: i64,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let users = [(7, "ana"), (8, "ben"), (9, "cleo")].map(|(id, name)| (id, name.to_owned()));
        Self { users: users.into(), next_id: 41, wall: DAY_ONE, ..Self::default() }
    }

    /// A message that somebody saves, by whatever client.
    pub(crate) fn post(&mut self, user: u64, room: u64, text: &str, client_id: Option<&str>) -> u64 {
        self.next_id += 1;
        let row = Row {
            id: self.next_id,
            room,
            user,
            text: text.to_owned(),
            client_id: client_id.map(str::to_owned),
            at: self.wall,
        };
        let mut data = json!({
            "id": row.id.to_string(), "content": self.encode(text), "userId": user, "username": self.users[&user],
            "timestamp": iso(row.at), "type": "chat", "roomId": format!("help_request_{room}"),
        });
        if self.extras && client_id.is_some() {
            data["clientId"] = json!(client_id);
        }
        self.rows.push(row);
        self.tell(format!("private-help-request-{room}"), "new-message", data);
        self.next_id
    }

    pub(crate) fn notify(&mut self, user: u64, kind: &str, message: &str) -> u64 {
        self.next_id += 1;
        let notice = json!({"id": self.next_id.to_string(), "type": kind, "message": self.encode(message), "timestamp": iso(self.wall)});
        self.notices.push((user, notice.clone()));
        self.tell(format!("private-user-notifications-{user}"), "new-notification", notice);
        self.next_id
    }

    /// A saved message.
    pub(crate) fn row(&self, id: u64) -> Option<&Row> {
        self.rows.binary_search_by_key(&id, |row| row.id).ok().and_then(|at| self.rows.get(at))
    }

    /// The messages of a room, oldest first.
    pub(crate) fn room(&self, room: u64) -> Vec<&Row> {
        self.rows.iter().filter(|row| row.room == room).collect()
    }

    /// Carries out a call of a signed-in user.
    pub(crate) fn answer(&mut self, user: u64, request: &Request) -> Answer {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let body: Value = match &request.body {
            Body::Json(text) => serde_json::from_str(text).expect("the client sends JSON"),
            _ => Value::Null,
        };
        let room = |body: &Value| {
            let id = body["roomId"].as_str().expect("a room");
            id.strip_prefix("help_request_").expect("the wire form").parse::<u64>().expect("a number")
        };
        match path {
            "/pusher/auth" => self.authorize(request),
            "/chat/send" => {
                let text = body["content"].as_str().expect("a text").to_owned();
                let id = self.post(user, room(&body), &text, body["clientId"].as_str());
                ok(
                    json!({"success": true, "messageId": id.to_string(), "timestamp": iso(self.wall), "api_version": "1"}),
                )
            }
            "/chat/join" | "/chat/leave" => {
                let event = if path == "/chat/join" { "user-joined" } else { "user-left" };
                let data = json!({"userId": user, "username": self.users[&user], "timestamp": iso(self.wall)});
                self.tell(format!("private-help-request-{}", room(&body)), event, data);
                ok(json!({"success": true, "message": "ok", "roomId": body["roomId"]}))
            }
            "/realtime/health" => ok(json!({"success": true, "data": {"type": "pusher", "status": "active"}})),
            "/user/profile" => ok(json!({"success": true, "data": {"id": user, "username": self.users[&user]}})),
            "/notifications" => {
                let own = self.notices.iter().rev().filter(|(owner, _)| *owner == user).map(|(_, notice)| notice);
                let newest: Vec<_> = own.take(20).collect();
                ok(json!({"success": true, "notifications": newest}))
            }
            "/help-requests" => {
                let row = json!({"id": 1, "title": "Tom &amp; Jerry&#x27;s shed", "status": "open", "created_at": iso(DAY_ONE)});
                ok(json!({"success": true, "data": [row], "pagination": {}}))
            }
            _ => match path.strip_prefix("/chat/").and_then(|rest| rest.strip_suffix("/messages")) {
                Some(room) => self.history(room.parse().expect("a bare room number"), query),
                None => Answer { status: 404, body: "<!doctype html>Cannot GET".into(), ..Answer::default() },
            },
        }
    }

    fn history(&self, room: u64, query: &str) -> Answer {
        let after: u64 = match query.strip_prefix("after=") {
            Some(after) if self.extras => after.parse().expect("an id"),
            _ => 0,
        };
        let rows: Vec<_> = self
            .room(room)
            .into_iter()
            .filter(|row| row.id > after)
            .map(|row| {
                let mut told = json!({
                    "id": row.id, "message": self.encode(&row.text), "sender_username": self.users[&row.user],
                    "sender_avatar": self.pictures.then(|| format!("/{}.png", row.user)), "created_at": iso(row.at),
                });
                if self.extras {
                    told["userId"] = json!(row.user);
                    told["clientId"] = json!(row.client_id);
                }
                told
            })
            .collect();
        ok(if self.enveloped { json!({"success": true, "data": rows, "api_version": "1"}) } else { json!(rows) })
    }

    fn authorize(&self, request: &Request) -> Answer {
        let Body::Form(fields) = &request.body else { panic!("auth is form-encoded") };
        let field =
            |name| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()).expect("a field");
        let channel = field("channel_name");
        if self.closed.contains(&channel) {
            let error =
                json!({"success": false, "error": {"message": "Unauthorized channel access", "statusCode": 403}});
            return Answer { status: 403, body: error.to_string(), ..Answer::default() };
        }
        ok(json!({"auth": signature(&field("socket_id"), &channel), "channel_data": "{\"user_id\":\"7\"}"}))
    }

    fn encode(&self, text: &str) -> String {
        if self.plain { text.to_owned() } else { escape(text) }
    }

    fn tell(&mut self, channel: String, event: &'static str, data: Value) {
        if !self.mute {
            self.broadcasts.push(Broadcast { channel, event, data: data.to_string() });
        }
    }
}

/// What lets a socket into a channel.
pub(crate) fn signature(socket: &str, channel: &str) -> String {
    format!("key:{socket}:{channel}")
}

fn ok(body: Value) -> Answer {
    Answer { status: 200, body: body.to_string(), ..Answer::default() }
}

/// A moment of the first days of 2026 as the site writes it.
pub(crate) fn iso(at: i64) -> String {
    let since = at - DAY_ONE;
    let (day, rest) = (since.div_euclid(86_400_000), since.rem_euclid(86_400_000));
    let (seconds, millis) = (rest / 1000, rest % 1000);
    assert!((0..31).contains(&day), "the model's calendar is one month long");
    format!("2026-01-{:02}T{:02}:{:02}:{:02}.{millis:03}Z", day + 1, seconds / 3600, seconds / 60 % 60, seconds % 60)
}
