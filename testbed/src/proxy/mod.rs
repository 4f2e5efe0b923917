//! The fault proxy: between the browser and the Pusher server, and between the browser and the backend. Two links, each
//! with a port of its own, which only carry bytes until a test says otherwise. Nothing here knows what a call or an event
//! means; faults of whole HTTP answers are `chaos`.
//!
//! A connection's way: `door` accepts it, `connection` opens the other half, `pump` moves the bytes as the `dials` say, and
//! between its two halves `stage` finds the WebSocket frames in them, for `frames` and its rules.

mod connection;
mod dials;
mod door;
mod frames;
mod lanes;
mod link;
mod pump;
mod stage;
#[cfg(test)]
mod tests;
mod websocket;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinSet;

pub(crate) use dials::Change;
pub(crate) use frames::{Closing, Frames, Rule, Wanted};
pub(crate) use lanes::Direction;
pub(crate) use link::{How, Link};
pub(crate) use websocket::{Kind, Message};

use crate::pusher_app::reachable;
use crate::ready::LinkPlaces;

/// Both links.
#[derive(Debug)]
pub(crate) struct Links {
    /// Browser to Pusher server.
    pub(crate) pusher: Arc<Link>,
    /// Browser to backend.
    pub(crate) api: Arc<Link>,
    /// What passes on the Pusher link.
    pub(crate) frames: Arc<Frames>,
}

impl Links {
    /// Opens both links on free ports of the site's address; `tasks` keeps them open.
    ///
    /// # Errors
    /// What the system said when asked for a port.
    pub(crate) fn open(site: SocketAddr, pusher: SocketAddr, tasks: &mut JoinSet<()>) -> std::io::Result<Self> {
        let any = SocketAddr::new(site.ip(), 0);
        let frames = Arc::new(Frames::new());
        let mut open = |upstream, frames| -> std::io::Result<Arc<Link>> {
            let (link, door) = Link::open(any, reachable(upstream), frames)?;
            tasks.spawn(door::keep(door, Arc::clone(&link)));
            Ok(link)
        };
        let pusher = open(pusher, Some(Arc::clone(&frames)))?;
        Ok(Self { pusher, api: open(site, None)?, frames })
    }

    /// Where they listen.
    pub(crate) fn places(&self) -> LinkPlaces {
        LinkPlaces { pusher: reachable(self.pusher.address()), api: reachable(self.api.address()) }
    }

    /// Puts both back to how they were at the start.
    ///
    /// # Errors
    /// What the system said when a port could not be opened again.
    pub(crate) async fn reset(&self) -> std::io::Result<()> {
        self.frames.reset();
        self.pusher.reset().await?;
        self.api.reset().await
    }

    /// The link of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Link>> {
        match name {
            "pusher" => Some(&self.pusher),
            "api" => Some(&self.api),
            _ => None,
        }
    }
}
