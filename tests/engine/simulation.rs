//! Random worlds: two to five pages of three users on a network that fails in every way the model knows, with every promise checked after
//! every step. When the faults are over and it has become quiet, everyone shows exactly what the backend has.
//!
//! A run is drawn from its seed as a list of acts, and any part of that list can be played: a run that breaks a promise is shrunk to the
//! few acts that it takes. `cargo xtask simulate` does that for as many steps as wanted.

mod act;
mod caught;
mod draw;
mod hunt;
mod play;
mod quiet;
mod shrink;
mod told;

#[cfg(test)]
pub(crate) use self::{draw::Run, play::played};

#[allow(unused_imports, reason = "the program needs it; the scenarios only the tests inside")]
pub(crate) use hunt::{Done, Hunt, hunt};
