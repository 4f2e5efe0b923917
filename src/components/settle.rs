//! Trouble that passes by itself within moments is not worth a word: it is shown only once it has lasted, and is gone at once.
//! Decides when something is shown, never what.

use std::cell::Cell;

use yew::prelude::*;

use super::dom::{Timer, use_visible};

/// How long trouble lasts before it is shown, in milliseconds. Time in a hidden tab does not count.
const PATIENCE: i32 = 2_500;

/// The value as it is to be shown: a calm one at once, trouble after it has lasted, changes of shown trouble at once.
#[hook]
pub(super) fn use_settled<T, F>(value: &T, is_calm: F) -> T
where
    T: Clone + PartialEq + 'static,
    F: Fn(&T) -> bool,
{
    let first = value.clone();
    let shown = use_mut_ref(move || first);
    let overdue = use_memo((), |()| Cell::new(false));
    let update = use_force_update();
    let visible = use_visible();

    let pending = !is_calm(value) && is_calm(&shown.borrow()) && !overdue.get();
    if !pending {
        shown.replace(value.clone());
        overdue.set(false);
    }
    use_effect_with((pending, visible), move |(pending, visible)| {
        let timer = (*pending && *visible).then(|| {
            Timer::once(PATIENCE, move || {
                overdue.set(true);
                update.force_update();
            })
        });
        move || drop(timer)
    });
    shown.borrow().clone()
}
