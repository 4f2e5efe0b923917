//! Ports that are ours while nobody listens on them: connections are refused, and the system gives the port to nobody else.
//! Listens on none.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpSocket;

/// Takes a port; 0 takes any free one. It may be listened on later, by the socket itself or by another program.
///
/// # Errors
/// What the system said; that somebody listens there, most likely.
pub(crate) fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // The port's old connections may still be open. Elsewhere the option means that ports can be taken from others.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    Ok(socket)
}
