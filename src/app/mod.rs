//! The stand-alone page: configuration, sign-in, routes, and which component gets which slice. Shows nothing of its own.

mod configuration;
mod crash;
mod route;
mod sign_in_page;
mod signed_in;
mod theme;
mod title;
mod token;
mod unsent;

use std::rc::Rc;

use yew::prelude::*;

use crate::components::problem::{ConfigProblem, ConfigUnread};
use crate::components::shell::Starting;
use crate::config::Config;
use crate::engine::Status;
use crate::hooks::{SocketOptions, SocketProvider, use_socket, use_status};

use configuration::Trouble;
use sign_in_page::SignInPage;
use signed_in::SignedIn;
use token::use_token;

/// Puts the page into its place in the document, which is `#app`, else the body.
pub fn mount() {
    crash::prepare();
    theme::restore();
    let place = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    match place {
        Some(place) => yew::Renderer::<App>::with_root(place).render(),
        None => yew::Renderer::<App>::new().render(),
    };
}

/// The whole page.
#[component]
pub fn App() -> Html {
    let configuration = use_state(|| None::<Result<Rc<Config>, Trouble>>);
    {
        let set = configuration.setter();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let config = configuration::load(|trouble| set.set(Some(Err(trouble)))).await;
                set.set(Some(config.map(Rc::new)));
            });
        });
    }
    match &*configuration {
        None => html! { <Starting /> },
        Some(Err(Trouble::Wrong(problems))) => html! { <ConfigProblem problems={problems.clone()} /> },
        Some(Err(Trouble::Unread(problem))) => html! { <ConfigUnread problem={problem.clone()} /> },
        Some(Ok(config)) => html! { <Page config={Rc::clone(config)} /> },
    }
}

#[derive(Debug, PartialEq, Properties)]
struct PageProps {
    config: Rc<Config>,
}

#[component]
fn Page(props: &PageProps) -> Html {
    let (token, set_token) = use_token();
    let refresh = use_memo((), |()| token::source());
    let socket = use_socket(SocketOptions {
        config: (*props.config).clone(),
        token: token.clone(),
        refresh: Some((*refresh).clone()),
    });
    let signed_in = set_token.reform(Some);
    let sign_out = set_token.reform(|()| None);
    html! {
        <SocketProvider {socket}>
            if token.is_some() {
                <Gate config={Rc::clone(&props.config)} {signed_in} {sign_out} />
            } else {
                <SignInPage config={Rc::clone(&props.config)} ended={false} {signed_in} />
            }
        </SocketProvider>
    }
}

#[derive(Debug, PartialEq, Properties)]
struct GateProps {
    config: Rc<Config>,
    signed_in: Callback<AttrValue>,
    sign_out: Callback<()>,
}

/// Lets in whoever the backend still knows; asks the others to sign in again, with everything unsent kept.
#[component]
fn Gate(props: &GateProps) -> Html {
    let sign_out = unsent::use_unsent(props.sign_out.clone());
    if use_status() == Status::SignInEnded {
        html! { <SignInPage config={Rc::clone(&props.config)} ended={true} signed_in={props.signed_in.clone()} /> }
    } else {
        html! { <SignedIn {sign_out} /> }
    }
}
