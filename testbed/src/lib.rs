//! The local world of GLX Realtime: the site's backend by its contract on `SQLite`, and a supervised Pusher-compatible
//! server beside it. It exists so that the client can be tried and tested against something that behaves like the real
//! site, quirks included. It is never shipped and never faces the internet.
//!
//! From the outside in:
//! - [`run`] is a whole life: start, say that everything is ready, serve, clean up.
//! - `guard` is what a call passes before the site acts on it; `api` is the site; `control` is how a test steers it.
//! - `proxy` is where the links between a browser and both servers can be made to fail.
//! - `store` keeps the rows, `publish` sends events, `sockudo` watches over the server that delivers them.
#![deny(missing_docs)]

mod answer;
mod api;
mod args;
mod chaos;
mod clock;
mod control;
mod cors;
mod escape;
mod filter;
mod given;
mod guard;
mod jwt;
mod lifecycle;
mod limits;
mod page;
mod ports;
mod proxy;
mod publish;
mod pusher_app;
mod ready;
mod seed;
mod server;
mod signing;
mod sockudo;
mod store;
mod switches;
mod trouble;
mod truncate;
mod warden;
mod world;

pub use args::{HELP, Invocation, Options, parse};
pub use lifecycle::run;
pub use trouble::Trouble;
pub use warden::become_sockudo;
