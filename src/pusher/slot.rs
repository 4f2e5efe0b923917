//! The page's pusher-js instances, one for each app, and the flaws of pusher-js that only their owner can mend.
//!
//! pusher-js keeps every instance it ever made. So an instance is made once, parked when its client closes and let again to
//! the next: mounting a thousand times makes one. It never connects or subscribes by itself.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use super::auth::AuthRequest;
use super::binding::Lease;
use super::error::PusherError;
use super::options::ClientOptions;
use super::{js, sys};

thread_local! {
    static SLOTS: RefCell<Vec<Rc<Slot>>> = const { RefCell::new(Vec::new()) };
}

/// Who is asked when a private channel wants in.
pub(super) type Authorize = Rc<dyn Fn(AuthRequest)>;

/// One instance of pusher-js, and who has it.
pub(super) struct Slot {
    options: ClientOptions,
    pub(super) pusher: sys::Pusher,
    tenant: RefCell<Option<(Lease, Authorize)>>,
    /// Channels whose auth request has no answer yet.
    awaiting: RefCell<Vec<String>>,
    /// Whether a connection is wanted; the last word of `connect` and `disconnect`.
    wanted: Cell<bool>,
    /// A retry timer pusher-js has forgotten though it runs.
    lost_timer: RefCell<Option<sys::Timer>>,
}

impl Slot {
    /// The instance for these options, let to the caller.
    pub(super) fn take(options: &ClientOptions, lease: &Lease, authorize: Authorize) -> Result<Rc<Self>, PusherError> {
        SLOTS.with(|slots| {
            let mut slots = slots.borrow_mut();
            let is_free = |slot: &Self| slot.tenant.borrow().is_none();
            // Parked with other ports or times: it cannot be changed, so another takes its place.
            slots.retain(|slot| !is_free(slot) || !slot.options.same_app(options) || slot.options == *options);
            let slot = match slots.iter().find(|slot| is_free(slot) && slot.options == *options) {
                Some(parked) => parked.clone(),
                None => {
                    let made = Self::make(options)?;
                    slots.push(made.clone());
                    made
                }
            };
            slot.tenant.replace(Some((lease.clone(), authorize)));
            Ok(slot)
        })
    }

    fn make(options: &ClientOptions) -> Result<Rc<Self>, PusherError> {
        let this: Rc<RefCell<Weak<Self>>> = Rc::default();
        let authorizer = {
            let this = this.clone();
            permanent(move |params, callback| {
                let slot = this.borrow().upgrade();
                if let (Some(slot), Ok(callback)) = (slot, callback.dyn_into::<Function>()) {
                    slot.ask(&params, callback);
                }
            })
        };
        sys::Pusher::set_is_ready(false);
        let pusher = sys::Pusher::new(&options.key, &options.to_js(&authorizer)).map_err(PusherError::thrown)?;
        let slot = Rc::new(Self {
            options: options.clone(),
            pusher,
            tenant: RefCell::default(),
            awaiting: RefCell::default(),
            wanted: Cell::new(false),
            lost_timer: RefCell::default(),
        });
        this.replace(Rc::downgrade(&slot));
        slot.mend()?;
        sys::watch_sockets(&slot.pusher);
        Ok(slot)
    }

    /// Listens for the moments at which pusher-js forgets something.
    fn mend(self: &Rc<Self>) -> Result<(), PusherError> {
        let connection = self.pusher.connection();
        // A close code that asks for a retry sets a timer, and the close itself another: the first is forgotten but runs,
        // and would connect again after a `disconnect`. This event comes just before the second is set.
        let slot = Rc::downgrade(self);
        let note_timer = permanent(move |_, _| {
            if let Some(slot) = slot.upgrade() {
                slot.lost_timer.replace(slot.pusher.connection().retry_timer());
            }
        });
        // A subscription cancelled before the server confirmed it would be made again on the next connection.
        let slot = Rc::downgrade(self);
        let forget_cancelled = permanent(move |_, _| {
            if let Some(slot) = slot.upgrade() {
                slot.forget_channels(sys::Channel::subscription_cancelled);
            }
        });
        for (event, listener) in [("connecting_in", note_timer), ("state_change", forget_cancelled)] {
            connection.bind(event, &listener).map_err(PusherError::thrown)?;
        }
        Ok(())
    }

    fn ask(self: Rc<Self>, params: &JsValue, callback: Function) {
        let Some((lease, authorize)) = self.tenant.borrow().clone() else { return };
        if let Some(request) = AuthRequest::read(self.clone(), lease, params, callback) {
            self.answered(request.channel());
            self.awaiting.borrow_mut().push(request.channel().to_owned());
            authorize(request);
        }
    }

    /// Whether the channel's auth request is unanswered.
    pub(super) fn awaits(&self, channel: &str) -> bool {
        self.awaiting.borrow().iter().any(|name| name == channel)
    }

    pub(super) fn answered(&self, channel: &str) {
        self.awaiting.borrow_mut().retain(|name| name != channel);
    }

    pub(super) fn connect(&self) -> Result<(), PusherError> {
        self.wanted.set(true);
        self.pusher.connect().map_err(PusherError::thrown)
    }

    pub(super) fn disconnect(self: &Rc<Self>) -> Result<(), PusherError> {
        self.wanted.set(false);
        let done = self.disconnect_now();
        // When this is called from a listener of "connecting", pusher-js goes on with its attempt afterwards.
        let slot = self.clone();
        js::later(move || {
            if !slot.wanted.get() {
                let _ = slot.disconnect_now();
            }
        });
        done
    }

    fn disconnect_now(&self) -> Result<(), PusherError> {
        if let Some(timer) = self.lost_timer.take() {
            let _ = timer.ensure_aborted();
        }
        self.pusher.disconnect().map_err(PusherError::thrown)
    }

    /// Makes pusher-js forget a channel without a word to the server; later handles to it are new ones.
    pub(super) fn forget(&self, channel: &str) -> Result<(), PusherError> {
        self.answered(channel);
        self.pusher.channels().remove(channel).map(drop).map_err(PusherError::thrown)
    }

    fn forget_channels(&self, which: impl Fn(&sys::Channel) -> bool) {
        for channel in self.pusher.all_channels().unwrap_or_default() {
            let channel: sys::Channel = channel.unchecked_into();
            if which(&channel) {
                let _ = self.forget(&channel.name());
            }
        }
    }

    /// Ends the tenancy: no connection, no channel, nobody to ask.
    pub(super) fn park(self: &Rc<Self>) {
        self.tenant.take();
        let _ = self.disconnect();
        self.forget_channels(|_| true);
        self.awaiting.borrow_mut().clear();
    }

    /// Tells the server that a channel is left, where there is a server to tell.
    pub(super) fn send_unsubscribe(&self, channel: &str) -> Result<(), PusherError> {
        let data = Object::new();
        js::set(&data, "channel", channel);
        self.pusher.send_event("pusher:unsubscribe", &data, None).map(drop).map_err(PusherError::thrown)
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("options", &self.options).field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

/// A listener that stays as long as pusher-js holds it.
fn permanent(listener: impl Fn(JsValue, JsValue) + 'static) -> Function {
    let closure = Closure::<dyn Fn(JsValue, JsValue)>::new(listener);
    sys::shield(closure.into_js_value().unchecked_ref())
}
