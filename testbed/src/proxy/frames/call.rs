//! A connection as frames see it: its number, and where to put messages. Knows nothing of sockets.

use crate::proxy::lanes::{Direction, Lanes, What};
use crate::proxy::websocket::Message;

/// What the server is told when a connection is closed from here.
const GOING: u16 = 1001;

/// One connection.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    number: u64,
    lanes: Lanes,
}

impl Call {
    pub(in crate::proxy) fn new(number: u64, lanes: Lanes) -> Self {
        Self { number, lanes }
    }

    /// Its serial number.
    pub(in crate::proxy) fn number(&self) -> u64 {
        self.number
    }

    pub(in crate::proxy) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// Puts a message on its way.
    pub(super) fn send(&self, direction: Direction, message: &Message) {
        self.lanes.outlet(direction).put(What::Bytes(message.frame(direction)));
    }

    /// Closes the WebSocket on both sides: this code for the browser. Nothing more is written after it.
    pub(super) fn close(&self, code: u16, reason: &str) {
        self.send(Direction::Down, &Message::close(code, reason));
        self.send(Direction::Up, &Message::close(GOING, ""));
        for direction in [Direction::Down, Direction::Up] {
            self.lanes.outlet(direction).put(What::End);
        }
    }
}
