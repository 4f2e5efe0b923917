//! Sends leave one at a time per room. One whose answer never came is looked for before it is sent again; one that was refused is sent
//! again only when a person says so.

use std::collections::{BTreeMap, BTreeSet};

use glx_realtime::engine::{Answer, Body, CallError, CallId, Effect, Input, Millis, Request};
use serde_json::Value;

use crate::client::Client;

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// It was carried out.
    Done,
    /// Nobody can tell.
    Unknown,
    /// The site refused this very call.
    Refused,
    /// The site took no call at that time.
    NotNow,
}

#[derive(Debug, Default)]
pub(crate) struct Sends {
    /// By call: the room, and the name of the send.
    under_way: BTreeMap<CallId, (u64, String)>,
    /// By call: the room, and when it was asked for.
    histories: BTreeMap<CallId, (u64, Millis)>,
    /// By room: the newest history that was asked for, and whether it has failed.
    newest_history: BTreeMap<u64, (CallId, bool)>,
    /// Sends whose fate is unknown: the room, and since when.
    unknown: BTreeMap<String, (u64, Millis)>,
    refused: BTreeSet<String>,
    /// By call: what has come of its answer.
    parts: BTreeMap<CallId, String>,
}

impl Sends {
    /// Nobody will hear the answers to what is under way.
    pub(super) fn stay_ended(&mut self, now: Millis) {
        self.histories.clear();
        for (room, name) in std::mem::take(&mut self.under_way).into_values() {
            self.unknown.insert(name, (room, now));
        }
    }

    /// Whether the newest history of a room could not be had.
    pub(super) fn history_failed(&self, room: u64) -> bool {
        self.newest_history.get(&room).is_some_and(|(_, failed)| *failed)
    }

    fn called(&mut self, id: CallId, request: &Request, now: Millis) {
        if request.path == "/chat/send" {
            let (room, name) = room_and_name(request);
            assert!(!self.unknown.contains_key(&name), "{name} may have arrived, and is sent again without a look");
            assert!(!self.refused.contains(&name), "{name} was refused, and is sent again although nobody said so");
            let other = self.under_way.values().find(|(other, _)| *other == room);
            assert!(other.is_none(), "{name} is sent while {other:?} is under way in the same room");
            self.under_way.insert(id, (room, name));
        } else if let Some(room) = history_of(&request.path) {
            self.histories.insert(id, (room, now));
            let failed = self.history_failed(room);
            self.newest_history.insert(room, (id, failed));
        }
    }

    fn answered(&mut self, id: CallId, outcome: &Result<Answer, CallError>, now: Millis) {
        let before = self.parts.remove(&id).unwrap_or_default();
        let outcome = &outcome.clone().map(|answer| Answer { body: before + &answer.body, ..answer });
        if let Some((room, name)) = self.under_way.remove(&id) {
            match fate(outcome) {
                Fate::Unknown => _ = self.unknown.insert(name, (room, now)),
                Fate::Refused => _ = self.refused.insert(name),
                Fate::Done | Fate::NotNow => {}
            }
        }
        let history = self.histories.remove(&id);
        if let Some((newest, failed)) = history.and_then(|(room, _)| self.newest_history.get_mut(&room))
            && *newest == id
        {
            *failed = fate(outcome) != Fate::Done;
        }
        if let Some((room, began)) = history
            && self.unknown.values().any(|(other, _)| *other == room)
            && fate(outcome) == Fate::Done
        {
            self.unknown.retain(|_, (other, since)| *other != room || began < *since);
        }
    }
}

pub(super) fn note(client: &mut Client, input: &Input, now: Millis) {
    client.watch.is_broadcast = matches!(input, Input::ChannelEvent { event, .. } if event == "new-message");
    match input {
        Input::Part { id, text } => client.watch.sends.parts.entry(*id).or_default().push_str(text),
        Input::Answered { id, outcome } => client.watch.sends.answered(*id, outcome, now),
        Input::Retry(_, name) => _ = client.watch.sends.refused.remove(name.as_str()),
        Input::Discard(_, name) => _ = client.watch.discarded.insert(name.clone()),
        _ => {}
    }
}

pub(super) fn judge(client: &mut Client, effect: &Effect, now: Millis) {
    if let Effect::Call { id, request } = effect {
        if request.path == "/chat/send" {
            note_unplaced(client, request);
        }
        client.watch.sends.called(*id, request, now);
    }
}

fn note_unplaced(client: &mut Client, request: &Request) {
    let (number, name) = room_and_name(request);
    let rooms = client.watch.last.as_ref().map(|view| &view.rooms);
    let loaded = rooms.is_some_and(|rooms| rooms.values().any(|room| room.id.get() == number && room.loaded));
    if !loaded {
        let text = json_of(request)["content"].as_str().expect("a text").to_owned();
        client.watch.unplaced.extend([name, text]);
    }
}

fn json_of(request: &Request) -> Value {
    let Body::Json(body) = &request.body else { panic!("a send is JSON") };
    serde_json::from_str(body).expect("a send is JSON")
}

fn room_and_name(request: &Request) -> (u64, String) {
    let body = json_of(request);
    let room = body["roomId"].as_str().and_then(|room| room.strip_prefix("help_request_")).expect("a room");
    (room.parse().expect("a number"), body["clientId"].as_str().expect("a name").to_owned())
}

fn history_of(path: &str) -> Option<u64> {
    path.strip_prefix("/chat/")?.split_once("/messages")?.0.parse().ok()
}

fn fate(outcome: &Result<Answer, CallError>) -> Fate {
    let Ok(answer) = outcome else { return Fate::Unknown };
    let says = |word: &str| answer.body.contains(word);
    match answer.status {
        200 if serde_json::from_str::<Value>(&answer.body).is_ok() => Fate::Done,
        401 | 429 => Fate::NotNow,
        403 if says("Invalid token") || says("csrfRequired") || says("\"blocked\"") => Fate::NotNow,
        408 => Fate::Unknown,
        400..500 => Fate::Refused,
        _ => Fate::Unknown,
    }
}
