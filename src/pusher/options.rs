//! What a client is opened with, and what pusher-js is told of it.

use js_sys::{Array, Function, Object};
use wasm_bindgen::JsValue;

use super::js;

/// The app and the server to connect to. Times are in milliseconds; `None` leaves pusher-js its default.
///
/// ```
/// # #[cfg(target_arch = "wasm32")] {
/// use glx_realtime::pusher::ClientOptions;
///
/// let hosted = ClientOptions::new("app-key", "us2");
/// let own_server = ClientOptions {
///     host: Some("127.0.0.1".into()),
///     ws_port: Some(6001),
///     tls: false,
///     ..ClientOptions::new("app-key", "local")
/// };
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOptions {
    /// The app's public key.
    pub key: String,
    /// The cluster of hosted Pusher; any name for a server of one's own.
    pub cluster: String,
    /// The host of a server of one's own, instead of the cluster's.
    pub host: Option<String>,
    /// The port without TLS (80).
    pub ws_port: Option<u16>,
    /// The port with TLS (443).
    pub wss_port: Option<u16>,
    /// What stands before `/app/…` in the address (nothing).
    pub path: Option<String>,
    /// Connect with TLS only (`true`). Without it pusher-js tries `ws` first and `wss` two seconds later.
    pub tls: bool,
    /// Silence after which pusher-js pings (120,000; the server may ask for less).
    pub activity_timeout_ms: Option<u32>,
    /// How long it waits for the pong (30,000).
    pub pong_timeout_ms: Option<u32>,
    /// How long it tries before it says "unavailable" (10,000).
    pub unavailable_timeout_ms: Option<u32>,
}

impl ClientOptions {
    /// Hosted Pusher, over TLS, with the defaults of pusher-js.
    #[must_use]
    pub fn new(key: impl Into<String>, cluster: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            cluster: cluster.into(),
            host: None,
            ws_port: None,
            wss_port: None,
            path: None,
            tls: true,
            activity_timeout_ms: None,
            pong_timeout_ms: None,
            unavailable_timeout_ms: None,
        }
    }

    /// Two clients with the same key, cluster and host would be two connections of one app on one page.
    pub(super) fn same_app(&self, other: &Self) -> bool {
        (&self.key, &self.cluster, &self.host) == (&other.key, &other.cluster, &other.host)
    }

    /// The options object of pusher-js. Only WebSockets: no fallback contacts anybody else, and nothing reports statistics.
    pub(super) fn to_js(&self, authorizer: &Function) -> JsValue {
        let options = Object::new();
        js::set(&options, "cluster", self.cluster.as_str());
        js::set(&options, "forceTLS", self.tls);
        js::set(&options, "enableStats", false);
        // Never a fallback to anything but a WebSocket; and where there is to be no TLS, trying it is only lost time.
        let transports = if self.tls { Array::of2(&"ws".into(), &"wss".into()) } else { Array::of1(&"ws".into()) };
        js::set(&options, "enabledTransports", transports);
        let authorization = Object::new();
        js::set(&authorization, "customHandler", authorizer.clone());
        js::set(&options, "channelAuthorization", authorization);
        for (name, text) in [("wsHost", &self.host), ("wsPath", &self.path)] {
            if let Some(text) = text {
                js::set(&options, name, text.as_str());
            }
        }
        let numbers = [
            ("wsPort", self.ws_port.map(u32::from)),
            ("wssPort", self.wss_port.map(u32::from)),
            ("activityTimeout", self.activity_timeout_ms),
            ("pongTimeout", self.pong_timeout_ms),
            ("unavailableTimeout", self.unavailable_timeout_ms),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                js::set(&options, name, number);
            }
        }
        options.into()
    }
}
