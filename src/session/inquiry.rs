//! What a diagnosis needs of the world: where the servers are, what the page's policy forbids, and whether the API's host answers at all.

use super::Handle;
use crate::browser::events::Listeners;
use crate::browser::probe::{Probe, probe};
use crate::browser::{location, policy};
use crate::config::Config;
use crate::engine::{Input, Places};

/// How long a probe may take, in milliseconds.
const PATIENCE: u32 = 5_000;

pub(super) fn places(config: &Config) -> Places {
    let scheme = if config.pusher_tls { "https" } else { "http" };
    let port = config.pusher_port.map(|port| format!(":{port}")).unwrap_or_default();
    let host = config.pusher_host.clone().unwrap_or_else(|| format!("ws-{}.pusher.com", config.cluster));
    Places {
        site: location::host_of(&config.api_base).unwrap_or_default(),
        pusher: location::host_of(&format!("{scheme}://{host}{port}")).unwrap_or_default(),
    }
}

pub(super) fn watch_policy(handle: Handle) -> Listeners {
    policy::on_violation(move |violation| {
        handle.feed(Input::PolicyViolation { directive: violation.directive, host: violation.host });
    })
}

pub(super) fn start_probe(config: &Config, handle: &Handle) {
    let (url, handle) = (format!("{}/realtime/health", config.api_base), handle.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let hidden = match probe(&url, PATIENCE).await {
            Probe::Hidden => true,
            Probe::Readable | Probe::Nothing => false,
        };
        handle.feed(Input::Probed { hidden });
    });
}
