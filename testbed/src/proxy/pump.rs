//! Bytes from one socket to the other, as the dials say: one half reads, the other writes, and between them is the lane.
//! Decides nothing; it looks at the dials before every read and every write.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::dials::{Dials, Flow};
use super::lanes::{Direction, Item, Outlet, What};
use super::link::Link;

const READ_AT_ONCE: usize = 64 * 1024;

/// The connection was broken off on one side, and is to be on the other.
#[derive(Debug)]
pub(super) struct Broken;

/// Where the dials hold bytes up: for each direction at the browser's end of the link.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    dials: watch::Receiver<Dials>,
    flow: fn(&Dials) -> Flow,
}

impl Gate {
    pub(super) fn up(link: &Link) -> Self {
        Self { dials: link.watch(), flow: |dials| dials.up }
    }

    pub(super) fn down(link: &Link) -> Self {
        Self { dials: link.watch(), flow: |dials| dials.down }
    }

    /// One that lets everything through.
    pub(super) fn open(link: &Link) -> Self {
        Self { dials: link.watch(), flow: |_| Flow::Pass }
    }

    /// The dials as they stand; from now on `turned` waits for the next change.
    fn look(&mut self) -> (Dials, Flow) {
        let dials = *self.dials.borrow_and_update();
        (dials, (self.flow)(&dials))
    }

    async fn turned(&mut self) {
        if self.dials.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until bytes pass.
    async fn passes(&mut self) {
        while self.look().1 != Flow::Pass {
            self.turned().await;
        }
    }
}

/// Reads to the end and hands on what came; `feed` puts it on the lane.
pub(super) async fn read(
    mut from: ReadHalf<'_>,
    mut gate: Gate,
    outlet: Outlet,
    mut feed: impl FnMut(&[u8]),
    mut ended: impl FnMut(),
) {
    let mut buffer = vec![0; READ_AT_ONCE];
    let end = loop {
        let (_, flow) = gate.look();
        if flow == Flow::Pause {
            gate.turned().await;
            continue;
        }
        tokio::select! {
            biased;
            () = gate.turned() => {}
            read = from.read(&mut buffer) => match read {
                Ok(0) => break What::End,
                Ok(count) if flow == Flow::Pass => feed(&buffer[..count]),
                Ok(_) => {}
                Err(_) => break What::Break,
            }
        }
    };
    ended();
    // The end of a connection crosses the link only where bytes do.
    gate.passes().await;
    outlet.put(end);
}

/// Writes what comes on the lane, in its order, until its end.
///
/// # Errors
/// The connection is to be broken off.
pub(super) async fn write(
    mut to: WriteHalf<'_>,
    mut gate: Gate,
    mut lane: UnboundedReceiver<Item>,
    link: &Link,
    direction: Direction,
) -> Result<(), Broken> {
    while let Some(Item { came, what }) = lane.recv().await {
        late(&mut gate, came).await;
        match what {
            What::Bytes(bytes) => {
                if !whole(&mut to, &mut gate, &bytes, |count| link.count(direction, count)).await {
                    // The other side has gone, and whoever reads from it will tell.
                    return Ok(());
                }
            }
            What::End => {
                gate.passes().await;
                let _ = to.shutdown().await;
                return Ok(());
            }
            What::Break => {
                gate.passes().await;
                return Err(Broken);
            }
        }
    }
    Ok(())
}

/// Waits until something is as late as the dials say.
async fn late(gate: &mut Gate, came: Instant) {
    loop {
        let (dials, _) = gate.look();
        if dials.delay_ms == 0 {
            return;
        }
        tokio::select! {
            () = sleep_until(came + Duration::from_millis(dials.delay_ms)) => return,
            () = gate.turned() => {}
        }
    }
}

/// Writes all of it, in slices where that is asked for, or swallows it. False where the socket takes no more.
async fn whole(to: &mut WriteHalf<'_>, gate: &mut Gate, mut bytes: &[u8], count: impl Fn(usize)) -> bool {
    while !bytes.is_empty() {
        let (dials, flow) = gate.look();
        match flow {
            Flow::Pass => {}
            Flow::Pause => {
                gate.turned().await;
                continue;
            }
            Flow::Drop => return true,
        }
        let piece = match dials.slice_bytes {
            0 => bytes,
            size => &bytes[..size.min(bytes.len())],
        };
        tokio::select! {
            biased;
            () = gate.turned() => {}
            written = to.write(piece) => match written {
                Ok(written) if written > 0 => {
                    count(written);
                    bytes = &bytes[written..];
                    if dials.slice_bytes > 0 {
                        // Each piece is a packet of its own.
                        tokio::task::yield_now().await;
                    }
                }
                _ => return false,
            }
        }
    }
    true
}
