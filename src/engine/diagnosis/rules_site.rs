//! What the calls to the site tell: whether they arrive, whether it is the API that answers, and what it has against them.

use super::notes::Called;
use super::rules::{Conclusion, Picture, statuses};
use super::{Cause, Operation, Seen};
use crate::engine::health::Status;
use crate::engine::wire::Failure;

/// So many kinds of calls that fail at once are the site, not each its own trouble.
const MOST_OF_IT: usize = 3;

pub(super) fn look(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    let blocked = |failure: &Failure| *failure == Failure::Blocked;
    let pause = picture.pause;
    if pause.is_some_and(|(_, failure)| blocked(failure)) || picture.notes.failing(blocked).next().is_some() {
        let mut seen = statuses(picture, blocked);
        seen.extend(pause.map(|(until, _)| Seen::Until(*until)));
        found.push((Cause::AddressBlocked, seen));
        // Whatever else it answers says nothing now.
        return;
    }
    if let Some((until, Failure::RateLimited { .. })) = pause {
        let mut seen = statuses(picture, |failure| matches!(failure, Failure::RateLimited { .. }));
        seen.push(Seen::Until(*until));
        found.push((Cause::RateLimited, seen));
    }
    if let Some(until) = picture.spares.filter(|_| *picture.status == Status::CatchingUp) {
        found.push((Cause::SparesCalls, vec![Seen::Until(until)]));
    }
    let unsigned = statuses(picture, |failure| *failure == Failure::CsrfRequired);
    if !unsigned.is_empty() {
        found.push((Cause::CsrfMissing, unsigned));
    }
    reach(picture, found);
    let misplaced = misplaced(picture, found);
    trouble(picture, &misplaced, found);
}

/// Whether calls arrive at all.
fn reach(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    let Some(first) = picture.notes.unreachable().map(|(_, call)| call.at).min() else {
        let silent = picture.notes.probed.is_some_and(|(at, hidden)| !hidden && !picture.notes.answered_since(at));
        if silent && !picture.connected && picture.notes.attempts.failed > 0 {
            let hosts = [&picture.places.site, &picture.places.pusher].map(|host| Seen::Host(host.clone()));
            found.push((Cause::NetworkDown, hosts.into()));
        }
        return;
    };
    let mut seen: Vec<_> = picture.notes.unreachable().map(|(operation, _)| Seen::NoAnswer(operation)).collect();
    seen.push(Seen::Host(picture.places.site.clone()));
    if let Some(directive) = picture.forbidden(&picture.places.site) {
        seen.push(Seen::Directive(directive.to_owned()));
        found.push((Cause::PolicyBlocksSite, seen));
        return;
    }
    // Which of the others it is, only a probe can tell.
    let cause = match picture.notes.probed.filter(|(at, _)| *at >= first) {
        Some((_, true)) => {
            seen.push(Seen::Unreadable);
            Cause::Cors
        }
        Some((_, false)) if picture.connected => Cause::SiteUnreachable,
        Some((_, false)) if picture.notes.attempts.failed > 0 => {
            seen.push(Seen::Host(picture.places.pusher.clone()));
            Cause::NetworkDown
        }
        _ => return,
    };
    found.push((cause, seen));
}

/// Whether it is the API that answers. Gives the operations of which it is not.
fn misplaced(picture: &Picture<'_>, found: &mut Vec<Conclusion>) -> Vec<Operation> {
    let is_elsewhere = |operation: Operation, call: &Called| match call.status {
        Some(404) => call.page || operation == Operation::Authorization,
        Some(200..300) => call.page,
        _ => false,
    };
    let calls = picture.notes.calls.iter().filter(|(operation, call)| is_elsewhere(**operation, call));
    let operations: Vec<_> = calls.clone().map(|(operation, _)| *operation).collect();
    let seen = calls.flat_map(|(operation, call)| {
        let page = call.page.then_some(Seen::Page(*operation));
        call.status.map(|status| Seen::Status(*operation, status)).into_iter().chain(page)
    });
    match *operations {
        [] => {}
        [Operation::Authorization] => found.push((Cause::AuthorizationMissing, seen.collect())),
        _ => {
            let seen = seen.chain([Seen::Host(picture.places.site.clone())]).collect();
            found.push((Cause::WrongApiBase, seen));
        }
    }
    operations
}

/// What fails although it arrives.
fn trouble(picture: &Picture<'_>, elsewhere: &[Operation], found: &mut Vec<Conclusion>) {
    let late = picture.notes.failing(|failure| *failure == Failure::TimedOut);
    let late: Vec<_> = late.filter(|(_, call)| !picture.notes.answered_since(call.at)).collect();
    if !late.is_empty() && found.iter().all(|(cause, _)| *cause != Cause::NetworkDown) {
        let mut seen: Vec<_> = late.iter().map(|(operation, _)| Seen::TooLate(*operation)).collect();
        seen.push(Seen::Host(picture.places.site.clone()));
        found.push((Cause::SiteSlow, seen));
    }
    let failing: Vec<_> = picture
        .notes
        .calls
        .iter()
        // Its own check has rules of its own.
        .filter(|(operation, _)| **operation != Operation::Check && !elsewhere.contains(operation))
        .filter_map(|(operation, call)| Some((*operation, fails(*operation, call)?)))
        .collect();
    if failing.len() >= MOST_OF_IT {
        found.push((Cause::SiteFails, failing.into_iter().map(|(_, seen)| seen).collect()));
        return;
    }
    for (operation, seen) in failing {
        let cause = match operation {
            Operation::Authorization => Cause::AuthorizationFails,
            Operation::History => Cause::HistoryFails,
            Operation::Sending => Cause::SendingFails,
            Operation::Joining | Operation::Lists | Operation::Check => Cause::SiteFails,
        };
        match found.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, all)) => all.push(seen),
            None => found.push((cause, vec![seen])),
        }
    }
}

/// How an operation fails that reaches the site.
fn fails(operation: Operation, call: &Called) -> Option<Seen> {
    match call.failure.as_ref()? {
        Failure::Server { status, .. } => Some(Seen::Status(operation, *status)),
        Failure::Unreadable => Some(Seen::Odd(operation)),
        // A message that is refused has its own row to say so, and a room too.
        Failure::Refused { status, .. } if operation == Operation::Authorization => {
            Some(Seen::Status(operation, *status))
        }
        // Other calls come through: it is this one that the site drops or leaves lying.
        Failure::Unreachable if call.alone => Some(Seen::NoAnswer(operation)),
        Failure::TimedOut if call.alone => Some(Seen::TooLate(operation)),
        _ => None,
    }
}
