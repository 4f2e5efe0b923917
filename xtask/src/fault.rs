//! Why a command cannot go on: one line that says what is wrong and what to do about it.

use std::fmt;

/// What a command or a step of it comes to.
pub(crate) type Outcome<T = ()> = Result<T, Fault>;

/// One line for the person at the keyboard.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when the system refused.
pub(crate) trait While<T> {
    /// `what` completes "could not …".
    fn while_(self, what: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> While<T> for Result<T, E> {
    fn while_(self, what: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Fault(format!("could not {what}: {error}")))
    }
}
