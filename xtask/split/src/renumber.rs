//! Writes everything as it was, but for the numbers of functions.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};

use crate::Fault;

/// Functions by their new numbers.
pub(crate) struct Renumber(pub(crate) BTreeMap<u32, u32>);

impl Renumber {
    pub(crate) fn to(&self, function: u32) -> Result<u32, Fault> {
        self.0.get(&function).copied().ok_or(Fault::Unexpected("a call of a function that is not there"))
    }
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        self.0.get(&function).copied().ok_or(Error::InvalidCodeSectionSize)
    }
}
