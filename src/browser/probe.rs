//! Whether anybody answers at an address, by a request whose answer other origins' pages may not read either. It sends no token, no
//! cookie and no header of ours, and reads nothing of the answer.

use gloo_net::http::RequestBuilder;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestMode, ResponseType};

use super::timer::Timeout;

/// What came of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// An answer that this page could have read.
    Readable,
    /// An answer that the browser keeps from this page, because it is another origin's.
    Hidden,
    /// No answer.
    Nothing,
}

/// Asks at an address.
pub async fn probe(url: &str, timeout_ms: u32) -> Probe {
    let Ok(controller) = AbortController::new() else { return Probe::Nothing };
    let _deadline = {
        let controller = controller.clone();
        Timeout::new(timeout_ms, move || controller.abort())
    };
    let request = RequestBuilder::new(url)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&controller.signal()))
        .build();
    let Ok(request) = request else { return Probe::Nothing };
    match request.send().await {
        Ok(answer) if answer.type_() == ResponseType::Opaque => Probe::Hidden,
        Ok(_) => Probe::Readable,
        Err(_) => Probe::Nothing,
    }
}
