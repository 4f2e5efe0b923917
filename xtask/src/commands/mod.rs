//! The commands, one file each, in the order people need them.

pub(crate) mod bench;
pub(crate) mod build;
pub(crate) mod mutants;
pub(crate) mod package;
pub(crate) mod profile;
pub(crate) mod replay;
pub(crate) mod serve;
pub(crate) mod setup;
pub(crate) mod simulate;
pub(crate) mod sizes;
pub(crate) mod soak;
