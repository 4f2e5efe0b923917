//! What the device keeps for a user. Sends under way are kept per tab, so that two tabs never send each other's; all else per browser.
//! A storage that is denied or full is told, never fatal.

use std::cell::Cell;

use crate::browser::storage::{Area, StorageError};
use crate::engine::UserId;

#[derive(Debug, Default)]
pub(super) struct Keep {
    user: Cell<Option<UserId>>,
}

impl Keep {
    /// Everything kept for this user, who is the one kept for from now on.
    pub(super) fn load(&self, user: UserId) -> Vec<(String, String)> {
        self.user.set(Some(user));
        let prefix = prefix(user);
        let mut kept = Vec::new();
        for area in [Area::Tab, Area::Browser] {
            for key in area.keys(&prefix).unwrap_or_default() {
                if let (Some(short), Ok(Some(value))) = (key.strip_prefix(&prefix), area.get(&key)) {
                    kept.push((short.to_owned(), value));
                }
            }
        }
        kept
    }

    /// The short form of a key that was changed in another tab, if it is this user's.
    pub(super) fn own(&self, key: &str) -> Option<String> {
        let prefix = prefix(self.user.get()?);
        key.strip_prefix(&prefix).map(str::to_owned)
    }

    /// Keeps a value, or removes it.
    pub(super) fn store(&self, key: &str, value: Option<&str>) -> Result<(), StorageError> {
        let Some(user) = self.user.get() else { return Ok(()) };
        let area = if key.starts_with("outbox.") { Area::Tab } else { Area::Browser };
        let key = format!("{}{key}", prefix(user));
        let Some(value) = value else { return area.remove(&key) };
        // One that there is no room for leaves nothing behind: an older one would come back after a reload, and what was sent meanwhile
        // would be sent again.
        area.set(&key, value).inspect_err(|_| {
            let _ = area.remove(&key);
        })
    }

    /// Removes everything kept for the user.
    pub(super) fn forget(&self) {
        let Some(user) = self.user.take() else { return };
        for area in [Area::Tab, Area::Browser] {
            for key in area.keys(&prefix(user)).unwrap_or_default() {
                // A storage that can be read but not written cannot be helped.
                let _ = area.remove(&key);
            }
        }
    }
}

fn prefix(user: UserId) -> String {
    format!("glx.{user}.")
}
