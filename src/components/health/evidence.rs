//! What is proven and how long ago: each capability, the round trips, the counts. Shows; judges nothing.
//! A number with its unit is isolated: among words that run from right to left the two would change places.

use std::rc::Rc;

use yew::prelude::*;

use super::seconds_until;
use super::sparkline::sparkline;
use crate::components::{format, words};
use crate::engine::{Capability, Health, Millis, Seen, WallMillis, Working};

#[derive(Properties, PartialEq)]
pub(super) struct EvidenceProps {
    pub(super) health: Rc<Health>,
    /// Now, on the engine's clock.
    pub(super) now: Millis,
    /// Now, on the wall clock: another value draws the ages anew.
    pub(super) age: WallMillis,
}

#[component]
pub(super) fn Evidence(props: &EvidenceProps) -> Html {
    let health = &props.health;
    let since = if health.socket == crate::engine::SocketState::Connected {
        words::CONNECTED_SINCE
    } else {
        words::DISCONNECTED_SINCE
    };
    html! {
        <>
            <ul class="capabilities">
                { capability(words::RECEIVING, health.receiving) }
                { capability(words::SENDING_MESSAGES, health.sending) }
                { capability(words::HISTORY, health.history) }
            </ul>
            // A cause that has an end tells it itself.
            if let Some((until, failure)) = health.paused.as_ref().filter(|_| !counts_down(health)) {
                <p class="pause"><bdi>{ words::paused(failure, seconds_until(*until, props.now)) }</bdi></p>
            }
            if let (Some(last), Some(least), Some(most)) =
                (health.round_trips.last(), health.round_trips.iter().min(), health.round_trips.iter().max())
            {
                <div class="round-trip">
                    <span class="label">{ words::ROUND_TRIP }</span>
                    { sparkline(&health.round_trips) }
                    <span class="value" title={words::spread(*least, *most)}><bdi>{ words::milliseconds(*last) }</bdi></span>
                </div>
            }
            <dl>
                <dt>{ since }</dt>
                <dd><time datetime={format::iso(health.since)} title={format::full(health.since)}><bdi>{ format::time(health.since) }</bdi></time></dd>
                <dt>{ words::RECONNECTS }</dt><dd><bdi>{ words::times(health.reconnects) }</bdi></dd>
                <dt>{ words::UNSENT }</dt><dd><bdi>{ words::messages(health.waiting_to_send) }</bdi></dd>
                <dt>{ words::SOCKET }</dt>
                <dd>
                    <bdi>
                        { health.socket.name() }
                        if let Some(code) = health.problem.as_ref().and_then(|problem| problem.code) { { format!(" ({code})") } }
                    </bdi>
                </dd>
            </dl>
        </>
    }
}

fn counts_down(health: &Health) -> bool {
    health.findings.iter().any(|finding| finding.seen.iter().any(|seen| matches!(seen, Seen::Until(_))))
}

fn capability(name: &'static str, capability: Capability) -> Html {
    let class = match capability.working {
        Working::Untried => "quiet",
        Working::Live => "live",
        Working::Late => "waiting",
        Working::Down => "down",
    };
    html! {
        <li class={class}>
            <span class="dot"></span>
            <span class="label">{ name }</span>
            <span class="value">{ words::working(capability.working) }</span>
            <span class="proof">
                <bdi>{ words::proven(capability.proven.map(format::ago_exactly).as_deref()) }</bdi>
            </span>
        </li>
    }
}
