//! What the Pusher server complains of.
//! Says what it is, never what to do about it.

/// An error that Pusher gave for the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketProblem {
    /// Pusher's code, if it gave one.
    pub code: Option<u16>,
    /// Pusher's words.
    pub message: String,
}

impl SocketProblem {
    /// Whether Pusher's protocol forbids to try again.
    pub(crate) fn is_final(&self) -> bool {
        self.code.is_some_and(|code| (4000..4100).contains(&code))
    }
}
