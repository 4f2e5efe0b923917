//! The site's token, where the site keeps it: `localStorage["token"]`. Another tab's sign-in and sign-out are this one's too.

use yew::prelude::*;

use crate::browser::events;
use crate::browser::storage::Area;
use crate::engine::wire::Token;
use crate::session::TokenSource;

const KEY: &str = "token";

fn kept() -> Option<String> {
    Area::Browser.get(KEY).ok().flatten().filter(|text| Token::parse(text).is_ok())
}

/// The token, and how to change it.
#[hook]
pub(super) fn use_token() -> (Option<AttrValue>, Callback<Option<AttrValue>>) {
    let token = use_state_eq(|| kept().map(AttrValue::from));
    {
        let set = token.setter();
        use_effect_with((), move |()| {
            let listeners = events::on_storage(move |change| {
                if change.key.as_deref().is_none_or(|key| key == KEY) {
                    set.set(kept().map(AttrValue::from));
                }
            });
            move || drop(listeners)
        });
    }
    let set = token.setter();
    let change = use_callback((), move |to: Option<AttrValue>, ()| {
        // Where nothing can be kept, the sign-in lasts as long as the page.
        let _ = match &to {
            Some(text) => Area::Browser.set(KEY, text),
            None => Area::Browser.remove(KEY),
        };
        set.set(to);
    });
    ((*token).clone(), change)
}

/// When the backend takes the token no more, the site may have put a fresh one into its place.
pub(super) fn source() -> TokenSource {
    TokenSource::new(|| async { kept() })
}
