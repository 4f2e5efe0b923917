//! The bell with its number, and the feed behind it. What was read is the engine's to know.

mod entry;
mod feed;
mod herald;

use std::rc::Rc;

use yew::prelude::*;

use super::icon::Icon;
use super::shell::Popover;
use super::words;
use crate::engine::{NotificationId, NotificationsView};
use feed::Feed;
use herald::Herald;

/// What [`NotificationBell`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct NotificationBellProps {
    /// The feed as the engine sees it.
    pub view: Rc<NotificationsView>,
    /// The feed was opened: what it shows has to be what there is.
    #[prop_or_default]
    pub on_look: Callback<()>,
    /// One was read.
    pub on_read: Callback<NotificationId>,
    /// All were read.
    pub on_read_all: Callback<()>,
    /// One was chosen, where there is something to be opened; it has been reported as read already.
    #[prop_or_default]
    pub on_open: Option<Callback<NotificationId>>,
}

/// The highest number that the badge shows.
const MOST: usize = 99;

/// The bell and the feed.
#[component]
pub fn NotificationBell(props: &NotificationBellProps) -> Html {
    let closed = use_state(|| 0_u32);
    let unread = props.view.unread;
    let face = html! {
        <>
            { Icon::Bell.html() }
            if unread > 0 {
                <span class="badge" part="badge" aria-hidden="true">
                    { if unread > MOST { format!("{MOST}+") } else { unread.to_string() } }
                </span>
            }
        </>
    };
    let on_choose = {
        let (on_read, on_open, closed) = (props.on_read.clone(), props.on_open.clone(), closed.clone());
        Callback::from(move |(id, unread): (NotificationId, bool)| {
            if unread {
                on_read.emit(id);
            }
            if let Some(on_open) = &on_open {
                closed.set(*closed + 1);
                on_open.emit(id);
            }
        })
    };
    let on_toggle = {
        let on_look = props.on_look.clone();
        Callback::from(move |open: bool| {
            if open {
                on_look.emit(());
            }
        })
    };
    html! {
        <>
            <Popover class="glx-notifications" part="bell" {face} label={words::notifications_unread(unread)} title={words::NOTIFICATIONS}
                     close={*closed} {on_toggle}>
                <Feed view={Rc::clone(&props.view)} {on_choose} on_read_all={props.on_read_all.clone()} />
            </Popover>
            <Herald view={Rc::clone(&props.view)} />
        </>
    }
}
