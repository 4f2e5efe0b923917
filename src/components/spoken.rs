//! Words for those who do not see what has changed, which a live region reads out. Decides neither what is said nor how urgently.

use yew::prelude::*;

/// What stands in a live region, and what says something new there.
#[hook]
pub(super) fn use_spoken() -> (AttrValue, Callback<String>) {
    let words = use_state_eq(AttrValue::default);
    let say = use_memo((), {
        let (words, is_odd) = (words.setter(), std::cell::Cell::new(false));
        move |()| {
            Callback::from(move |text: String| {
                is_odd.set(!is_odd.get());
                words.set(AttrValue::from(anew(text, is_odd.get())));
            })
        }
    });
    ((*words).clone(), (*say).clone())
}

/// Words for a live region, every other time with a no-break space: the same twice would not be read again.
pub(super) fn anew(text: String, is_odd: bool) -> String {
    if is_odd { text + "\u{a0}" } else { text }
}
