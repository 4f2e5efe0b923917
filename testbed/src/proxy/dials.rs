//! What can be set on a link, by the names tests use. Holds the settings; obeys none of them.

use serde::{Deserialize, Serialize};

/// What becomes of a new connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Accept {
    /// It is joined with one to the server.
    #[default]
    Pass,
    /// Nobody listens.
    Refuse,
    /// It is accepted, and nothing ever comes of it.
    Hold,
    /// It is accepted and reset.
    Reset,
}

/// What becomes of bytes in one direction, the end of a connection included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Flow {
    /// They go on.
    #[default]
    Pass,
    /// They wait, and go on in order later.
    Pause,
    /// They are swallowed.
    Drop,
}

/// All settings of a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dials {
    pub(crate) accept: Accept,
    /// Browser to server.
    pub(crate) up: Flow,
    /// Server to browser.
    pub(crate) down: Flow,
    /// The size of the pieces every write is cut into; 0 for whole ones.
    pub(crate) slice_bytes: usize,
    /// How late each direction is.
    pub(crate) delay_ms: u64,
}

/// Settings to change; the others stay.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Change {
    accept: Option<Accept>,
    up: Option<Flow>,
    down: Option<Flow>,
    slice_bytes: Option<usize>,
    delay_ms: Option<u64>,
}

impl Change {
    /// How a change looks, for whoever got it wrong.
    pub(crate) const EXAMPLE: &str = r#"{"accept": "pass|refuse|hold|reset", "up": "pass|pause|drop", "down": "pass|pause|drop", "sliceBytes": 0, "delayMs": 0}, each of them optional"#;

    /// The change that puts everything back.
    pub(super) fn back() -> Self {
        let Dials { accept, up, down, slice_bytes, delay_ms } = Dials::default();
        Self {
            accept: Some(accept),
            up: Some(up),
            down: Some(down),
            slice_bytes: Some(slice_bytes),
            delay_ms: Some(delay_ms),
        }
    }

    /// The settings after this change.
    pub(super) fn of(self, dials: Dials) -> Dials {
        Dials {
            accept: self.accept.unwrap_or(dials.accept),
            up: self.up.unwrap_or(dials.up),
            down: self.down.unwrap_or(dials.down),
            slice_bytes: self.slice_bytes.unwrap_or(dials.slice_bytes),
            delay_ms: self.delay_ms.unwrap_or(dials.delay_ms),
        }
    }
}
