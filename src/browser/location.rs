//! The page's address: read it, change it without loading, hear when the reader goes back.
//!
//! What an address stands for is the application's business. The embed never comes here: the host's history is its own.

use thiserror::Error;
use wasm_bindgen::JsValue;

use super::events::Listeners;

/// The browser refused to change the address: it has no window, or too many changes came at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the browser did not change the page's address")]
pub struct NavigationError;

/// The path, such as `/rooms/123`; `/` where there is none.
#[must_use]
pub fn path() -> String {
    part(web_sys::Location::pathname).unwrap_or_else(|| "/".to_owned())
}

/// The query with its `?`, or nothing.
#[must_use]
pub fn query() -> String {
    part(web_sys::Location::search).unwrap_or_default()
}

/// What follows the `#`, without it.
#[must_use]
pub fn hash() -> String {
    part(web_sys::Location::hash).map(|hash| hash.trim_start_matches('#').to_owned()).unwrap_or_default()
}

/// Scheme, host and port, such as `https://example.org`; empty where there is none.
#[must_use]
pub fn origin() -> String {
    part(web_sys::Location::origin).unwrap_or_default()
}

/// Goes to `address` (of this origin) without loading; *back* returns to where the reader was.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")]
/// # fn example() -> Result<(), glx_realtime::browser::location::NavigationError> {
/// use glx_realtime::browser::location;
///
/// location::push("/rooms/123")?;
/// assert_eq!(location::path(), "/rooms/123");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`NavigationError`].
pub fn push(address: &str) -> Result<(), NavigationError> {
    history()?.push_state_with_url(&JsValue::NULL, "", Some(address)).map_err(|_| NavigationError)
}

/// Puts `address` (of this origin) in the place of the present one.
///
/// # Errors
/// [`NavigationError`].
pub fn replace(address: &str) -> Result<(), NavigationError> {
    history()?.replace_state_with_url(&JsValue::NULL, "", Some(address)).map_err(|_| NavigationError)
}

/// Goes back one step, as the browser's own button does. The address changes later: see [`on_navigate`].
///
/// # Errors
/// [`NavigationError`].
pub fn back() -> Result<(), NavigationError> {
    history()?.back().map_err(|_| NavigationError)
}

/// Calls `listener` when the reader goes back or forward, or changes the hash; not for [`push`] and [`replace`].
pub fn on_navigate(listener: impl Fn() + 'static) -> Listeners {
    Listeners::default().and(web_sys::window(), "popstate", move |_| listener())
}

fn part(read: impl Fn(&web_sys::Location) -> Result<String, JsValue>) -> Option<String> {
    read(&web_sys::window()?.location()).ok()
}

fn history() -> Result<web_sys::History, NavigationError> {
    web_sys::window().ok_or(NavigationError)?.history().map_err(|_| NavigationError)
}
