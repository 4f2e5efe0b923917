//! Where a fresh token comes from when the backend takes the present one no more. Asked once at a time: the engine sees to that.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::{Handle, Inner};
use crate::engine::Input;
use crate::engine::wire::Token;

type Answer = Pin<Box<dyn Future<Output = Option<String>>>>;

/// Supplies a fresh token, or none when the person has to sign in again.
#[derive(Clone)]
pub struct TokenSource(Rc<dyn Fn() -> Answer>);

impl TokenSource {
    /// A source that is asked by this function.
    pub fn new<F: Future<Output = Option<String>> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        Self(Rc::new(move || Box::pin(ask())))
    }
}

impl PartialEq for TokenSource {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenSource")
    }
}

pub(super) fn refresh(inner: &Inner, handle: &Handle) {
    let Some(source) = inner.tokens.borrow().clone() else {
        handle.feed(Input::TokenRefreshed(false));
        return;
    };
    let handle = handle.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let fresh = (source.0)().await.and_then(|text| Token::parse(&text).ok());
        let Some(inner) = handle.0.upgrade() else { return };
        let mut token = inner.token.borrow_mut();
        // The same token again would be refused again, and another user's is no refresh.
        let helps = fresh
            .as_ref()
            .zip(token.as_ref())
            .is_some_and(|(fresh, old)| fresh != old && fresh.claims().user == old.claims().user);
        if helps {
            *token = fresh;
        }
        drop(token);
        handle.feed(Input::TokenRefreshed(helps));
    });
}
