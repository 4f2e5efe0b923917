//! The site's token, where the site keeps it: `localStorage["token"]`. Another tab's sign-in and sign-out are this one's too,
//! and so are another page's, while this one was put away.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::events;
use crate::browser::storage::Area;
use crate::engine::wire::Token;
use crate::session::TokenSource;

const KEY: &str = "token";

/// What is kept, where that can be read.
fn kept() -> Option<Option<AttrValue>> {
    let text = Area::Browser.get(KEY).ok()?;
    Some(text.filter(|text| Token::parse(text).is_ok()).map(AttrValue::from))
}

/// The token, and how to change it. To be used before the connection is: a page that is shown again looks here first, and nothing is done in
/// the name of somebody who has left meanwhile.
#[hook]
pub(super) fn use_token() -> (Option<AttrValue>, Callback<Option<AttrValue>>) {
    let token = use_state_eq(|| kept().flatten());
    // What was kept when it was last looked at: where nothing can be kept, the sign-in lasts as long as the page.
    let seen = use_mut_ref(kept);
    {
        let (set, seen) = (token.setter(), Rc::clone(&seen));
        use_memo((), move |()| {
            events::on_kept_elsewhere(move || {
                let now = kept();
                if now.is_some() && seen.replace(now.clone()) != now {
                    set.set(now.flatten());
                }
            })
        });
    }
    let set = token.setter();
    let change = use_callback((), move |to: Option<AttrValue>, ()| {
        let _ = match &to {
            Some(text) => Area::Browser.set(KEY, text),
            None => Area::Browser.remove(KEY),
        };
        seen.replace(kept());
        set.set(to);
    });
    ((*token).clone(), change)
}

/// When the backend takes the token no more, the site may have put a fresh one into its place.
pub(super) fn source() -> TokenSource {
    TokenSource::new(|| async { kept()?.map(|token| token.to_string()) })
}
