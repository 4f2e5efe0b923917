//! Says aloud what comes in while the feed is closed: crisis alerts at once, everything else politely. Never the whole feed.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::spoken::use_spoken;
use crate::components::words;
use crate::engine::wire::NoticeKind;
use crate::engine::{Notification, NotificationId, NotificationsView};

/// Of so many that come at once each is told; crisis alerts always.
const MOST: usize = 3;

#[derive(Properties, PartialEq)]
pub(super) struct HeraldProps {
    pub(super) view: Rc<NotificationsView>,
}

#[component]
pub(super) fn Herald(props: &HeraldProps) -> Html {
    // The newest so far, and whether the list was loaded.
    let told = use_mut_ref(|| (None::<NotificationId>, false));
    let (polite, say) = use_spoken();
    let (urgent, warn) = use_spoken();
    use_effect_with(Rc::clone(&props.view), {
        move |view: &Rc<NotificationsView>| {
            let newest = view.feed.first().map(|notification| notification.id);
            let (before, was_loaded) = told.replace((newest, view.loaded));
            // What the list brings is no news; what is there before it has just come in.
            if view.loaded && !was_loaded {
                return;
            }
            let news = view.feed.iter().take_while(|one| Some(one.id) > before).filter(|one| !one.read);
            let (crises, others): (Vec<_>, Vec<_>) = news.partition(|one| one.kind == NoticeKind::Crisis);
            if !crises.is_empty() {
                let alerts: Vec<_> = crises.into_iter().rev().map(|one| words::crisis(&short(one))).collect();
                warn.emit(alerts.join(" "));
            }
            if !others.is_empty() {
                let told: Vec<_> = others.into_iter().take(MOST).rev().map(|one| short(one)).collect();
                say.emit(told.join(" "));
            }
        }
    });
    html! {
        <>
            <div class="glx-hidden" aria-live="polite">{ polite }</div>
            <div class="glx-hidden" role="alert">{ urgent }</div>
        </>
    }
}

fn short(notification: &Notification) -> String {
    let text = match &notification.title {
        Some(title) => format!("{title}. {}", notification.message),
        None => notification.message.to_string(),
    };
    text.chars().take(200).collect()
}
