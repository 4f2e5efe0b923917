//! Why the local world could not start. Each is one line for a person: what, and what to do about it.

use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

use crate::pusher_app::PUSHER_VARIABLES;
use crate::sockudo::SockudoError;
use crate::store::StoreError;

/// Why the local world could not be, in one line that says what to do.
#[derive(Debug, Error)]
pub enum Trouble {
    /// Somebody else has the port.
    #[error("{what} cannot listen on {address}: {error}; stop what runs there or choose another port with {flag}")]
    Port {
        /// Who wanted the port.
        what: &'static str,
        /// Where.
        address: SocketAddr,
        /// The option that changes it.
        flag: &'static str,
        /// What the system said.
        error: std::io::Error,
    },
    /// The folder for the database, or that of the page, is of no use.
    #[error("the folder {} cannot be used: {error}; choose another with {flag}", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// The option that changes it.
        flag: &'static str,
        /// What the system said.
        error: std::io::Error,
    },
    /// The database said no.
    #[error("the database cannot be used: {0}; remove its folder or choose another with --data")]
    Database(String),
    /// Real Pusher is asked for by halves.
    #[error("{0} is not set: real Pusher needs all of {all}; set it, or none of them", all = PUSHER_VARIABLES.join(", "))]
    HalfPusher(&'static str),
    /// No sockudo.
    #[error("{0}")]
    Sockudo(String),
    /// The system gave no signal handler, no pipe.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<SockudoError> for Trouble {
    fn from(error: SockudoError) -> Self {
        Self::Sockudo(error.to_string())
    }
}
