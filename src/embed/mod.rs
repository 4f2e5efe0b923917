//! What other pages take in: connections for the JavaScript API, and the components mounted into the elements' shadow roots. The classes
//! that people see are in `package/` and load this when it is needed; here are their insides. Knows nothing of the stand-alone page.

mod commands;
mod connection;
mod element;
mod failure;
mod linger;
mod shapes;
mod snapshot;
mod sources;
mod stay;
mod told;
mod waiting;

use wasm_bindgen::JsValue;

pub use connection::Connection;
pub use element::Mounted;

/// Has a panic told on the console. It ends this package, and nothing of the page's.
pub fn prepare() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&format!("GLX Realtime stopped: {panic}")));
    }));
}
