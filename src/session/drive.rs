//! Hands the engine what happens, one fact after the other, performs what it asks for, and wakes it when time alone makes something due.
//! Decides nothing.

use std::rc::Weak;

use super::{Inner, TokenSource, calls, inquiry, ownership, tokens};
use crate::browser::{clock, timer};
use crate::engine::wire::Token;
use crate::engine::{Effect, Input, Now};

fn now() -> Now {
    Now { mono: clock::monotonic_ms(), wall: clock::wall_ms() }
}

/// What waits for its turn: a fact, or what becomes one when it is known what the device keeps.
pub(super) enum Turn {
    Input(Input),
    SignIn(Token, Option<TokenSource>),
    /// Another page has had what this tab keeps.
    KeptByAnother,
}

/// What callbacks of the world hold: it feeds the session as long as that lives, and does not keep it alive.
#[derive(Clone)]
pub(super) struct Handle(pub(super) Weak<Inner>);

impl Handle {
    /// Takes in a fact after which the page may never come to anything: what was to be kept in a moment is kept now.
    pub(super) fn feed_last(&self, input: Input) {
        self.0.upgrade().iter().for_each(|inner| inner.keep.settle());
        self.feed(input);
    }

    /// The page is put away.
    pub(super) fn put_away(&self) {
        self.0.upgrade().iter().for_each(|inner| inner.away.set(true));
    }

    pub(super) fn is_away(&self) -> bool {
        self.0.upgrade().is_some_and(|inner| inner.away.get())
    }

    /// The page is shown again, as the first event tells that comes then: if another page has had what this tab keeps, that goes before all else.
    pub(super) fn come_back(&self) {
        if self.0.upgrade().is_some_and(|inner| inner.away.take() && ownership::come_back()) {
            self.take(Turn::KeptByAnother);
        }
    }

    /// Takes in a fact. It is handled in a later microtask, never inside the callback that told it: pusher-js is not prepared for being
    /// told to disconnect from within its own listeners.
    pub(super) fn feed(&self, input: Input) {
        self.take(Turn::Input(input));
    }

    /// Takes in what comes next. Each thing is done in the name of who is signed in when its turn comes.
    pub(super) fn take(&self, turn: Turn) {
        let Some(inner) = self.0.upgrade() else { return };
        inner.queue.borrow_mut().push_back(turn);
        if !inner.held.get() && !inner.draining.replace(true) {
            let handle = self.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if let Some(inner) = handle.0.upgrade() {
                    inner.drain(&handle);
                }
            });
        }
    }
}

impl Inner {
    fn drain(&self, handle: &Handle) {
        while !self.held.get() {
            let next = self.queue.borrow_mut().pop_front();
            let Some(turn) = next else { break };
            let Some(input) = self.fact(turn, handle) else { continue };
            let effects = self.engine.borrow_mut().handle(now(), input);
            for effect in effects {
                self.perform(effect, handle);
            }
        }
        self.draining.set(false);
        self.plan(handle);
        // After the calls that were just asked for have begun: rendering what they look like can wait for that.
        let handle = handle.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(inner) = handle.0.upgrade() {
                let view = inner.engine.borrow_mut().view();
                inner.publisher.publish(view, &handle);
            }
        });
    }

    /// What the engine is told, unless that has to wait.
    fn fact(&self, turn: Turn, handle: &Handle) -> Option<Input> {
        let here = self.token.borrow().as_ref().map(|token| token.claims().user);
        match turn {
            Turn::Input(input) => Some(input),
            Turn::KeptByAnother => here.map(|user| Input::KeptByAnother { stored: self.keep.load(user) }),
            Turn::SignIn(token, source) => {
                let user = token.claims().user;
                let is_same = here == Some(user);
                if !is_same && !ownership::is_ours() {
                    self.queue.borrow_mut().push_front(Turn::SignIn(token, source));
                    self.ask_whose(handle.clone());
                    return None;
                }
                self.token.replace(Some(token));
                self.tokens.replace(source);
                let stored = if is_same { Vec::new() } else { self.keep.load(user) };
                Some(Input::SignIn { user, stored })
            }
        }
    }

    /// Goes on once it is known what of this tab's storage is ours.
    fn ask_whose(&self, handle: Handle) {
        self.held.set(true);
        ownership::settle(move || {
            if let Some(inner) = handle.0.upgrade() {
                inner.held.set(false);
                handle.feed(Input::Tick);
            }
        });
    }

    fn perform(&self, effect: Effect, handle: &Handle) {
        match effect {
            Effect::OpenSocket
            | Effect::CloseSocket
            | Effect::CloseSocketAtOnce
            | Effect::Ping
            | Effect::Subscribe(_)
            | Effect::Unsubscribe(_)
            | Effect::AnswerAuth { .. } => self.transport.perform(effect),
            Effect::Call { id, request } => {
                let headers = self.headers.borrow().clone();
                calls::start(&self.config, self.token.borrow().as_ref(), headers, id, request, handle);
            }
            Effect::Probe => inquiry::start_probe(&self.config, handle),
            Effect::RefreshToken => tokens::refresh(self, handle),
            Effect::RenewHeaders => {
                if let Some(headers) = &*self.headers.borrow() {
                    headers.renew();
                }
            }
            Effect::Store { key, value } => {
                if self.keep.store(&key, value.as_deref()).is_err() {
                    handle.feed(Input::StorageFailed);
                }
            }
            Effect::ForgetStored(user) => {
                self.keep.forget(user);
                self.token.replace(None);
                self.tokens.replace(None);
            }
        }
    }

    /// Sets the one timer to when the engine has something to do.
    fn plan(&self, handle: &Handle) {
        let deadline = self.engine.borrow().deadline();
        let wake = deadline.map(|at| {
            let handle = handle.clone();
            let after = at.saturating_sub(clock::monotonic_ms()).min(u64::from(u32::MAX >> 1));
            timer::Timeout::new(u32::try_from(after).unwrap_or(u32::MAX >> 1), move || handle.feed(Input::Tick))
        });
        self.wake.replace(wake);
    }
}
