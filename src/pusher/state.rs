//! The states of a connection as pusher-js names them. What they are worth is judged elsewhere.

use wasm_bindgen::JsValue;

use super::js;
use crate::engine::SocketState;

/// The state of that name; a name these bindings do not know is `Failed`, for nothing can be expected of either.
pub(super) fn parse(name: &str) -> SocketState {
    match name {
        "initialized" => SocketState::Initialized,
        "connecting" => SocketState::Connecting,
        "connected" => SocketState::Connected,
        "unavailable" => SocketState::Unavailable,
        "disconnected" => SocketState::Disconnected,
        _ => SocketState::Failed,
    }
}

/// A step from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateChange {
    /// The state left.
    pub previous: SocketState,
    /// The state entered.
    pub current: SocketState,
}

impl StateChange {
    pub(super) fn read(value: &JsValue) -> Self {
        let state = |name| parse(&js::get_string(value, name).unwrap_or_default());
        Self { previous: state("previous"), current: state("current") }
    }
}
