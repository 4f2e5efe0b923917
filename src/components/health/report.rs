//! The report to copy: how the connection stands, as plain text for whoever runs the site. No token, no text, no names, no titles:
//! only codes, counts, ages, hosts and room numbers.

use std::fmt::Write as _;

use super::diagnosis_words as said;
use crate::components::format;
use crate::components::words;
use crate::config::Config;
use crate::engine::wire::Failure;
use crate::engine::{Capability, Health, Millis};

/// So much of the key is told.
const OF_KEY: usize = 4;

/// The whole report. `now` is on the engine's clock.
pub(super) fn report(health: &Health, config: &Config, now: Millis) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("GLX Realtime {}", env!("CARGO_PKG_VERSION")));
    line(format!("Time: {}", format::iso(format::now())));
    line(format!("Browser: {}", browser()));
    line(format!("Status: {}", words::status(&health.status, health.problem.as_ref())));
    line(format!("Since: {}", format::iso(health.since)));
    line(String::new());
    line("Findings:".to_owned());
    if health.findings.is_empty() {
        line("- none".to_owned());
    }
    for finding in &*health.findings {
        line(format!("- {:?} since {}: {}", finding.cause, format::iso(finding.since), said::cause(finding.cause)));
        for seen in &finding.seen {
            line(format!("  - {}", said::seen(seen, now)));
        }
    }
    line(String::new());
    line(format!("Receiving: {}", capability(health.receiving)));
    line(format!("Sending: {}", capability(health.sending)));
    line(format!("History: {}", capability(health.history)));
    line(format!("Round trips (ms): {}", list(&health.round_trips)));
    line(format!("Reconnected: {}", health.reconnects));
    line(format!("Waiting to be sent: {}", health.waiting_to_send));
    line(format!("Cannot send: {}", if health.cannot_send { "yes" } else { "no" }));
    line(format!("Events passed over: {}", health.ignored));
    line(format!("pusher-js: {}", health.socket.name()));
    line(format!("Last codes: {}", list(&health.codes)));
    if let Some((until, failure)) = &health.paused {
        line(format!("Calls wait: {}, {} s", kind(failure), until.saturating_sub(now) / 1_000));
    }
    if let Some(failure) = &health.refusal {
        line(format!("Refused: {}", kind(failure)));
    }
    line(format!("Keeps on the device: {}", if health.keeps { "yes" } else { "no" }));
    line(String::new());
    let key: String = config.pusher_key.chars().take(OF_KEY).collect();
    line(format!("pusherKey: {key}…"));
    line(format!("cluster: {}", config.cluster));
    line(format!("pusherHost: {}", config.pusher_host.as_deref().unwrap_or("Pusher's own")));
    line(format!("pusherPort: {}", config.pusher_port.map_or_else(|| "the usual".to_owned(), |port| port.to_string())));
    line(format!("pusherTls: {}", config.pusher_tls));
    line(format!("apiBase: {}", without_credentials(&config.api_base)));
    line(format!("textEncoding: {:?}", config.text_encoding));
    out
}

fn browser() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

fn capability(capability: Capability) -> String {
    let proven = capability.proven.map(format::ago_exactly);
    format!("{}, {}", words::working(capability.working), words::proven(proven.as_deref()))
}

fn list(numbers: &[impl std::fmt::Display]) -> String {
    let mut list = String::new();
    for number in numbers {
        let _ = write!(list, "{}{number}", if list.is_empty() { "" } else { ", " });
    }
    if list.is_empty() { "none".to_owned() } else { list }
}

/// An address without what may stand before its host.
fn without_credentials(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, rest)| rest)
}

/// What a failure is, without the site's own words: nobody knows what those hold.
const fn kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::Unreachable => "unreachable",
        Failure::TimedOut => "timed out",
        Failure::SignInEnded => "sign-in ended",
        Failure::NoAccess => "no access",
        Failure::CsrfRequired => "security token required",
        Failure::Filtered { .. } => "content filter",
        Failure::Blocked => "address blocked",
        Failure::RateLimited { .. } => "rate limit",
        Failure::TooLong => "too long",
        Failure::Refused { .. } => "refused",
        Failure::NotFound => "not found",
        Failure::Server { .. } => "trouble of the site's",
        Failure::Unreadable => "unreadable answer",
    }
}
