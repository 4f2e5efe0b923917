//! What the page's content security policy forbids, as the browser reports it. A guard; what it means is judged elsewhere.

use wasm_bindgen::prelude::*;

use super::events::Listeners;
use super::location;

#[wasm_bindgen]
extern "C" {
    /// The event, as far as it is read.
    type Report;
    #[wasm_bindgen(method, getter)]
    fn disposition(this: &Report) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = effectiveDirective)]
    fn effective_directive(this: &Report) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    fn blocked_uri(this: &Report) -> Option<String>;
}

/// Something that the policy has kept the page from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The directive, such as `connect-src`.
    pub directive: String,
    /// The host that was to be talked to, with a port that is not the usual one; empty where there is none.
    pub host: String,
}

/// Calls `listener` for everything the policy forbids; not for what it only reports.
pub fn on_violation(listener: impl Fn(Violation) + 'static) -> Listeners {
    let document = web_sys::window().and_then(|window| window.document());
    Listeners::default().and(document, "securitypolicyviolation", move |event| {
        let report: &Report = event.unchecked_ref();
        if report.disposition().as_deref() != Some("report") {
            let host = report.blocked_uri().and_then(|address| location::host_of(&address)).unwrap_or_default();
            listener(Violation { directive: report.effective_directive().unwrap_or_default(), host });
        }
    })
}
