//! Catches the panic of a broken promise, with its sentence and its place, and lets every other panic be.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) sentence: String,
    /// Which promise it is: the place in the source where it is judged.
    pub(crate) place: String,
}

thread_local! {
    static CATCHING: RefCell<Option<Option<Broken>>> = const { RefCell::new(None) };
}

/// Runs something; a panic in it is the result.
pub(crate) fn caught<T>(act: impl FnOnce() -> T) -> Result<T, Broken> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let other = take_hook();
        set_hook(Box::new(move |panic| {
            let sentence = panic.payload_as_str().unwrap_or("a panic without words").to_owned();
            let place = panic.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
            let noted = CATCHING.with_borrow_mut(|catching| {
                catching.as_mut().map(|caught| *caught = Some(Broken { sentence, place })).is_some()
            });
            if !noted {
                other(panic);
            }
        }));
    });
    CATCHING.set(Some(None));
    let outcome = catch_unwind(AssertUnwindSafe(act));
    let broken = CATCHING.take().flatten();
    outcome.map_err(|_| broken.unwrap_or(Broken { sentence: "a panic".into(), place: String::new() }))
}
