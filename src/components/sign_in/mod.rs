//! Signing in with e-mail address and password. Knows nothing of tokens; what was entered goes to the callback and nowhere else.

mod field;

use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::dom::focus;
use super::icon::Icon;
use super::shell::BrandMark;
use super::words;
use crate::engine::wire::LogIn;
use field::Field;

/// What [`SignIn`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct SignInProps {
    /// Complete entries were submitted.
    pub on_submit: Callback<LogIn>,
    /// The answer is awaited.
    #[prop_or_default]
    pub busy: bool,
    /// Why the last attempt failed, as a sentence.
    #[prop_or_default]
    pub failure: Option<AttrValue>,
}

/// The form.
#[component]
pub fn SignIn(props: &SignInProps) -> Html {
    let (email, password, alert) = (use_node_ref(), use_node_ref(), use_node_ref());
    let problems = use_state_eq(|| (None::<&'static str>, None::<&'static str>));
    let shown = use_state_eq(|| false);

    use_effect_with(props.failure.clone(), {
        let alert = alert.clone();
        move |failure| {
            if failure.is_some() {
                focus(&alert);
            }
        }
    });
    let onsubmit = {
        let (email, password, problems) = (email.clone(), password.clone(), problems.setter());
        let (on_submit, busy) = (props.on_submit.clone(), props.busy);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let value =
                |field: &NodeRef| field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            let log_in = LogIn { email: value(&email).trim().to_owned(), password: value(&password) };
            let found = check(&log_in);
            problems.set(found);
            match found {
                (None, None) if !busy => on_submit.emit(log_in),
                (Some(_), _) => focus(&email),
                (None, Some(_)) => focus(&password),
                (None, None) => {}
            }
        })
    };
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let failure = props.failure.clone().filter(|_| !props.busy);
    html! {
        <main class="glx-sign-in">
            <form {onsubmit} novalidate=true aria-busy={props.busy.to_string()}>
                <BrandMark />
                <h1>{ words::WELCOME }</h1>
                <p class="lead">{ words::WELCOME_TEXT }</p>
                <div role="alert">
                    if let Some(failure) = failure {
                        <p ref={alert} class="failure" id="glx-sign-in-failure" tabindex="-1">
                            { Icon::Alert.html() }<span>{ failure }</span>
                        </p>
                    }
                </div>
                <Field id="glx-email" label={words::EMAIL} kind="email" autocomplete="username" node={email} problem={problems.0}
                       failed={props.failure.is_some()} />
                <Field id="glx-password" label={words::PASSWORD} kind={if *shown { "text" } else { "password" }}
                       autocomplete="current-password" node={password} problem={problems.1} failed={props.failure.is_some()}>
                    <button type="button" class="glx-icon-button" aria-label={words::SHOW_PASSWORD} title={words::SHOW_PASSWORD}
                            aria-pressed={shown.to_string()} onclick={toggle}>
                        { if *shown { Icon::EyeOff } else { Icon::Eye }.html() }
                    </button>
                </Field>
                <button type="submit" class="glx-button strong" aria-disabled={props.busy.to_string()}>
                    { if props.busy { words::SIGNING_IN } else { words::SIGN_IN } }
                </button>
            </form>
        </main>
    }
}

fn check(log_in: &LogIn) -> (Option<&'static str>, Option<&'static str>) {
    let email = match log_in.email.split_once('@') {
        _ if log_in.email.is_empty() => Some(words::EMAIL_MISSING),
        Some((name, host)) if !name.is_empty() && !host.is_empty() => None,
        _ => Some(words::EMAIL_WRONG),
    };
    (email, log_in.password.is_empty().then_some(words::PASSWORD_MISSING))
}
