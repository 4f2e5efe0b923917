//! The states of a connection as pusher-js names them. What they are worth is judged elsewhere.

use wasm_bindgen::JsValue;

use super::js;

/// The state of the connection, in the words of pusher-js.
///
/// ```
/// # #[cfg(target_arch = "wasm32")] {
/// use glx_realtime::pusher::ConnectionState;
///
/// assert_eq!(ConnectionState::parse("unavailable"), ConnectionState::Unavailable);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionState {
    /// Made, and never asked to connect. An instance that had a client before is `Disconnected` instead.
    Initialized,
    /// An attempt is under way or about to be made.
    Connecting,
    /// The handshake is done and there is a socket id. It does not say that messages arrive.
    Connected,
    /// No connection for a while (`unavailable_timeout_ms`); attempts go on.
    Unavailable,
    /// No WebSocket in this browser. Also any name these bindings do not know: nothing can be expected of either.
    Failed,
    /// Closed because it was asked for, **or** because the server refused (4000-4099): only the error tells which.
    Disconnected,
}

impl ConnectionState {
    /// The state of that name; an unknown name is [`ConnectionState::Failed`].
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name {
            "initialized" => Self::Initialized,
            "connecting" => Self::Connecting,
            "connected" => Self::Connected,
            "unavailable" => Self::Unavailable,
            "disconnected" => Self::Disconnected,
            _ => Self::Failed,
        }
    }
}

/// A step from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateChange {
    /// The state left.
    pub previous: ConnectionState,
    /// The state entered.
    pub current: ConnectionState,
}

impl StateChange {
    pub(super) fn read(value: &JsValue) -> Self {
        let state = |name| ConnectionState::parse(&js::get_string(value, name).unwrap_or_default());
        Self { previous: state("previous"), current: state("current") }
    }
}
