//! A hand-made Pusher client, so that sockudo and the signatures are tried without the library under test.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::world::World;

const DEADLINE: Duration = Duration::from_secs(5);

/// One connection, established.
pub(crate) struct Socket {
    stream: WebSocket<TcpStream>,
    pub(crate) id: String,
}

impl Socket {
    pub(crate) fn connect(world: &World) -> Self {
        let pusher = &world.ready["pusher"];
        Self::opened(pusher, pusher["key"].as_str().expect("a key")).established()
    }

    /// Through the fault proxy.
    pub(crate) fn by_link(world: &World) -> Self {
        Self::with_key(world, world.ready["pusher"]["key"].as_str().expect("a key"))
    }

    /// Through the fault proxy, with any key.
    pub(crate) fn with_key(world: &World, key: &str) -> Self {
        Self::opened(&world.ready["links"]["pusher"], key)
    }

    fn opened(place: &Value, key: &str) -> Self {
        let address = format!("{}:{}", place["host"].as_str().expect("a host"), place["port"]);
        let stream = TcpStream::connect(&address).expect("it listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a timeout");
        let (stream, _) =
            tungstenite::client(format!("ws://{address}/app/{key}?protocol=7"), stream).expect("a handshake");
        Self { stream, id: String::new() }
    }

    /// Waits for the server's greeting.
    pub(crate) fn established(self) -> Self {
        let mut socket = self;
        let established = socket.wait_for("pusher:connection_established");
        socket.id = established["socket_id"].as_str().expect("a socket id").to_owned();
        socket
    }

    /// Asks the site for a signature and subscribes with it.
    pub(crate) fn subscribe(&mut self, world: &World, token: &str, channel: &str) {
        let answer = world.form(token, "/pusher/auth", &format!("socket_id={}&channel_name={channel}", self.id));
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer = answer.json();
        let mut data = json!({ "channel": channel, "auth": answer["auth"] });
        if let Some(channel_data) = answer.get("channel_data") {
            data["channel_data"] = channel_data.clone();
        }
        self.send(&json!({ "event": "pusher:subscribe", "data": data }));
        self.wait_for("pusher_internal:subscription_succeeded");
    }

    pub(crate) fn send(&mut self, frame: &Value) {
        self.stream.send(Message::text(frame.to_string())).expect("the frame goes");
    }

    /// The next text, whatever it is.
    pub(crate) fn text(&mut self) -> String {
        loop {
            match self.stream.read().expect("a frame") {
                Message::Text(text) => return text.to_string(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("no text but {other:?}"),
            }
        }
    }

    /// The next frame that is no text.
    pub(crate) fn other(&mut self) -> Message {
        loop {
            match self.stream.read().expect("a frame") {
                Message::Text(_) => {}
                other => return other,
            }
        }
    }

    /// Whether the connection ends, without anything more coming first.
    pub(crate) fn ends(&mut self) -> bool {
        match self.stream.read() {
            Ok(_) => false,
            Err(tungstenite::Error::Io(error)) => error.kind() != std::io::ErrorKind::WouldBlock,
            Err(_) => true,
        }
    }

    /// The data of the next event of that name; an error frame ends the wait.
    pub(crate) fn wait_for(&mut self, event: &str) -> Value {
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            let Message::Text(text) = self.stream.read().unwrap_or_else(|error| panic!("no {event}: {error}")) else {
                continue;
            };
            let frame: Value = serde_json::from_str(&text).expect("a frame");
            assert_ne!(frame["event"], "pusher:error", "waiting for {event}: {frame}");
            if frame["event"] == event {
                return match &frame["data"] {
                    Value::String(data) => serde_json::from_str(data).expect("data"),
                    other => other.clone(),
                };
            }
        }
        panic!("no {event} in {DEADLINE:?}");
    }
}
