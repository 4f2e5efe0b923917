//! A recording read back, natively: the engine it was made with, and what happened to it.

use super::Header;
use crate::engine::engine::Engine;
use crate::engine::input::Input;
use crate::engine::time::{Millis, Now, WallMillis};

/// Something that is no recording, or a broken one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARecording {
    /// It does not begin as one.
    #[error("this is no recording: its first line is not a recording's header")]
    Header,
    /// It is of another time.
    #[error("this recording has format {0}; this program reads format 1")]
    Format(u32),
    /// A line that is none.
    #[error("line {line} is no input: {reason}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// What has happened to an engine.
///
/// ```
/// use glx_realtime::engine::recording::{Recording, Texts};
/// use glx_realtime::engine::{Config, Engine, Input, Now, UserId};
///
/// let mut engine = Engine::new(Config::default(), 42);
/// engine.handle(Now { mono: 0, wall: 0 }, Input::SignIn { user: UserId::new(7)?, stored: vec![] });
///
/// let recording = Recording::parse(&engine.recording(Texts::Hashed, 1)).expect("a recording");
/// let mut again = recording.engine();
/// for (now, input) in recording.inputs {
///     again.handle(now, input);
/// }
/// assert_eq!(again.view().health, engine.view().health);
/// # Ok::<(), glx_realtime::engine::InvalidId>(())
/// ```
#[derive(Debug, Clone)]
pub struct Recording {
    /// Under which circumstances it was made.
    pub header: Header,
    /// What happened, and when.
    pub inputs: Vec<(Now, Input)>,
}

impl Recording {
    /// Reads one.
    ///
    /// # Errors
    /// [`NotARecording`], which says what is wrong.
    pub fn parse(text: &str) -> Result<Self, NotARecording> {
        let mut lines = text.lines();
        let header: Header =
            lines.next().and_then(|line| serde_json::from_str(line).ok()).ok_or(NotARecording::Header)?;
        if header.glx_recording != 1 {
            return Err(NotARecording::Format(header.glx_recording));
        }
        let inputs = lines.enumerate().map(|(at, line)| {
            let read = serde_json::from_str::<(Millis, WallMillis, Input)>(line);
            let (mono, wall, input) =
                read.map_err(|error| NotARecording::Line { line: at + 2, reason: error.to_string() })?;
            Ok((Now { mono, wall }, input))
        });
        Ok(Self { inputs: inputs.collect::<Result<_, _>>()?, header })
    }

    /// The engine that it happened to, before it did.
    pub fn engine(&self) -> Engine {
        Engine::new(self.header.config.clone(), self.header.seed)
    }
}
