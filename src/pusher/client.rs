//! The client: one connection of one app, open as long as it is held.
//!
//! It retries nothing and keeps no state of its own; what pusher-js does by itself is left to it.

use std::rc::Rc;

use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;

use crate::engine::SocketState;

use super::binding::{Binding, Emitter, Lease};
use super::error::{ConnectionError, PusherError};
use super::host::{Guest, HostClient};
use super::slot::Slot;
use super::{AuthRequest, Channel, ClientOptions, StateChange, js, state, sys};

/// A frame that arrived, seen before pusher-js has looked at it. A proof that the server can be heard, no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The event's name (`pusher:pong` too), where it has one.
    pub event: Option<String>,
    /// The channel it is for, where it is for one.
    pub channel: Option<String>,
}

/// A pusher-js client, exclusive on the page for its key, cluster and host. Dropping it closes it: the socket, every
/// channel and every listener are gone, and [`Client::open`] may be called again.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")]
/// # fn example() -> Result<(), glx_realtime::pusher::PusherError> {
/// use glx_realtime::engine::SocketState;
/// use glx_realtime::pusher::{Client, ClientOptions};
///
/// let client = Client::open(&ClientOptions::new("app-key", "us2"), |request| {
///     // Ask the site's auth endpoint, then `request.respond(Ok(grant))`.
///     drop(request);
/// })?;
/// let states = client.on_state_change(|change| {
///     if change.current == SocketState::Connected { /* … */ }
/// })?;
/// let room = client.subscribe("private-help-request-123")?;
/// let events = room.on_event(|event| { /* … */ })?;
/// client.connect()?;
/// # drop((events, states));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Client {
    whose: Whose,
    lease: Lease,
}

/// Whose instance of pusher-js it is.
#[derive(Debug)]
enum Whose {
    Ours(Rc<Slot>),
    Theirs(Rc<Guest>),
}

impl Client {
    /// Opens the client; it does not connect yet, so that nothing is missed. `authorize` is called for each private or
    /// presence channel on each new connection.
    ///
    /// # Errors
    /// [`PusherError::Thrown`] when pusher-js does not take the options.
    pub fn open(options: &ClientOptions, authorize: impl Fn(AuthRequest) + 'static) -> Result<Self, PusherError> {
        let lease = Lease::new();
        let slot = Slot::take(options, &lease, Rc::new(authorize))?;
        Ok(Self { whose: Whose::Ours(slot), lease })
    }

    /// Joins in the page's own client, which connects and authorizes as its owner has it.
    #[must_use]
    pub fn join(host: &HostClient) -> Self {
        Self { whose: Whose::Theirs(Guest::of(host)), lease: Lease::new() }
    }

    fn pusher(&self) -> &sys::Pusher {
        match &self.whose {
            Whose::Ours(slot) => &slot.pusher,
            Whose::Theirs(guest) => &guest.pusher,
        }
    }

    /// Connects, unless there is a connection or an attempt already.
    ///
    /// pusher-js may wait for its next attempt meanwhile: to try at once, call [`Client::disconnect`] first.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn connect(&self) -> Result<(), PusherError> {
        match &self.whose {
            Whose::Ours(slot) => slot.connect(),
            Whose::Theirs(_) => Ok(()),
        }
    }

    /// Whether there is such a channel on it, subscribed or about to be.
    pub fn has(&self, channel: &str) -> bool {
        matches!(self.pusher().channel(channel), Ok(Some(_)))
    }

    /// Closes the connection and ends all attempts. Channels stay, and are subscribed again on the next connection.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn disconnect(&self) -> Result<(), PusherError> {
        match &self.whose {
            Whose::Ours(slot) => slot.disconnect(),
            Whose::Theirs(_) => Ok(()),
        }
    }

    /// The state of the connection. For a second after a close without refusal pusher-js still says "connected".
    #[must_use]
    pub fn state(&self) -> SocketState {
        state::parse(&self.pusher().connection().state())
    }

    /// The id of the socket while connected.
    #[must_use]
    pub fn socket_id(&self) -> Option<String> {
        // pusher-js keeps the last one for ever.
        (self.state() == SocketState::Connected).then(|| self.pusher().connection().socket_id()).flatten()
    }

    /// Subscribes, now or as soon as there is a connection, and again on each new one. A channel that is subscribed or
    /// pending is left as it is; one that was unsubscribed begins anew, with a new auth request.
    ///
    /// So [`Client::unsubscribe`] and then this is the way out for a channel that stays pending.
    ///
    /// # Errors
    /// [`PusherError::Thrown`] for a name pusher-js does not take.
    pub fn subscribe(&self, name: &str) -> Result<Channel, PusherError> {
        let raw = match &self.whose {
            Whose::Theirs(guest) => guest.subscribe(name)?,
            Whose::Ours(slot) => {
                let was = slot.pusher.channel(name).map_err(PusherError::thrown)?;
                if was.is_some_and(|channel| channel.subscription_cancelled()) {
                    // pusher-js would go on waiting for the old answer, which may never come.
                    slot.send_unsubscribe(name)?;
                    slot.forget(name)?;
                }
                slot.pusher.subscribe(name).map_err(PusherError::thrown)?
            }
        };
        Ok(Channel::new(raw, self.lease.clone()))
    }

    /// Unsubscribes for everyone: count who needs the channel elsewhere. On the page's client it is unsubscribed only if that is nobody else.
    ///
    /// A request for auth that is still open becomes stale, and a confirmation still to come is answered by leaving; on the
    /// next connection the channel is not subscribed again.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn unsubscribe(&self, name: &str) -> Result<(), PusherError> {
        match &self.whose {
            Whose::Theirs(guest) => {
                guest.unsubscribe(name);
                Ok(())
            }
            Whose::Ours(slot) if slot.awaits(name) => slot.forget(name),
            Whose::Ours(slot) => slot.pusher.unsubscribe(name).map_err(PusherError::thrown),
        }
    }

    /// The channel of that name, where pusher-js has one.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<Channel> {
        let raw = self.pusher().channel(name).ok().flatten()?;
        Some(Channel::new(raw, self.lease.clone()))
    }

    /// All channels pusher-js has, those it is leaving included.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        let all: Array = self.pusher().all_channels().unwrap_or_default();
        all.iter().map(|raw| Channel::new(raw.unchecked_into(), self.lease.clone())).collect()
    }

    /// Sends an event as it is, such as `pusher:ping` with `{}`. `true` says only that there was an open socket.
    ///
    /// # Errors
    /// [`PusherError::NotJson`] or [`PusherError::Thrown`].
    pub fn send_event(&self, event: &str, data: &str, channel: Option<&str>) -> Result<bool, PusherError> {
        let data = JSON::parse(data).map_err(|_| PusherError::NotJson)?;
        self.pusher().send_event(event, &data, channel).map_err(PusherError::thrown)
    }

    /// Calls `listener` at each change of state.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn on_state_change(&self, listener: impl Fn(StateChange) + 'static) -> Result<Binding, PusherError> {
        self.on("state_change", move |change| listener(StateChange::read(&change)))
    }

    /// Calls `listener` when the socket of the present attempt or connection is refused or ends, after whatever pusher-js itself tells
    /// of it. pusher-js tells nothing of a refused one, and waits.
    ///
    /// # Errors
    /// [`PusherError::Closed`].
    pub fn on_socket_closed(&self, listener: impl Fn() + 'static) -> Result<Binding, PusherError> {
        self.on("glx:socket_closed", move |_| listener())
    }

    /// Calls `listener` with the code with which the socket of the present attempt or connection was closed, before anything else is told
    /// of it. 1006 is a socket that broke.
    ///
    /// # Errors
    /// [`PusherError::Closed`].
    pub fn on_close_code(&self, listener: impl Fn(u16) + 'static) -> Result<Binding, PusherError> {
        self.on("glx:close_code", move |code| {
            // A code is a whole number below 5000.
            listener(code.as_f64().unwrap_or_default() as u16);
        })
    }

    /// Calls `listener` when the socket of the present attempt opens, before Pusher's own handshake. pusher-js tells nothing of that.
    ///
    /// # Errors
    /// [`PusherError::Closed`].
    pub fn on_socket_opened(&self, listener: impl Fn() + 'static) -> Result<Binding, PusherError> {
        self.on("glx:socket_opened", move |_| listener())
    }

    /// Calls `listener` with the seconds until the next attempt, where pusher-js waits for one.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn on_connecting_in(&self, listener: impl Fn(f64) + 'static) -> Result<Binding, PusherError> {
        self.on("connecting_in", move |seconds| listener(seconds.as_f64().unwrap_or_default()))
    }

    /// Calls `listener` with each error of the connection. Refused channels and client events are among them, without
    /// saying which channel.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn on_error(&self, listener: impl Fn(ConnectionError) + 'static) -> Result<Binding, PusherError> {
        self.on("error", move |error| listener(ConnectionError::read(&error)))
    }

    /// Calls `listener` with every frame that arrives after the handshake, before any other listener sees it and whatever
    /// is in it. A frame that is not JSON comes as an error instead.
    ///
    /// # Errors
    /// [`PusherError::Thrown`].
    pub fn on_frame(&self, listener: impl Fn(Frame) + 'static) -> Result<Binding, PusherError> {
        Binding::new(Emitter::ConnectionAll(self.pusher().connection()), &self.lease, move |kind, frame| {
            if matches!(kind.as_string().as_deref(), Some("message" | "glx:odd_frame")) {
                listener(Frame { event: js::get_string(&frame, "event"), channel: js::get_string(&frame, "channel") });
            }
        })
    }

    fn on(&self, event: &'static str, listener: impl Fn(JsValue) + 'static) -> Result<Binding, PusherError> {
        Binding::new(Emitter::Connection(self.pusher().connection(), event), &self.lease, move |data, _| listener(data))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.lease.end();
        match &self.whose {
            Whose::Ours(slot) => slot.park(),
            Whose::Theirs(guest) => guest.leave_all(),
        }
    }
}

/// How many instances pusher-js has made on this page. One per app is right; it never falls.
#[must_use]
pub fn instances() -> u32 {
    if sys::is_here() { sys::Pusher::instances().length() } else { 0 }
}

/// Whether pusher-js is there; a client can be opened only then. A finished build fetches it when it is first needed.
#[must_use]
pub fn is_here() -> bool {
    sys::is_here()
}

/// Has pusher-js fetched where it is not there. However many wait, it is asked for once.
///
/// # Errors
/// [`PusherError::Missing`] when it cannot be had for now: the next call asks again.
pub async fn arrival() -> Result<(), PusherError> {
    sys::arrival().await.map_err(|_| PusherError::Missing)
}
