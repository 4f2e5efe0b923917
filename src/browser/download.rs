//! Hands a text to the reader as a file. Nothing leaves the device.

use js_sys::Array;
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// The browser gave no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the browser did not save the file")]
pub struct DownloadError;

/// Saves `text` as a file of that name, as if a link to it had been followed.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")]
/// # fn example() -> Result<(), glx_realtime::browser::download::DownloadError> {
/// glx_realtime::browser::download::download("recording.jsonl", "{}")
/// # }
/// ```
///
/// # Errors
/// [`DownloadError`].
pub fn download(name: &str, text: &str) -> Result<(), DownloadError> {
    save(name, text).map_err(|_| DownloadError)
}

fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The download has its own hold on the bytes by now.
    Url::revoke_object_url(&address)
}
