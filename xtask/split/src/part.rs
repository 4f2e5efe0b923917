//! The parting: one module in, two out, and the names by which they find each other.

use crate::module::Module;
use crate::plan::Plan;
use crate::{Fault, LateNames};

/// What has the rest loaded, before it returns: an import of the first part, without parameters and results.
pub(crate) const LOADER: (&str, &str) = ("rest", "load");
/// The export of the first part that says whether the rest is there: whoever has loaded it sets it to 1.
pub(crate) const IS_LOADED: &str = "restIsLoaded";
/// What the rest imports from: the exports of the first part.
pub(crate) const FIRST: &str = "first";

/// A module in two.
#[derive(Debug)]
pub struct Parts {
    /// What the start needs.
    pub first: Vec<u8>,
    /// The rest. Its one import is `first`: the exports of an instance of the first part.
    pub rest: Vec<u8>,
}

/// Parts a module: functions that are late go into the rest. The names are left out of both.
///
/// # Errors
/// [`Fault`], when it is not the kind of module that this can part.
pub fn part(wasm: &[u8], late: &LateNames) -> Result<Parts, Fault> {
    let module = Module::read(wasm)?;
    let plan = Plan::of(&module, &late.functions(&module))?;
    Ok(Parts { first: plan.first(&module)?, rest: plan.rest(&module)? })
}

/// The short name of something that the rest imports.
pub(crate) fn place(kind: &str, index: u32) -> String {
    format!("{kind}{index:x}")
}
