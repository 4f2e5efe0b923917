//! What the socket tells: whether it is let through, whether the Pusher server answers on it, and what it has against us.

use super::notes::Complaint;
use super::rules::{Conclusion, Picture, codes};
use super::{Cause, Operation, Seen};
use crate::engine::health::Status;
use crate::engine::time::Millis;

/// One failure may be chance.
const FAILED: u32 = 2;
/// A server that ends a connection so soon has not waited for anything.
const AT_ONCE: Millis = 4_000;
/// Let in and thrown out so often of late is no chance either.
const THROWN: usize = 2;
/// A link that broke so often of late breaks by nature.
const BROKEN: usize = 3;

pub(super) fn look(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    unheard(picture, found);
    match picture.status {
        Status::Unsupported => found.push((Cause::NoWebSocket, Vec::new())),
        // Some servers close with 4009 over a signature on a channel, on a connection that they had taken.
        Status::Refused if found.iter().any(|(cause, _)| *cause == Cause::WrongSecret) => {}
        Status::Refused => found.push(refused(picture)),
        _ if picture.connected => open(picture, found),
        _ => closed(picture, found),
    }
}

fn refused(picture: &Picture<'_>) -> Conclusion {
    let code = picture.problem.and_then(|problem| problem.code);
    let cause = match code {
        Some(4000) => Cause::TlsRequired,
        Some(4001) => Cause::WrongKey,
        Some(4003) => Cause::AppDisabled,
        Some(4004) => Cause::OverQuota,
        Some(4005..=4008) => Cause::WrongPath,
        Some(4009) => Cause::NotAuthorized,
        _ => Cause::SocketRefused,
    };
    let seen = code.map(Seen::Code).into_iter().chain([Seen::Host(picture.places.pusher.clone())]);
    (cause, seen.collect())
}

/// The socket is not open.
fn closed(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    let notes = picture.notes;
    let host = Seen::Host(picture.places.pusher.clone());
    if let Some(directive) = picture.forbidden(&picture.places.pusher) {
        found.push((Cause::PolicyBlocksSocket, vec![host, Seen::Directive(directive.to_owned())]));
        return;
    }
    if found.iter().any(|(cause, _)| *cause == Cause::NetworkDown) || thrown(picture, found) {
        return;
    }
    let attempts = &notes.attempts;
    if attempts.missing {
        found.push((Cause::PusherMissing, vec![Seen::Attempts(attempts.failed)]));
        return;
    }
    // pusher-js tries encrypted by itself then, and hears no more of it.
    if attempts.code == Some(4000) {
        found.push((Cause::TlsRequired, vec![Seen::Code(4000), host, Seen::Attempts(attempts.failed)]));
        return;
    }
    if attempts.failed < FAILED {
        unstable(picture, found);
        return;
    }
    let mut seen = vec![host, Seen::Attempts(attempts.failed), Seen::Took(attempts.took)];
    match picture.check_status() {
        Some(status @ 500..600) => {
            seen.push(Seen::Status(Operation::Check, status));
            found.push((Cause::ServiceDown, seen));
            return;
        }
        Some(200..300) => seen.push(Seen::SaysActive),
        _ => {}
    }
    let cause = if attempts.opened {
        seen.push(Seen::NoHandshake);
        if attempts.took < AT_ONCE { Cause::HungUp } else { Cause::ServerSilent }
    } else if notes.was_connected {
        seen.push(Seen::WasConnected);
        Cause::ServerAway
    } else if notes.answered.is_some() && notes.unreachable().next().is_none() {
        Cause::SocketBlocked
    } else {
        Cause::ServerAway
    };
    found.push((cause, seen));
}

/// The socket is open, and that is not all it takes.
fn open(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    if picture.silent {
        found.push((Cause::LinkSilent, vec![Seen::Host(picture.places.pusher.clone())]));
    } else if !picture.unheard.is_empty() {
        found.push(missing(picture));
    }
    thrown(picture, found);
}

/// Messages come in without their events. The site may know why.
fn missing(picture: &Picture<'_>) -> Conclusion {
    let mut seen = vec![Seen::WithoutEvent, Seen::Rooms(picture.unheard.clone())];
    match picture.check_status() {
        Some(status @ 500..600) => {
            seen.push(Seen::Status(Operation::Check, status));
            return (Cause::ServiceDown, seen);
        }
        Some(200..300) => seen.push(Seen::SaysActive),
        _ => {}
    }
    (Cause::EventsMissing, seen)
}

/// The site authorizes, and the Pusher server confirms nothing. The page replaces a socket on which that happens, so that it may be closed.
fn unheard(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    let authorization = picture.notes.calls.get(&Operation::Authorization);
    if picture.subscribed || authorization.is_none_or(|call| call.failure.is_some()) {
        return;
    }
    if picture.notes.complaint == Some(Complaint::Signature) {
        let mut seen = vec![Seen::Status(Operation::Authorization, 200), Seen::BadSignature];
        seen.extend(codes(picture));
        found.push((Cause::WrongSecret, seen));
    } else if picture.connected && picture.notes.granted >= 2 * picture.channels {
        found.push((Cause::Unconfirmed, vec![Seen::Status(Operation::Authorization, 200)]));
    }
}

/// The server takes us and throws us out, or says each time that we may come again.
fn thrown(picture: &Picture<'_>, found: &mut Vec<Conclusion>) -> bool {
    if *picture.status == Status::Live {
        return false;
    }
    let codes = picture.notes.ends(picture.now, |code| code.is_some_and(|code| (4100..4300).contains(&code)));
    let last = codes.last().copied().flatten().filter(|_| codes.len() >= THROWN);
    let Some(code) = last else { return false };
    found.push((Cause::ThrownOut, vec![Seen::Code(code), Seen::Times(codes.len())]));
    true
}

fn unstable(picture: &Picture<'_>, found: &mut Vec<Conclusion>) {
    let ends = picture.notes.ends(picture.now, |_| true);
    if ends.len() >= BROKEN {
        let code = ends.last().copied().flatten().map(Seen::Code);
        found.push((Cause::Unstable, [Seen::Times(ends.len())].into_iter().chain(code).collect()));
    }
}
