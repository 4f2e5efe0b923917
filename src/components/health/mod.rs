//! How the connection stands: a dot with a word or two, and behind it the evidence.
//! Trouble is shown once it has lasted, and gone at once; nothing counts while the page is hidden.

mod copy;
mod diagnosis;
mod diagnosis_words;
mod evidence;
mod recording;
mod report;
mod sparkline;
mod technical;

use std::rc::Rc;

use yew::html::IntoPropValue;
use yew::prelude::*;

use super::dom::{leave_to, use_ticks};
use super::settle::use_settled;
use super::shell::Popover;
use super::words;
use crate::config::Config;
use crate::engine::{Finding, Health, Millis, Status};
use diagnosis::Diagnosis;
use evidence::Evidence;
use recording::SaveRecording;

/// Tells the time on the engine's clock, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Clock(pub fn() -> Millis);

impl PartialEq for Clock {
    /// A clock that is taken for another at worst renders once too often.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl IntoPropValue<Clock> for fn() -> Millis {
    fn into_prop_value(self) -> Clock {
        Clock(self)
    }
}

/// What [`HealthIndicator`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct HealthIndicatorProps {
    /// How the connection stands.
    pub health: Rc<Health>,
    /// The engine's clock: countdowns are reckoned on it.
    pub clock: Clock,
    /// What the page was told, for the report.
    pub config: Rc<Config>,
    /// Somebody looks: it is to be found out why it is not live.
    pub on_look: Callback<()>,
    /// *Try now* was pressed.
    pub on_try_now: Callback<()>,
    /// What has happened in this page is to be saved as a file.
    pub on_save_recording: Callback<()>,
}

/// The dot, the words, and the panel.
#[component]
pub fn HealthIndicator(props: &HealthIndicatorProps) -> Html {
    let health = &props.health;
    let open = use_state_eq(|| false);
    // Offline is what the device says, and is told at once.
    let calm =
        |status: &Status| matches!(status, Status::Live | Status::Connecting | Status::SignedOut | Status::Offline);
    // The countdown moves on while the trouble stays the same.
    let kind = kind(&health.status);
    let settled = use_settled(&(kind, health.status.clone()), |(_, status)| calm(status));
    let status = match settled.1 {
        _ if settled.0 == kind => health.status.clone(),
        // Too young to be called trouble, but it is not live either.
        Status::Live => Status::Connecting,
        shown => shown,
    };
    let counts = matches!(status, Status::Reconnecting { next_at: Some(_), .. }) || health.paused.is_some();
    use_ticks((counts || *open).then_some(1_000));

    // What arrives is only half of it.
    let half = status == Status::Live && health.cannot_send;
    let problem = health.problem.as_ref();
    let word = if half { words::CANNOT_SEND } else { words::status(&status, problem) };
    let meaning = if half { words::CANNOT_SEND_SENTENCE } else { words::status_sentence(&status, problem) };
    let class = if half { "waiting" } else { kind_class(&status) };
    let face = html! {
        <>
            <span class="dot"></span>
            <span class="word">{ word }</span>
            if let Status::Reconnecting { tries, next_at } = status {
                <span class="tries" aria-hidden="true"><bdi>{ words::tries(tries, next_at.map(|at| seconds_until(at, (props.clock.0)()))) }</bdi></span>
            }
        </>
    };
    let can_try = matches!(status, Status::Reconnecting { .. } | Status::Offline | Status::Late | Status::Refused)
        || (*open && health.findings.iter().any(|finding| diagnosis_words::can_try(finding.cause)));
    let try_now = props.on_try_now.reform(|_: MouseEvent| ());
    let on_toggle = {
        let (open, on_look) = (open.setter(), props.on_look.clone());
        Callback::from(move |now| {
            open.set(now);
            if now {
                on_look.emit(());
            }
        })
    };
    html! {
        <div class={classes!("glx-health", class)} part="indicator">
            <span class="glx-hidden" role="status">{ format!("{}: {word}", words::HEALTH) }</span>
            <Popover {face} label={format!("{}: ", words::HEALTH)} title={words::HEALTH} {on_toggle}>
                <p class="title">{ word }</p>
                <p class="meaning">{ meaning }</p>
                if can_try {
                    <button type="button" class="glx-button" onclick={try_now.clone()}>{ words::TRY_NOW }</button>
                }
                if *open {
                    <Diagnosis health={Rc::clone(health)} config={Rc::clone(&props.config)} clock={props.clock} now={(props.clock.0)()} />
                    <Evidence health={Rc::clone(health)} now={(props.clock.0)()} age={super::format::now()} />
                    <SaveRecording on_save={props.on_save_recording.clone()} />
                }
            </Popover>
            if matches!(status, Status::Reconnecting { .. }) {
                <button type="button" class="glx-link quick" onclick={try_now.reform(|event: MouseEvent| {
                    leave_to(&event, ".glx-health", ".face");
                    event
                })}>{ words::TRY_NOW }</button>
            }
        </div>
    }
}

/// What is wrong, and what can be done about it, for those who show it themselves.
pub fn explained(finding: &Finding) -> (&'static str, &'static str) {
    (diagnosis_words::cause(finding.cause), diagnosis_words::cure(finding.cause))
}

/// What a status means.
pub fn sentence_of(status: &Status) -> &'static str {
    words::status_sentence(status, None)
}

/// Whole seconds until a moment, at least one while it has not come.
fn seconds_until(at: Millis, now: Millis) -> u64 {
    at.saturating_sub(now).div_ceil(1_000).max(1)
}

/// The status without what counts in it.
fn kind(status: &Status) -> std::mem::Discriminant<Status> {
    std::mem::discriminant(status)
}

fn kind_class(status: &Status) -> &'static str {
    match status {
        Status::Live => "live",
        Status::SignedOut => "quiet",
        Status::Connecting | Status::CatchingUp => "under-way",
        Status::Late | Status::Reconnecting { .. } | Status::Offline => "waiting",
        Status::SignInEnded | Status::Refused | Status::Unsupported => "down",
    }
}
