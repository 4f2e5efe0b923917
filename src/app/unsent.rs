//! Asks before something unsent would be lost: when the tab is closed, and when somebody signs out.

use yew::prelude::*;

use crate::browser::events;
use crate::components::sign_out_unsent;
use crate::hooks::use_selector;

/// Signing out as it is to be offered: it asks first while something is unsent. Closing the tab asks too.
#[hook]
pub(super) fn use_unsent(sign_out: Callback<()>) -> Callback<()> {
    // What the site has refused is not sent either.
    let unsent = use_selector((), |view, ()| view.rooms.values().map(|room| room.echoes.len()).sum::<usize>());
    let unsent = unsent.map_or(0, |unsent| *unsent);
    use_effect_with(unsent > 0, |unsent| {
        let asks = unsent.then(events::ask_before_leaving);
        move || drop(asks)
    });
    use_callback((unsent, sign_out), |(), (unsent, sign_out)| {
        let sure = *unsent == 0
            || web_sys::window()
                .is_none_or(|window| window.confirm_with_message(&sign_out_unsent(*unsent)).unwrap_or(true));
        if sure {
            sign_out.emit(());
        }
    })
}
