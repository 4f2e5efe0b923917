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

/// What follows the `#`, without it.
#[must_use]
pub fn hash() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Goes to `address` (of this origin) without loading; *back* returns to where the reader was.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")]
/// # fn example() -> Result<(), glx_realtime::browser::location::NavigationError> {
/// use glx_realtime::browser::location;
///
/// location::push("#/requests/123")?;
/// assert_eq!(location::hash(), "/requests/123");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`NavigationError`].
pub fn push(address: &str) -> Result<(), NavigationError> {
    history()?.push_state_with_url(&JsValue::NULL, "", Some(address)).map_err(|_| NavigationError)
}

/// The host that an address is on, with its port where that is not the usual one; relative addresses are on this page's. `None` for
/// what is no address.
#[must_use]
pub fn host_of(address: &str) -> Option<String> {
    let page = web_sys::window()?.location().href().ok()?;
    let host = web_sys::Url::new_with_base(address, &page).ok()?.host();
    (!host.is_empty()).then_some(host)
}

/// Calls `listener` when the reader goes back or forward, or changes the hash; not for [`push`].
pub fn on_navigate(listener: impl Fn() + 'static) -> Listeners {
    Listeners::default().and(web_sys::window(), "popstate", move |_| listener())
}

fn history() -> Result<web_sys::History, NavigationError> {
    web_sys::window().ok_or(NavigationError)?.history().map_err(|_| NavigationError)
}
