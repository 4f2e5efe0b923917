//! One help request: a real link, so that it can be opened in another tab.

use std::borrow::Cow;

use yew::prelude::*;

use crate::components::dom::plain_click;
use crate::components::text::{capitalised, display_name, tame};
use crate::components::{format, words};
use crate::engine::RoomId;
use crate::engine::wire::HelpRequest;

#[derive(Properties, PartialEq)]
pub(super) struct CardProps {
    pub(super) request: HelpRequest,
    /// Another minute has another age.
    pub(super) minute: i64,
    pub(super) current: bool,
    pub(super) href: AttrValue,
    pub(super) on_open: Callback<RoomId>,
}

#[component]
pub(super) fn Card(props: &CardProps) -> Html {
    let request = &props.request;
    let room = request.room;
    let onclick = plain_click(props.on_open.reform(move |()| room));
    let requester = display_name(&request.requester);
    let requester = if requester.is_empty() { Cow::Borrowed(words::SOMEONE) } else { requester };
    html! {
        <li class={classes!("card", props.current.then_some("current"))}>
            <a href={props.href.clone()} aria-current={props.current.then_some("page")} {onclick}>
                <bdi class="heading">{ tame(&request.title).into_owned() }</bdi>
                if !request.description.is_empty() {
                    <bdi class="about">{ tame(&request.description).into_owned() }</bdi>
                }
                <span class="chips">
                    { chip(&request.urgency, urgency(&request.urgency)) }
                    { chip(&request.category, "") }
                    { chip(&request.status, "status") }
                </span>
                <span class="by">
                    <bdi>{ requester.into_owned() }</bdi>
                    if let Some(at) = request.at {
                        <time datetime={format::iso(at)} title={format::full(at)}>{ format::ago(at) }</time>
                    }
                </span>
            </a>
        </li>
    }
}

fn chip(text: &str, class: &'static str) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    let shown: String = capitalised(&text.replace(['_', '-'], " ")).chars().take(40).collect();
    html! { <bdi class={classes!("chip", class)}>{ shown }</bdi> }
}

/// How a free-form urgency looks. Said in words by the chip itself, so colour adds nothing that cannot be read.
fn urgency(text: &str) -> &'static str {
    match text.to_lowercase().as_str() {
        "critical" | "emergency" | "urgent" | "immediate" => "critical",
        "high" => "high",
        "medium" | "normal" | "moderate" => "medium",
        _ => "low",
    }
}
