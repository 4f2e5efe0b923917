//! One link: its settings, its counters, and who is connected through it now. Moves no bytes.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot, watch};

use super::dials::{Change, Dials};
use super::door::{Asked, Door};
use super::frames::Frames;
use super::lanes::Direction;
use crate::world::lock;

/// How a connection is ended from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum How {
    /// With RST.
    Reset,
    /// With FIN.
    Close,
}

/// A link between browsers and one server.
#[derive(Debug)]
pub(crate) struct Link {
    address: SocketAddr,
    pub(super) upstream: SocketAddr,
    dials: watch::Sender<Dials>,
    asking: mpsc::Sender<Asked>,
    counts: Counts,
    members: Mutex<Members>,
    /// What sees its frames, where there are frames.
    pub(super) frames: Option<Arc<Frames>>,
}

#[derive(Debug, Default)]
struct Counts {
    opened: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

#[derive(Debug, Default)]
struct Members {
    /// Never the same number twice.
    next: u64,
    open: BTreeMap<u64, Handle>,
}

/// A connection as the link knows it.
#[derive(Debug)]
struct Handle {
    cut: watch::Sender<Option<How>>,
    /// The browser has ended it, and the server may not know yet.
    left: bool,
}

/// A connection's place in the link; given up when dropped.
#[derive(Debug)]
pub(super) struct Member {
    link: Arc<Link>,
    pub(super) number: u64,
    cut: watch::Receiver<Option<How>>,
}

/// A link as it is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    #[serde(flatten)]
    dials: Dials,
    opened: u64,
    open: usize,
    bytes_up: u64,
    bytes_down: u64,
}

impl Link {
    pub(super) fn open(
        address: SocketAddr,
        upstream: SocketAddr,
        frames: Option<Arc<Frames>>,
    ) -> io::Result<(Arc<Self>, Door)> {
        let (asking, asked) = mpsc::channel(1);
        let door = Door::open(address, asked)?;
        let link = Self {
            address: door.address(),
            upstream,
            dials: watch::Sender::new(Dials::default()),
            asking,
            counts: Counts::default(),
            members: Mutex::default(),
            frames,
        };
        Ok((Arc::new(link), door))
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes settings; they are in force when this is done.
    ///
    /// # Errors
    /// What the system said when the port could not be shut or opened.
    pub(crate) async fn set(&self, change: Change) -> io::Result<State> {
        let (answer, done) = oneshot::channel();
        let gone = || io::Error::other("the link is ending");
        self.asking.send((change, answer)).await.map_err(|_| gone())?;
        done.await.map_err(|_| gone())??;
        Ok(self.state())
    }

    /// Puts everything back to how it was at the start; open connections stay.
    ///
    /// # Errors
    /// As `set`.
    pub(crate) async fn reset(&self) -> io::Result<()> {
        self.set(Change::back()).await?;
        for count in [&self.counts.opened, &self.counts.up, &self.counts.down] {
            count.store(0, Ordering::Relaxed);
        }
        Ok(())
    }

    /// How it stands.
    pub(crate) fn state(&self) -> State {
        State {
            dials: self.dials(),
            opened: self.counts.opened.load(Ordering::Relaxed),
            open: lock(&self.members).open.values().filter(|handle| !handle.left).count(),
            bytes_up: self.counts.up.load(Ordering::Relaxed),
            bytes_down: self.counts.down.load(Ordering::Relaxed),
        }
    }

    /// Ends all open connections, and tells how many there were. When this is done they are gone.
    pub(crate) async fn cut(&self, how: How) -> usize {
        let (open, cuts) = {
            let members = lock(&self.members);
            let open = members.open.values().filter(|handle| !handle.left).count();
            (open, members.open.values().map(|handle| handle.cut.clone()).collect::<Vec<_>>())
        };
        for cut in &cuts {
            cut.send_replace(Some(how));
        }
        for cut in cuts {
            cut.closed().await;
        }
        open
    }

    pub(super) fn dials(&self) -> Dials {
        *self.dials.borrow()
    }

    pub(super) fn watch(&self) -> watch::Receiver<Dials> {
        self.dials.subscribe()
    }

    /// Puts settings in force.
    pub(super) fn turn(&self, dials: Dials) -> Dials {
        self.dials.send_replace(dials);
        dials
    }

    /// Counts bytes that have gone on.
    pub(super) fn count(&self, direction: Direction, bytes: usize) {
        let count = match direction {
            Direction::Up => &self.counts.up,
            Direction::Down => &self.counts.down,
        };
        count.fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Gives a new connection its place.
    pub(super) fn enter(self: &Arc<Self>) -> Member {
        self.counts.opened.fetch_add(1, Ordering::Relaxed);
        let (cutting, cut) = watch::channel(None);
        let mut members = lock(&self.members);
        members.next += 1;
        let number = members.next;
        members.open.insert(number, Handle { cut: cutting, left: false });
        drop(members);
        Member { link: Arc::clone(self), number, cut }
    }

    /// Notes that the browser has ended a connection.
    pub(super) fn left(&self, number: u64) {
        if let Some(handle) = lock(&self.members).open.get_mut(&number) {
            handle.left = true;
        }
        if let Some(frames) = &self.frames {
            frames.leave(number);
        }
    }
}

impl Member {
    /// Waits for the order to end.
    pub(super) async fn cut(&mut self) -> How {
        match self.cut.wait_for(Option::is_some).await.map(|how| *how) {
            Ok(Some(how)) => how,
            _ => std::future::pending().await,
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.link.left(self.number);
        lock(&self.link.members).open.remove(&self.number);
    }
}
