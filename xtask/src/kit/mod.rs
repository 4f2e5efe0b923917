//! What the commands share: where things are, the tools, the child processes, the local world.

pub(crate) mod built;
pub(crate) mod chromium;
pub(crate) mod embed;
pub(crate) mod install;
pub(crate) mod needs;
pub(crate) mod network;
pub(crate) mod node;
pub(crate) mod page;
pub(crate) mod places;
pub(crate) mod ports;
pub(crate) mod progress;
pub(crate) mod run;
pub(crate) mod rust;
pub(crate) mod stage;
pub(crate) mod symbols;
pub(crate) mod tools;
pub(crate) mod wasm;
pub(crate) mod world;
