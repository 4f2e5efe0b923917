//! How long a new link has to hold before anything is spent on it: not at all after a sound one, longer after each that broke at once.
//! A link that flaps costs no calls that way. Knows nothing of sockets or calls.

use super::time::Millis;

/// A link that lived no longer than this was not worth what was spent on it.
const SHORT: Millis = 5_000;
/// How long a link has to hold after so many short ones in a row. One alone is forgiven.
const SPANS: [Millis; 6] = [0, 0, 1_000, 2_000, 4_000, 8_000];

#[derive(Debug, Default)]
pub(crate) struct Probation {
    /// Links in a row that broke at once.
    short_links: usize,
}

impl Probation {
    /// A link broke that had lived so long.
    pub(crate) fn broke_after(&mut self, lived: Millis) {
        self.short_links = if lived < SHORT { self.short_links + 1 } else { 0 };
    }

    /// The present link is sound.
    pub(crate) fn passed(&mut self) {
        self.short_links = 0;
    }

    /// How long the present link has to hold.
    pub(crate) fn span(&self) -> Millis {
        SPANS[self.short_links.min(SPANS.len() - 1)]
    }
}
