//! pusher-js 8.6, bound and typed: the only place that knows it.
//!
//! Made for its behaviour as it is: calls that throw return errors, listeners end with their guards, errors of every shape
//! come as one type, auth answers for an old socket are dropped, a closed client stays closed. It decides nothing: no
//! retry, no merging, no policy. Not bound, because nothing here uses it: `signin` (the site has no user authentication
//! endpoint) and `switchCluster` (another app is another [`Client`]).
//!
//! [`Client::open`] makes a client of our own; [`Client::join`] joins in the page's, and leaves of it what it found.
//!
//! A panic in a listener is reported and does not silence the listeners after it. Keep listeners short all the same, and
//! call [`Client::connect`] and [`Client::disconnect`] from outside them where you can.

mod auth;
mod binding;
mod channel;
mod client;
mod error;
mod host;
mod js;
mod options;
mod slot;
mod state;
mod sys;

pub use auth::AuthRequest;
pub use binding::Binding;
pub use channel::{Channel, ChannelEvent};
pub use client::{Client, Frame, arrival, instances, is_here};
pub use error::{ConnectionError, ErrorKind, PusherError};
pub use host::HostClient;
pub use options::ClientOptions;
pub use state::StateChange;
