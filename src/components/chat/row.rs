//! One row: a message or what is not yet known to be saved, in one component, so that a send which settles keeps its element.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::model::{self, Kind};
use super::names::shown_name;
use super::send_state::{Mark, Trouble, mark};
use crate::components::shell::{Avatar, face};
use crate::components::text::{Unfolded, body};
use crate::components::{format, words};
use crate::engine::wire::parse_timestamp;
use crate::engine::{ClientId, Item, LocalEcho, Movement, RowKey, SendState, WallMillis};

#[derive(Properties, PartialEq)]
pub(super) struct RowProps {
    pub(super) item: Item,
    /// The sender's name can be taken for somebody else's.
    pub(super) unclear: bool,
    pub(super) unfolded: Rc<Unfolded>,
    pub(super) on_retry: Callback<ClientId>,
    pub(super) on_edit: Callback<Rc<LocalEcho>>,
    pub(super) on_discard: Callback<ClientId>,
}

/// A message, from whomever, in whatever state.
#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    let kind = match &props.item {
        Item::Message { message, continues } => Kind::of(message, *continues, props.unclear),
        _ => None,
    };
    let copied = match &props.item {
        Item::Message { message, .. } => kind.and_then(|kind| model::row(kind, message)),
        _ => None,
    };
    let node = use_node_ref();
    // A send that settles keeps its element, and so does any row that was rendered.
    let is_copy = *use_memo((), |()| copied.is_some());
    use_effect_with(kind.filter(|_| !is_copy), {
        let node = node.clone();
        move |kind| {
            if let (Some(kind), Some(row)) = (*kind, node.cast::<Element>()) {
                model::learn(kind, &row);
            }
        }
    });
    match copied.filter(|_| is_copy) {
        Some(row) => Html::VRef(row.into()),
        None => rendered(props, &node),
    }
}

fn rendered(props: &RowProps, node: &NodeRef) -> Html {
    match &props.item {
        Item::Message { message, continues } if message.mine => own(
            node,
            &props.unfolded,
            &name_of(&message.key),
            *continues,
            "saved",
            &message.text,
            message.at,
            Mark::Saved,
            Html::default(),
        ),
        Item::Message { message, continues } => {
            let name = shown_name(&message.name);
            let key = name_of(&message.key);
            let text = body(&message.text, &key, &props.unfolded);
            html! {
                <li ref={node} class={if *continues { "row other continues" } else { "row other" }} part="row"
                    data-key={key}>
                    if !continues {
                        { match message.avatar.clone() {
                            Some(picture) => html! { <Avatar name={Rc::clone(&message.name)} {picture} /> },
                            None => face(&message.name),
                        } }
                    }
                    <div class="bubble" part="bubble">
                        <span class={if *continues { "name glx-hidden" } else { "name" }}>
                            <bdi>{ name }</bdi>
                            if props.unclear {
                                <span class="unclear" title={words::SIMILAR_NAME}>
                                    if let Some(user) = message.user { { format!("#{user}") } } else { {"≈"} }
                                    <span class="glx-hidden">{ words::SIMILAR_NAME }</span>
                                </span>
                            }
                        </span>
                        { text }
                        <span class="meta">{ time(message.at) }</span>
                    </div>
                </li>
            }
        }
        Item::Echo { echo, continues } => {
            let (class, sign) = mark(&echo.state);
            let trouble = match &echo.state {
                SendState::Failed(failure) => html! {
                    <Trouble failure={failure.clone()} echo={Rc::clone(echo)} on_retry={props.on_retry.clone()}
                             on_edit={props.on_edit.clone()} on_discard={props.on_discard.clone()} />
                },
                SendState::Waiting(Some(failure)) => {
                    html! { <p class="reason">{ words::waiting_because(failure) }</p> }
                }
                SendState::Unknown => html! { <p class="reason">{ words::UNKNOWN }</p> },
                _ => Html::default(),
            };
            own(node, &props.unfolded, echo.client_id.as_str(), *continues, class, &echo.text, echo.at, sign, trouble)
        }
        _ => Html::default(),
    }
}

#[allow(clippy::too_many_arguments, reason = "everything that an own row shows")]
fn own(
    node: &NodeRef,
    unfolded: &Rc<Unfolded>,
    key: &str,
    continues: bool,
    state: &'static str,
    text: &Rc<str>,
    at: WallMillis,
    sign: Mark,
    trouble: Html,
) -> Html {
    html! {
        <li ref={node} class={format!("row own {state}{}", if continues { " continues" } else { "" })} part="row"
            data-key={key.to_owned()}>
            <div class="bubble" part="bubble">
                <span class="glx-hidden">{ words::YOU }</span>
                { body(text, key, unfolded) }
                <span class="meta">{ time(at) }{ sign.html() }</span>
            </div>
            { trouble }
        </li>
    }
}

/// What the row is called, as long as it is there: a send keeps its name when it becomes a message, and with it its element.
pub(super) fn name_of(key: &RowKey) -> String {
    match key {
        RowKey::Message(id) => id.to_string(),
        RowKey::Send(client_id) => client_id.as_str().to_owned(),
    }
}

/// The time of day; the whole of it on hover, and on a tap or click, when [`tell_time`] is told of that.
fn time(at: WallMillis) -> Html {
    html! { <time datetime={format::iso(at)} tabindex="-1">{ format::time(at) }</time> }
}

/// Somebody points at something, or has gone into it: a time there tells the whole of it. To write that for every row that is scrolled past
/// would cost as much as the row.
pub(super) fn tell_time(event: &Event) {
    let within = event.composed_path().get(0).dyn_into::<Element>().ok();
    // The row may have got another time since it was last asked: the site's, for the device's own.
    if let Some(time) = within.and_then(|element| element.closest("time").ok().flatten())
        && let Some(at) = time.get_attribute("datetime").as_deref().and_then(parse_timestamp)
    {
        let _ = time.set_attribute("title", &format::full(at));
    }
}

/// Who came and went between two messages, in one quiet line.
pub(super) fn movements(movements: &[Movement]) -> Html {
    html! {
        for (at, movement) in movements.iter().enumerate() {
            <span key={movement.number} class="movement" title={format::full(movement.at)}>
                if at > 0 { <span aria-hidden="true">{ " · " }</span> }
                <bdi>{ shown_name(&movement.person.name) }</bdi>{ words::moved(movement.joined) }
            </span>
        }
    }
}
