//! The browser: fetch, storage, timers, clocks, events, the address. One small file each.
//!
//! Guards stop what they stand for when they are dropped, and every failure is a value. It decides nothing: no retry, no
//! policy, no state about chat.

pub mod ahead;
pub mod claims;
pub mod clock;
pub mod download;
pub mod events;
pub mod fetch;
pub mod location;
pub mod policy;
pub mod probe;
pub mod random;
pub mod storage;
mod stream;
pub mod timer;
