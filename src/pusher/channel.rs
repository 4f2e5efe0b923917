//! A channel as pusher-js keeps it, and what arrives on it.

use js_sys::JSON;

use super::binding::{Binding, Emitter, Lease};
use super::error::PusherError;
use super::{js, sys};

/// Something a channel emitted: an event of the server or of a peer (`client-…`), or one of the channel's own
/// (`pusher:subscription_succeeded`, `pusher:subscription_error`, `pusher:subscription_count`, `pusher:member_…`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelEvent {
    /// The event's name.
    pub event: String,
    /// Its data as JSON text; `null` where it has none.
    pub data: String,
}

/// A handle to a channel, got from [`Client::subscribe`](super::Client::subscribe).
///
/// Handles to one channel share it. After `unsubscribe` and another `subscribe` pusher-js has a **new** channel: old handles
/// and their bindings hear nothing any more.
#[derive(Debug, Clone)]
pub struct Channel {
    raw: sys::Channel,
    lease: Lease,
}

impl Channel {
    pub(super) fn new(raw: sys::Channel, lease: Lease) -> Self {
        Self { raw, lease }
    }

    /// The full name, such as `private-help-request-123`.
    #[must_use]
    pub fn name(&self) -> String {
        self.raw.name()
    }

    /// Whether the server has confirmed the subscription on this connection.
    #[must_use]
    pub fn subscribed(&self) -> bool {
        self.raw.subscribed()
    }

    /// Whether the subscription is asked for and not confirmed. It stays so for ever when the answer is an error of the
    /// connection, or never comes.
    #[must_use]
    pub fn subscription_pending(&self) -> bool {
        self.raw.subscription_pending()
    }

    /// Calls `listener` with everything the channel emits, in the order it arrives, until the binding is dropped.
    ///
    /// Events may come before `pusher:subscription_succeeded`. Data without a JSON form is given as an error.
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")]
    /// # fn example(channel: &glx_realtime::pusher::Channel) -> Result<(), glx_realtime::pusher::PusherError> {
    /// let binding = channel.on_event(|event| match event {
    ///     Ok(event) if event.event == "new-message" => { /* event.data is JSON text */ }
    ///     Ok(_) => {}
    ///     Err(_unreadable) => { /* count it */ }
    /// })?;
    /// # drop(binding);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`PusherError::Closed`] once the client is closed.
    pub fn on_event(
        &self,
        listener: impl Fn(Result<ChannelEvent, PusherError>) + 'static,
    ) -> Result<Binding, PusherError> {
        Binding::new(Emitter::ChannelAll(self.raw.clone()), &self.lease, move |event, data| {
            let event = event.as_string().unwrap_or_default();
            listener(match js::to_json(&data) {
                Some(data) => Ok(ChannelEvent { event, data }),
                None => Err(PusherError::Unreadable { event }),
            });
        })
    }

    /// Sends a client event (`client-…`) to the others on the channel; the sender does not get it back.
    ///
    /// `true` says only that there was an open socket to hand it to.
    ///
    /// # Errors
    /// [`PusherError::NotJson`], [`PusherError::Closed`], or [`PusherError::Thrown`] for a name without `client-`.
    pub fn trigger(&self, event: &str, data: &str) -> Result<bool, PusherError> {
        self.lease.check()?;
        let data = JSON::parse(data).map_err(|_| PusherError::NotJson)?;
        self.raw.trigger(event, &data).map_err(PusherError::thrown)
    }
}
