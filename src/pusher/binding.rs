//! The guard of a listener: it listens while it is held, and not one call longer.
//!
//! It never unbinds anybody else's listener, and never leaves pusher-js holding a dead closure.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::error::PusherError;
use super::{js, sys};

/// Whether the client is open. Shared by everything that came from it, so that nothing outlives a sign-out.
#[derive(Debug, Clone)]
pub(super) struct Lease(Rc<Cell<bool>>);

impl Lease {
    pub(super) fn new() -> Self {
        Self(Rc::new(Cell::new(true)))
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.get()
    }

    pub(super) fn check(&self) -> Result<(), PusherError> {
        if self.is_open() { Ok(()) } else { Err(PusherError::Closed) }
    }

    pub(super) fn end(&self) {
        self.0.set(false);
    }
}

/// What a listener is bound to.
#[derive(Debug, Clone)]
pub(super) enum Emitter {
    /// One event of the connection.
    Connection(sys::Connection, &'static str),
    /// Everything the connection emits, before its own listeners hear it.
    ConnectionAll(sys::Connection),
    /// Everything a channel emits.
    ChannelAll(sys::Channel),
}

impl Emitter {
    fn bind(&self, listener: &Function) -> Result<JsValue, JsValue> {
        match self {
            Self::Connection(connection, event) => connection.bind(event, listener),
            Self::ConnectionAll(connection) => connection.bind_global(listener),
            Self::ChannelAll(channel) => channel.bind_global(listener),
        }
    }

    fn unbind(&self, listener: &Function) -> Result<JsValue, JsValue> {
        match self {
            Self::Connection(connection, event) => connection.unbind(event, listener),
            Self::ConnectionAll(connection) => connection.unbind_global(listener),
            Self::ChannelAll(channel) => channel.unbind_global(listener),
        }
    }
}

/// A bound listener; dropping it unbinds, also from inside the very event it listens to.
///
/// The listener is silent from the moment of the drop. Unbinding itself waits for the next task: pusher-js walks its list
/// of listeners by index, and a list that shrinks under it would make it skip the listener after this one.
#[must_use = "the listener is unbound as soon as this is dropped"]
pub struct Binding {
    live: Rc<Cell<bool>>,
    unbind: Option<Box<dyn FnOnce()>>,
}

impl Binding {
    /// Binds `callback`, which is called with the two arguments pusher-js gives while the client is open.
    pub(super) fn new(
        emitter: Emitter,
        lease: &Lease,
        callback: impl Fn(JsValue, JsValue) + 'static,
    ) -> Result<Self, PusherError> {
        lease.check()?;
        let live = Rc::new(Cell::new(true));
        let closure = {
            let (live, lease) = (live.clone(), lease.clone());
            Closure::<dyn Fn(JsValue, JsValue)>::new(move |first, second| {
                if live.get() && lease.is_open() {
                    callback(first, second);
                }
            })
        };
        let listener = sys::shield(closure.as_ref().unchecked_ref());
        emitter.bind(&listener).map_err(PusherError::thrown)?;
        let unbind = Box::new(move || {
            // An unbind that throws leaves a listener behind that does nothing.
            let _ = emitter.unbind(&listener);
            // An emit that has copied its list may be on its way to this closure still; not so in a later task.
            drop(closure);
        });
        Ok(Self { live, unbind: Some(unbind) })
    }
}

impl Drop for Binding {
    fn drop(&mut self) {
        self.live.set(false);
        if let Some(unbind) = self.unbind.take() {
            js::later(unbind);
        }
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding").field("live", &self.live.get()).finish_non_exhaustive()
    }
}
