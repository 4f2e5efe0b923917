//! The diagnosis in the engine: it is shown every input, asks the site's own check when it is time, and tells what it has found.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::rules::{Picture, diagnose};
use super::{Cause, Finding, Places};
use crate::engine::api::Purpose;
use crate::engine::effect::{Effect, Method, Request};
use crate::engine::engine::Engine;
use crate::engine::health::Status;
use crate::engine::input::Input;
use crate::engine::time::Millis;
use crate::engine::wire::Failure;

/// The check tells something only if it is quick.
const PATIENCE: Millis = 8_000;

impl Engine {
    /// Takes note of a fact before it is handled.
    pub(in crate::engine) fn observe(&mut self, input: &Input) {
        let purpose = match input {
            Input::Answered { id, .. } => self.api.purpose(*id),
            _ => None,
        };
        self.notes.observe(input, purpose, self.acts.now);
    }

    /// Follows what has become of a fact, and looks into trouble that lasts.
    pub(in crate::engine) fn look_into(&mut self) {
        let now = self.acts.now.mono;
        self.notes.follow(&self.connection, now);
        if self.me.is_none() {
            return;
        }
        let reaching = matches!(
            self.status(),
            Status::Connecting | Status::CatchingUp | Status::Reconnecting { .. } | Status::Late
        );
        let trouble = reaching || self.notes.unreachable().next().is_some();
        self.notes.check.watch(trouble, now);
        if self.notes.check.is_due(self.visible, now) && self.may_check(now) {
            self.notes.check.started(now);
            let request = Request { timeout: PATIENCE, ..Request::get("/realtime/health") };
            self.api.start(&mut self.acts, Purpose::Check, request);
        }
    }

    /// The check has come to its end. That there is no answer may have three reasons, which only a probe can tell apart.
    pub(in crate::engine) fn checked(&mut self, failure: Option<&Failure>) {
        if matches!(failure, Some(Failure::Unreachable | Failure::TimedOut)) {
            self.acts.push(Effect::Probe);
        }
    }

    /// When the diagnosis has something to do.
    pub(in crate::engine) fn check_at(&self, now: Millis) -> Option<Millis> {
        self.notes.check.due_at(self.visible).filter(|_| self.may_check(now))
    }

    fn may_check(&self, now: Millis) -> bool {
        self.connection.is_online() && self.api.may_unasked(Method::Get, now)
    }

    /// Concludes anew from everything there is.
    pub(in crate::engine) fn diagnose(&mut self) -> Rc<[Finding]> {
        let places: &Places = &self.config.places;
        let status = self.status();
        let open = self.rooms.awake_and_open();
        let picture = Picture {
            now: self.acts.now.mono,
            status: &status,
            notes: &self.notes,
            places,
            problem: self.connection.problem(),
            pause: self.api.pause(self.acts.now.mono),
            spares: self.api.spares_until(self.acts.now.mono),
            connected: self.connection.is_connected(),
            silent: self.connection.is_late(self.acts.now.mono),
            subscribed: self.reach().subscribed,
            channels: 1 + self.rooms.resting_count() + open.clone().count(),
            closed: open.clone().filter(|room| room.has_no_access()).map(|room| room.id()).collect(),
            own_channel_closed: self.user_channel.as_ref().is_some_and(|channel| channel.has_no_access()),
            unheard: open.clone().filter(|room| room.arrivals.are_missing()).map(|room| room.id()).collect(),
            filtered: self.rooms.awake().filter(|room| room.has_filtered()).map(|room| room.id()).collect(),
            keeps: self.keeps,
        };
        let conclusions = diagnose(&picture);
        let wall = self.acts.now.wall;
        let since: BTreeMap<Cause, _> =
            conclusions.iter().map(|(cause, _)| (*cause, *self.notes.since.get(cause).unwrap_or(&wall))).collect();
        let dated = |(cause, seen)| Finding { since: since.get(&cause).copied().unwrap_or(wall), cause, seen };
        let findings: Vec<_> = conclusions.into_iter().map(dated).collect();
        self.notes.since = since;
        if *self.notes.findings != *findings {
            self.notes.findings = Rc::from(findings);
        }
        Rc::clone(&self.notes.findings)
    }
}
