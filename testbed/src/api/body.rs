//! Bodies as the site reads them: JSON or a form, by what the call says it sends. Anything else is an empty body.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use crate::answer::Refusal;

/// The fields of a body. Unknown ones are there and nobody looks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub(crate) Value);

impl Fields {
    /// A field that holds text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        // `guard` has limited the size before anything came here.
        let bytes = to_bytes(body, usize::MAX).await.map_err(|_| Refusal::Bad("request aborted"))?;
        parse_body(&parts.headers, &bytes).map(Self)
    }
}

/// Reads a body by its content type.
///
/// # Errors
/// A 400 where it says JSON and is none.
pub(crate) fn parse_body(headers: &HeaderMap, body: &Bytes) -> Result<Value, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if body.is_empty() {
        Ok(Value::Object(Map::new()))
    } else if kind.starts_with("application/json") {
        serde_json::from_slice(body).map_err(|_| Refusal::Bad("Invalid JSON in request body"))
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        let pairs = form_urlencoded::parse(body);
        Ok(pairs.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect())
    } else {
        Ok(Value::Object(Map::new()))
    }
}
