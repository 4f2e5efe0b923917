//! The local world from the outside: every call of the contract over real HTTP, events over a real socket to sockudo,
//! and the process itself. Each test has a world of its own.
#![allow(clippy::expect_used, clippy::panic, reason = "the helpers of a test fail the test by panicking")]

mod calls;
mod faults;
mod frames;
mod life;
mod links;
mod live;
mod page;
mod refusals;
mod socket;
mod world;
