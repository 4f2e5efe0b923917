//! One channel's way from wanted to live on the present socket: asked, authorized, answered, or refused.
//! Decides about that channel only.

use super::acts::Acts;
use super::api::{Api, Purpose};
use super::effect::{AuthId, Body, Effect, Method, Request};
use super::ids::Channel;
use super::time::Millis;
use super::wire::{Failure, decode_auth};

/// How long pusher-js and the server may take for a subscription, its authorization included.
const PATIENCE: Millis = 10_000;
/// How long an authorization may take.
const AUTH_TIMEOUT: Millis = 8_000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Not subscribed on the present socket.
    Idle { not_before: Millis },
    /// pusher-js was asked.
    Asked { deadline: Millis },
    /// The server confirmed.
    Live,
    /// The backend said no.
    Refused,
}

#[derive(Debug)]
pub(crate) struct Subscription {
    channel: Channel,
    state: State,
    tries: u32,
    failure: Option<Failure>,
    /// The question of pusher-js's that waits for the gate or for its answer, with its socket.
    question: Option<Question>,
}

#[derive(Debug)]
struct Question {
    id: AuthId,
    socket_id: String,
    running: bool,
}

impl Subscription {
    pub(crate) fn new(channel: Channel) -> Self {
        Self { channel, state: State::Idle { not_before: 0 }, tries: 0, failure: None, question: None }
    }

    pub(crate) fn is_live(&self) -> bool {
        self.state == State::Live
    }

    pub(crate) fn is_refused(&self) -> bool {
        self.state == State::Refused
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// The socket is gone.
    pub(crate) fn reset(&mut self) {
        self.question = None;
        if self.state != State::Refused {
            self.state = State::Idle { not_before: 0 };
        }
    }

    /// pusher-js asks for authorization.
    pub(crate) fn asked(&mut self, id: AuthId, socket_id: String) {
        self.question = Some(Question { id, socket_id, running: false });
    }

    /// The server confirmed. True when it had not before.
    pub(crate) fn confirmed(&mut self) -> bool {
        self.tries = 0;
        self.failure = None;
        std::mem::replace(&mut self.state, State::Live) != State::Live
    }

    /// pusher-js or the server reported an error; the back-off of an authorization that failed here stays.
    pub(crate) fn erred(&mut self, acts: &mut Acts) {
        if matches!(self.state, State::Asked { .. }) {
            self.retry_later(acts);
        }
    }

    /// The backend answered the question `id`.
    pub(crate) fn authorized(&mut self, id: AuthId, outcome: Result<String, Failure>, acts: &mut Acts) {
        // An answer for a socket that is gone would be refused on the present one: it is dropped.
        if self.question.as_ref().is_none_or(|question| question.id != id) {
            return;
        }
        self.question = None;
        let grant = outcome.and_then(|body| decode_auth(&body).map_err(|_| Failure::Unreadable));
        match grant {
            Ok(grant) => acts.push(Effect::AnswerAuth { id, answer: Ok(grant) }),
            Err(failure) => {
                acts.push(Effect::AnswerAuth { id, answer: Err("not authorized") });
                if failure.is_passing() || failure == Failure::SignInEnded {
                    self.retry_later(acts);
                } else {
                    self.state = State::Refused;
                }
                self.failure = Some(failure);
            }
        }
    }

    /// Does what is due on an open socket. True when the server owes an answer for too long: the socket has to be replaced, because
    /// pusher-js does not ask again for a channel whose subscription is pending.
    pub(crate) fn drive(&mut self, socket_id: Option<&str>, api: &mut Api, acts: &mut Acts) -> bool {
        let now = acts.now.mono;
        match self.state {
            State::Idle { not_before } if now >= not_before => {
                self.state = State::Asked { deadline: now + PATIENCE };
                acts.push(Effect::Subscribe(self.channel));
            }
            State::Asked { deadline } if now >= deadline => return true,
            _ => {}
        }
        if let Some(question) = &mut self.question
            && !question.running
            && api.is_ready(now)
            && Some(question.socket_id.as_str()) == socket_id
        {
            question.running = true;
            let fields =
                vec![("socket_id", question.socket_id.clone()), ("channel_name", self.channel.to_string())];
            let request = Request {
                method: Method::Post,
                path: "/pusher/auth".to_owned(),
                body: Body::Form(fields),
                timeout: AUTH_TIMEOUT,
            };
            api.start(acts, Purpose::Auth(self.channel, question.id), request);
        } else if self.question.as_ref().is_some_and(|question| !question.running)
            && let State::Asked { deadline } = &mut self.state
        {
            // While the gate is shut the server is not to blame.
            *deadline = now + PATIENCE;
        }
        false
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Idle { not_before } => Some(not_before),
            State::Asked { deadline } => Some(deadline),
            State::Live | State::Refused => None,
        }
    }

    fn retry_later(&mut self, acts: &mut Acts) {
        self.state = State::Idle { not_before: acts.now.mono + acts.back_off(self.tries, 1_000, 60_000) };
        self.tries += 1;
    }
}
