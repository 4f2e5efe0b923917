//! Which Pusher app this world uses: the real one the environment names, or sockudo's. Chooses and describes; connects
//! to nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpSocket;

use crate::ports::reserve;
use crate::publish::App;
use crate::ready::PusherPlace;
use crate::trouble::Trouble;

const KEY: &str = "glx-local-key";

/// All of these, or none.
pub(crate) const PUSHER_VARIABLES: [&str; 4] = ["PUSHER_APP_ID", "PUSHER_KEY", "PUSHER_SECRET", "PUSHER_CLUSTER"];

/// The real Pusher app the environment names, if it names one.
pub(crate) fn real_pusher() -> Result<Option<(App, PusherPlace)>, Trouble> {
    let values = PUSHER_VARIABLES.map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if values.iter().all(Option::is_none) {
        return Ok(None);
    }
    let missing = PUSHER_VARIABLES.into_iter().zip(&values).find(|(_, value)| value.is_none());
    let [Some(id), Some(key), Some(secret), Some(cluster)] = values else {
        return Err(Trouble::HalfPusher(missing.map_or("PUSHER_KEY", |(name, _)| name)));
    };
    let api = format!("https://api-{cluster}.pusher.com");
    let app = App { id, key: key.clone(), secret, api, signs_private_data: true };
    let host = format!("ws-{cluster}.pusher.com");
    Ok(Some((app, PusherPlace { key, cluster, host, port: 443, tls: true, hosted: true })))
}

/// The app that sockudo is to serve, and the port it is to listen on. Nobody else gets the port while the socket is held,
/// not even while sockudo is away.
pub(crate) fn local_pusher(ip: IpAddr, port: u16) -> Result<(App, PusherPlace, Option<TcpSocket>), Trouble> {
    let address = SocketAddr::new(ip, port);
    // Sockudo would take a while to find out, and say it less plainly.
    let (port, socket) = reserve(address)
        .and_then(|socket| Ok((socket.local_addr()?.port(), socket)))
        .map_err(|error| Trouble::Port { what: "sockudo", address, flag: "--sockudo-port", error })?;
    let app = App {
        id: "glx-local".to_owned(),
        key: KEY.to_owned(),
        secret: "glx-local-secret".to_owned(),
        api: format!("http://{}", reachable(SocketAddr::new(ip, port))),
        signs_private_data: false,
    };
    let (key, cluster, host) = (KEY.to_owned(), "local".to_owned(), reachable(address).ip().to_string());
    // Where a port cannot be shared, sockudo gets it without us.
    Ok((app, PusherPlace { key, cluster, host, port, tls: false, hosted: false }, cfg!(unix).then_some(socket)))
}

/// Where to reach what listens on an address: one that means "everywhere" is no place to go to.
pub(crate) fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
