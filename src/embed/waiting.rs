//! Promises that are settled by what there is to see: each looks at every view until it knows. None is left open when a socket ends.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use super::failure::Refusal;
use crate::engine::View;

/// What became of a command; `None` while it is not known.
pub(super) type Outcome = Option<Result<JsValue, Refusal>>;

type Look = Box<dyn FnMut(&View) -> Outcome>;

struct Waiter {
    look: Look,
    resolve: Function,
    reject: Function,
}

#[derive(Default)]
pub(super) struct Waiting(RefCell<Vec<Waiter>>);

impl Waiting {
    /// A promise that is settled when `look` knows.
    pub(super) fn promise(&self, look: impl FnMut(&View) -> Outcome + 'static) -> Promise {
        let mut look = Some(Box::new(look) as Look);
        Promise::new(&mut |resolve, reject| {
            if let Some(look) = look.take() {
                self.0.borrow_mut().push(Waiter { look, resolve, reject });
            }
        })
    }

    /// Has everybody look.
    pub(super) fn look(&self, view: &View, class: &Function) {
        // Settling calls nobody back at once, but what looks may be many: they are taken out one by one.
        let mut waiters = std::mem::take(&mut *self.0.borrow_mut());
        waiters.retain_mut(|waiter| match (waiter.look)(view) {
            None => true,
            Some(outcome) => {
                waiter.settle(&outcome, class);
                false
            }
        });
        self.0.borrow_mut().splice(0..0, waiters);
    }

    /// Ends all waiting.
    pub(super) fn end(&self, why: &Refusal, class: &Function) {
        for waiter in std::mem::take(&mut *self.0.borrow_mut()) {
            waiter.settle(&Err(why.clone()), class);
        }
    }
}

impl Waiter {
    fn settle(&self, outcome: &Result<JsValue, Refusal>, class: &Function) {
        // A promise's own functions never throw.
        let _ = match outcome {
            Ok(value) => self.resolve.call1(&JsValue::UNDEFINED, value),
            Err(refusal) => self.reject.call1(&JsValue::UNDEFINED, &refusal.to_js(class)),
        };
    }
}
