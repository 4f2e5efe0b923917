//! One HTTP request with a deadline. Any status is an answer; only no answer is an error.
//!
//! Never repeats a request, never follows a redirect (a token goes nowhere but where it was sent), and never puts a header
//! or a body into an error. Dropping the future aborts the request.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use gloo_net::http::{Headers, Method, RequestBuilder};
use thiserror::Error;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, RequestCache, RequestRedirect};

use super::timer::Timeout;
use super::{ahead, clock, events, stream};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    fn encode(text: &str) -> Result<js_sys::JsString, JsValue>;
}

/// What is sent along.
#[derive(Clone, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// JSON text, as `application/json`.
    Json(String),
    /// Names and values, as `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
}

/// A request. The fields say everything; there are no defaults from elsewhere.
#[derive(Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Absolute, or relative to the page.
    pub url: String,
    /// Names and values; `Content-Type` comes with the body.
    pub headers: Vec<(String, String)>,
    /// What is sent along.
    pub body: Body,
    /// Milliseconds until the whole answer must be there; of one that is taken in parts, the next of them.
    pub timeout_ms: u32,
    /// Whether an answer will do that the page has asked for ahead of the program: to the same address, with the same headers.
    pub ahead: bool,
    /// Who takes an answer that is long in parts, so that its body is empty. Without, it comes whole.
    pub parts: Option<TakePart>,
}

/// Takes a part of an answer's text.
pub type TakePart = Rc<dyn Fn(String)>;

impl fmt::Debug for Body {
    /// Without what people wrote.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Json(_) => "Json",
            Self::Form(_) => "Form",
        })
    }
}

impl fmt::Debug for Request {
    /// Without the headers: a token is among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, body, timeout_ms, .. } = self;
        f.debug_struct("Request")
            .field("method", method)
            .field("url", url)
            .field("body", body)
            .field("timeout_ms", timeout_ms)
            .finish_non_exhaustive()
    }
}

/// An answer, of whatever status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type alone, in lower case, such as `application/json`.
    pub content_type: Option<String>,
    /// Seconds to wait, of a `Retry-After` in seconds or as a date.
    pub retry_after: Option<u32>,
    /// Requests left; readable on the page's own origin only.
    pub ratelimit_remaining: Option<u32>,
    /// Seconds until there are more; readable on the page's own origin only.
    pub ratelimit_reset: Option<u32>,
    /// The body as text.
    pub body: String,
    /// Where the answer came from.
    pub url: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FetchError {
    /// The request cannot be made: its address, method or a header is not one. Names the part, never its value.
    #[error("the request cannot be made: bad {0}")]
    Invalid(String),
    /// The device says it has no network.
    #[error("this device is offline")]
    Offline,
    /// No connection, refused by CORS or by the page's policy, or cut off; browsers do not tell scripts which.
    #[error("no answer came")]
    Network,
    /// The answer was not there in time.
    #[error("no answer came in time")]
    Timeout,
    /// The server sent elsewhere, and there we do not go.
    #[error("the server redirects to another address")]
    Redirect,
}

/// Sends a request and reads the whole answer.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")]
/// # async fn example() -> Result<(), glx_realtime::browser::fetch::FetchError> {
/// use glx_realtime::browser::fetch::{self, Body, Request};
///
/// let answer = fetch::send(Request {
///     method: "POST",
///     url: "/api/chat/join".into(),
///     headers: vec![("Authorization".into(), "Bearer …".into())],
///     body: Body::Json(r#"{"roomId":"help_request_123"}"#.into()),
///     timeout_ms: 8_000,
///     ahead: false,
///     parts: None,
/// })
/// .await?;
/// assert_eq!(answer.status, 200);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`FetchError`], when there is no whole answer in time.
pub async fn send(request: Request) -> Result<Answer, FetchError> {
    let deadline = Deadline::new(request.timeout_ms)?;
    let parts = request.parts.clone();
    let response = match ahead::take(&request, &deadline.controller.signal()) {
        Some(answer) => answer.await,
        None => build(request, &deadline)?.send().await.map_err(drop),
    }
    .map_err(|()| deadline.error())?;
    // What `redirect: "manual"` gives instead of following: an answer without status.
    if response.status() == 0 {
        return Err(FetchError::Redirect);
    }
    let body = match (parts.filter(|_| response.ok()), response.body()) {
        (Some(parts), Some(body)) => {
            // However long it is: as long as it comes, it is waited for.
            stream::text(&body, &|| deadline.renew(), &*parts).await.map_err(|_| deadline.error())?
        }
        _ => response.text().await.map_err(|_| deadline.error())?,
    };
    let headers = response.headers();
    let header = |name| headers.get(name);
    let number = |name| header(name).and_then(|text| text.trim().parse().ok());
    Ok(Answer {
        status: response.status(),
        content_type: header("content-type")
            .and_then(|text| text.split(';').next().map(|kind| kind.trim().to_ascii_lowercase())),
        retry_after: header("retry-after").and_then(|text| seconds_until(text.trim())),
        ratelimit_remaining: number("ratelimit-remaining"),
        ratelimit_reset: number("ratelimit-reset"),
        body,
        url: response.url(),
    })
}

fn build(request: Request, deadline: &Deadline) -> Result<gloo_net::http::Request, FetchError> {
    let invalid = |part: &str| FetchError::Invalid(part.to_owned());
    let headers = web_sys::Headers::new().map_err(|_| invalid("header"))?;
    // The browser's own words would repeat the value, and that may be a token.
    let set = |name: &str, value: &str| headers.set(name, value).map_err(|_| invalid(&format!("header {name:?}")));
    for (name, value) in &request.headers {
        set(name, value)?;
    }
    let body = match request.body {
        Body::None => None,
        Body::Json(text) => {
            set("Content-Type", "application/json")?;
            Some(text)
        }
        Body::Form(fields) => {
            set("Content-Type", "application/x-www-form-urlencoded")?;
            Some(form(&fields).ok_or_else(|| invalid("form"))?)
        }
    };
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| invalid("method"))?;
    let builder = RequestBuilder::new(&request.url)
        .method(method)
        .headers(Headers::from_raw(headers))
        .redirect(RequestRedirect::Manual)
        // Asked anew each time; an unchanged answer may still come from the cache, confirmed by the server.
        .cache(RequestCache::NoCache)
        .abort_signal(Some(&deadline.controller.signal()));
    match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    }
    .map_err(|_| invalid("address"))
}

fn form(fields: &[(String, String)]) -> Option<String> {
    let pairs: Option<Vec<_>> = fields
        .iter()
        .map(|(name, value)| {
            Some(format!("{}={}", String::from(encode(name).ok()?), String::from(encode(value).ok()?)))
        })
        .collect();
    pairs.map(|pairs| pairs.join("&"))
}

fn seconds_until(text: &str) -> Option<u32> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let at = js_sys::Date::parse(text);
    at.is_finite().then(|| ((at - clock::wall_ms() as f64) / 1000.0).ceil().max(0.0) as u32)
}

/// Aborts the request when its time is over, or when the future that waits for it is dropped.
struct Deadline {
    controller: AbortController,
    passed: Rc<Cell<bool>>,
    milliseconds: u32,
    timeout: RefCell<Option<Timeout>>,
}

impl Deadline {
    fn new(milliseconds: u32) -> Result<Self, FetchError> {
        let controller = AbortController::new().map_err(|_| FetchError::Network)?;
        let deadline = Self { controller, passed: Rc::default(), milliseconds, timeout: RefCell::default() };
        deadline.renew();
        Ok(deadline)
    }

    /// There is as much time again.
    fn renew(&self) {
        let (controller, passed) = (self.controller.clone(), self.passed.clone());
        let timeout = Timeout::new(self.milliseconds, move || {
            passed.set(true);
            controller.abort();
        });
        self.timeout.replace(Some(timeout));
    }

    /// What a failure before the end of the answer means.
    fn error(&self) -> FetchError {
        match (self.passed.get(), events::is_online()) {
            (true, _) => FetchError::Timeout,
            (false, false) => FetchError::Offline,
            (false, true) => FetchError::Network,
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        // After a whole answer there is nothing left to abort.
        self.controller.abort();
    }
}
