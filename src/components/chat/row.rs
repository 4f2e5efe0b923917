//! One row: a message or what is not yet known to be saved, in one component, so that a send which settles keeps its element.

use std::rc::Rc;

use yew::prelude::*;

use super::names::shown_name;
use super::send_state::{Mark, Trouble, mark};
use crate::components::shell::Avatar;
use crate::components::text::Body;
use crate::components::{format, words};
use crate::engine::{ClientId, Item, LocalEcho, Movement, RowKey, SendState, WallMillis};

#[derive(Properties, PartialEq)]
pub(super) struct RowProps {
    pub(super) item: Item,
    /// The sender's name can be taken for somebody else's.
    pub(super) unclear: bool,
    pub(super) on_retry: Callback<ClientId>,
    pub(super) on_edit: Callback<Rc<LocalEcho>>,
    pub(super) on_discard: Callback<ClientId>,
}

/// A message, from whomever, in whatever state.
#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    match &props.item {
        Item::Message { message, continues } if message.mine => own(
            &name_of(&message.key),
            *continues,
            "saved",
            Rc::clone(&message.text),
            message.at,
            Mark::Saved,
            Html::default(),
        ),
        Item::Message { message, continues } => {
            let name = shown_name(&message.name);
            html! {
                <li class={classes!("row", "other", continues.then_some("continues"))} part="row"
                    data-key={name_of(&message.key)}>
                    if !continues {
                        <Avatar name={Rc::clone(&message.name)} picture={message.avatar.clone()} />
                    }
                    <div class="bubble" part="bubble">
                        <span class={classes!("name", continues.then_some("glx-hidden"))}>
                            <bdi>{ name }</bdi>
                            if props.unclear {
                                <span class="unclear" title={words::SIMILAR_NAME}>
                                    if let Some(user) = message.user { { format!("#{user}") } } else { {"≈"} }
                                    <span class="glx-hidden">{ words::SIMILAR_NAME }</span>
                                </span>
                            }
                        </span>
                        <Body text={Rc::clone(&message.text)} />
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
            own(echo.client_id.as_str(), *continues, class, Rc::clone(&echo.text), echo.at, sign, trouble)
        }
        _ => Html::default(),
    }
}

fn own(
    key: &str,
    continues: bool,
    state: &'static str,
    text: Rc<str>,
    at: WallMillis,
    sign: Mark,
    trouble: Html,
) -> Html {
    html! {
        <li class={classes!("row", "own", state, continues.then_some("continues"))} part="row"
                    data-key={key.to_owned()}>
            <div class="bubble" part="bubble">
                <span class="glx-hidden">{ words::YOU }</span>
                <Body {text} />
                <span class="meta">{ time(at) }{ sign.html() }</span>
            </div>
            { trouble }
        </li>
    }
}

/// What the row is called, as long as it is there.
fn name_of(key: &RowKey) -> String {
    match key {
        RowKey::Message(id) => id.to_string(),
        RowKey::Send(client_id) => client_id.as_str().to_owned(),
    }
}

/// The time of day; the whole of it on hover, and on a tap or click.
pub(super) fn time(at: WallMillis) -> Html {
    html! { <time datetime={format::iso(at)} title={format::full(at)} tabindex="-1">{ format::time(at) }</time> }
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
