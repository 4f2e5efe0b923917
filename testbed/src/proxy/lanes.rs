//! The two directions of a connection as those who put bytes on the way see them. Never waits: what is put in is written
//! by `pump` when its turn comes.

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

/// Which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Direction {
    /// Browser to server.
    Up,
    /// Server to browser.
    #[default]
    Down,
}

/// Something to be written, and when it came.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) came: Instant,
    pub(super) what: What,
}

/// What is to be written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    Bytes(Vec<u8>),
    /// No more will come.
    End,
    /// The other side has broken off.
    Break,
}

/// The way out of one direction.
#[derive(Clone, Debug)]
pub(super) struct Outlet(UnboundedSender<Item>);

impl Outlet {
    pub(super) fn new() -> (Self, UnboundedReceiver<Item>) {
        let (sender, receiver) = unbounded_channel();
        (Self(sender), receiver)
    }

    /// Puts something on the way. Where nobody writes any more it goes nowhere, as on any closed connection.
    pub(super) fn put(&self, what: What) {
        let _ = self.0.send(Item { came: Instant::now(), what });
    }
}

/// Both ways of one connection.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    pub(super) up: Outlet,
    pub(super) down: Outlet,
}

impl Lanes {
    pub(super) fn outlet(&self, direction: Direction) -> &Outlet {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }
}
