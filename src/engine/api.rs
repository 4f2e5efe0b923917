//! The gate before the REST API: what may be called now, what each running call is for, and the state of the sign-in.
//! Decides when calls have to wait; never what to call.

use std::collections::BTreeMap;

use super::acts::Acts;
use super::effect::{AuthId, CallId, Effect, Request};
use super::ids::{Channel, ClientId, RoomId};
use super::time::Millis;
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
}

/// Whether the backend still takes our token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SignInState {
    #[default]
    Good,
    /// A fresh token is being asked for; calls wait.
    Refreshing,
    /// A fresh token is here and not yet proven.
    Refreshed,
    /// No token helps: the person has to sign in again.
    Ended,
}

/// How long to leave a backend alone that has blocked this address and says no time.
const BLOCKED_PAUSE: Millis = 5 * 60_000;
/// How long to wait after a 429 that says no time.
const RATE_LIMIT_PAUSE: Millis = 30_000;

#[derive(Debug, Default)]
pub(crate) struct Api {
    running: BTreeMap<CallId, Purpose>,
    sign_in: SignInState,
    pause: Option<(Millis, Failure)>,
}

impl Api {
    pub(crate) fn is_ready(&self, now: Millis) -> bool {
        let signed_in = matches!(self.sign_in, SignInState::Good | SignInState::Refreshed);
        signed_in && self.pause.as_ref().is_none_or(|(until, _)| now >= *until)
    }

    pub(crate) fn sign_in(&self) -> SignInState {
        self.sign_in
    }

    /// Until when calls wait, and why.
    pub(crate) fn pause(&self, now: Millis) -> Option<&(Millis, Failure)> {
        self.pause.as_ref().filter(|(until, _)| now < *until)
    }

    /// Ends a pause because a person asked to try now.
    pub(crate) fn try_now(&mut self) {
        self.pause = None;
    }

    pub(crate) fn start(&mut self, acts: &mut Acts, purpose: Purpose, request: Request) -> CallId {
        let id = acts.next_call();
        self.running.insert(id, purpose);
        acts.push(Effect::Call { id, request });
        id
    }

    /// What the call was for; `None` when nobody waits for it any more.
    pub(crate) fn finish(&mut self, id: CallId) -> Option<Purpose> {
        self.running.remove(&id)
    }

    /// Forgets the calls for which the answer is true: their answers will be dropped.
    pub(crate) fn abandon(&mut self, unwanted: impl Fn(&Purpose) -> bool) {
        self.running.retain(|_, purpose| !unwanted(purpose));
    }

    /// Learns from the outcome of any call.
    pub(crate) fn note(&mut self, failure: Option<&Failure>, acts: &mut Acts) {
        let now = acts.now.mono;
        match failure {
            None => {
                if self.sign_in == SignInState::Refreshed {
                    self.sign_in = SignInState::Good;
                }
            }
            Some(Failure::SignInEnded) => match self.sign_in {
                SignInState::Good => {
                    self.sign_in = SignInState::Refreshing;
                    acts.push(Effect::RefreshToken);
                }
                SignInState::Refreshed => self.sign_in = SignInState::Ended,
                SignInState::Refreshing | SignInState::Ended => {}
            },
            Some(failure @ Failure::RateLimited { retry_after }) => {
                self.pause_until(now + retry_after.unwrap_or(RATE_LIMIT_PAUSE), failure);
            }
            Some(failure @ Failure::Blocked) => self.pause_until(now + BLOCKED_PAUSE, failure),
            Some(failure @ Failure::Server { retry_after: Some(after), .. }) => self.pause_until(now + after, failure),
            Some(_) => {}
        }
    }

    pub(crate) fn token_refreshed(&mut self, fresh: bool) {
        if self.sign_in == SignInState::Refreshing {
            self.sign_in = if fresh { SignInState::Refreshed } else { SignInState::Ended };
        }
    }

    pub(crate) fn deadline(&self, now: Millis) -> Option<Millis> {
        self.pause(now).map(|(until, _)| *until)
    }

    fn pause_until(&mut self, until: Millis, failure: &Failure) {
        if self.pause.as_ref().is_none_or(|(current, _)| *current < until) {
            self.pause = Some((until, failure.clone()));
        }
    }
}
