//! From what was seen to why: one picture of everything in, the findings out, most decisive first. Pure; the order of the rules is no
//! matter, only which excludes which.

use super::notes::{Complaint, Notes};
use super::{Cause, Operation, Places, Seen, rules_site, rules_socket};
use crate::engine::health::Status;
use crate::engine::ids::RoomId;
use crate::engine::socket_problem::SocketProblem;
use crate::engine::time::Millis;
use crate::engine::wire::Failure;

/// What the site said of itself longer ago may not be so any more.
const FRESH: Millis = 5 * 60_000;

/// Everything that a diagnosis is made from.
#[derive(Debug)]
pub(crate) struct Picture<'a> {
    pub(crate) now: Millis,
    pub(crate) status: &'a Status,
    pub(crate) notes: &'a Notes,
    pub(crate) places: &'a Places,
    pub(crate) problem: Option<&'a SocketProblem>,
    /// Until when calls wait, and why.
    pub(crate) pause: Option<&'a (Millis, Failure)>,
    /// When the next call that nobody asked for may go out, where one waits.
    pub(crate) spares: Option<Millis>,
    /// The socket is open.
    pub(crate) connected: bool,
    /// Nothing comes over it.
    pub(crate) silent: bool,
    /// Every channel that this user may hear is confirmed.
    pub(crate) subscribed: bool,
    /// How many channels this user may hear, the own one and those of the open rooms.
    pub(crate) channels: usize,
    /// Rooms that this user is not let into.
    pub(crate) closed: Vec<RoomId>,
    /// The user's own channel is refused to them.
    pub(crate) own_channel_closed: bool,
    /// Open rooms whose messages come in without their events.
    pub(crate) unheard: Vec<RoomId>,
    /// Rooms with a text that the content filter refused.
    pub(crate) filtered: Vec<RoomId>,
    /// Whether the device keeps what is unsent.
    pub(crate) keeps: bool,
}

/// A cause with what it is concluded from, not yet dated.
pub(super) type Conclusion = (Cause, Vec<Seen>);

impl Picture<'_> {
    /// Whether the page's policy has forbidden a connection to this host, and by which directive.
    pub(super) fn forbidden(&self, host: &str) -> Option<&str> {
        let violations = self.notes.violations.iter();
        let mut about = violations.filter(|(_, blocked)| !host.is_empty() && blocked == host);
        about.next().map(|(directive, _)| directive.as_str())
    }

    /// How the site has answered its own check, if it has of late.
    pub(super) fn check_status(&self) -> Option<u16> {
        let check = self.notes.calls.get(&Operation::Check).filter(|call| self.now < call.at + FRESH);
        check.filter(|call| !call.page).and_then(|call| call.status)
    }
}

/// Why, and what else is worth knowing.
pub(super) fn diagnose(picture: &Picture<'_>) -> Vec<Conclusion> {
    let mut found = Vec::new();
    match picture.status {
        Status::SignedOut => return found,
        Status::SignInEnded => found.push((Cause::SignInEnded, statuses(picture, |f| *f == Failure::SignInEnded))),
        Status::Offline => found.push((Cause::Offline, Vec::new())),
        _ => {
            rules_site::look(picture, &mut found);
            rules_socket::look(picture, &mut found);
        }
    }
    note(picture, &mut found);
    found.sort_by_key(|(cause, _)| *cause);
    found.dedup_by_key(|(cause, _)| *cause);
    found
}

/// With which statuses operations were answered that failed like this.
pub(super) fn statuses(picture: &Picture<'_>, such: impl Fn(&Failure) -> bool) -> Vec<Seen> {
    let failing = picture.notes.failing(such);
    failing.filter_map(|(operation, call)| Some(Seen::Status(operation, call.status?))).collect()
}

/// What may be so while everything is live.
fn note(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    // Where the API is not, no room is either.
    let is_there = found.iter().all(|(cause, _)| *cause != Cause::WrongApiBase);
    if is_there && (!picture.closed.is_empty() || picture.own_channel_closed) {
        let mut seen = statuses(picture, |failure| *failure == Failure::NoAccess);
        if !picture.closed.is_empty() {
            seen.push(Seen::Rooms(picture.closed.clone()));
        }
        if picture.own_channel_closed {
            seen.push(Seen::OwnChannel);
        }
        found.push((Cause::NoAccess, seen));
    }
    if !picture.filtered.is_empty() {
        let mut seen = statuses(picture, |failure| matches!(failure, Failure::Filtered { .. }));
        seen.push(Seen::Rooms(picture.filtered.clone()));
        found.push((Cause::TextRefused, seen));
    }
    if *picture.status == Status::Live
        && let Some(status @ 500..600) = picture.check_status()
    {
        found.push((Cause::CheckWrong, vec![Seen::Status(Operation::Check, status), Seen::Arrives]));
    }
    match picture.notes.complaint {
        Some(Complaint::ClientEventsDisabled) => found.push((Cause::ClientEventsDisabled, codes(picture))),
        Some(Complaint::ClientEventsTooMany) => found.push((Cause::ClientEventsTooMany, codes(picture))),
        Some(Complaint::Signature) | None => {}
    }
    if let Some(ahead) = picture.notes.clock.wrong_by() {
        found.push((Cause::ClockWrong, vec![Seen::ClockAhead(ahead)]));
    }
    if !picture.keeps {
        found.push((Cause::StorageDenied, Vec::new()));
    }
}

/// The last code of the Pusher server, if it gave one.
pub(super) fn codes(picture: &Picture<'_>) -> Vec<Seen> {
    picture.notes.codes.back().map(|code| Seen::Code(*code)).into_iter().collect()
}
