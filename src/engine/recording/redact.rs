//! Takes out of an input what is nobody else's business, so that the engine still does with it what it did. Secrets always go; texts,
//! titles and names are replaced by letters, the same by the same, whichever way they came: typed, or escaped by the site.

use super::Texts;
use super::json::{Written, rewrite};
use crate::engine::effect::Answer;
use crate::engine::ids::Channel;
use crate::engine::input::Input;
use crate::engine::wire::{TextEncoding, clean_outgoing, escape, wire_size};

/// What these fields hold goes in any case.
const SECRET: [&str; 7] = ["auth", "channel_data", "token", "email", "sender_avatar", "avatar_url", "avatar"];
/// The fields that anything is read from: other names are nobody's business either.
#[rustfmt::skip]
const FIELDS: [&str; 45] = [
    "success", "data", "error", "message", "statusCode", "csrfRequired", "blocked", "attacksDetected", "description", "id", "messageId",
    "userId", "user_id", "roomId", "clientId", "content", "username", "timestamp", "type", "sender_username", "sender_avatar", "created_at",
    "notifications", "title", "read", "severity", "auth", "channel_data", "category", "urgency", "status", "requester_username", "text",
    "at", "attempted", "baseline", "failed", "filtered", "reason", "rateLimited", "retry_after", "refused", "server", "cluster", "api_version",
];
/// Words of the site's that mean something by themselves.
const KNOWN: [&str; 2] = ["Invalid token", "Unauthorized channel access"];
/// The words of the Pusher server by which its errors are told apart.
const COMPLAINTS: [&str; 12] = [
    "hmac",
    "signature",
    "client",
    "event",
    "events",
    "messages",
    "messaging",
    "enable",
    "enabled",
    "not",
    "allowed",
    "disabled",
];
/// The events of the site's.
const EVENTS: [&str; 4] = ["new-message", "user-joined", "user-left", "new-notification"];
/// Fewer letters might be the same for two texts.
const LETTERS: usize = 12;

pub(super) struct Redactor {
    texts: Texts,
    salt: u64,
}

impl Redactor {
    pub(super) fn new(texts: Texts, salt: u64) -> Self {
        Self { texts, salt }
    }

    pub(super) fn input(&self, input: Input) -> Input {
        match input {
            Input::SignIn { user, stored } => Input::SignIn { user, stored: self.all_stored(stored) },
            Input::KeptByAnother { stored } => Input::KeptByAnother { stored: self.all_stored(stored) },
            Input::KeptElsewhere { key, value } => {
                let value = value.map(|value| self.stored(&key, value));
                Input::KeptElsewhere { key, value }
            }
            Input::Send { room, text } => Input::Send { room, text: self.typed(&text) },
            Input::SendAs { room, text, client_id } => Input::SendAs { room, text: self.typed(&text), client_id },
            Input::Draft(room, text) => Input::Draft(room, self.typed(&text)),
            Input::SocketError { code, message } => Input::SocketError { code, message: complaint(&message) },
            Input::ChannelEvent { channel, event, data } => {
                let data = self.wire_json(&data);
                let known = event.starts_with("pusher:") || EVENTS.contains(&&*event);
                let event = if known { event } else { self.wire(&event) };
                Input::ChannelEvent { channel: self.channel(channel), event, data }
            }
            Input::AuthRequested { id, socket_id, channel } => {
                let socket_id = if is_of(&socket_id, b".") { socket_id } else { self.wire(&socket_id) };
                Input::AuthRequested { id, socket_id, channel: self.channel(channel) }
            }
            Input::Answered { id, outcome: Ok(answer) } => {
                let body = self.wire_json(&answer.body);
                Input::Answered { id, outcome: Ok(Answer { body, ..answer }) }
            }
            // Numbers, names of ours, and what the page's operator has written. Whoever adds an input says here what is secret in it.
            Input::Part { id, .. } => Input::Part { id, text: String::new() },
            other @ (Input::Tick
            | Input::SignOut
            | Input::TokenRefreshed(_)
            | Input::Join(_)
            | Input::LookAt(_)
            | Input::HistoryAhead(_)
            | Input::Leave(_)
            | Input::Retry(..)
            | Input::Discard(..)
            | Input::Seen(..)
            | Input::ReconnectNow
            | Input::LoadHelpRequests
            | Input::LookAtNotifications
            | Input::ReadNotification(_)
            | Input::ReadAllNotifications
            | Input::Diagnose
            | Input::Socket(..)
            | Input::SocketOpened
            | Input::SocketLost
            | Input::PusherMissing
            | Input::Pong
            | Input::Answered { outcome: Err(_), .. }
            | Input::Online(_)
            | Input::Visible(_)
            | Input::Frozen
            | Input::Resumed
            | Input::StorageFailed
            | Input::PolicyViolation { .. }
            | Input::Probed { .. }) => other,
        }
    }

    fn all_stored(&self, stored: Vec<(String, String)>) -> Vec<(String, String)> {
        let redacted = stored.into_iter().map(|(key, value)| (key.clone(), self.stored(&key, value)));
        redacted.collect()
    }

    /// What a page kept on the device. Its texts are as they were typed.
    fn stored(&self, key: &str, value: String) -> String {
        if key.starts_with("draft.") {
            return self.typed(&value);
        }
        self.json(&value, |text| self.typed(text))
    }

    fn wire_json(&self, json: &str) -> String {
        self.json(json, |text| self.wire(text))
    }

    fn json(&self, json: &str, replacement: impl Fn(&str) -> String) -> String {
        let replace = |name: &str, value: Written<'_>| match value {
            Written::Number(number) if is_counted(name) => number.to_owned(),
            Written::Number(_) => "0".to_owned(),
            Written::Text(text) if SECRET.contains(&name) => "x".repeat(text.len().min(64)),
            Written::Text(text) if is_harmless(name, text) => text.to_owned(),
            Written::Text(text) => replacement(text),
        };
        // Neither of these parses, and a page is told from other rubbish by how it begins.
        let rubbish = if json.trim_start().starts_with('<') { "<" } else { "?" };
        rewrite(json, |name| FIELDS.contains(&name), replace).unwrap_or_else(|| rubbish.to_owned())
    }

    fn channel(&self, name: String) -> String {
        if Channel::parse(&name).is_ok() { name } else { self.wire(&name) }
    }

    /// What stands for a text as it came from the site, which escapes it or not.
    fn wire(&self, text: &str) -> String {
        let typed = TextEncoding::Escaped.decode(text);
        let is_escaped = typed != text && escape(&typed) == text;
        if is_escaped { self.typed(&typed).replace('&', "&amp;") } else { self.typed(text) }
    }

    /// What stands for a text as it was typed: as long where it is sent, and with something to escape where it had.
    fn typed(&self, text: &str) -> String {
        if self.texts == Texts::Kept {
            return text.to_owned();
        }
        let Some(text) = clean_outgoing(text) else { return String::new() };
        let special = escape(&text) != text;
        let length = wire_size(&text).saturating_sub(if special { "&amp;".len() } else { 0 }).max(LETTERS);
        let mut letters = Letters::of(&text, self.salt);
        let mut hidden: String = (0..length).map(|_| letters.next()).collect();
        if special {
            hidden.push('&');
        }
        hidden
    }
}

/// The fields of numbers that the engine decides by. A list that stands alone is one of ids.
fn is_counted(name: &str) -> bool {
    matches!(
        name,
        "" | "id" | "messageId" | "userId" | "user_id" | "roomId" | "at" | "baseline" | "retryAfter" | "status"
    )
}

/// Whether a text is what the engine decides by, and nobody has written it: fields of that kind hold nothing else.
fn is_harmless(name: &str, text: &str) -> bool {
    let known = || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(text));
    match name {
        "id" | "messageId" | "userId" | "user_id" | "roomId" => {
            is_of(text.strip_prefix("help_request_").unwrap_or(text), b"")
        }
        "clientId" | "client_id" => text.strip_prefix('c').is_some_and(|rest| is_of(rest, b"abcdef-")),
        "timestamp" | "created_at" => is_of(text, b"TZ:.+-"),
        "type" | "status" | "category" | "urgency" | "severity" | "failed" => {
            text.len() <= 24 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        }
        "error" | "message" => known(),
        _ => false,
    }
}

/// Whether it is short, and made of digits and these.
fn is_of(text: &str, others: &[u8]) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_digit() || others.contains(&byte))
}

/// What the Pusher server complains of, in the words by which that is told.
fn complaint(message: &str) -> String {
    let known = |word: &&str| {
        COMPLAINTS.iter().any(|known| known.eq_ignore_ascii_case(word.trim_matches(['.', ',', ':', '"'])))
    };
    message.split_whitespace().map(|word| if known(&word) { word } else { "…" }).collect::<Vec<_>>().join(" ")
}

/// Letters without end, from a text and the salt.
struct Letters(u64);

impl Letters {
    fn of(text: &str, salt: u64) -> Self {
        // FNV-1a over the salt and the text.
        let bytes = salt.to_le_bytes();
        let all = bytes.iter().copied().chain(text.bytes());
        Self(all.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn next(&mut self) -> char {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let at = (mixed ^ (mixed >> 31)) % 26;
        char::from(b'a' + u8::try_from(at).unwrap_or_default())
    }
}
