//! What stands where a chat would be while there is none to show: it is loading, nobody is signed in, or no room was named.

use yew::prelude::*;

use super::icon::Icon;
use super::shell::{Notice, skeleton};
use super::words;

/// Why there is no chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpen {
    /// It is not yet known who is signed in.
    Loading,
    /// Nobody is.
    SignedOut,
    /// The page named no room.
    NoRoom,
    /// It named one that cannot be.
    WrongRoom,
}

/// What [`Outside`] is given.
#[derive(Debug, PartialEq, Properties)]
pub struct OutsideProps {
    /// Why there is no chat.
    pub why: NotOpen,
}

/// A state in words, or a skeleton.
#[component]
pub fn Outside(props: &OutsideProps) -> Html {
    let shown = match props.why {
        NotOpen::Loading => skeleton("rows", 7, words::LOADING_CHAT),
        NotOpen::SignedOut => {
            html! { <Notice icon={Icon::Lock} title={words::SIGNED_OUT} text={words::SIGNED_OUT_TEXT} /> }
        }
        NotOpen::NoRoom => {
            html! { <Notice icon={Icon::Message} title={words::NO_ROOM_TITLE} text={words::NO_ROOM_TEXT} /> }
        }
        NotOpen::WrongRoom => {
            html! { <Notice icon={Icon::Message} title={words::WRONG_ROOM_TITLE} text={words::WRONG_ROOM_TEXT} /> }
        }
    };
    html! { <section class="glx-chat">{ shown }</section> }
}
