//! Calls that the page has made ahead of the program, beside its download. Each answer is taken once, by the very same call: the address
//! and every header have to be the same, the token's among them. Asks for nothing itself.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers};

use super::fetch::{Body, Request};

#[wasm_bindgen(module = "/src/start/ahead.js")]
extern "C" {
    #[wasm_bindgen(js_name = isAsked)]
    fn is_asked_js(url: &str) -> bool;

    #[wasm_bindgen(js_name = take)]
    fn take_js(url: &str, headers: &Headers, signal: &AbortSignal) -> Option<Promise>;
}

/// Whether something was asked at this address, and not taken yet.
#[must_use]
pub fn is_asked(url: &str) -> bool {
    is_asked_js(url)
}

/// The answer to this request, where it may be an earlier one and was asked for. It is given up with the signal.
pub(super) fn take(
    request: &Request,
    signal: &AbortSignal,
) -> Option<impl Future<Output = Result<gloo_net::http::Response, ()>> + use<>> {
    if !request.ahead || request.method != "GET" || !matches!(request.body, Body::None) {
        return None;
    }
    let headers = Headers::new().ok()?;
    for (name, value) in &request.headers {
        headers.set(name, value).ok()?;
    }
    let answer = take_js(&request.url, &headers, signal)?;
    Some(async move {
        let response = JsFuture::from(answer).await.map_err(drop)?;
        response.dyn_into::<web_sys::Response>().map(gloo_net::http::Response::from).map_err(drop)
    })
}
