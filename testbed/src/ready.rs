//! What the world says about itself: where it is, how to reach its Pusher server, who lives in it.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::seed::PASSWORD;
use crate::store::{Store, StoreError};

/// Where things are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Scheme, host and port of the site.
    pub(crate) origin: String,
    pub(crate) pusher: PusherPlace,
    /// Where the links of the fault proxy listen.
    pub(crate) links: Option<LinkPlaces>,
}

/// The addresses of the fault proxy's links.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkPlaces {
    pub(crate) pusher: SocketAddr,
    pub(crate) api: SocketAddr,
}

/// What a client needs to connect.
#[derive(Clone, Debug)]
pub(crate) struct PusherPlace {
    pub(crate) key: String,
    pub(crate) cluster: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
    /// Is it the real thing, which a client finds by its cluster alone?
    pub(crate) hosted: bool,
}

/// The object of the ready line and of `GET /testbed`.
pub(crate) fn ready(place: &Place, store: &Store) -> Result<Value, StoreError> {
    let users: Vec<Value> = store
        .users()?
        .into_iter()
        .map(|user| json!({ "email": user.email, "password": PASSWORD, "userId": user.id, "username": user.username }))
        .collect();
    let (origin, pusher) = (&place.origin, &place.pusher);
    let mut told = json!({
        "ready": true,
        "origin": origin,
        "apiBase": format!("{origin}/api"),
        "control": format!("{origin}/testbed"),
        "pusher": {
            "key": pusher.key, "cluster": pusher.cluster, "host": pusher.host, "port": pusher.port, "tls": pusher.tls,
        },
        "users": users,
    });
    if let Some(links) = &place.links {
        told["links"] = json!({
            "pusher": { "host": links.pusher.ip().to_string(), "port": links.pusher.port() },
            "api": { "base": format!("http://{}/api", links.api) },
        });
    }
    Ok(told)
}
