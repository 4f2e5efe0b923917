//! An answer that breaks off: the head promises the whole body, a part of it comes, and then the connection ends. Says
//! nothing about which answer.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use thiserror::Error;

/// The same answer with so many bytes of its body. One that is no longer than that breaks off at its end.
pub(crate) async fn truncated(response: Response, bytes: usize) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // What is promised must be more than what comes, or nobody would miss it.
    let part = whole.slice(..bytes.min(whole.len().saturating_sub(1)));
    parts.headers.insert(header::CONTENT_LENGTH, whole.len().into());
    parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    Response::from_parts(parts, Body::new(Part { next: Step::Send(part) }))
}

#[derive(Debug, Error)]
#[error("broken off on purpose")]
struct BrokenOff;

/// The part that comes.
#[derive(Debug)]
struct Part {
    next: Step,
}

#[derive(Debug)]
enum Step {
    Send(Bytes),
    /// What was sent is written out while a body keeps its server waiting.
    Wait,
    Break,
}

impl HttpBody for Part {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let step = &mut self.get_mut().next;
        match std::mem::replace(step, Step::Break) {
            Step::Send(part) => {
                *step = Step::Wait;
                Poll::Ready(Some(Ok(Frame::data(part))))
            }
            Step::Wait => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Step::Break => Poll::Ready(Some(Err(BrokenOff))),
        }
    }
}
