//! Why a command could not be carried out: a code for programs and a sentence for people. The JavaScript side makes a `GlxError` of it.

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::engine::wire::Failure;

/// A code and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(super) fn destroyed() -> Self {
        Self::new("destroyed", "this socket was destroyed")
    }

    pub(super) fn signed_out() -> Self {
        Self::new("signed-out", "nobody is signed in")
    }

    /// Why a send has failed for good.
    pub(super) fn of_send(failure: &Failure) -> Self {
        let code = match failure {
            Failure::NoAccess | Failure::NotFound => "no-access",
            Failure::Filtered { .. } => "filtered",
            Failure::TooLong => "too-long",
            Failure::SignInEnded => "signed-out",
            _ => "refused",
        };
        Self::new(code, failure.to_string())
    }

    /// The error for JavaScript, made by the function that knows its class.
    pub(super) fn to_js(&self, class: &Function) -> JsValue {
        let (code, message) = (JsValue::from_str(self.code), JsValue::from_str(&self.message));
        // A class that cannot be made leaves at least the sentence.
        class.call2(&JsValue::NULL, &code, &message).unwrap_or(message)
    }
}
