//! From what the engine shows to the objects that JavaScript sees. The shapes themselves are in `shapes.js`; here is who says what.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::components::{explained, sentence_of};
use crate::engine::wire::NoticeKind;
use crate::engine::{
    Capability, Finding, Health, LocalEcho, Me, Message, Notification, Person, RoomId, RoomStatus, SendState, Status,
    Working,
};

#[wasm_bindgen(module = "/src/embed/shapes.js")]
extern "C" {
    #[wasm_bindgen(js_name = message)]
    fn js_message(
        id: &str,
        content: &str,
        user: Option<f64>,
        username: &str,
        at: f64,
        room: &str,
        mine: bool,
    ) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn js_echo(client_id: &str, content: &str, state: &str, reason: Option<String>) -> JsValue;
    #[wasm_bindgen(js_name = person)]
    fn js_person(user: f64, username: &str) -> JsValue;
    #[wasm_bindgen(js_name = room)]
    pub(super) fn room(
        id: &str,
        status: &str,
        messages: &Array,
        echoes: &Array,
        people: &Array,
        unread: u32,
    ) -> JsValue;
    #[wasm_bindgen(js_name = notification)]
    fn js_notification(id: &str, kind: &str, title: Option<String>, text: &str, at: f64, read: bool) -> JsValue;
    #[wasm_bindgen(js_name = capability)]
    fn js_capability(state: &str, proven_at: Option<f64>) -> JsValue;
    #[wasm_bindgen(js_name = health)]
    fn js_health(
        status: &str,
        pusher_state: &str,
        receiving: JsValue,
        sending: JsValue,
        history: JsValue,
        reconnects: u32,
        waiting_to_send: u32,
        last_error: Option<String>,
        keeps: bool,
        since: f64,
        attempts: u32,
    ) -> JsValue;
    #[wasm_bindgen(js_name = finding)]
    fn js_finding(cause: &str, title: &str, cure: &str) -> JsValue;
    #[wasm_bindgen(js_name = sent)]
    fn js_sent(id: &str, at: f64) -> JsValue;
    #[wasm_bindgen(js_name = unread)]
    fn js_unread(room: &str, count: u32) -> JsValue;
    #[wasm_bindgen(js_name = user)]
    fn js_user(id: f64, name: Option<String>) -> JsValue;
    pub(super) fn rooms(list: &Array) -> JsValue;
    pub(super) fn snapshot(
        user: JsValue,
        health: JsValue,
        rooms: JsValue,
        messages: &Array,
        notifications: &Array,
    ) -> JsValue;
    pub(super) fn list(items: Array) -> Array;
    pub(super) fn grown(before: &Array, kept: u32, added: &Array) -> Array;
    pub(super) fn joined(lists: &Array) -> Array;
}

/// Counts are told as far as they can be.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn message(message: &Message, room: &str) -> JsValue {
    let user = message.user.map(|user| user.get() as f64);
    js_message(&message.id.to_string(), &message.text, user, &message.name, message.at as f64, room, message.mine)
}

pub(super) fn echo(echo: &LocalEcho) -> JsValue {
    let (state, reason) = match &echo.state {
        SendState::Waiting(reason) => ("waiting", reason.as_ref()),
        SendState::Sending => ("sending", None),
        SendState::Unknown => ("unknown", None),
        SendState::Failed(reason) => ("failed", Some(reason)),
    };
    js_echo(echo.client_id.as_str(), &echo.text, state, reason.map(ToString::to_string))
}

pub(super) fn person(person: &Person) -> JsValue {
    js_person(person.user.get() as f64, &person.name)
}

pub(super) fn notification(one: &Notification) -> JsValue {
    let kind = match one.kind {
        NoticeKind::Message => "message",
        NoticeKind::HelpRequest => "help-request",
        NoticeKind::Crisis => "crisis",
        NoticeKind::Proposal => "proposal",
        NoticeKind::Other => "other",
    };
    let title = one.title.as_deref().map(str::to_owned);
    js_notification(&one.id.to_string(), kind, title, &one.message, one.at as f64, one.read)
}

pub(super) fn user(me: &Me) -> JsValue {
    js_user(me.user.get() as f64, me.name.as_deref().map(str::to_owned))
}

pub(super) fn sent(message: &Message) -> JsValue {
    js_sent(&message.id.to_string(), message.at as f64)
}

pub(super) fn unread(room: RoomId, number: usize) -> JsValue {
    js_unread(&room.wire(), count(number))
}

pub(super) fn finding(finding: &Finding) -> JsValue {
    let (title, cure) = explained(finding);
    js_finding(&kebab(&format!("{:?}", finding.cause)), title, cure)
}

pub(super) const fn room_status(status: RoomStatus) -> &'static str {
    match status {
        RoomStatus::Loading => "loading",
        RoomStatus::Unavailable => "unavailable",
        RoomStatus::CatchingUp => "catching-up",
        RoomStatus::Live => "live",
        RoomStatus::Late => "late",
        RoomStatus::NoAccess => "no-access",
    }
}

pub(super) fn health(health: &Health) -> JsValue {
    let status = match health.status {
        Status::SignedOut => "signed-out",
        Status::SignInEnded => "sign-in-ended",
        Status::Connecting => "connecting",
        Status::CatchingUp => "catching-up",
        Status::Live => "live",
        Status::Late => "late",
        Status::Reconnecting { .. } => "reconnecting",
        Status::Offline => "offline",
        Status::Refused => "refused",
        Status::Unsupported => "unsupported",
    };
    js_health(
        status,
        health.socket.name(),
        capability(health.receiving),
        capability(health.sending),
        capability(health.history),
        health.reconnects,
        count(health.waiting_to_send),
        last_error(health),
        health.keeps,
        health.since as f64,
        match health.status {
            Status::Reconnecting { tries, .. } => tries.max(1),
            _ => 0,
        },
    )
}

fn capability(one: Capability) -> JsValue {
    let state = match one.working {
        Working::Untried => "untried",
        Working::Live => "live",
        Working::Late => "late",
        Working::Down => "down",
    };
    js_capability(state, one.proven.map(|at| at as f64))
}

/// What decides most, in words.
fn last_error(health: &Health) -> Option<String> {
    let finding = health.findings.iter().find(|finding| !finding.cause.is_note());
    let failure = health.refusal.as_ref().or(health.paused.as_ref().map(|(_, failure)| failure));
    let trouble = !matches!(health.status, Status::Live | Status::SignedOut | Status::Connecting | Status::CatchingUp);
    finding
        .map(|finding| explained(finding).0.to_owned())
        .or_else(|| failure.map(ToString::to_string))
        .or_else(|| health.problem.as_ref().map(|problem| problem.message.clone()).filter(|text| !text.is_empty()))
        .or_else(|| trouble.then(|| sentence_of(&health.status).to_owned()))
}

/// `AddressBlocked` as JavaScript's other words are: `address-blocked`.
fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}
