//! What a page has to be told: which Pusher app, which API. Given at build time by environment, at run time by JSON; the latter wins.
//! Pure: reads texts, never the page. Every missing or wrong value is named, all of them at once.

use serde::Deserialize;

use crate::engine::wire::TextEncoding;

/// A valid configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The Pusher app's public key.
    pub pusher_key: String,
    /// The app's cluster, such as `us2`.
    pub cluster: String,
    /// The host of a self-hosted server; `None` for Pusher's own.
    pub pusher_host: Option<String>,
    /// Its port; `None` for 80 or 443.
    pub pusher_port: Option<u16>,
    /// Whether the socket is encrypted.
    pub pusher_tls: bool,
    /// Where the REST API is: a path on this origin or a whole URL, without a slash at its end.
    pub api_base: String,
    /// Headers that every call carries beside its own.
    pub headers: Vec<(String, String)>,
    /// How the backend hands out text.
    pub text_encoding: TextEncoding,
}

/// The values of one source, any of which may be absent.
///
/// ```
/// use glx_realtime::config::{Config, Source};
/// let file = Source::from_json(r#"{"pusherKey": "abc", "cluster": "eu", "apiBase": "https://api.example.org/v1/"}"#)?;
/// let config = Config::resolve(&[file])?;
/// assert_eq!(config.api_base, "https://api.example.org/v1");
/// assert!(config.pusher_tls);
/// # Ok::<(), Vec<glx_realtime::config::Problem>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    pusher_key: Option<String>,
    cluster: Option<String>,
    pusher_host: Option<String>,
    pusher_port: Option<Number>,
    pusher_tls: Option<Switch>,
    api_base: Option<String>,
    headers: Option<std::collections::BTreeMap<String, String>>,
    text_encoding: Option<String>,
}

/// A number as JSON or as the text of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Number {
    Number(u64),
    Text(String),
}

/// A yes or no as JSON or as the text of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Switch {
    Bool(bool),
    Text(String),
}

/// A value that is missing or wrong, in words for whoever sets it.
pub type Problem = String;

impl Source {
    /// Reads a JSON object with any of `pusherKey`, `cluster`, `pusherHost`, `pusherPort`, `pusherTls`, `apiBase`, `headers`,
    /// `textEncoding`.
    ///
    /// # Errors
    /// One problem, when it is not such an object; a misspelt name is one too.
    pub fn from_json(text: &str) -> Result<Self, Vec<Problem>> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(text)
            .map_err(|error| vec![format!("The configuration is not what it should be: {error}.")])
    }

    /// What the environment said when this was built: `GLX_PUSHER_KEY` (or the site's own `PUSHER_KEY`), `GLX_PUSHER_CLUSTER`
    /// (`PUSHER_CLUSTER`), `GLX_PUSHER_HOST`, `GLX_PUSHER_PORT`, `GLX_PUSHER_TLS`, `GLX_API_BASE`, `GLX_TEXT_ENCODING`.
    /// Debug builds fall back to the local world that `cargo xtask serve` starts.
    pub fn built_in() -> Self {
        let owned = |value: Option<&str>| value.filter(|value| !value.is_empty()).map(str::to_owned);
        let mut source = Self {
            pusher_key: owned(option_env!("GLX_PUSHER_KEY").or(option_env!("PUSHER_KEY"))),
            cluster: owned(option_env!("GLX_PUSHER_CLUSTER").or(option_env!("PUSHER_CLUSTER"))),
            pusher_host: owned(option_env!("GLX_PUSHER_HOST")),
            pusher_port: owned(option_env!("GLX_PUSHER_PORT")).map(Number::Text),
            pusher_tls: owned(option_env!("GLX_PUSHER_TLS")).map(Switch::Text),
            api_base: owned(option_env!("GLX_API_BASE")),
            headers: None,
            text_encoding: owned(option_env!("GLX_TEXT_ENCODING")),
        };
        if cfg!(debug_assertions) && source.pusher_key.is_none() {
            source = Self {
                pusher_key: Some("glx-local-key".to_owned()),
                cluster: Some("local".to_owned()),
                pusher_host: Some("127.0.0.1".to_owned()),
                pusher_port: Some(Number::Number(6001)),
                pusher_tls: Some(Switch::Bool(false)),
                api_base: source.api_base.or_else(|| Some("http://127.0.0.1:3001/api".to_owned())),
                ..source
            };
        }
        source
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Config {
    /// The configuration that these sources make together; an earlier one wins.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in words.
    pub fn resolve(sources: &[Source]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let text = |of: fn(&Source) -> &Option<String>| {
            sources.iter().find_map(|source| of(source).as_deref().map(str::trim).filter(|text| !text.is_empty()))
        };
        let pusher_key = text(|s| &s.pusher_key).unwrap_or_default().to_owned();
        if pusher_key.is_empty() {
            problems.push("pusherKey is missing: the public key of your Pusher app.".to_owned());
        } else if !pusher_key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            problems.push("pusherKey is wrong: a key has letters, digits, - and _ only.".to_owned());
        }
        let cluster = text(|s| &s.cluster).unwrap_or("us2").to_owned();
        if !cluster.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            problems.push(format!("cluster is wrong: “{cluster}” is no name of a cluster such as us2 or eu."));
        }
        let pusher_host = text(|s| &s.pusher_host).map(str::to_owned);
        if pusher_host.as_deref().is_some_and(|host| host.contains(['/', ' ', '@', '?', '#'])) {
            problems.push("pusherHost is wrong: give a host name only, without scheme, port or path.".to_owned());
        }
        let pusher_port = sources.iter().find_map(|source| source.pusher_port.as_ref()).and_then(|port| {
            let parsed = match port {
                Number::Number(number) => u16::try_from(*number).ok(),
                Number::Text(text) => text.trim().parse().ok(),
            };
            if parsed.is_none_or(|port: u16| port == 0) {
                problems.push("pusherPort is wrong: a port is a number from 1 to 65535.".to_owned());
            }
            parsed
        });
        let pusher_tls =
            sources.iter().find_map(|source| source.pusher_tls.as_ref()).is_none_or(|switch| match switch {
                Switch::Bool(on) => *on,
                Switch::Text(text) => match text.trim() {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => {
                        problems.push("pusherTls is wrong: it is true or false.".to_owned());
                        true
                    }
                },
            });
        let api_base = text(|s| &s.api_base).unwrap_or("/api").trim_end_matches('/').to_owned();
        let local = api_base.is_empty() || (api_base.starts_with('/') && !api_base.starts_with("//"));
        let whole = ["https://", "http://"].iter().any(|scheme| {
            api_base.strip_prefix(scheme).is_some_and(|rest| rest.split('/').next().is_some_and(is_host))
        });
        if !(local || whole) || api_base.contains(['?', '#', ' ', '\\']) {
            problems.push(format!(
                "apiBase is wrong: “{api_base}” is neither a path such as /api nor a URL with https://."
            ));
        }
        let text_encoding = match text(|s| &s.text_encoding) {
            None | Some("escaped") => TextEncoding::Escaped,
            Some("plain") => TextEncoding::Plain,
            Some(other) => {
                problems.push(format!("textEncoding is wrong: “{other}” is neither escaped nor plain."));
                TextEncoding::Escaped
            }
        };
        let headers: Vec<_> =
            sources.iter().find_map(|source| source.headers.clone()).unwrap_or_default().into_iter().collect();
        let is_token =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        for (name, value) in &headers {
            if !is_token(name) || value.chars().any(char::is_control) {
                problems.push(format!("headers is wrong: “{name}” is not a header that can be sent."));
            }
        }
        let config =
            Self { pusher_key, cluster, pusher_host, pusher_port, pusher_tls, api_base, headers, text_encoding };
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }
}

/// Whether this can be a host, with a port or without. No browser calls an address with a name and a password in it.
fn is_host(text: &str) -> bool {
    let is_port = |port: &str| {
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok())
    };
    let is_number = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '.';
    let is_letter = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-._".contains(c);
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((number, port)) if number.chars().all(is_number) => (number, port),
        Some(_) => return false,
        None => text.split_at(text.find(|c| !is_letter(c)).unwrap_or(text.len())),
    };
    !name.is_empty() && is_port(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(json: &str) -> Result<Config, Vec<Problem>> {
        Config::resolve(&[Source::from_json(json)?])
    }

    #[test]
    fn what_is_given_first_wins_and_the_rest_has_the_sites_defaults() {
        let page = Source::from_json(r#"{"pusherKey":"page"}"#).expect("valid");
        let built =
            Source::from_json(r#"{"pusherKey":"built","pusherPort":"6001","pusherTls":"false"}"#).expect("valid");
        let config = Config::resolve(&[page, built]).expect("valid");
        assert_eq!(
            (config.pusher_key.as_str(), config.cluster.as_str(), config.api_base.as_str()),
            ("page", "us2", "/api")
        );
        assert_eq!((config.pusher_port, config.pusher_tls), (Some(6001), false));
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let problems = resolve(
            r#"{"cluster":"u s","pusherHost":"https://x/","pusherPort":70000,"pusherTls":"maybe","apiBase":"javascript:x",
                "textEncoding":"html","headers":{"X Y":"1"}}"#,
        )
        .expect_err("problems");
        for name in
            ["pusherKey", "cluster", "pusherHost", "pusherPort", "pusherTls", "apiBase", "textEncoding", "headers"]
        {
            assert_eq!(problems.iter().filter(|problem| problem.starts_with(name)).count(), 1, "{name}: {problems:?}");
        }
    }

    #[test]
    fn an_api_has_an_address_that_a_browser_can_call() {
        let is_taken = |base: &str| resolve(&format!(r#"{{"pusherKey":"k","apiBase":"{base}"}}"#)).is_ok();
        for base in [
            "/",
            "/api",
            "https://a.example",
            "http://127.0.0.1:3001/api",
            "https://[::1]:3/x",
            "https://हिन्दी.example/",
        ] {
            assert!(is_taken(base), "{base}");
        }
        for base in [
            "api",
            "//a",
            "https://",
            "http:///x",
            "http://[",
            "http://[::1",
            "http://a:b",
            "http://a:99999",
            "https://me:pw@a",
            "https://a b",
        ] {
            assert!(!is_taken(base), "{base}");
        }
    }

    #[test]
    fn what_is_no_configuration_is_one_problem() {
        for bad in ["[]", "<html>", r#"{"pusherkey":"x"}"#, "{"] {
            assert_eq!(Source::from_json(bad).expect_err("a problem").len(), 1, "{bad}");
        }
        assert!(Source::from_json("").expect("empty").is_empty());
    }
}
