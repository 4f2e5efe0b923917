//! Says aloud what comes in while the feed is closed: crisis alerts at once, everything else politely. Never the whole feed.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::words;
use crate::engine::wire::NoticeKind;
use crate::engine::{Notification, NotificationId, NotificationsView};

#[derive(Properties, PartialEq)]
pub(super) struct HeraldProps {
    pub(super) view: Rc<NotificationsView>,
}

#[component]
pub(super) fn Herald(props: &HeraldProps) -> Html {
    // The newest when the list was loaded, or since.
    let told = use_mut_ref(|| None::<Option<NotificationId>>);
    let polite = use_state_eq(String::new);
    let urgent = use_state_eq(String::new);
    use_effect_with(Rc::clone(&props.view), {
        let (polite, urgent) = (polite.setter(), urgent.setter());
        move |view: &Rc<NotificationsView>| {
            if !view.loaded {
                return;
            }
            let newest = view.feed.first().map(|notification| notification.id);
            let before = told.replace(Some(newest));
            let Some(before) = before else { return };
            for notification in view.feed.iter().take_while(|one| Some(one.id) > before).filter(|one| !one.read) {
                if notification.kind == NoticeKind::Crisis {
                    urgent.set(words::crisis(&short(notification)));
                } else {
                    polite.set(short(notification));
                }
            }
        }
    });
    html! {
        <>
            <div class="glx-hidden" aria-live="polite">{ (*polite).clone() }</div>
            <div class="glx-hidden" role="alert">{ (*urgent).clone() }</div>
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
