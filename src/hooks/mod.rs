//! What Yew components use: [`use_socket`] makes the connection, selectors read from it, each re-rendering its component only when
//! its own slice has changed. No state about chat is kept here.
//!
//! A whole chat:
//!
//! ```no_run
#![doc = include_str!("../../tests/web/example_chat.rs")]
//! ```

mod select;
mod socket;
mod use_socket;

pub use select::{
    use_draft, use_health, use_help_requests, use_me, use_notifications, use_room, use_selector, use_status,
};
pub use socket::Socket;
pub use use_socket::{SocketOptions, SocketProvider, SocketProviderProps, use_socket};
