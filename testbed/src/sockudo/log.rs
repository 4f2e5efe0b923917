//! What sockudo writes: the last lines, for a complaint, and the one that says its configuration holds. Decides nothing.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::sync::Notify;

const KEPT_LINES: usize = 12;

/// The last lines sockudo has written, and whether one of them says that our configuration holds. A bad file is only
/// logged and then ignored, so this is the one way to know.
#[derive(Debug, Default)]
pub(super) struct Log {
    lines: Mutex<VecDeque<String>>,
    pub(super) configured: Notify,
}

impl Log {
    pub(super) async fn follow(self: Arc<Self>, output: impl AsyncRead + Unpin) {
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if line.contains("applied configuration") {
                self.configured.notify_one();
            }
            let mut kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == KEPT_LINES {
                kept.pop_front();
            }
            kept.push_back(line);
        }
    }
}

/// What matters of it, on one line: the last warnings and errors, otherwise the last words.
impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let bad = kept.iter().rev().find(|line| line.contains("ERROR") || line.contains("panic"));
        f.write_str(bad.or_else(|| kept.back()).map_or("it said nothing", String::as_str))
    }
}
