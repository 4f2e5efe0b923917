//! The `extern "C"` declarations for pusher-js 8.6, as thin as they can be: every call catches.
//!
//! Never used outside this layer, and never holds logic.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/node_modules/.glx/pusher.js")]
extern "C" {
    /// Has an instance's connection emit `glx:socket_closed` when its socket is refused or ends.
    #[wasm_bindgen(js_name = watchSockets)]
    pub(super) fn watch_sockets(pusher: &Pusher);

    /// Whether pusher-js is there. Nothing else here may be called before.
    #[wasm_bindgen(js_name = isHere)]
    pub(super) fn is_here() -> bool;

    /// Has pusher-js fetched, once at a time: settled when it is there, or could not be had.
    #[wasm_bindgen(catch)]
    pub(super) async fn arrival() -> Result<(), JsValue>;

    /// The class `Pusher`.
    #[wasm_bindgen(js_name = default)]
    #[derive(Debug, Clone)]
    pub(super) type Pusher;

    #[wasm_bindgen(constructor, js_class = default, catch)]
    pub(super) fn new(key: &str, options: &JsValue) -> Result<Pusher, JsValue>;

    #[wasm_bindgen(static_method_of = Pusher, getter, js_class = default)]
    pub(super) fn instances() -> Array;

    /// While true (as it is from the start) a new instance connects inside its constructor, before anybody can listen.
    #[wasm_bindgen(static_method_of = Pusher, setter, js_class = default, js_name = isReady)]
    pub(super) fn set_is_ready(ready: bool);

    #[wasm_bindgen(method, getter)]
    pub(super) fn connection(this: &Pusher) -> Connection;

    #[wasm_bindgen(method, getter)]
    pub(super) fn channels(this: &Pusher) -> ChannelTable;

    #[wasm_bindgen(method, catch)]
    pub(super) fn connect(this: &Pusher) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn disconnect(this: &Pusher) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn subscribe(this: &Pusher, name: &str) -> Result<Channel, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn unsubscribe(this: &Pusher, name: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn channel(this: &Pusher, name: &str) -> Result<Option<Channel>, JsValue>;

    #[wasm_bindgen(method, catch, js_name = allChannels)]
    pub(super) fn all_channels(this: &Pusher) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn send_event(
        this: &Pusher,
        event: &str,
        data: &JsValue,
        channel: Option<&str>,
    ) -> Result<bool, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// The connection manager of an instance.
    #[derive(Debug, Clone)]
    pub(super) type Connection;

    #[wasm_bindgen(method, getter)]
    pub(super) fn state(this: &Connection) -> String;

    #[wasm_bindgen(method, getter)]
    pub(super) fn socket_id(this: &Connection) -> Option<String>;

    /// The timer of the next attempt. pusher-js forgets a running one when it sets another (see `slot`).
    #[wasm_bindgen(method, getter, js_name = retryTimer)]
    pub(super) fn retry_timer(this: &Connection) -> Option<Timer>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn bind(this: &Connection, event: &str, listener: &Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn unbind(this: &Connection, event: &str, listener: &Function) -> Result<JsValue, JsValue>;

    /// Called for every event before any listener of [`Connection::bind`].
    #[wasm_bindgen(method, catch)]
    pub(super) fn bind_global(this: &Connection, listener: &Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn unbind_global(this: &Connection, listener: &Function) -> Result<JsValue, JsValue>;

    /// A timer of pusher-js.
    #[derive(Debug)]
    pub(super) type Timer;

    #[wasm_bindgen(method, catch, js_name = ensureAborted)]
    pub(super) fn ensure_aborted(this: &Timer) -> Result<(), JsValue>;

    /// The channels of an instance by name.
    #[derive(Debug)]
    pub(super) type ChannelTable;

    #[wasm_bindgen(method, catch)]
    pub(super) fn remove(this: &ChannelTable, name: &str) -> Result<JsValue, JsValue>;

    /// A channel: public, private or presence.
    #[derive(Debug, Clone)]
    pub(super) type Channel;

    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Channel) -> String;

    #[wasm_bindgen(method, getter)]
    pub(super) fn subscribed(this: &Channel) -> bool;

    #[wasm_bindgen(method, getter, js_name = subscriptionPending)]
    pub(super) fn subscription_pending(this: &Channel) -> bool;

    #[wasm_bindgen(method, getter, js_name = subscriptionCancelled)]
    pub(super) fn subscription_cancelled(this: &Channel) -> bool;

    #[wasm_bindgen(method, catch)]
    pub(super) fn trigger(this: &Channel, event: &str, data: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn bind_global(this: &Channel, listener: &Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn unbind_global(this: &Channel, listener: &Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = setTimeout, catch)]
    pub(super) fn set_timeout(callback: &Function, milliseconds: i32) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/pusher/shield.js")]
extern "C" {
    /// A listener that may throw without silencing those after it.
    pub(super) fn shield(listener: &Function) -> Function;
}
