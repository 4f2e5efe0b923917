//! The switches of the local world: how today's site behaves, how a better one would, and faults. Set by name at the
//! start and while it runs. Off their defaults only where someone asked.

use serde_json::{Map, Value, json};

use crate::chaos::Rule;
use crate::escape::TextEncoding;

/// All switches. The defaults are today's site, with rate limiting off so that a test may call as often as it likes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Switches {
    /// `history=bare|enveloped`: does the history come in an envelope?
    pub(crate) history_enveloped: bool,
    /// `rateLimit`: calls per address are counted, and too many are refused.
    pub(crate) rate_limit: bool,
    /// `rateLimitMax`: calls per window.
    pub(crate) rate_limit_max: u64,
    /// `rateLimitWindowSeconds`: length of the window.
    pub(crate) rate_limit_window_seconds: u64,
    /// `loginLimit`: five failed sign-ins in 15 minutes, then 429.
    pub(crate) login_limit: bool,
    /// `csrf`: every POST outside /auth wants a token from the control API.
    pub(crate) csrf: bool,
    /// `csrfStrikes`: how many refusals for want of that token block the address.
    pub(crate) csrf_strikes: u64,
    /// `contentFilter`: texts that look like an attack are refused.
    pub(crate) content_filter: bool,
    /// `blockAddress`: every address is blocked. Switching it off lifts every block.
    pub(crate) block_address: bool,
    /// `textEncoding=escaped|plain`: what becomes of a text that is saved.
    pub(crate) text_encoding: TextEncoding,
    /// `extras`: what a better backend adds.
    pub(crate) extras: bool,
    /// `broadcast`: events reach the Pusher server.
    pub(crate) broadcast: bool,
    /// `broadcastFirst`: a message is broadcast before its send is answered; off: after.
    pub(crate) broadcast_first: bool,
    /// `tokenSeconds`: life of a token from the sign-in.
    pub(crate) token_seconds: u64,
    /// `realtimeHealth`: off answers 503.
    pub(crate) realtime_health: bool,
    /// `retryAfterSeconds`: `Retry-After` of injected failures; 0 sends none.
    pub(crate) retry_after_seconds: u64,
    /// `fail`, `delay`, `cutBefore`, `cutAfter`, `truncate`: the faults in force.
    pub(crate) rules: Vec<Rule>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            history_enveloped: false,
            rate_limit: false,
            rate_limit_max: 100,
            rate_limit_window_seconds: 900,
            login_limit: true,
            csrf: false,
            csrf_strikes: 3,
            content_filter: false,
            block_address: false,
            text_encoding: TextEncoding::Escaped,
            extras: false,
            broadcast: true,
            broadcast_first: true,
            token_seconds: 7 * 86_400,
            realtime_health: true,
            retry_after_seconds: 0,
            rules: Vec::new(),
        }
    }
}

impl Switches {
    /// Sets one switch from text. A fault is added to those in force; an empty one, or `none`, ends all of its kind.
    ///
    /// # Errors
    /// A sentence that names the switch and what it takes.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "history" => self.history_enveloped = choice(name, value, ["bare", "enveloped"])?,
            "textEncoding" => {
                let plain = choice(name, value, ["escaped", "plain"])?;
                self.text_encoding = if plain { TextEncoding::Plain } else { TextEncoding::Escaped };
            }
            name if FAULTS.contains(&name) => {
                if matches!(value, "" | "none") {
                    self.rules.retain(|rule| rule.name() != name);
                } else {
                    self.rules.push(Rule::parse(name, value)?);
                }
            }
            _ => {
                if let Some(flag) = self.flag(name) {
                    *flag = choice(name, value, ["off", "on"])?;
                } else if let Some(number) = self.number(name) {
                    *number = value.parse().map_err(|_| format!("{name} wants a whole number, not {value:?}"))?;
                } else {
                    return Err(format!("there is no switch named {name:?}"));
                }
            }
        }
        Ok(())
    }

    /// Sets switches from a JSON object: text, `true`/`false`, numbers, and lists for the faults (which replace those of
    /// their kind). Either all are set or none.
    ///
    /// # Errors
    /// A sentence that names the switch and what it takes.
    pub(crate) fn set_all(&mut self, wanted: &Map<String, Value>) -> Result<(), String> {
        let mut next = self.clone();
        for (name, value) in wanted {
            match value {
                Value::String(text) => next.set(name, text)?,
                Value::Bool(on) => next.set(name, if *on { "on" } else { "off" })?,
                Value::Number(number) => next.set(name, &number.to_string())?,
                Value::Null => next.set(name, "none")?,
                Value::Array(rules) => {
                    next.set(name, "none")?;
                    for rule in rules {
                        next.set(name, rule.as_str().ok_or_else(|| format!("{name} wants a list of texts"))?)?;
                    }
                }
                Value::Object(_) => return Err(format!("{name} takes no object")),
            }
        }
        *self = next;
        Ok(())
    }

    /// All switches by name, in the form they are set in.
    pub(crate) fn to_json(&self) -> Value {
        let mut all = Map::new();
        all.insert("history".into(), if self.history_enveloped { "enveloped" } else { "bare" }.into());
        let plain = self.text_encoding == TextEncoding::Plain;
        all.insert("textEncoding".into(), if plain { "plain" } else { "escaped" }.into());
        let mut copy = self.clone();
        for name in FLAGS {
            all.insert(name.into(), if copy.flag(name).is_some_and(|on| *on) { "on" } else { "off" }.into());
        }
        for name in NUMBERS {
            all.insert(name.into(), json!(copy.number(name)));
        }
        for name in FAULTS {
            let rules = self.rules.iter().filter(|rule| rule.name() == name);
            all.insert(name.into(), rules.map(ToString::to_string).collect());
        }
        Value::Object(all)
    }

    /// Is a rule in force that drops connections?
    pub(crate) fn cuts(&self) -> bool {
        self.rules.iter().any(Rule::cuts)
    }

    fn flag(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "rateLimit" => &mut self.rate_limit,
            "loginLimit" => &mut self.login_limit,
            "csrf" => &mut self.csrf,
            "contentFilter" => &mut self.content_filter,
            "blockAddress" => &mut self.block_address,
            "extras" => &mut self.extras,
            "broadcast" => &mut self.broadcast,
            "broadcastFirst" => &mut self.broadcast_first,
            "realtimeHealth" => &mut self.realtime_health,
            _ => return None,
        })
    }

    fn number(&mut self, name: &str) -> Option<&mut u64> {
        Some(match name {
            "rateLimitMax" => &mut self.rate_limit_max,
            "rateLimitWindowSeconds" => &mut self.rate_limit_window_seconds,
            "csrfStrikes" => &mut self.csrf_strikes,
            "tokenSeconds" => &mut self.token_seconds,
            "retryAfterSeconds" => &mut self.retry_after_seconds,
            _ => return None,
        })
    }
}

const FAULTS: [&str; 5] = ["fail", "delay", "cutBefore", "cutAfter", "truncate"];
const FLAGS: [&str; 9] = [
    "rateLimit",
    "loginLimit",
    "csrf",
    "contentFilter",
    "blockAddress",
    "extras",
    "broadcast",
    "broadcastFirst",
    "realtimeHealth",
];
const NUMBERS: [&str; 5] =
    ["rateLimitMax", "rateLimitWindowSeconds", "csrfStrikes", "tokenSeconds", "retryAfterSeconds"];

/// Which of two words it is: `false` for the first.
fn choice(name: &str, value: &str, words: [&str; 2]) -> Result<bool, String> {
    match words.iter().position(|word| *word == value) {
        Some(index) => Ok(index == 1),
        None => Err(format!("{name} is {} or {}, not {value:?}", words[0], words[1])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_can_be_set_again() {
        let mut switches = Switches::default();
        for (name, value) in [
            ("history", "enveloped"),
            ("textEncoding", "plain"),
            ("csrf", "on"),
            ("rateLimitMax", "7"),
            ("fail", "/chat/send:500:json:2"),
        ] {
            switches.set(name, value).expect("a switch");
        }
        let told = switches.to_json();
        let mut again = Switches::default();
        again.set_all(told.as_object().expect("an object")).expect("its own words");
        assert_eq!(again, switches);
    }

    #[test]
    fn a_wrong_value_changes_nothing() {
        let mut switches = Switches::default();
        let wanted = json!({ "csrf": true, "extras": "maybe" });
        assert!(switches.set_all(wanted.as_object().expect("an object")).is_err());
        assert_eq!(switches, Switches::default());
        assert!(switches.set("weather", "on").is_err());
    }
}
