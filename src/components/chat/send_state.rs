//! How a send stands: its mark beside the time, and where it failed the reason with the ways out.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::dom::leave_to_rows;
use crate::components::icon::Icon;
use crate::components::words;
use crate::engine::wire::Failure;
use crate::engine::{ClientId, LocalEcho, SendState};

/// The sign beside the time of an own message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Saved,
    Waiting,
    Sending,
    Unknown,
    Failed,
}

impl Mark {
    pub(super) fn html(self) -> Html {
        let (icon, word) = match self {
            Self::Saved => (Icon::Check, words::SAVED),
            Self::Waiting => (Icon::Clock, words::WAITING),
            Self::Sending => (Icon::Clock, words::SENDING),
            Self::Unknown => (Icon::Clock, words::UNKNOWN),
            // The reason stands below in words.
            Self::Failed => return html! { <span class="mark">{ Icon::Alert.html() }</span> },
        };
        html! { <span class="mark" title={word}>{ icon.html() }<span class="glx-hidden">{ word }</span></span> }
    }
}

/// The class and the mark of a send.
pub(super) const fn mark(state: &SendState) -> (&'static str, Mark) {
    match state {
        SendState::Waiting(_) => ("waiting", Mark::Waiting),
        SendState::Sending => ("sending", Mark::Sending),
        SendState::Unknown => ("unknown", Mark::Unknown),
        SendState::Failed(_) => ("failed", Mark::Failed),
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct TroubleProps {
    pub(super) failure: Failure,
    pub(super) echo: Rc<LocalEcho>,
    pub(super) on_retry: Callback<ClientId>,
    pub(super) on_edit: Callback<Rc<LocalEcho>>,
    pub(super) on_discard: Callback<ClientId>,
}

/// Why a send failed, and what to do with it.
#[component]
pub(super) fn Trouble(props: &TroubleProps) -> Html {
    let id = props.echo.client_id.clone();
    let retry = props.on_retry.reform({
        let id = id.clone();
        move |event: MouseEvent| {
            leave_to_rows(&event);
            id.clone()
        }
    });
    let edit = props.on_edit.reform({
        let echo = Rc::clone(&props.echo);
        move |_: MouseEvent| Rc::clone(&echo)
    });
    let discard = props.on_discard.reform(move |event: MouseEvent| {
        leave_to_rows(&event);
        id.clone()
    });
    // A text that is refused for what it is only gets through when it is changed.
    let text_is_why = matches!(props.failure, Failure::TooLong | Failure::Filtered { .. });
    html! {
        <div class="trouble">
            <p class="reason"><bdi>{ words::not_sent(&props.failure) }</bdi></p>
            <div class="ways">
                if !text_is_why {
                    <button type="button" onclick={retry}>{ Icon::Reload.html() }{ words::RETRY }</button>
                }
                <button type="button" onclick={edit}>{ Icon::Pencil.html() }{ words::EDIT }</button>
                <button type="button" onclick={discard}>{ Icon::Trash.html() }{ words::DISCARD }</button>
            </div>
        </div>
    }
}
