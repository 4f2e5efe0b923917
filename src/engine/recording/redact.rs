//! Takes out of an input what is nobody else's business, so that the engine still does with it what it did. Secrets always go; texts,
//! titles and names are replaced by letters, the same by the same, whichever way they came: typed, or escaped by the site.

use super::Texts;
use super::json::rewrite;
use crate::engine::effect::Answer;
use crate::engine::input::Input;
use crate::engine::wire::{TextEncoding, clean_outgoing, escape, wire_size};

/// What these fields hold goes in any case.
const SECRET: [&str; 7] = ["auth", "channel_data", "token", "email", "sender_avatar", "avatar_url", "avatar"];
/// What these fields hold the engine decides by, and nobody has written it.
const HARMLESS: [&str; 16] = [
    "id",
    "messageId",
    "userId",
    "user_id",
    "roomId",
    "clientId",
    "client_id",
    "type",
    "timestamp",
    "created_at",
    "status",
    "category",
    "urgency",
    "severity",
    "api_version",
    "failed",
];
/// Words of the site's that mean something by themselves.
const KNOWN: [&str; 2] = ["Invalid token", "Unauthorized channel access"];
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
            Input::SignIn { user, stored } => {
                let stored = stored.into_iter().map(|(key, value)| (key.clone(), self.stored(&key, value)));
                Input::SignIn { user, stored: stored.collect() }
            }
            Input::KeptElsewhere { key, value } => {
                let value = value.map(|value| self.stored(&key, value));
                Input::KeptElsewhere { key, value }
            }
            Input::Send { room, text } => Input::Send { room, text: self.typed(&text) },
            Input::Draft(room, text) => Input::Draft(room, self.typed(&text)),
            Input::SocketError { code, message } => Input::SocketError { code, message: words(&message) },
            Input::ChannelEvent { channel, event, data } => Input::ChannelEvent {
                channel: self.name(channel),
                event: self.name(event),
                data: self.wire_json(&data),
            },
            Input::Answered { id, outcome: Ok(answer) } => {
                let body = self.wire_json(&answer.body);
                Input::Answered { id, outcome: Ok(Answer { body, ..answer }) }
            }
            other => other,
        }
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
        let replace = |name: &str, text: &str| {
            let harmless = HARMLESS.contains(&name) && text.len() <= 64 && text.bytes().all(is_plain);
            if SECRET.contains(&name) {
                "x".repeat(text.len().min(64))
            } else if harmless || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(text)) {
                text.to_owned()
            } else {
                replacement(text)
            }
        };
        // Neither of these parses, and a page is told from other rubbish by how it begins.
        let rubbish = if json.trim_start().starts_with('<') { "<" } else { "?" };
        rewrite(json, replace).unwrap_or_else(|| rubbish.to_owned())
    }

    /// A name of a channel or event: ours and pusher-js's have no blanks.
    fn name(&self, name: String) -> String {
        if name.len() <= 128 && name.bytes().all(is_plain) { name } else { self.wire(&name) }
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

/// The words of an error without what may be an address, a signature or an id.
fn words(message: &str) -> String {
    let is_word = |word: &&str| word.len() <= 20 && !word.bytes().any(|byte| byte.is_ascii_digit());
    message.split_whitespace().map(|word| if is_word(&word) { word } else { "…" }).collect::<Vec<_>>().join(" ")
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'+')
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
