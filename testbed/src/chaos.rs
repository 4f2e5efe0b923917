//! Faults on demand, rule by rule and call by call: an answer that is not the site's, a delay, a cut. The rules only
//! say what is due; `guard` does it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::{error, html_error, plain_error};

/// The body of an injected failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `{success:false, error:{message, statusCode}}`
    Json,
    /// `{error:"text"}`
    Text,
    /// A page, as a hosting platform sends.
    Html,
}

/// What a rule does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Answer with this instead of acting.
    Fail(StatusCode, Shape),
    /// Wait, then go on.
    Delay(Duration),
    /// Drop the connection instead of acting.
    CutBefore,
    /// Act, then drop the connection without an answer.
    CutAfter,
    /// Act, announce the whole answer, send so many bytes of it, then drop the connection.
    Truncate(usize),
}

/// One rule: which calls, what, and how often still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    path: String,
    act: Act,
    left: Option<u32>,
}

/// What is due for one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) fail: Option<(StatusCode, Shape)>,
    pub(crate) cut_before: bool,
    pub(crate) cut_after: bool,
    pub(crate) truncate: Option<usize>,
}

impl Rule {
    /// Reads what stands after `name=`: `<path>[:<detail>…][:<count>]`. A `*` in a path is any one segment; a path that
    /// is only `*` is every call.
    ///
    /// # Errors
    /// A sentence that says how the rule should look.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let path = parts.next().filter(|path| path.starts_with('/') || *path == "*");
        let path = path.ok_or_else(|| format!("{name} wants a path such as /chat/send first"))?.to_owned();
        let act = match name {
            "fail" => {
                let status = parts.next().and_then(|status| StatusCode::from_str(status).ok());
                let status = status.ok_or("fail=<path>:<status>[:json|html|text][:count] wants a status")?;
                let mut rest = parts.clone();
                let shape = rest.next().and_then(Shape::parse);
                if shape.is_some() {
                    parts = rest;
                }
                Act::Fail(status, shape.unwrap_or(Shape::Json))
            }
            "delay" => {
                let millis = parts.next().and_then(|millis| millis.parse().ok());
                Act::Delay(Duration::from_millis(millis.ok_or("delay=<path>:<ms>[:count] wants milliseconds")?))
            }
            "cutBefore" => Act::CutBefore,
            "cutAfter" => Act::CutAfter,
            "truncate" => {
                let bytes = parts.next().and_then(|bytes| bytes.parse().ok());
                Act::Truncate(bytes.ok_or("truncate=<path>:<bytes>[:count] wants a number of bytes")?)
            }
            other => return Err(format!("there is no fault named {other}")),
        };
        let left = parts.next().map(|count| count.parse().map_err(|_| format!("{name}: {count} is not a count")));
        match parts.next() {
            Some(more) => Err(format!("{name}: nothing is known about {more:?}")),
            None => Ok(Self { path, act, left: left.transpose()? }),
        }
    }

    /// The name this rule is set by.
    pub(crate) fn name(&self) -> &'static str {
        match self.act {
            Act::Fail(..) => "fail",
            Act::Delay(_) => "delay",
            Act::CutBefore => "cutBefore",
            Act::CutAfter => "cutAfter",
            Act::Truncate(_) => "truncate",
        }
    }

    /// Does this rule drop connections?
    pub(crate) fn cuts(&self) -> bool {
        matches!(self.act, Act::CutBefore | Act::CutAfter | Act::Truncate(_))
    }

    fn matches(&self, path: &str) -> bool {
        fits(&self.path, path)
    }
}

/// Is this path meant? A `*` is any one segment, or alone every path.
pub(crate) fn fits(wanted: &str, path: &str) -> bool {
    let (mut segments, mut given) = (wanted.split('/'), path.split('/'));
    wanted == "*"
        || loop {
            match (segments.next(), given.next()) {
                (None, None) => break true,
                (Some(wanted), Some(given)) if wanted == "*" || wanted == given => {}
                _ => break false,
            }
        }
}

/// The text the rule is set by, with the count that is left.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match self.act {
            Act::Fail(status, shape) => write!(f, ":{}:{}", status.as_u16(), shape.name())?,
            Act::Delay(delay) => write!(f, ":{}", delay.as_millis())?,
            Act::Truncate(bytes) => write!(f, ":{bytes}")?,
            Act::CutBefore | Act::CutAfter => {}
        }
        self.left.map_or(Ok(()), |left| write!(f, ":{left}"))
    }
}

/// Takes what is due for a call out of the rules: of each kind the oldest that matches, and a spent rule is gone.
pub(crate) fn take(rules: &mut Vec<Rule>, path: &str) -> Plan {
    let mut plan = Plan::default();
    let mut done = Vec::new();
    for rule in rules.iter_mut().filter(|rule| rule.left != Some(0) && rule.matches(path)) {
        if done.contains(&rule.name()) {
            continue;
        }
        done.push(rule.name());
        match rule.act {
            Act::Fail(status, shape) => plan.fail = Some((status, shape)),
            Act::Delay(delay) => plan.delay = delay,
            Act::CutBefore => plan.cut_before = true,
            Act::CutAfter => plan.cut_after = true,
            Act::Truncate(bytes) => plan.truncate = Some(bytes),
        }
        rule.left = rule.left.map(|left| left - 1);
    }
    rules.retain(|rule| rule.left != Some(0));
    plan
}

impl Shape {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "json" => Some(Self::Json),
            "text" => Some(Self::Text),
            "html" => Some(Self::Html),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    /// The injected answer.
    pub(crate) fn answer(self, status: StatusCode) -> Response {
        let message = status.canonical_reason().unwrap_or("Injected failure");
        match self {
            Self::Json => error(status, message, json!({})),
            Self::Text => plain_error(status, message),
            Self::Html => html_error(status, message),
        }
        .into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(texts: &[(&str, &str)]) -> Vec<Rule> {
        texts.iter().map(|(name, text)| Rule::parse(name, text).expect("a rule")).collect()
    }

    #[test]
    fn a_rule_is_spent_after_its_count() {
        let mut rules = rules(&[("fail", "/chat/send:500:html:2"), ("delay", "/chat/*/messages:40")]);
        let failed = Plan { fail: Some((StatusCode::INTERNAL_SERVER_ERROR, Shape::Html)), ..Plan::default() };
        assert_eq!(take(&mut rules, "/chat/send"), failed);
        assert_eq!(take(&mut rules, "/chat/send"), failed);
        assert_eq!(take(&mut rules, "/chat/send"), Plan::default());
        assert_eq!(take(&mut rules, "/chat/7/messages").delay, Duration::from_millis(40));
        assert_eq!(take(&mut rules, "/chat/7"), Plan::default());
        assert_eq!(rules.len(), 1);
    }

    #[test]
    fn rules_read_back_as_they_were_written() {
        for (name, text) in [
            ("fail", "/pusher/auth:200:html"),
            ("fail", "*:429:text:3"),
            ("delay", "/chat/send:15:1"),
            ("cutAfter", "/chat/send:1"),
            ("truncate", "/chat/*/messages:20:1"),
        ] {
            let rule = Rule::parse(name, text).expect("a rule");
            assert_eq!((rule.name(), rule.to_string().as_str()), (name, text));
        }
        assert_eq!(Rule::parse("fail", "/chat/send:500:2").expect("a rule").to_string(), "/chat/send:500:json:2");
    }

    #[test]
    fn a_wrong_rule_is_refused() {
        for (name, text) in [
            ("fail", "chat"),
            ("fail", "/x"),
            ("fail", "/x:9"),
            ("fail", "/x:500:json:1:2"),
            ("delay", "/x:soon"),
            ("truncate", "/x"),
        ] {
            assert!(Rule::parse(name, text).is_err(), "{name}={text}");
        }
    }
}
