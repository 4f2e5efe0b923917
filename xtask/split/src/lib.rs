//! Parts a finished wasm module in two: what a start needs, and the rest, which is loaded a moment later.
//!
//! The two share memory, tables and globals. Where the first part calls a function of the rest, it calls a stand-in, which has the rest
//! loaded if it is not there yet, and goes on through the function table: nothing can be called that is missing. What is late is told by
//! names; a name that is not told is part of the first. It never changes what a function does.

mod first;
mod module;
mod names;
mod part;
mod plan;
mod probe;
mod renumber;
mod rest;

use std::convert::Infallible;

pub use names::LateNames;
pub use part::{Parts, part};
pub use probe::probe;

/// Why a module cannot be parted.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Not a wasm module, or a broken one.
    #[error("it cannot be read as wasm: {0}")]
    Wasm(#[from] wasmparser::Error),
    /// Something in it cannot be written again.
    #[error("it cannot be written again: {0}")]
    Encode(#[from] wasm_encoder::reencode::Error<Infallible>),
    /// The module has what those of rustc and wasm-bindgen do not have.
    #[error("it is not of the kind that rustc and wasm-bindgen make: {0}")]
    Unexpected(&'static str),
    /// More functions than an index can count.
    #[error("it is too large")]
    TooLarge,
    /// A line of a list that is no digest.
    #[error("{0:?} is no digest of a name: make the list anew")]
    BadList(String),
}
