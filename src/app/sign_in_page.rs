//! Asks for e-mail and password, and the site for a token.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::sign_in::SignIn;
use crate::components::{SIGN_IN_ENDED, WRONG_PASSWORD, unable_to_sign_in};
use crate::config::Config;
use crate::engine::wire::{Failure, LogIn};
use crate::session::log_in;

#[derive(Debug, PartialEq, Properties)]
pub(super) struct SignInPageProps {
    pub(super) config: Rc<Config>,
    /// Whether the former sign-in has ended by itself.
    pub(super) ended: bool,
    pub(super) signed_in: Callback<AttrValue>,
}

#[component]
pub(super) fn SignInPage(props: &SignInPageProps) -> Html {
    let busy = use_state_eq(|| false);
    let failure = use_state(|| props.ended.then(|| AttrValue::from(SIGN_IN_ENDED)));
    let on_submit = {
        let (busy, failure) = (busy.setter(), failure.setter());
        use_callback((Rc::clone(&props.config), props.signed_in.clone()), move |form: LogIn, (config, signed_in)| {
            let (busy, failure) = (busy.clone(), failure.clone());
            let (config, signed_in) = (Rc::clone(config), signed_in.clone());
            busy.set(true);
            wasm_bindgen_futures::spawn_local(async move {
                let outcome = log_in(&config, &form).await;
                busy.set(false);
                match outcome {
                    Ok(token) => signed_in.emit(AttrValue::from(token.secret().to_owned())),
                    Err(reason) => failure.set(Some(sentence(&reason).into())),
                }
            });
        })
    };
    html! { <SignIn {on_submit} busy={*busy} failure={(*failure).clone()} /> }
}

fn sentence(failure: &Failure) -> String {
    match failure {
        Failure::SignInEnded => WRONG_PASSWORD.to_owned(),
        failure => unable_to_sign_in(failure),
    }
}
