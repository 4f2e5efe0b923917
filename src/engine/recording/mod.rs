//! What has happened to an engine, with its times: enough to have it happen again elsewhere, and without what is nobody else's business.
//! The oldest goes first when there is too much. Never holds a token; what else is secret or private leaves with the export.

mod json;
mod redact;
#[cfg(not(target_family = "wasm"))]
mod replay;

use std::collections::{BTreeSet, VecDeque};
use std::rc::{Rc, Weak};

use serde::Serialize;

#[cfg(not(target_family = "wasm"))]
pub use replay::{NotARecording, Recording};

use super::effect::{Answer, CallError, CallId};
use super::engine::Config;
use super::input::Input;
use super::time::Now;
use redact::Redactor;

/// What a recording says of what people wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
#[serde(rename_all = "lowercase")]
pub enum Texts {
    /// Texts, titles and names are replaced, the same by the same: everything else happens as it did.
    Hashed,
    /// They are there as they were.
    Kept,
}

/// The first line of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub struct Header {
    /// The version of this format, 1.
    pub glx_recording: u32,
    /// The version of the program.
    pub version: String,
    /// What the engine was made with.
    pub seed: u64,
    /// What the engine was made with.
    pub config: Config,
    /// How many inputs came before the first one here, and were too much to keep.
    pub missing: u64,
    /// What it says of texts.
    pub texts: Texts,
}

/// So many inputs are kept,
const MOST: usize = 20_000;
/// of so many bytes together.
const MOST_BYTES: usize = 2_000_000;
/// What stands for an answer that came in parts.
const EMPTY: &str = "[]";
/// With so many answers before it an answer is compared: a history often comes again as it was.
const ALIKE: usize = 8;

/// An input as it is kept.
#[derive(Debug)]
enum Kept {
    Input(Input),
    /// An answer, its body shared with any that is the same.
    Answer {
        id: CallId,
        head: Answer,
        body: Rc<str>,
    },
}

/// Everything that has happened since the engine was made, or as much of it as there is room for.
#[derive(Debug)]
pub(crate) struct Recorder {
    seed: u64,
    config: Config,
    inputs: VecDeque<(Now, Kept)>,
    bytes: usize,
    missing: u64,
    /// Where the present stay begins. What is older is another user's, and told to nobody.
    stay: usize,
    /// Bodies of answers that are kept.
    bodies: VecDeque<Weak<str>>,
    /// Calls whose answers come in parts.
    in_parts: BTreeSet<CallId>,
}

impl Recorder {
    pub(crate) fn new(seed: u64, config: Config) -> Self {
        Self {
            seed,
            config,
            inputs: VecDeque::new(),
            bytes: 0,
            missing: 0,
            stay: 0,
            bodies: VecDeque::new(),
            in_parts: BTreeSet::new(),
        }
    }

    /// Keeps an input. An answer that comes in parts would drive out everything else: it is kept as an empty list, so that all that follows
    /// happens as it did, without its rows.
    pub(crate) fn note(&mut self, now: Now, input: &Input) {
        let kept = match input {
            Input::Part { id, .. } => {
                self.in_parts.insert(*id);
                return;
            }
            Input::Answered { id, outcome } if self.in_parts.remove(id) && outcome.is_ok() => {
                let outcome = outcome.clone().map(|answer| Answer { body: EMPTY.to_owned(), ..answer });
                Kept::Input(Input::Answered { id: *id, outcome })
            }
            Input::Answered { id, outcome: Ok(answer) } => {
                let head = Answer { body: String::new(), ..*answer };
                Kept::Answer { id: *id, head, body: self.shared(&answer.body) }
            }
            other => Kept::Input(other.clone()),
        };
        self.bytes += kept.bytes();
        self.inputs.push_back((now, kept));
        while self.inputs.len() > MOST || self.bytes > MOST_BYTES {
            let Some((_, oldest)) = self.inputs.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(oldest.bytes());
            self.missing += 1;
            self.stay = self.stay.saturating_sub(1);
        }
    }

    /// A user's stay has ended.
    pub(crate) fn end_stay(&mut self) {
        self.stay = self.inputs.len().saturating_sub(1);
    }

    /// The recording as text, a line each. The salt makes the replacements of texts; it is told to nobody.
    pub(crate) fn export(&self, texts: Texts, salt: u64) -> String {
        let header = Header {
            glx_recording: 1,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: self.seed,
            config: self.config.clone(),
            missing: self.missing,
            texts,
        };
        let (hidden, wanted) = (Redactor::new(Texts::Hashed, salt), Redactor::new(texts, salt));
        let mut lines = line(&header);
        for (at, (now, kept)) in self.inputs.iter().enumerate() {
            let redactor = if at < self.stay { &hidden } else { &wanted };
            let input = redactor.input(kept.input());
            lines.push_str(&line(&(now.mono, now.wall, input)));
        }
        lines
    }

    fn shared(&mut self, body: &str) -> Rc<str> {
        if let Some(same) = self.bodies.iter().filter_map(Weak::upgrade).find(|kept| **kept == *body) {
            return same;
        }
        let body: Rc<str> = Rc::from(body);
        self.bodies.truncate(ALIKE - 1);
        self.bodies.push_front(Rc::downgrade(&body));
        body
    }
}

impl Kept {
    /// Roughly what it takes up. A shared body counts every time: rather too much than too little.
    fn bytes(&self) -> usize {
        let texts = match self {
            Self::Answer { body, .. } => body.len(),
            Self::Input(input) => match input {
                Input::SignIn { stored, .. } | Input::KeptByAnother { stored } => {
                    stored.iter().map(|(key, value)| key.len() + value.len()).sum()
                }
                Input::Send { text, .. } | Input::SendAs { text, .. } | Input::Draft(_, text) => text.len(),
                Input::ChannelEvent { channel, event, data } => channel.len() + event.len() + data.len(),
                Input::KeptElsewhere { key, value } => key.len() + value.as_ref().map_or(0, String::len),
                Input::SocketError { message, .. } => message.len(),
                _ => 0,
            },
        };
        texts + 100
    }

    fn input(&self) -> Input {
        match self {
            Self::Input(input) => input.clone(),
            Self::Answer { id, head, body } => {
                let outcome: Result<Answer, CallError> = Ok(Answer { body: body.to_string(), ..*head });
                Input::Answered { id: *id, outcome }
            }
        }
    }
}

fn line(value: &impl Serialize) -> String {
    // Nothing in it can fail to become JSON: there are no maps with other keys than texts, and nothing that writes itself.
    let mut line = serde_json::to_string(value).unwrap_or_default();
    line.push('\n');
    line
}
