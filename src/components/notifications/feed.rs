//! The feed: crisis alerts that were not read stand apart at its head, everything else by day, newest first.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use super::entry::Entry;
use crate::components::dom::use_minutes;
use crate::components::icon::Icon;
use crate::components::shell::{Notice, skeleton};
use crate::components::{format, words};
use crate::engine::wire::NoticeKind;
use crate::engine::{Notification, NotificationId, NotificationsView};

#[derive(Properties, PartialEq)]
pub(super) struct FeedProps {
    pub(super) view: Rc<NotificationsView>,
    /// One was chosen; whether it was unread.
    pub(super) on_choose: Callback<(NotificationId, bool)>,
    pub(super) on_read_all: Callback<()>,
}

#[component]
pub(super) fn Feed(props: &FeedProps) -> Html {
    let view = &props.view;
    let minute = use_minutes();
    let chosen = use_state_eq(|| None::<NoticeKind>);
    let kinds: BTreeSet<NoticeKind> = view.feed.iter().map(|notification| notification.kind).collect();
    let filter = (*chosen).filter(|kind| kinds.contains(kind));
    let matches = |notification: &Notification| filter.is_none_or(|kind| notification.kind == kind);
    let is_urgent = |notification: &Notification| notification.kind == NoticeKind::Crisis && !notification.read;
    let urgent: Vec<_> = view.feed.iter().filter(|notification| is_urgent(notification)).collect();
    let rest = view.feed.iter().filter(|notification| matches(notification) && !is_urgent(notification));
    let mut days: Vec<(i64, Vec<&Rc<Notification>>)> = Vec::new();
    for notification in rest {
        let day = format::day_number(notification.at);
        match days.last_mut() {
            Some((last, of_day)) if *last == day => of_day.push(notification),
            _ => days.push((day, vec![notification])),
        }
    }
    let entry = |notification: &Rc<Notification>| {
        html! {
            <Entry key={notification.id.get()} notification={Rc::clone(notification)} {minute} on_choose={props.on_choose.clone()} />
        }
    };
    html! {
        <>
            <div class="head">
                <p class="title">{ words::NOTIFICATIONS }</p>
                if view.unread > 0 {
                    <button type="button" class="glx-link" onclick={props.on_read_all.reform(|_: MouseEvent| ())}>
                        { words::MARK_ALL_READ }
                    </button>
                }
            </div>
            if kinds.len() > 1 {
                { filters(&kinds, filter, &chosen) }
            }
            if let Some(failure) = view.failure.as_ref().filter(|_| view.loaded) {
                <p class="stale">{ words::notifications_stale(failure) }</p>
            }
            if !view.loaded && view.feed.is_empty() {
                if let Some(failure) = &view.failure {
                    <Notice icon={Icon::Plug} title={words::notifications_failed(failure)} />
                } else {
                    { skeleton("entries", 4, words::LOADING_NOTIFICATIONS) }
                }
            } else if view.feed.is_empty() {
                <Notice icon={Icon::Bell} title={words::NO_NOTIFICATIONS_TITLE} text={words::NO_NOTIFICATIONS_TEXT} />
            }
            <div class="entries">
                if !urgent.is_empty() {
                    <section key="urgent" class="urgent">
                        <h3>{ words::CRISIS_NOW }</h3>
                        <ul>for notification in urgent { { entry(notification) } }</ul>
                    </section>
                }
                for (day, notifications) in days {
                    if let Some(first) = notifications.first() {
                        <section key={day}>
                            <h3>{ format::day(first.at) }</h3>
                            <ul>for notification in notifications { { entry(notification) } }</ul>
                        </section>
                    }
                }
            </div>
        </>
    }
}

fn filters(
    kinds: &BTreeSet<NoticeKind>,
    filter: Option<NoticeKind>,
    chosen: &UseStateHandle<Option<NoticeKind>>,
) -> Html {
    let chip = |kind: Option<NoticeKind>| {
        let chosen = chosen.setter();
        let onclick = Callback::from(move |_: MouseEvent| chosen.set(kind));
        html! {
            <button type="button" aria-pressed={(kind == filter).to_string()} {onclick}>
                { kind.map_or(words::ALL, words::kind) }
            </button>
        }
    };
    html! {
        <div class="filters" role="group" aria-label={words::SHOW_KINDS}>
            { chip(None) }
            for kind in kinds { { chip(Some(*kind)) } }
        </div>
    }
}
