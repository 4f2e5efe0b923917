//! One channel's way from wanted to live on the present socket: asked, authorized, answered, or refused.
//! Decides about that channel only.

use super::acts::Acts;
use super::api::{Api, Purpose};
use super::effect::{AuthId, Body, Effect, Method, Request};
use super::ids::Channel;
use super::time::Millis;
use super::wire::{Failure, decode_auth};

/// How long pusher-js and the server may take for each of their steps.
const PATIENCE: Millis = 8_000;
/// A server that never answers is waited for twice as long each time, up to this.
const LONGEST_PATIENCE: Millis = 120_000;
/// How long an authorization may take.
const AUTH_TIMEOUT: Millis = 8_000;
/// How much later the session may tell of an authorization that took too long.
const AUTH_SLACK: Millis = 2_000;

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

/// What has become of a subscription that nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stuck {
    /// It is not stuck, or was made anew.
    No,
    /// Making it anew did not help: the socket has to be replaced.
    ReplaceSocket,
}

#[derive(Debug)]
pub(crate) struct Subscription {
    channel: Channel,
    state: State,
    tries: u32,
    /// How often in a row the server has not answered.
    unanswered: u32,
    failure: Option<Failure>,
    /// The question of pusher-js's that waits for the gate or for its answer, with its socket.
    question: Option<Question>,
    /// We have refused pusher-js an authorization; the error it will report is our own.
    expects_error: bool,
}

#[derive(Debug)]
struct Question {
    id: AuthId,
    socket_id: String,
    running: bool,
}

impl Subscription {
    pub(crate) fn new(channel: Channel) -> Self {
        Self {
            channel,
            state: State::Idle { not_before: 0 },
            tries: 0,
            unanswered: 0,
            failure: None,
            question: None,
            expects_error: false,
        }
    }

    pub(crate) fn is_live(&self) -> bool {
        self.state == State::Live
    }

    /// Whether it is live and nothing is asked of it.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.is_live() && self.question.is_none()
    }

    /// The site said that this user may not listen here: a fact about the user, not a fault.
    pub(crate) fn has_no_access(&self) -> bool {
        self.state == State::Refused && self.failure == Some(Failure::NoAccess)
    }

    /// Why it was refused, if it was.
    pub(crate) fn refusal(&self) -> Option<&Failure> {
        self.failure.as_ref().filter(|_| self.state == State::Refused)
    }

    /// The socket is gone.
    pub(crate) fn reset(&mut self) {
        self.question = None;
        self.expects_error = false;
        if self.state != State::Refused {
            self.state = State::Idle { not_before: 0 };
        }
    }

    /// Nobody wants the channel any more.
    pub(crate) fn leave(&mut self, acts: &mut Acts) {
        // In this order: pusher-js forgets the channel first, and reports no error of its own for the answer.
        acts.push(Effect::Unsubscribe(self.channel));
        self.refuse_question("this channel was left", acts);
        *self = Self::new(self.channel);
    }

    /// The way is free again: what waits may be tried at once. What was refused is tried again only when a person asks.
    pub(crate) fn hurry(&mut self, person: bool) {
        if matches!(self.state, State::Idle { .. }) || (person && self.state == State::Refused) {
            self.state = State::Idle { not_before: 0 };
            self.tries = 0;
        }
    }

    /// pusher-js asks for authorization on the present socket, for a subscription we asked for or one that it remembers.
    pub(crate) fn asked(&mut self, id: AuthId, socket_id: String, acts: &mut Acts) {
        let now = acts.now.mono;
        match self.state {
            State::Refused => return acts.push(Effect::AnswerAuth { id, answer: Err("not authorized") }),
            State::Idle { not_before } if now < not_before => {
                return acts.push(Effect::AnswerAuth { id, answer: Err("not yet") });
            }
            State::Idle { .. } => self.subscribe(acts),
            State::Asked { .. } | State::Live => {}
        }
        // An earlier question is void: an answer to it would be taken for one to this.
        self.question = Some(Question { id, socket_id, running: false });
    }

    /// The server confirmed what we asked for. True when it had not before.
    pub(crate) fn confirmed(&mut self) -> bool {
        // While its authorization is still asked for, it can only be that of a subscription that was left since.
        let news = matches!(self.state, State::Asked { .. }) && self.question.is_none();
        if news {
            self.tries = 0;
            self.unanswered = 0;
            self.failure = None;
            self.state = State::Live;
        }
        news
    }

    /// pusher-js or the server reported an error; the back-off of an authorization that failed here stays. Where the page's own client
    /// asks, it tells the status that the site answered with.
    pub(crate) fn erred(&mut self, status: Option<u16>, acts: &mut Acts) {
        let own = std::mem::take(&mut self.expects_error);
        if own || !matches!(self.state, State::Asked { .. } | State::Live) {
            return;
        }
        self.refuse_question("the subscription failed", acts);
        let Some(status) = status else { return self.retry_later(acts) };
        let failure = match status {
            401 | 403 => Failure::NoAccess,
            400..500 => Failure::Refused { status, message: None },
            _ => Failure::Server { status, retry_after: None },
        };
        if failure.can_be_repeated() {
            self.retry_later(acts);
        } else {
            self.state = State::Refused;
        }
        self.failure = Some(failure);
    }

    /// The backend answered the question `id`.
    pub(crate) fn authorized(&mut self, id: AuthId, outcome: Result<String, Failure>, acts: &mut Acts) {
        // An answer for a socket that is gone would be refused on the present one: it is dropped.
        if self.question.as_ref().is_none_or(|question| question.id != id) {
            return;
        }
        let grant = outcome.and_then(|body| decode_auth(&body).map_err(|_| Failure::Unreadable));
        match grant {
            Ok(grant) => {
                self.question = None;
                self.wait_for_answer(acts.now.mono);
                acts.push(Effect::AnswerAuth { id, answer: Ok(grant) });
            }
            Err(failure) => {
                self.refuse_question("not authorized", acts);
                self.expects_error = true;
                if failure.is_for_the_gate() && self.tries == 0 {
                    self.tries = 1;
                    self.state = State::Idle { not_before: acts.now.mono };
                } else if failure.can_be_repeated() {
                    self.retry_later(acts);
                } else {
                    self.state = State::Refused;
                }
                self.failure = Some(failure);
            }
        }
    }

    /// Whether the backend is being asked to authorize it.
    pub(crate) fn is_asking(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.running)
    }

    /// Does what is due on an open socket; asks for its authorization where that may be.
    pub(crate) fn drive(&mut self, may_ask: bool, api: &mut Api, acts: &mut Acts) -> Stuck {
        let now = acts.now.mono;
        match self.state {
            State::Idle { not_before } if now >= not_before => self.subscribe(acts),
            State::Asked { deadline } if now >= deadline && !self.waits_at_gate() => {
                // pusher-js does not ask again for a channel whose subscription is pending, unless it was left before.
                self.unanswered += 1;
                // All others lose their socket with it: ever more rarely, where that has not helped.
                if self.unanswered > 1 && self.unanswered.is_power_of_two() {
                    return Stuck::ReplaceSocket;
                }
                acts.push(Effect::Unsubscribe(self.channel));
                self.refuse_question("no answer", acts);
                self.subscribe(acts);
            }
            _ => {}
        }
        if let Some(question) = self.question.as_mut().filter(|question| !question.running)
            && may_ask
        {
            question.running = true;
            let fields = vec![("socket_id", question.socket_id.clone()), ("channel_name", self.channel.to_string())];
            let request = Request {
                in_parts: false,
                method: Method::Post,
                path: "/pusher/auth".to_owned(),
                body: Body::Form(fields),
                timeout: AUTH_TIMEOUT,
                ahead: false,
            };
            api.start(acts, Purpose::Auth(self.channel, question.id), request);
            if let State::Asked { deadline } = &mut self.state {
                *deadline = now + AUTH_TIMEOUT + AUTH_SLACK;
            }
        }
        Stuck::No
    }

    /// When something is due on an open socket.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Idle { not_before } => Some(not_before),
            // While the gate is shut the server is not to blame.
            State::Asked { deadline } => Some(deadline).filter(|_| !self.waits_at_gate()),
            State::Live | State::Refused => None,
        }
    }

    fn waits_at_gate(&self) -> bool {
        self.question.as_ref().is_some_and(|question| !question.running)
    }

    fn subscribe(&mut self, acts: &mut Acts) {
        self.wait_for_answer(acts.now.mono);
        acts.push(Effect::Subscribe(self.channel));
    }

    fn wait_for_answer(&mut self, now: Millis) {
        let patience = (PATIENCE << self.unanswered.min(8)).min(LONGEST_PATIENCE);
        self.state = State::Asked { deadline: now + patience };
    }

    fn refuse_question(&mut self, reason: &'static str, acts: &mut Acts) {
        if let Some(question) = self.question.take() {
            acts.push(Effect::AnswerAuth { id: question.id, answer: Err(reason) });
        }
    }

    fn retry_later(&mut self, acts: &mut Acts) {
        self.state = State::Idle { not_before: acts.now.mono + acts.back_off(self.tries, 1_000, 60_000) };
        self.tries += 1;
    }
}
