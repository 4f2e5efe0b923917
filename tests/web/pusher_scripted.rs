//! A server by script, for what no good server does: pusher-js runs unchanged over a WebSocket that the test speaks for.
//! Only addresses at `scripted.test` are taken; all others get the browser's own WebSocket.

use glx_realtime::engine::SocketState;
use glx_realtime::pusher::{AuthRequest, Client, ClientOptions};
use serde_json::json;

use crate::browser_side::{begin, deliver, deliver_ring, end, opened, sent};
use crate::support::until;

/// How many sockets pusher-js has asked for, in all tests so far.
pub(crate) fn sockets() -> u32 {
    opened()
}

/// A client for a server by script. Each test has its own key, and with it its own instance.
pub(crate) fn scripted(key: &str, authorize: impl Fn(AuthRequest) + 'static) -> Client {
    let options = ClientOptions { host: Some("scripted.test".into()), ..ClientOptions::new(key, "local") };
    Client::open(&options, authorize).unwrap()
}

/// The server's end of one socket.
#[derive(Clone, Copy)]
pub(crate) struct Server(u32);

impl Server {
    /// Has the client connect, and takes the socket it asks for; no handshake yet.
    pub(crate) async fn accept(client: &Client) -> Self {
        let before = opened();
        client.connect().unwrap();
        Self::next(before).await
    }

    /// The socket asked for after the first `before`.
    pub(crate) async fn next(before: u32) -> Self {
        until("a socket is asked for", || opened() > before).await;
        begin(before);
        Self(before)
    }

    /// Has the client connect, handshake included.
    pub(crate) async fn connect(client: &Client) -> Self {
        let server = Self::accept(client).await;
        server.shake_hands();
        until("connected", || client.state() == SocketState::Connected).await;
        server
    }

    pub(crate) fn shake_hands(self) {
        let data = json!({ "socket_id": format!("1.{}", self.0), "activity_timeout": 120 }).to_string();
        self.say(&json!({ "event": "pusher:connection_established", "data": data }).to_string());
    }

    /// Sends a frame; what pusher-js throws at it, or nothing.
    pub(crate) fn say(self, text: &str) -> String {
        deliver(self.0, text)
    }

    pub(crate) fn event(self, channel: &str, event: &str) {
        self.say(&json!({ "event": event, "channel": channel, "data": "{}" }).to_string());
    }

    pub(crate) fn say_ring(self, channel: &str, event: &str) {
        deliver_ring(self.0, &json!({ "event": event, "channel": channel, "data": { "a": 1 } }).to_string());
    }

    pub(crate) fn close(self, code: u16, reason: &str) {
        end(self.0, code, reason);
    }

    /// Frames of that event the client has sent so far.
    pub(crate) fn heard(self, event: &str) -> usize {
        let event = format!("{:?}:{event:?}", "event");
        sent(self.0).iter().filter(|frame| frame.contains(&event)).count()
    }

    /// Whether the client has closed the socket.
    pub(crate) fn is_left(self) -> bool {
        sent(self.0).iter().any(|frame| frame == "close")
    }
}
