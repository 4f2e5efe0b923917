//! Time as the engine sees it: given with every input, never read from a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds on a clock that only runs forward; its zero is arbitrary. All waiting is reckoned on it.
pub type Millis = u64;

/// Milliseconds since 1970 (UTC) on the wall clock, which may be wrong and may jump. For showing, never for waiting.
pub type WallMillis = i64;

/// The moment at which an input happened, on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// The forward-running clock.
    pub mono: Millis,
    /// The wall clock.
    pub wall: WallMillis,
}

/// The earlier of two optional deadlines.
pub(crate) fn earlier(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}
