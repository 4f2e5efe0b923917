//! Connections in, calls to the router. A hand-made loop, because a call must be able to end without any answer, which
//! a framework's own loop never does.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower_service::Service;

/// Where a call came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// On a response: drop the connection instead of sending it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

#[derive(Debug, Error)]
#[error("cut off on purpose")]
struct CutOff;

/// Serves for as long as it is polled. Each change of `fresh` closes the connections nobody is using: a browser sends a
/// call once more by itself when a *used* connection breaks, which would make two sends of one.
pub(crate) async fn serve(listener: TcpListener, router: Router, fresh: watch::Receiver<u64>) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                tokio::spawn(connection(stream, Peer(from.ip()), router.clone(), fresh.clone()));
            }
            // Out of file handles, most likely: others will be given back.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn connection(stream: TcpStream, peer: Peer, router: Router, mut fresh: watch::Receiver<u64>) {
    // A late answer is worth more than a full packet.
    let _ = stream.set_nodelay(true);
    fresh.mark_unchanged();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        async move {
            let response: Result<Response<Body>, Infallible> = router.call(request).await;
            match response {
                Ok(response) if response.extensions().get::<Cut>().is_some() => Err(CutOff),
                Ok(response) => Ok(response),
                Err(never) => match never {},
            }
        }
    });
    let serving = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    loop {
        tokio::select! {
            // A broken connection is the other side's affair.
            _ = serving.as_mut() => return,
            changed = fresh.changed() => match changed {
                Ok(()) => serving.as_mut().graceful_shutdown(),
                Err(_) => { let _ = serving.as_mut().await; return; }
            },
        }
    }
}
