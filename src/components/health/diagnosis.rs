//! *Why am I not live?* Each cause with its cure, most decisive first, the evidence folded away, and a report to copy. Judges nothing.

use std::rc::Rc;

use yew::prelude::*;

use super::copy::Copy;
use super::diagnosis_words as said;
use super::report::report;
use super::technical::technical;
use crate::components::{format, words};
use crate::config::Config;
use crate::engine::{Finding, Health, Millis, Status, Working};

#[derive(Properties, PartialEq)]
pub(super) struct DiagnosisProps {
    pub(super) health: Rc<Health>,
    pub(super) config: Rc<Config>,
    /// Tells the time on the engine's clock.
    pub(super) clock: super::Clock,
    /// Now, on the engine's clock: what counts down is drawn anew.
    pub(super) now: Millis,
}

#[component]
pub(super) fn Diagnosis(props: &DiagnosisProps) -> Html {
    let health = &props.health;
    // What has failed once is not yet a finding, and it is not nothing either.
    let works = [health.sending, health.history].iter().all(|one| one.working != Working::Down);
    let only_notes = health.findings.iter().all(|finding| finding.cause.is_note());
    let live = health.status == Status::Live && only_notes && works;
    let title = match health.status {
        _ if live => said::EVERYTHING_ARRIVES,
        Status::Live => said::WHAT_FAILS,
        _ => said::WHY,
    };
    let text =
        use_callback((Rc::clone(health), Rc::clone(&props.config), props.clock), |(), (health, config, clock)| {
            report(health, config, (clock.0)())
        });
    let is_quiet = health.findings.is_empty() && health.ignored == 0;
    html! {
        <section class="diagnosis" aria-label={title}>
            <h3>{ title }</h3>
            if live {
                <p class="meaning">{ if is_quiet { said::NOTHING_ELSE } else { said::WORTH_KNOWING } }</p>
            } else if health.findings.is_empty() {
                <p class="meaning">{ said::LOOKING }</p>
            }
            if !health.findings.is_empty() {
                <ul class="findings">
                    for finding in health.findings.iter() {
                        <li key={format!("{:?}", finding.cause)} class={if finding.cause.is_note() { "note" } else { "cause" }}>
                            { shown(finding, props.now) }
                        </li>
                    }
                </ul>
            }
            if health.ignored > 0 {
                <p class="passed-over">{ said::passed_over(health.ignored) }</p>
            }
            if let Some(failure) = &health.refusal {
                <p class="passed-over">{ words::refused(failure) }</p>
            }
            <Copy {text} />
        </section>
    }
}

fn shown(finding: &Finding, now: Millis) -> Html {
    html! {
        <>
            <p class="what">{ said::cause(finding.cause) }</p>
            <p class="cure">{ said::cure(finding.cause) }</p>
            if let Some(glance) = said::at_a_glance(&finding.seen, now) {
                <p class="glance"><bdi>{ glance }</bdi></p>
            }
            <details>
                <summary>{ said::DETAILS }</summary>
                <p dir="auto">{ technical(finding.cause) }</p>
                if !finding.seen.is_empty() {
                    <ul aria-label={said::SEEN}>
                        for seen in finding.seen.iter() { <li><bdi>{ said::seen(seen, now) }</bdi></li> }
                    </ul>
                }
                <p class="since">
                    { said::SINCE }{ " " }
                    <time datetime={format::iso(finding.since)} title={format::full(finding.since)}>{ format::time(finding.since) }</time>
                </p>
            </details>
        </>
    }
}
