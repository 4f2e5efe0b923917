//! A private channel asks to be let in: the request, and the answer handed back to pusher-js.
//!
//! Who is asked, how often and how long is decided elsewhere; here an answer that comes too late is never passed on.

use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use crate::engine::SocketState;
use crate::engine::wire::AuthGrant;

use super::binding::Lease;
use super::error::PusherError;
use super::slot::Slot;
use super::{js, state, sys};

/// A private or presence channel that waits to be let in.
///
/// It may be dropped without an answer; the channel then waits until the next connection, or until it is unsubscribed.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] {
/// use glx_realtime::pusher::AuthRequest;
///
/// fn refuse(request: AuthRequest) {
///     // The channel emits `pusher:subscription_error` with this text.
///     let _ = request.respond(Err("signed out".to_owned()));
/// }
/// # }
/// ```
#[must_use = "a channel whose request is dropped stays pending"]
pub struct AuthRequest {
    socket_id: String,
    channel: String,
    callback: Function,
    slot: Rc<Slot>,
    lease: Lease,
    asker: Option<sys::Channel>,
}

impl AuthRequest {
    /// Reads what pusher-js hands to a `customHandler`.
    pub(super) fn read(slot: Rc<Slot>, lease: Lease, params: &JsValue, callback: Function) -> Option<Self> {
        let socket_id = js::get_string(params, "socketId")?;
        let channel = js::get_string(params, "channelName")?;
        let asker = slot.pusher.channel(&channel).ok().flatten();
        Some(Self { socket_id, channel, callback, slot, lease, asker })
    }

    /// The socket the answer is for.
    #[must_use]
    pub fn socket_id(&self) -> &str {
        &self.socket_id
    }

    /// The channel's full name.
    #[must_use]
    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// Whether an answer would come too late: another socket since, or the channel was left or has its answer. A channel that
    /// seems to be subscribed may have been told so of the one that was left before it.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let connection = self.slot.pusher.connection();
        if !self.lease.is_open()
            || state::parse(&connection.state()) != SocketState::Connected
            || connection.socket_id().as_deref() != Some(self.socket_id.as_str())
        {
            return true;
        }
        let current = self.slot.pusher.channel(&self.channel).ok().flatten();
        match (&self.asker, &current) {
            (Some(asker), Some(current)) => {
                !Object::is(asker.as_ref(), current.as_ref()) || !self.slot.awaits(&self.channel)
            }
            _ => true,
        }
    }

    /// Answers: a grant subscribes the channel, a text makes it emit `pusher:subscription_error`.
    ///
    /// `Ok(false)` when the request had become stale and the answer was dropped: an old socket's signature is never sent
    /// on a new one, which has asked anew.
    ///
    /// # Errors
    /// [`PusherError::Thrown`] when pusher-js does not take the answer.
    pub fn respond(self, answer: Result<AuthGrant, String>) -> Result<bool, PusherError> {
        if self.is_stale() {
            return Ok(false);
        }
        self.slot.answered(&self.channel);
        let passed = match answer {
            Ok(grant) => {
                let data = Object::new();
                js::set(&data, "auth", grant.auth);
                if let Some(channel_data) = grant.channel_data {
                    js::set(&data, "channel_data", channel_data);
                }
                self.callback.call2(&JsValue::NULL, &JsValue::NULL, &data)
            }
            Err(reason) => self.callback.call2(&JsValue::NULL, &js_sys::Error::new(&reason), &JsValue::NULL),
        };
        passed.map(|_| true).map_err(PusherError::thrown)
    }
}

impl fmt::Debug for AuthRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthRequest").field("channel", &self.channel).finish_non_exhaustive()
    }
}
