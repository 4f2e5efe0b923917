//! Answers that are not what the backend gave: cut off on the way, with rows twice, or in another order.

use glx_realtime::engine::Answer;
use serde_json::Value;

/// How an answer is spoiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoil {
    /// Only the first half arrives.
    CutOff,
    /// Every row comes twice.
    RowsTwice,
    /// The newest row comes first.
    RowsReversed,
    /// A proxy's page instead of it, with a status that says that all is well.
    Page,
    /// Nothing at all, with a status that says that all is well.
    Nothing,
}

impl Spoil {
    pub(crate) fn spoil(self, answer: Answer) -> Answer {
        let body = match self {
            Self::CutOff => answer.body.chars().take(answer.body.chars().count() / 2).collect(),
            Self::RowsTwice => with_rows(&answer.body, |rows| rows.extend(rows.clone())),
            Self::RowsReversed => with_rows(&answer.body, |rows| rows.reverse()),
            Self::Page => "<!doctype html><p>Please wait".to_owned(),
            Self::Nothing => String::new(),
        };
        Answer { body, ..answer }
    }
}

/// Changes the rows of a list, bare or in its envelope. Any other answer stays.
fn with_rows(body: &str, change: impl FnOnce(&mut Vec<Value>)) -> String {
    let mut value: Value = serde_json::from_str(body).unwrap_or_default();
    let list = if value.is_array() { Some(&mut value) } else { value.get_mut("data") };
    match list.and_then(Value::as_array_mut) {
        Some(rows) => {
            change(rows);
            value.to_string()
        }
        None => body.to_owned(),
    }
}
