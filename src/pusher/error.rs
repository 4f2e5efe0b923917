//! What goes wrong: [`PusherError`] for calls that throw, [`ConnectionError`] for errors the connection reports.
//!
//! The errors of a connection come in several shapes; all end in the one type. What to do about them is decided elsewhere.

use thiserror::Error;
use wasm_bindgen::JsValue;

use super::js;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PusherError {
    /// The client this handle came from is closed.
    #[error("the client is closed")]
    Closed,
    /// pusher-js itself could not be loaded.
    #[error("pusher-js could not be loaded")]
    Missing,
    /// The text to send is not JSON.
    #[error("the data is not JSON")]
    NotJson,
    /// An event whose data has no JSON form.
    #[error("the data of the event {event:?} cannot be read")]
    Unreadable {
        /// The name of the event.
        event: String,
    },
    /// pusher-js threw; its own words.
    #[error("pusher-js: {0}")]
    Thrown(String),
}

impl PusherError {
    pub(super) fn thrown(value: JsValue) -> Self {
        Self::Thrown(js::thrown(&value))
    }
}

/// Where an error of the connection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The server said so: a `pusher:error` frame, or a close code.
    Server,
    /// The browser's WebSocket failed; browsers do not tell scripts why.
    Socket,
    /// A frame that is not JSON.
    Frame,
    /// The first frame was not a handshake.
    Handshake,
    /// A shape these bindings do not know.
    Unknown,
}

/// An error of the connection, whatever shape it came in.
///
/// pusher-js reports a close **twice** when it acts on the code: the second time with `closing` set. A `pusher:error`
/// that leaves the socket open (a refused channel, a client event too many) is reported once, and says no channel.
///
/// ```
/// # #[cfg(target_arch = "wasm32")] {
/// use glx_realtime::pusher::{ConnectionError, ErrorKind};
///
/// fn cause(error: &ConnectionError) -> &str {
///     match (error.kind, error.code) {
///         (ErrorKind::Server, Some(4001)) => "there is no such app in this cluster",
///         (ErrorKind::Server, Some(4004)) => "the app is over its quota",
///         _ => &error.message,
///     }
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionError {
    /// Where it comes from.
    pub kind: ErrorKind,
    /// Pusher's code (4000 and up) or the WebSocket's (1000 to 2999), where there is one.
    pub code: Option<u16>,
    /// What the sender says about it; may be empty, and is text of the network: show it as text, shortened.
    pub message: String,
    /// The socket is gone with this error. `false` proves nothing: the same close may be reported again with `true`.
    pub closing: bool,
}

impl ConnectionError {
    pub(super) fn read(value: &JsValue) -> Self {
        Self::read_at(value, false, 3)
    }

    fn read_at(value: &JsValue, wrapped: bool, depth: u8) -> Self {
        let inner = js::get(value, "error");
        let plain = |kind| Self { kind, code: None, message: said(value, &inner), closing: false };
        match js::get_string(value, "type").as_deref() {
            Some("PusherError") => {
                let data = js::get(value, "data");
                let code = js::get(&data, "code").as_f64().and_then(close_code);
                Self {
                    kind: ErrorKind::Server,
                    code,
                    message: js::get_string(&data, "message").unwrap_or_default(),
                    closing: wrapped || code.is_some_and(|code| code < 4000),
                }
            }
            Some("WebSocketError") if depth > 0 && js::get_string(&inner, "type").as_deref() == Some("PusherError") => {
                Self::read_at(&inner, true, depth - 1)
            }
            Some("WebSocketError") => plain(ErrorKind::Socket),
            Some("MessageParseError") => plain(ErrorKind::Frame),
            Some("HandshakeError") => plain(ErrorKind::Handshake),
            _ => plain(ErrorKind::Unknown),
        }
    }
}

/// The words of the innermost error, never the frame it was about.
fn said(value: &JsValue, inner: &JsValue) -> String {
    let innermost = js::get(inner, "error");
    [&innermost, inner, value]
        .into_iter()
        .find_map(|error| error.as_string().or_else(|| js::get_string(error, "message")))
        .unwrap_or_default()
}

fn close_code(code: f64) -> Option<u16> {
    // `as` saturates, so that what is no code of that range comes back different.
    let whole = code as u16;
    (f64::from(whole) == code && whole > 0).then_some(whole)
}
