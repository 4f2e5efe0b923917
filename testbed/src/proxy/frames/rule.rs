//! Rules for messages: which, what, and how often still. Read from JSON and told in the same words; done by `frames`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::log::Seen;
use crate::proxy::lanes::Direction;

/// Codes that stand in no frame: a browser says them when there was none.
const NEVER_SENT: [u16; 3] = [1005, 1006, 1015];
/// The longest reason a close frame holds.
const LONGEST_REASON: usize = 123;

/// A rule as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    #[serde(default)]
    direction: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains: Option<String>,
    act: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Name {
    Drop,
    Duplicate,
    Swap,
    Replace,
    Hold,
    Close,
    Delay,
}

/// What a rule does to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Drop,
    /// It comes so many times more.
    Duplicate(u32),
    /// It comes after the next one.
    Swap,
    Replace(String),
    /// It waits until it is released.
    Hold,
    /// The connection is closed instead.
    Close(Closing),
    /// It comes later; others overtake it.
    Delay(Duration),
}

/// A close frame's content.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    pub(crate) code: u16,
    #[serde(default)]
    pub(crate) reason: String,
}

/// A rule in force.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    written: Written,
    act: Act,
    left: Option<u32>,
}

impl Rule {
    /// How a rule looks, for whoever got it wrong.
    pub(crate) const EXAMPLE: &str = r#"{"direction": "up|down", "event": "new-message", "channel": "…", "contains": "…", "act": "drop|duplicate|swap|replace|hold|close|delay", "times": 1} with "copies" for duplicate, "with" for replace, "code" and "reason" for close, "ms" for delay; or a list of these"#;

    /// One rule, or a list.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub(crate) fn read(value: Value) -> Result<Vec<Self>, String> {
        match value {
            Value::Array(rules) => rules.into_iter().map(Self::one).collect(),
            rule => Ok(vec![Self::one(rule)?]),
        }
    }

    fn one(value: Value) -> Result<Self, String> {
        let written: Written = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let name = written.act;
        for (detail, given, of) in [
            ("with", written.with.is_some(), Name::Replace),
            ("code", written.code.is_some(), Name::Close),
            ("reason", written.reason.is_some(), Name::Close),
            ("ms", written.ms.is_some(), Name::Delay),
            ("copies", written.copies.is_some(), Name::Duplicate),
        ] {
            if given && name != of {
                return Err(format!("{detail} is not for {}", json!(name)));
            }
        }
        if written.times == Some(0) {
            return Err("times is at least 1, or left out for always".to_owned());
        }
        let act = match name {
            Name::Drop => Act::Drop,
            Name::Duplicate => Act::Duplicate(written.copies.unwrap_or(1)),
            Name::Swap => Act::Swap,
            Name::Hold => Act::Hold,
            Name::Replace => {
                Act::Replace(written.with.clone().ok_or("replace wants the text of the frame in \"with\"")?)
            }
            Name::Delay => Act::Delay(Duration::from_millis(written.ms.ok_or("delay wants \"ms\"")?)),
            Name::Close => {
                let code = written.code.ok_or("close wants a \"code\"")?;
                Act::Close(Closing { code, reason: written.reason.clone().unwrap_or_default() }.checked()?)
            }
        };
        Ok(Self { left: written.times, act, written })
    }

    /// The rule in the words it is written in; `left` is null where it acts always.
    pub(super) fn to_json(&self) -> Value {
        let mut told = json!(self.written);
        told["left"] = json!(self.left);
        told
    }

    fn fits(&self, direction: Direction, seen: &Seen) -> bool {
        let is = |wanted: &Option<String>, given: &Option<String>| wanted.is_none() || wanted == given;
        self.written.direction == direction
            && is(&self.written.event, &seen.event)
            && is(&self.written.channel, &seen.channel)
            && self
                .written
                .contains
                .as_ref()
                .is_none_or(|part| seen.text.as_ref().is_some_and(|text| text.contains(part)))
    }
}

/// Takes what is due for a message out of the rules: the first that fits, and a spent rule is gone. While one waits for
/// this message to pass, no rule makes it wait for the next.
pub(super) fn take(rules: &mut Vec<Rule>, direction: Direction, seen: &Seen, swapping: bool) -> Option<Act> {
    let fits = |rule: &Rule| !(swapping && rule.act == Act::Swap) && rule.fits(direction, seen);
    let index = rules.iter().position(fits)?;
    let rule = &mut rules[index];
    let act = rule.act.clone();
    rule.left = rule.left.map(|left| left - 1);
    if rule.left == Some(0) {
        rules.remove(index);
    }
    Some(act)
}

impl Act {
    /// Its name in the log.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Duplicate(_) => "duplicate",
            Self::Swap => "swap",
            Self::Replace(_) => "replace",
            Self::Hold => "hold",
            Self::Close(_) => "close",
            Self::Delay(_) => "delay",
        }
    }
}

impl Closing {
    /// How it looks, for whoever got it wrong.
    pub(crate) const EXAMPLE: &str = r#"{"code": 4200, "reason": "…"}, the reason optional"#;

    /// Itself, if a close frame can say it.
    ///
    /// # Errors
    /// A sentence that says what can be said.
    pub(crate) fn checked(self) -> Result<Self, String> {
        let code = self.code;
        if NEVER_SENT.contains(&code) {
            return Err(format!(
                "{code} is never sent: a browser tells it where no close frame came; use POST /testbed/links/pusher/cut"
            ));
        }
        if !(1000..5000).contains(&code) {
            return Err(format!("a code is between 1000 and 4999, not {code}"));
        }
        if self.reason.len() > LONGEST_REASON {
            return Err(format!("a reason has at most {LONGEST_REASON} bytes, not {}", self.reason.len()));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(value: Value) -> Vec<Rule> {
        Rule::read(value).expect("rules")
    }

    fn seen(event: &str, channel: &str) -> Seen {
        let text = Some(format!(r#"{{"event":"{event}"}}"#));
        Seen { text, event: Some(event.to_owned()), channel: Some(channel.to_owned()) }
    }

    #[test]
    fn the_first_that_fits_acts_and_is_spent() {
        let mut rules = rules(json!([
            { "event": "a", "channel": "c", "act": "drop", "times": 1 },
            { "event": "a", "act": "duplicate", "copies": 2 },
            { "direction": "up", "act": "hold" },
            { "contains": "\"b\"", "act": "swap" },
        ]));
        let mut due = |direction, event, channel| take(&mut rules, direction, &seen(event, channel), false);
        assert_eq!(due(Direction::Down, "a", "d"), Some(Act::Duplicate(2)));
        assert_eq!(due(Direction::Down, "a", "c"), Some(Act::Drop));
        assert_eq!(due(Direction::Down, "a", "c"), Some(Act::Duplicate(2)));
        assert_eq!(due(Direction::Up, "a", "c"), Some(Act::Hold));
        assert_eq!(due(Direction::Down, "b", "c"), Some(Act::Swap));
        assert_eq!(due(Direction::Down, "x", "c"), None);
        assert_eq!(take(&mut rules, Direction::Down, &seen("b", "c"), true), None);
        assert_eq!(rules.len(), 3);
    }

    #[test]
    fn a_rule_is_told_as_it_was_written() {
        let rules = rules(json!({ "act": "close", "code": 4200, "times": 3 }));
        let told = json!({ "direction": "down", "act": "close", "code": 4200, "times": 3, "left": 3 });
        assert_eq!(rules[0].to_json(), told);
    }

    #[test]
    fn a_wrong_rule_is_refused_with_the_reason() {
        for (rule, word) in [
            (json!({ "act": "explode" }), "duplicate"),
            (json!({ "act": "drop", "evnt": "x" }), "evnt"),
            (json!({ "act": "replace" }), "with"),
            (json!({ "act": "delay" }), "ms"),
            (json!({ "act": "drop", "ms": 3 }), "ms"),
            (json!({ "act": "close", "code": 1006 }), "cut"),
            (json!({ "act": "close", "code": 99 }), "4999"),
            (json!({ "act": "close", "code": 4000, "reason": "x".repeat(124) }), "123"),
            (json!({ "act": "drop", "times": 0 }), "times"),
            (json!([{ "act": "drop" }, 7]), "struct"),
        ] {
            let said = Rule::read(rule).expect_err("no rule");
            assert!(said.contains(word), "{said}");
        }
    }
}
