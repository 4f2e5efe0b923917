//! One room: its head, its rows, what to write in, and a state for whenever there are no rows.
//! Decides nothing about messages; what stands here is the engine's view of the room.

mod anchor;
mod announcer;
mod composer;
mod copied;
mod extent;
mod find;
mod go;
mod head;
mod held;
mod keys;
mod log;
mod marks;
mod model;
mod names;
mod place;
mod row;
mod rows;
mod scroller;
mod send_state;
mod settled;
mod spacing;

use std::rc::Rc;

use yew::prelude::*;

use super::dom::leave_to_rows;
use super::icon::Icon;
use super::settle::use_settled;
use super::shell::{Notice, skeleton};
use super::words;
use crate::engine::{ClientId, LocalEcho, Me, MessageId, RoomStatus, RoomView};
use announcer::Announcer;
use composer::Composer;
use find::Find;
use head::Head;
use log::Log;

pub use go::Go;

/// A place in the rows that is to be shown; counted, so that the same can be asked for again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Show {
    /// Where to go.
    pub what: Go,
    /// How often something was asked for before.
    pub turn: u32,
}

/// What [`Chat`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct ChatProps {
    /// The room as the engine sees it. Another one is another chat: it is to be the `key`.
    pub room: Rc<RoomView>,
    /// What the room is about.
    pub title: AttrValue,
    /// A line under it.
    #[prop_or_default]
    pub subtitle: AttrValue,
    /// Who is signed in. Nobody: the composer says so.
    pub me: Option<Rc<Me>>,
    /// The site takes their sign-in no more: what is here stays, and nothing can be written.
    #[prop_or_default]
    pub ended: bool,
    /// What stood in this room's composer when it was last left. Only looked at when the room is opened.
    #[prop_or_default]
    pub initial_draft: AttrValue,
    /// A text is to be sent.
    pub on_send: Callback<String>,
    /// A failed send is to be tried again.
    pub on_retry: Callback<ClientId>,
    /// A failed send is to be dropped.
    pub on_discard: Callback<ClientId>,
    /// Everything up to this message was in view on a visible page.
    pub on_seen: Callback<MessageId>,
    /// What stands in the composer has changed.
    pub on_draft: Callback<String>,
    /// A place in the rows that is to be shown, whenever this changes.
    #[prop_or_default]
    pub show: Option<Show>,
    /// Back to the list, on a phone.
    #[prop_or_default]
    pub on_back: Option<Callback<()>>,
    /// The connection, or the history, is to be tried now.
    #[prop_or_default]
    pub on_retry_now: Callback<()>,
    /// The keys that find in a page find in this room wherever the focus is, and not only where it is here.
    #[prop_or_default]
    pub finds_anywhere: bool,
}

/// The chat of one room.
#[component]
pub fn Chat(props: &ChatProps) -> Html {
    let room = &props.room;
    // A text that is taken out of a failed send, to be changed; counted, so that the same text can be taken twice.
    let taken = use_state(|| (0_u32, Rc::<str>::from("")));
    let turns = use_mut_ref(|| 0_u32);
    // The same for as long as the room is: another callback would be another row to render for each that is in the page.
    let on_edit = use_callback(props.on_discard.clone(), {
        let taken = taken.setter();
        move |echo: Rc<LocalEcho>, on_discard: &Callback<ClientId>| {
            let turn = turns.replace_with(|turn| *turn + 1) + 1;
            taken.set((turn, Rc::clone(&echo.text)));
            on_discard.emit(echo.client_id.clone());
        }
    });
    let chat = use_node_ref();
    let found = use_state_eq(|| None);
    let on_found = use_callback(found.setter(), |now, found| found.set(now));
    let is_shut = room.status == RoomStatus::NoAccess;
    let has_rows = !room.messages.is_empty() || !room.echoes.is_empty();
    let body = match room.status {
        _ if props.ended && !has_rows => {
            html! { <Notice icon={Icon::Lock} title={words::SIGN_IN_ENDED_TITLE} text={words::SIGN_IN_ENDED} /> }
        }
        RoomStatus::NoAccess if !has_rows => {
            html! { <Notice icon={Icon::Lock} title={words::NO_ACCESS_TITLE} text={words::NO_ACCESS_TEXT} /> }
        }
        RoomStatus::Unavailable if !has_rows => {
            let action = (AttrValue::from(words::TRY_NOW), props.on_retry_now.clone());
            html! { <Notice icon={Icon::Plug} title={words::UNAVAILABLE_TITLE} text={words::UNAVAILABLE_TEXT} {action} /> }
        }
        _ if !room.loaded && !has_rows => skeleton("rows", 7, words::LOADING_CHAT),
        _ if !has_rows => html! { <Notice icon={Icon::Message} title={words::EMPTY_TITLE} text={words::EMPTY_TEXT} /> },
        _ => html! {
            <Log room={Rc::clone(room)} show={props.show} found={(*found).clone()} on_retry={props.on_retry.clone()} {on_edit}
                 on_discard={props.on_discard.clone()} on_seen={props.on_seen.clone()} />
        },
    };
    html! {
        <section ref={&chat} class="glx-chat" aria-label={props.title.clone()}>
            <header class="head" part="head">
                <Head title={props.title.clone()} subtitle={props.subtitle.clone()} people={Rc::clone(&room.people)}
                      on_back={props.on_back.clone()} />
                <Find room={Rc::clone(room)} {chat} anywhere={props.finds_anywhere} {on_found} />
            </header>
            <Banner status={room.status} {has_rows} ended={props.ended} on_retry_now={props.on_retry_now.clone()} />
            { body }
            <Announcer room={Rc::clone(room)} />
            if props.me.is_some() {
                <Composer initial={props.initial_draft.clone()} taken={(*taken).clone()} closed={is_shut || props.ended}
                          hidden={is_shut && !has_rows && taken.0 == 0} on_send={props.on_send.clone()}
                          on_draft={props.on_draft.clone()} />
            } else if !is_shut || has_rows {
                <p class="closed">{ words::SIGNED_OUT }</p>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BannerProps {
    status: RoomStatus,
    has_rows: bool,
    ended: bool,
    on_retry_now: Callback<()>,
}

/// A line above the rows while they are not as fresh as they could be.
#[component]
fn Banner(props: &BannerProps) -> Html {
    let is_calm = |status: &RoomStatus| matches!(status, RoomStatus::Live | RoomStatus::Loading | RoomStatus::NoAccess);
    let status = use_settled(&props.status, is_calm);
    let (class, icon, text) = match status {
        _ if props.ended && props.has_rows => ("late", Icon::Lock, words::SIGN_IN_ENDED),
        RoomStatus::Late => ("late", Icon::Plug, words::LATE),
        RoomStatus::CatchingUp => ("catching-up", Icon::Reload, words::CATCHING_UP),
        RoomStatus::Unavailable if props.has_rows => ("late", Icon::Plug, words::UNAVAILABLE_TITLE),
        RoomStatus::NoAccess if props.has_rows => ("late", Icon::Lock, words::NO_ACCESS_NOW),
        _ => return html! { <div role="status"></div> },
    };
    let can_retry = !props.ended && matches!(status, RoomStatus::Late | RoomStatus::Unavailable);
    html! {
        <div class={classes!("banner", class)} role="status">
            { icon.html() }
            <span>{ text }</span>
            if can_retry {
                <button type="button" class="glx-link" onclick={props.on_retry_now.reform(|event: MouseEvent| leave_to_rows(&event))}>
                    { words::TRY_NOW }
                </button>
            }
        </div>
    }
}
