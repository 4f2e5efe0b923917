//! The gate before the REST API: what may be called now, what each running call is for, and the state of the sign-in.
//! Decides when calls have to wait; never what to call.

use std::collections::BTreeMap;

use super::acts::Acts;
use super::allowance::Allowance;
use super::effect::{AuthId, CallId, Effect, Method, Request};
use super::ids::{Channel, ClientId, RoomId};
use super::time::{Millis, earlier};
use super::wire::Failure;

/// What a call is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    Auth(Channel, AuthId),
    History(RoomId),
    Join(RoomId),
    Leave,
    Send(RoomId, ClientId),
    Profile,
    Notifications,
    HelpRequests,
    /// The site's own check of its live messages.
    Check,
}

impl Purpose {
    /// Whether it comes out of the allowance: what is made because of what has happened, not because of what somebody did; and the joins,
    /// of which a program may ask for hundreds.
    fn is_unasked(&self) -> bool {
        match self {
            Self::Auth(..)
            | Self::History(_)
            | Self::Profile
            | Self::Notifications
            | Self::HelpRequests
            | Self::Join(_)
            | Self::Check => true,
            Self::Leave | Self::Send(..) => false,
        }
    }
}

/// Whether the backend still takes our token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SignInState {
    #[default]
    Good,
    /// A fresh token is being asked for; calls wait.
    Refreshing { until: Millis },
    /// A fresh token is here and not yet proven.
    Refreshed,
    /// No token helps: the person has to sign in again.
    Ended,
}

/// How long to leave a backend alone that has blocked this address and says no time.
const BLOCKED_PAUSE: Millis = 5 * 60_000;
/// How long to wait after a 429 that says no time.
const RATE_LIMIT_PAUSE: Millis = 30_000;
/// No pause is longer, whatever a header says.
const LONGEST_PAUSE: Millis = 60 * 60_000;
/// How long other calls wait for the first that changes something.
const FIRST_POST: Millis = 2_000;
/// How long the host may take for a fresh token.
const REFRESH: Millis = 30_000;

/// Whether an outcome shows that the site lets calls through that change something.
fn tells_that_posts_pass(failure: Option<&Failure>) -> bool {
    failure.is_none_or(|failure| {
        !failure.is_ambiguous()
            && !matches!(failure, Failure::CsrfRequired | Failure::Blocked | Failure::RateLimited { .. })
    })
}

/// After a refusal that more of the same would make worse: one call at a time, until one is taken.
#[derive(Debug)]
struct Trial {
    failure: Failure,
    /// Calls up to this one went out before, and tell nothing new.
    since: CallId,
    probe: Option<CallId>,
    /// The one repetition was refused too: nothing more goes out until a person acts.
    shut: bool,
}

impl Trial {
    fn new(failure: Failure, since: CallId) -> Self {
        Self { failure, since, probe: None, shut: false }
    }

    /// A missing security token keeps out what changes something; a blocked address keeps out everything.
    fn concerns(&self, method: Method) -> bool {
        method == Method::Post || self.failure == Failure::Blocked
    }
}

/// Until when calls wait, and why. Each kind of pause is kept for itself: a person who cuts one short has not lifted the other.
#[derive(Debug, Default)]
struct Pauses {
    /// Too many calls: only time helps.
    rate_limit: Option<(Millis, Failure)>,
    /// The site is in trouble, or has blocked us: a person may try all the same.
    trouble: Option<(Millis, Failure)>,
}

impl Pauses {
    fn longest(&self, now: Millis) -> Option<&(Millis, Failure)> {
        let pauses = [&self.rate_limit, &self.trouble].into_iter().flatten();
        pauses.filter(|(until, _)| now < *until).max_by_key(|(until, _)| *until)
    }

    fn add(&mut self, until: Millis, failure: &Failure) {
        let is_limit = matches!(failure, Failure::RateLimited { .. });
        let pause = if is_limit { &mut self.rate_limit } else { &mut self.trouble };
        if pause.as_ref().is_none_or(|(current, _)| *current < until) {
            *pause = Some((until, failure.clone()));
        }
    }

    fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Api {
    running: BTreeMap<CallId, (Purpose, Method)>,
    sign_in: SignInState,
    /// Calls up to this one went out with an older token.
    token_since: CallId,
    pause: Pauses,
    trial: Option<Trial>,
    pub(super) allowance: Allowance,
    /// The site has taken a call that changes something, or refused it for what it was: it wants no security token from us.
    posts_pass: bool,
    /// When the last such call went out while that was not known.
    first_post: Millis,
}

impl Api {
    /// Whether a call with this verb that nobody asked for may go out now.
    pub(crate) fn may_unasked(&self, method: Method, now: Millis) -> bool {
        self.may(method, now) && self.allowance.has_one(now)
    }

    /// The same for what a room needs for which calls are kept back.
    pub(crate) fn may_first(&self, method: Method, now: Millis) -> bool {
        self.may(method, now) && self.allowance.has_first(now)
    }

    /// Whether there is also enough for one that can wait.
    pub(crate) fn may_spare(&self, method: Method, now: Millis) -> bool {
        self.may(method, now) && self.allowance.has_plenty(now)
    }

    /// When the next call that nobody asked for may go out, if none may now.
    pub(crate) fn spares_until(&self, now: Millis) -> Option<Millis> {
        self.allowance.next_at(now)
    }

    /// Whether a call with this verb may go out now.
    pub(crate) fn may(&self, method: Method, now: Millis) -> bool {
        let signed_in = matches!(self.sign_in, SignInState::Good | SignInState::Refreshed);
        let tried = self.trial.as_ref().filter(|trial| trial.concerns(method));
        let goes_first = method == Method::Get || !self.awaits_first_post(now);
        let passes = tried.is_none_or(|trial| !trial.shut && trial.probe.is_none());
        signed_in && goes_first && passes && self.pause(now).is_none()
    }

    /// Whether the first call that changes something is under way. A site that wants a security token we do not have counts refusals, and
    /// blocks the address after a few: until one call has shown that it does not, they go one by one.
    fn awaits_first_post(&self, now: Millis) -> bool {
        let is_posting = self.running.values().any(|(_, method)| *method == Method::Post);
        !self.posts_pass && is_posting && now < self.first_post + FIRST_POST
    }

    pub(crate) fn sign_in(&self) -> SignInState {
        self.sign_in
    }

    /// Until when calls wait, and why.
    pub(crate) fn pause(&self, now: Millis) -> Option<&(Millis, Failure)> {
        self.pause.longest(now)
    }

    /// Why nothing goes out until somebody helps.
    pub(crate) fn refusal(&self) -> Option<&Failure> {
        self.trial.as_ref().filter(|trial| trial.shut).map(|trial| &trial.failure)
    }

    /// A person asked to try now. What the site said about the time is still kept to: nothing else would be answered.
    pub(crate) fn try_now(&mut self, acts: &Acts) {
        self.pause.trouble = None;
        if let Some(trial) = &mut self.trial
            && trial.shut
        {
            trial.shut = false;
            trial.since = acts.last_call();
        }
    }

    /// The same user has signed in again: whatever waits for a token goes on, and calls under way keep their purpose.
    pub(crate) fn renew(&mut self, acts: &Acts) {
        self.sign_in = SignInState::Good;
        self.token_since = acts.last_call();
        self.try_now(acts);
    }

    pub(crate) fn start(&mut self, acts: &mut Acts, purpose: Purpose, request: Request) -> CallId {
        let id = acts.next_call();
        if let Some(trial) = self.trial.as_mut().filter(|trial| trial.concerns(request.method)) {
            trial.probe = Some(id);
        }
        if purpose.is_unasked() {
            self.allowance.spend(acts.now.mono);
        }
        if request.method == Method::Post {
            self.first_post = acts.now.mono;
        }
        self.running.insert(id, (purpose, request.method));
        acts.push(Effect::Call { id, request });
        id
    }

    /// What a running call is for.
    pub(crate) fn purpose(&self, id: CallId) -> Option<&Purpose> {
        self.running.get(&id).map(|(purpose, _)| purpose)
    }

    /// What the call was for, and learns from its outcome; `None` for a call of a former user.
    pub(crate) fn finish(&mut self, id: CallId, failure: Option<&Failure>, acts: &mut Acts) -> Option<Purpose> {
        let (purpose, method) = self.running.remove(&id)?;
        if let Some(trial) = self.trial.as_mut().filter(|trial| trial.probe == Some(id)) {
            trial.probe = None;
        }
        self.posts_pass |= method == Method::Post && tells_that_posts_pass(failure);
        self.note(id, method, failure, acts);
        Some(purpose)
    }

    /// Another user comes: calls under way are nobody's any more. What the site said about this address still holds.
    pub(crate) fn end_stay(&mut self) {
        let trial = self.trial.take().filter(|trial| trial.failure == Failure::Blocked);
        let allowance = std::mem::take(&mut self.allowance);
        let posts_pass = self.posts_pass;
        *self = Self { pause: self.pause.take(), trial, allowance, posts_pass, ..Self::default() };
        if let Some(trial) = &mut self.trial {
            trial.probe = None;
        }
    }

    pub(crate) fn token_refreshed(&mut self, fresh: bool, acts: &Acts) {
        match self.sign_in {
            SignInState::Refreshing { .. } | SignInState::Ended if fresh => {
                self.sign_in = SignInState::Refreshed;
                self.token_since = acts.last_call();
            }
            SignInState::Refreshing { .. } => self.sign_in = SignInState::Ended,
            _ => {}
        }
    }

    /// Gives up on what takes too long.
    pub(crate) fn drive(&mut self, now: Millis) {
        if matches!(self.sign_in, SignInState::Refreshing { until } if now >= until) {
            self.sign_in = SignInState::Ended;
        }
    }

    pub(crate) fn deadline(&self, now: Millis) -> Option<Millis> {
        let refresh = match self.sign_in {
            SignInState::Refreshing { until } => Some(until),
            _ => None,
        };
        let calls = self.allowance.deadline(now);
        let first_post = self.awaits_first_post(now).then_some(self.first_post + FIRST_POST);
        let calls = earlier(calls, first_post);
        earlier(calls, earlier(refresh, self.pause(now).map(|(until, _)| *until)))
    }

    fn note(&mut self, id: CallId, method: Method, failure: Option<&Failure>, acts: &mut Acts) {
        let now = acts.now.mono;
        match failure {
            None => {
                if self.sign_in == SignInState::Refreshed && id > self.token_since {
                    self.sign_in = SignInState::Good;
                }
                if self.trial.as_ref().is_some_and(|trial| id > trial.since && trial.concerns(method)) {
                    self.trial = None;
                }
            }
            // What it was for has to be asked again.
            Some(Failure::SignInEnded) => {
                self.allowance.grant(1, now);
                self.token_refused(id, acts);
            }
            Some(failure @ Failure::CsrfRequired) => match &mut self.trial {
                Some(trial) if trial.failure == Failure::CsrfRequired => {
                    if id > trial.since {
                        trial.shut = true;
                        acts.push(Effect::RenewHeaders);
                    }
                }
                _ => {
                    self.trial = Some(Trial::new(failure.clone(), acts.last_call()));
                    acts.push(Effect::RenewHeaders);
                }
            },
            Some(failure @ Failure::RateLimited { retry_after }) => {
                self.pause_for(retry_after.unwrap_or(RATE_LIMIT_PAUSE), failure, now);
            }
            Some(failure @ Failure::Blocked) => {
                self.pause_for(BLOCKED_PAUSE, failure, now);
                self.trial = Some(Trial::new(failure.clone(), acts.last_call()));
            }
            Some(failure @ Failure::Server { retry_after: Some(after), .. }) => self.pause_for(*after, failure, now),
            Some(_) => {}
        }
    }

    fn token_refused(&mut self, id: CallId, acts: &mut Acts) {
        match self.sign_in {
            // What an older token was refused says nothing of the present one.
            _ if id <= self.token_since => {}
            SignInState::Good => {
                self.sign_in = SignInState::Refreshing { until: acts.now.mono + REFRESH };
                acts.push(Effect::RefreshToken);
            }
            SignInState::Refreshed => self.sign_in = SignInState::Ended,
            SignInState::Refreshing { .. } | SignInState::Ended => {}
        }
    }

    fn pause_for(&mut self, span: Millis, failure: &Failure, now: Millis) {
        self.pause.add(now + span.min(LONGEST_PAUSE), failure);
    }
}
