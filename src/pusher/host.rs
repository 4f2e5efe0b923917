//! The page's own client, taken in: its connection is used and its channels are shared. What is the page's is never unbound, unsubscribed,
//! connected or disconnected; what pusher-js does wrong on it is its owner's to mend.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::error::PusherError;
use super::{js, sys};

/// A pusher-js client of the page's.
#[derive(Clone)]
pub struct HostClient(sys::Pusher);

impl HostClient {
    /// Takes a value for such a client, if it can be one.
    pub fn read(value: &JsValue) -> Option<Self> {
        let has = |name: &str| js::get(value, name).is_function();
        let is_client = has("subscribe") && has("unsubscribe") && has("channel") && has("send_event");
        (is_client && js::get(value, "connection").is_object()).then(|| Self(value.clone().unchecked_into()))
    }
}

impl PartialEq for HostClient {
    fn eq(&self, other: &Self) -> bool {
        Object::is(self.0.as_ref(), other.0.as_ref())
    }
}

impl fmt::Debug for HostClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostClient")
    }
}

/// That client, and what of it is ours.
pub(super) struct Guest {
    pub(super) pusher: sys::Pusher,
    /// Channels that we hold.
    held: RefCell<Vec<String>>,
    /// Those of them that the page had not.
    made: RefCell<Vec<String>>,
}

impl Guest {
    pub(super) fn of(host: &HostClient) -> Rc<Self> {
        Rc::new(Self { pusher: host.0.clone(), held: RefCell::default(), made: RefCell::default() })
    }

    pub(super) fn subscribe(&self, name: &str) -> Result<sys::Channel, PusherError> {
        let was = self.pusher.channel(name).map_err(PusherError::thrown)?;
        if was.is_none() {
            put(&self.made, name);
        }
        put(&self.held, name);
        // One that is subscribed or pending is left as it is.
        self.pusher.subscribe(name).map_err(PusherError::thrown)
    }

    /// Lets go of a channel. It is unsubscribed only if the page had it not before and has bound nothing to it since.
    pub(super) fn unsubscribe(self: &Rc<Self>, name: &str) {
        take(&self.held, name);
        let (guest, name) = (Rc::clone(self), name.to_owned());
        // Our own listeners on it are unbound in a later task, whoever is dropped first: this is done after that.
        js::later(move || js::later(move || guest.leave(&name)));
    }

    fn leave(&self, name: &str) {
        if self.held.borrow().iter().any(|held| held == name) || !take(&self.made, name) {
            return;
        }
        let channel = self.pusher.channel(name).ok().flatten();
        if channel.is_some_and(|channel| !is_listened_to(channel.as_ref())) {
            let _ = self.pusher.unsubscribe(name);
        }
    }

    pub(super) fn leave_all(self: &Rc<Self>) {
        let held = self.held.borrow().clone();
        held.iter().for_each(|name| self.unsubscribe(name));
    }
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest").field("held", &self.held).finish_non_exhaustive()
    }
}

/// Puts a name into a list, unless it is there: after a reconnect a channel is subscribed once more.
fn put(names: &RefCell<Vec<String>>, name: &str) {
    let mut names = names.borrow_mut();
    if !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

/// Takes a name out of a list. False when it is not there.
fn take(names: &RefCell<Vec<String>>, name: &str) -> bool {
    let mut names = names.borrow_mut();
    let at = names.iter().position(|other| other == name);
    at.map(|at| names.swap_remove(at)).is_some()
}

/// Whether anybody has bound anything to a channel. Where that cannot be read, somebody may have.
fn is_listened_to(channel: &JsValue) -> bool {
    let by_name = js::get(&js::get(channel, "callbacks"), "_callbacks");
    let to_all = js::get(channel, "global_callbacks");
    match (by_name.dyn_ref::<Object>(), to_all.dyn_ref::<Array>()) {
        (Some(by_name), Some(to_all)) => {
            let names = Reflect::own_keys(by_name).map_or(1, |keys| keys.length());
            names > 0 || to_all.length() > 0
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_channel_that_is_subscribed_again_and_again_is_held_once() {
        let page = js_sys::Function::new_no_args("return { channel: () => null, subscribe: (name) => ({ name }) }");
        let host = HostClient(page.call0(&JsValue::UNDEFINED).unwrap().unchecked_into());
        let guest = Guest::of(&host);
        for _ in 0..3 {
            guest.subscribe("presence-one").unwrap();
        }
        assert_eq!((guest.held.borrow().len(), guest.made.borrow().len()), (1, 1));
    }
}
