//! What has passed: each message with its time, and what of it matters to a test. Bounded; the oldest go first.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::proxy::lanes::Direction;
use crate::proxy::websocket::{Kind, Message};

const KEPT: usize = 20_000;
/// How many characters of a text the log shows.
const SHOWN: usize = 200;

/// A message as rules and the log see it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) text: Option<String>,
    pub(super) event: Option<String>,
    pub(super) channel: Option<String>,
}

impl Seen {
    pub(super) fn of(message: &Message) -> Self {
        if message.kind != Kind::Text {
            return Self::default();
        }
        let text = String::from_utf8_lossy(&message.payload).into_owned();
        let frame: Value = serde_json::from_str(&text).unwrap_or_default();
        let named = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        // A subscription names its channel in its data.
        let channel = named(&frame, "channel").or_else(|| named(frame.get("data")?, "channel"));
        Self { event: named(&frame, "event"), channel, text: Some(text) }
    }
}

/// One line of the log.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// Milliseconds since the start of this program.
    at: f64,
    connection: u64,
    direction: Direction,
    kind: &'static str,
    event: Option<String>,
    channel: Option<String>,
    bytes: usize,
    data: String,
    /// The code of a close frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    /// What was done to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'static str>,
}

impl Entry {
    pub(super) fn new(
        at: Duration,
        connection: u64,
        direction: Direction,
        message: &Message,
        seen: Seen,
        act: Option<&'static str>,
    ) -> Self {
        let payload = &message.payload;
        let (kind, code, data) = match message.kind {
            Kind::Text => ("text", None, seen.text.unwrap_or_default()),
            Kind::Binary => ("binary", None, String::new()),
            Kind::Close => {
                let (code, reason) = payload.split_at_checked(2).unwrap_or_default();
                let code = code.try_into().ok().map(u16::from_be_bytes);
                ("close", code, String::from_utf8_lossy(reason).into_owned())
            }
            Kind::Ping => ("ping", None, String::new()),
            Kind::Pong => ("pong", None, String::new()),
        };
        Self {
            at: (at.as_secs_f64() * 1e6).round() / 1e3,
            connection,
            direction,
            kind,
            event: seen.event,
            channel: seen.channel,
            bytes: payload.len(),
            data: data.chars().take(SHOWN).collect(),
            code,
            act,
        }
    }
}

/// Which lines are wanted; all where nothing is said.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    direction: Option<Direction>,
    event: Option<String>,
    channel: Option<String>,
    connection: Option<u64>,
}

/// The last messages, in the order they came.
#[derive(Debug, Default)]
pub(super) struct Log(VecDeque<Entry>);

impl Log {
    pub(super) fn note(&mut self, entry: Entry) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    pub(super) fn to_json(&self, wanted: &Wanted) -> Value {
        self.0.iter().filter(|entry| wanted.fits(entry)).map(|entry| json!(entry)).collect()
    }
}

impl Wanted {
    fn fits(&self, entry: &Entry) -> bool {
        self.direction.is_none_or(|direction| direction == entry.direction)
            && self.connection.is_none_or(|connection| connection == entry.connection)
            && self.event.as_ref().is_none_or(|event| entry.event.as_ref() == Some(event))
            && self.channel.as_ref().is_none_or(|channel| entry.channel.as_ref() == Some(channel))
    }
}
