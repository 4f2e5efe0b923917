//! What has come of it when the rows have been put where they belong: where the reader is, and what is still missing.

/// Where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// At the end, which is followed.
    End,
    /// A little above it, and has left it: what comes in may be out of sight.
    Near,
    /// Further up.
    Above,
}

/// How urgently rows are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    /// They are in view.
    Now,
    /// They are near it, and so many others come that those have to wait.
    Later,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) stand: Stand,
    /// Rows are missing from the page.
    pub(super) more: Option<More>,
}
