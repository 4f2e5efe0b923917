//! One notification: its sign, its words, its age. A button, so that it can be read and opened by keyboard.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::text::tame;
use crate::components::{format, words};
use crate::engine::wire::NoticeKind;
use crate::engine::{Notification, NotificationId};

#[derive(Properties, PartialEq)]
pub(super) struct EntryProps {
    pub(super) notification: Rc<Notification>,
    /// Another minute has another age.
    pub(super) minute: i64,
    pub(super) on_choose: Callback<(NotificationId, bool)>,
}

#[component]
pub(super) fn Entry(props: &EntryProps) -> Html {
    let notification = &props.notification;
    let choice = (notification.id, !notification.read);
    let onclick = props.on_choose.reform(move |_: MouseEvent| choice);
    let (class, icon) = match notification.kind {
        NoticeKind::Message => ("message", Icon::Message),
        NoticeKind::HelpRequest => ("help", Icon::Heart),
        NoticeKind::Crisis => ("crisis", Icon::Alert),
        NoticeKind::Proposal => ("proposal", Icon::Ballot),
        NoticeKind::Other => ("other", Icon::Bell),
    };
    html! {
        <li>
            <button type="button" class={classes!("entry", class, (!notification.read).then_some("unread"))} {onclick}>
                <span class="sign">{ icon.html() }</span>
                <span class="words">
                    if !notification.read {
                        <span class="glx-hidden">{ words::UNREAD }</span>
                    }
                    if let Some(title) = notification.title.as_deref().filter(|title| !title.is_empty()) {
                        <bdi class="heading">{ tame(title).into_owned() }</bdi>
                    }
                    <bdi class="said">{ tame(&notification.message).into_owned() }</bdi>
                    <time datetime={format::iso(notification.at)} title={format::full(notification.at)}>
                        { format::ago(notification.at) }
                    </time>
                </span>
            </button>
        </li>
    }
}
