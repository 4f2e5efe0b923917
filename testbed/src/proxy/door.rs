//! The listening end of a link: open, or shut so that connections are refused while the port stays ours. Does nothing
//! with what it accepts but hand it on.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};

use super::connection;
use super::dials::{Accept, Change, Dials};
use super::link::Link;
use crate::ports::reserve;

const BACKLOG: u32 = 1024;

/// A change of settings, and where to say that it is in force.
pub(super) type Asked = (Change, oneshot::Sender<io::Result<Dials>>);

/// The port of a link.
#[derive(Debug)]
pub(super) struct Door {
    address: SocketAddr,
    socket: Socket,
    asked: mpsc::Receiver<Asked>,
}

#[derive(Debug)]
enum Socket {
    Open(TcpListener),
    Shut(TcpSocket),
    /// Without a port, because the system would not give it back.
    Lost,
}

impl Door {
    /// Takes a free port and listens.
    pub(super) fn open(address: SocketAddr, asked: mpsc::Receiver<Asked>) -> io::Result<Self> {
        let listener = reserve(address)?.listen(BACKLOG)?;
        Ok(Self { address: listener.local_addr()?, socket: Socket::Open(listener), asked })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    fn set(&mut self, accept: Accept) -> io::Result<()> {
        let before = std::mem::replace(&mut self.socket, Socket::Lost);
        self.socket = match (before, accept) {
            (Socket::Open(listener), Accept::Refuse) => {
                // Who waits to be accepted is refused too.
                drop(listener);
                Socket::Shut(reserve(self.address)?)
            }
            (Socket::Lost, Accept::Refuse) => Socket::Shut(reserve(self.address)?),
            (Socket::Shut(socket), Accept::Refuse) => Socket::Shut(socket),
            (Socket::Open(listener), _) => Socket::Open(listener),
            (Socket::Shut(socket), _) => Socket::Open(socket.listen(BACKLOG)?),
            (Socket::Lost, _) => Socket::Open(reserve(self.address)?.listen(BACKLOG)?),
        };
        Ok(())
    }
}

/// Accepts connections and obeys changes, one at a time, for as long as anyone could ask for one.
pub(super) async fn keep(mut door: Door, link: Arc<Link>) {
    loop {
        tokio::select! {
            biased;
            asked = door.asked.recv() => match asked {
                Some((change, answer)) => {
                    let dials = change.of(link.dials());
                    let done = door.set(dials.accept).map(|()| link.turn(dials));
                    // Whoever asked may have stopped waiting.
                    let _ = answer.send(done);
                }
                None => return,
            },
            stream = next(&door.socket) => {
                let member = link.enter();
                tokio::spawn(connection::serve(stream, Arc::clone(&link), member));
            }
        }
    }
}

/// The next connection; never where nobody listens.
async fn next(socket: &Socket) -> TcpStream {
    let Socket::Open(listener) = socket else { return std::future::pending().await };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // Out of file handles, most likely: others will be given back.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}
