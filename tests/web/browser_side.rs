//! What the tests need of the browser in its own language: sockets by script, and doors shut on purpose.
//!
//! All in one piece. The test runner's server can leave a request waiting for ever when many come at once, and each piece of
//! script is one more of those with which the page begins.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = r#"
const Real = globalThis.WebSocket;
const sockets = [];
class Scripted extends EventTarget {
    constructor() { super(); this.readyState = 0; this.sent = []; sockets.push(this); }
    send(text) { this.sent.push(text); }
    close() { this.readyState = 3; this.sent.push("close"); }
}
globalThis.WebSocket = new Proxy(Real, {
    construct: (Real, [url, ...rest]) => url.includes("scripted.test") ? new Scripted() : new Real(url, ...rest),
});
export function opened() { return sockets.length; }
export function sent(index) { return sockets[index].sent; }
export function begin(index) { sockets[index].readyState = 1; sockets[index].onopen(); }
export function deliver(index, text) {
    try { sockets[index].onmessage?.({ data: text }); return ""; } catch (error) { return String(error); }
}
// A frame whose data turns out to be a ring, which has no JSON form.
export function deliver_ring(index, text) {
    const parse = JSON.parse;
    JSON.parse = (text) => { const value = parse(text); if (value?.data) value.data.ring = value.data; return value; };
    try { sockets[index].onmessage({ data: text }); } finally { JSON.parse = parse; }
}
export function end(index, code, reason) {
    sockets[index].readyState = 3;
    sockets[index].onclose?.({ code, reason, wasClean: true });
    sockets[index].dispatchEvent(new Event("close"));
}

const ownFetch = globalThis.fetch;
let signal;
export function watch_fetch() { globalThis.fetch = (request) => { signal = request.signal; return ownFetch(request); }; }
export function unwatch_fetch() { globalThis.fetch = ownFetch; }
export function aborted() { return signal?.aborted ?? false; }

const ownStorage = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
export function deny() {
    Object.defineProperty(globalThis, "localStorage", {
        configurable: true,
        get() { throw new DOMException("denied", "SecurityError"); },
    });
}
export function allow() { Object.defineProperty(globalThis, "localStorage", ownStorage); }

export function emit(on_document, event) { (on_document ? document : window).dispatchEvent(event); }
export const plain = (name) => new Event(name);
export const page = (name, persisted) => new PageTransitionEvent(name, { persisted });
export const stored = (key, newValue) => new StorageEvent("storage", { key, newValue });
"#)]
extern "C" {
    pub(crate) fn opened() -> u32;
    pub(crate) fn sent(index: u32) -> Vec<String>;
    pub(crate) fn begin(index: u32);
    pub(crate) fn deliver(index: u32, text: &str) -> String;
    pub(crate) fn deliver_ring(index: u32, text: &str);
    pub(crate) fn end(index: u32, code: u16, reason: &str);
    pub(crate) fn watch_fetch();
    pub(crate) fn unwatch_fetch();
    pub(crate) fn aborted() -> bool;
    pub(crate) fn deny();
    pub(crate) fn allow();
    pub(crate) fn emit(on_document: bool, event: JsValue);
    pub(crate) fn plain(name: &str) -> JsValue;
    pub(crate) fn page(name: &str, persisted: bool) -> JsValue;
    pub(crate) fn stored(key: Option<&str>, value: Option<&str>) -> JsValue;
}
