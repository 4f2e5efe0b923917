//! A person's picture, or their initials in a colour of their own. Decoration: the name always stands beside it.
//! Never asks another host for a picture: only pictures of this origin are shown.

use std::rc::Rc;

use web_sys::Url;
use yew::prelude::*;

use crate::components::text::{hue, initials};

#[derive(Properties, PartialEq)]
pub(in crate::components) struct AvatarProps {
    pub(in crate::components) name: Rc<str>,
    #[prop_or_default]
    pub(in crate::components) picture: Option<Rc<str>>,
}

/// A round picture.
#[component]
pub(in crate::components) fn Avatar(props: &AvatarProps) -> Html {
    let broken = use_state_eq(|| false);
    let onerror = {
        let broken = broken.setter();
        Callback::from(move |_: Event| broken.set(true))
    };
    let picture = props.picture.as_deref().filter(|_| !*broken).and_then(on_this_origin);
    match picture {
        Some(picture) => {
            round(&props.name, html! { <img src={picture} alt="" loading="lazy" decoding="async" {onerror} /> })
        }
        None => face(&props.name),
    }
}

/// Initials, for whom there is no picture of.
pub(in crate::components) fn face(name: &str) -> Html {
    round(name, html! { { initials(name) } })
}

fn round(name: &str, inside: Html) -> Html {
    html! { <span class={format!("glx-avatar hue-{}", hue(name))} aria-hidden="true">{ inside }</span> }
}

fn on_this_origin(address: &str) -> Option<String> {
    let here = web_sys::window()?.location().href().ok()?;
    let (url, here) = (Url::new_with_base(address, &here).ok()?, Url::new(&here).ok()?);
    (url.origin() == here.origin() && url.protocol().starts_with("http")).then(|| url.href())
}
