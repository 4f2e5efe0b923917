//! What the host supplies to be sent along with every call, such as a security token that changes: asked before the first call, kept, and
//! asked again when the engine says that the site has refused it. However many calls wait, it is asked once.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

type Headers = Vec<(String, String)>;
type Answer = Pin<Box<dyn Future<Output = Headers>>>;

#[derive(Default)]
enum State {
    #[default]
    Unknown,
    Asked(Vec<Waker>),
    Known(Headers),
}

struct Inner {
    ask: Box<dyn Fn() -> Answer>,
    state: RefCell<State>,
}

/// Supplies headers. Clones are the same source.
#[derive(Clone)]
pub struct HeaderSource(Rc<Inner>);

impl std::fmt::Debug for HeaderSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeaderSource")
    }
}

impl HeaderSource {
    /// A source that is asked by this function. What cannot be a header is left out, and so is what only the session says.
    pub fn new<F: Future<Output = Headers> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        Self(Rc::new(Inner { ask: Box::new(move || Box::pin(ask())), state: RefCell::default() }))
    }

    /// Has it asked again before the next call.
    pub(super) fn renew(&self) {
        let mut state = self.0.state.borrow_mut();
        if matches!(*state, State::Known(_)) {
            *state = State::Unknown;
        }
    }

    /// The headers, asked for where they are not known.
    pub(super) async fn get(&self) -> Headers {
        let first = {
            let mut state = self.0.state.borrow_mut();
            let first = matches!(*state, State::Unknown);
            if first {
                *state = State::Asked(Vec::new());
            }
            first
        };
        if first {
            let mut headers = (self.0.ask)().await;
            headers.retain(|(name, value)| is_header(name, value));
            let waiting = match self.0.state.replace(State::Known(headers)) {
                State::Asked(waiting) => waiting,
                State::Unknown | State::Known(_) => Vec::new(),
            };
            waiting.into_iter().for_each(Waker::wake);
        }
        poll_fn(|context| match &mut *self.0.state.borrow_mut() {
            State::Known(headers) => Poll::Ready(headers.clone()),
            State::Asked(waiting) => {
                waiting.push(context.waker().clone());
                Poll::Pending
            }
            // Refused between the answer and this call: this one goes without.
            State::Unknown => Poll::Ready(Vec::new()),
        })
        .await
    }
}

fn is_header(name: &str, value: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    !name.is_empty()
        && name.bytes().all(is_token)
        && !name.eq_ignore_ascii_case("authorization")
        && !value.chars().any(char::is_control)
}
