//! What the device keeps: text by key, for this tab or for the whole browser. Denied or full, it is an error to be told, never a panic.

use js_sys::Reflect;
use thiserror::Error;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Why the storage does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StorageError {
    /// Switched off, or forbidden to this page.
    #[error("the browser does not let this page store anything")]
    Denied,
    /// No room for this value.
    #[error("the browser's storage for this page is full")]
    Full,
}

/// Which of the browser's two storages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// `sessionStorage`: this tab alone, until it is closed; a reload keeps it.
    Tab,
    /// `localStorage`: all tabs of this origin, until somebody clears it.
    Browser,
}

impl Area {
    /// The text under `key`.
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")]
    /// # fn example() -> Result<(), glx_realtime::browser::storage::StorageError> {
    /// use glx_realtime::browser::storage::Area;
    ///
    /// Area::Browser.set("glx.draft.123", "Hello")?;
    /// assert_eq!(Area::Browser.get("glx.draft.123")?.as_deref(), Some("Hello"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StorageError::Denied`].
    pub fn get(self, key: &str) -> Result<Option<String>, StorageError> {
        self.open()?.get_item(key).map_err(read_error)
    }

    /// Stores `value` under `key`.
    ///
    /// # Errors
    /// [`StorageError::Denied`] or [`StorageError::Full`]; the old value is kept then.
    pub fn set(self, key: &str, value: &str) -> Result<(), StorageError> {
        self.open()?.set_item(key, value).map_err(read_error)
    }

    /// Removes what is under `key`, if anything.
    ///
    /// # Errors
    /// [`StorageError::Denied`].
    pub fn remove(self, key: &str) -> Result<(), StorageError> {
        self.open()?.remove_item(key).map_err(read_error)
    }

    /// All keys that begin with `prefix`, in no order.
    ///
    /// # Errors
    /// [`StorageError::Denied`].
    pub fn keys(self, prefix: &str) -> Result<Vec<String>, StorageError> {
        let storage = self.open()?;
        let mut keys = Vec::new();
        for index in 0..storage.length().map_err(read_error)? {
            if let Some(key) = storage.key(index).map_err(read_error)?.filter(|key| key.starts_with(prefix)) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    fn open(self) -> Result<Storage, StorageError> {
        let window = web_sys::window().ok_or(StorageError::Denied)?;
        let storage = match self {
            Self::Tab => window.session_storage(),
            Self::Browser => window.local_storage(),
        };
        storage.map_err(read_error)?.ok_or(StorageError::Denied)
    }
}

fn read_error(error: JsValue) -> StorageError {
    let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
    if name.is_some_and(|name| name.contains("Quota")) { StorageError::Full } else { StorageError::Denied }
}
