//! The words of the diagnosis: what is wrong, and what can be done about it, for the neighbour who reads it. What the site's developers
//! read beside it stands in `technical.rs`. Says nothing of when a cause is concluded.

use crate::engine::{Cause, Millis, Operation, Seen};

pub(super) const WHY: &str = "Why am I not live?";
pub(super) const WHAT_FAILS: &str = "What does not work?";
pub(super) const EVERYTHING_ARRIVES: &str = "Everything arrives";
pub(super) const NOTHING_ELSE: &str = "Nothing else is worth knowing.";
pub(super) const WORTH_KNOWING: &str = "Worth knowing all the same:";
pub(super) const LOOKING: &str = "Nothing decisive has been seen yet.";
pub(super) const DETAILS: &str = "Details for the site's developers";
pub(super) const SINCE: &str = "Since";
pub(super) const SEEN: &str = "Seen";
pub(super) const COPY_REPORT: &str = "Copy report";
pub(super) const COPIED: &str = "Copied";
pub(super) const NOT_COPIED: &str = "This browser does not let the page copy. The report is selected: copy it by hand.";
pub(super) const REPORT: &str = "Report";
pub(super) const REPORT_NOTE: &str = "Without messages, names and passwords.";

pub(super) fn passed_over(events: u64) -> String {
    let what = if events == 1 {
        "1 event that this page does not understand was".to_owned()
    } else {
        format!("{events} events that this page does not understand were")
    };
    format!("{what} passed over.")
}

/// What is wrong, in one sentence.
pub(super) const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::SignInEnded => "Your sign-in has ended.",
        Cause::Offline => "This device has no network.",
        Cause::AddressBlocked => "The site has blocked this network address.",
        Cause::NoWebSocket => "This browser does not let the page open a live connection.",
        Cause::PusherMissing => "A part of this page, the one that connects, could not be loaded.",
        Cause::TlsRequired => "The messaging server takes encrypted connections only.",
        Cause::WrongKey => "The messaging server does not know this page's key.",
        Cause::AppDisabled => "The site's messaging is switched off.",
        Cause::OverQuota => "The site's messaging has no connections left.",
        Cause::WrongPath => "The messaging server does not understand how this page asks for it.",
        Cause::NotAuthorized => "The messaging server did not allow this page to connect.",
        Cause::SocketRefused => "The messaging server refuses this page.",
        Cause::PolicyBlocksSocket => "The site's security policy forbids the live connection.",
        Cause::PolicyBlocksSite => "The site's security policy forbids this page to call the site.",
        Cause::NetworkDown => "Neither the site nor its messaging server can be reached from here.",
        Cause::Cors => "The site answers, but does not allow this page to read the answers.",
        Cause::WrongApiBase => "This page looks for the site where the site is not.",
        Cause::SiteUnreachable => "The site cannot be reached, although its messaging server can.",
        Cause::RateLimited => "There were too many requests from your network, and the site wants a pause.",
        Cause::SparesCalls => {
            "This page has asked the site for much already, and waits a little before it asks for more."
        }
        Cause::CsrfMissing => "The site asks for a security token that this page did not supply.",
        Cause::AuthorizationMissing => {
            "The site has nothing at the place where this page asks to be let into conversations."
        }
        Cause::WrongSecret => "The messaging server does not accept the site's signature.",
        Cause::AuthorizationFails => "The site fails when this page asks to be let into conversations.",
        Cause::ServiceDown => "The site itself reports that its live messages are out of order.",
        Cause::ThrownOut => "The messaging server lets this page in and closes the connection again, over and over.",
        Cause::HungUp => "The messaging server takes the connection and hangs up at once.",
        Cause::ServerSilent => "The messaging server takes the connection and then says nothing.",
        Cause::Unconfirmed => "The messaging server does not confirm that it will deliver messages.",
        Cause::SocketBlocked => "The site answers, but something stops the live connection.",
        Cause::ServerAway => "The messaging server does not answer.",
        Cause::Unstable => "The connection breaks again and again.",
        Cause::LinkSilent => "The connection has gone silent.",
        Cause::EventsMissing => "New messages come in late: nothing announces them to this page.",
        Cause::SiteSlow => "The site does not answer in time.",
        Cause::SiteFails => "The site is in trouble.",
        Cause::HistoryFails => "The site cannot hand out earlier messages at the moment.",
        Cause::SendingFails => "The site cannot take messages at the moment.",
        Cause::NoAccess => "A conversation is not open to you, or does not exist.",
        Cause::TextRefused => "The site's content filter refused a text of yours.",
        Cause::CheckWrong => "The site reports trouble with live messages, but they do arrive here.",
        Cause::ClientEventsDisabled => "The messaging server does not allow pages to talk to each other directly.",
        Cause::ClientEventsTooMany => "Pages talk to each other faster than the messaging server allows.",
        Cause::ClockWrong => "This device's clock is wrong.",
        Cause::StorageDenied => "This device keeps nothing for this page.",
    }
}

/// Where only the people who run the site can help.
const TELL_THE_SITE: &str =
    "Nothing is wrong with your device. Tell the people who run the site; the report below is for them.";

/// What the reader can do about it.
pub(super) const fn cure(cause: Cause) -> &'static str {
    match cause {
        Cause::SignInEnded => "Sign in again. What is unsent is kept.",
        Cause::Offline => "Look at Wi-Fi or mobile data. The page goes on by itself when the network is back.",
        Cause::AddressBlocked => {
            "Ask the people who run the site to lift the block, or use another network. What is unsent is kept."
        }
        Cause::NoWebSocket => {
            "Update this browser, or use another one. An extension that blocks connections may be at work, too."
        }
        Cause::PusherMissing => {
            "It is tried again by itself, and what you write is kept. Reload the page if it lasts; then tell the people who run the site."
        }
        Cause::OverQuota => "It works again when others leave. Tell the people who run the site if it lasts.",
        Cause::NetworkDown => {
            "Try another network or open another website: if that fails too, the network here is down. The page goes on by itself."
        }
        Cause::SiteUnreachable => "It is tried again by itself. What you write is kept and sent later.",
        Cause::RateLimited => {
            "Wait: the page goes on by itself. What you write is kept. Other tabs and neighbours on your network count too."
        }
        Cause::SparesCalls => "Wait, or try now. What you write is sent at once all the same.",
        Cause::ServiceDown => {
            "Wait: the page goes on by itself. What you write is sent all the same, and arrives later."
        }
        Cause::ThrownOut => {
            "It is tried again by itself, more and more slowly. Tell the people who run the site if it lasts."
        }
        Cause::HungUp | Cause::ServerSilent | Cause::Unconfirmed | Cause::ServerAway => {
            "It is tried again by itself, and nothing is lost meanwhile. Tell the people who run the site if it lasts."
        }
        Cause::SocketBlocked => {
            "Try another network, such as mobile data, and switch off VPNs and blockers: many of them stop WebSockets."
        }
        Cause::Unstable => {
            "Go where the network is better, or use another one. Whatever you miss is fetched each time."
        }
        Cause::LinkSilent => "The page is finding out whether it still works, and makes another if not.",
        Cause::EventsMissing => {
            "Nothing is lost: the page asks the site for them every few seconds. Try now makes a new connection. Tell the people who run the site if it lasts."
        }
        Cause::SiteSlow => "It is tried again by itself. A poor network makes a site look slow, too.",
        Cause::SiteFails | Cause::HistoryFails | Cause::SendingFails => {
            "It is tried again by itself. What you write is kept. Tell the people who run the site if it lasts."
        }
        Cause::NoAccess => "Ask whoever asked for help, or the people who run the site, if you should be in it.",
        Cause::TextRefused => {
            "Put it into other words: code, web markup and rows of dashes are often taken for an attack."
        }
        Cause::CheckWrong => "You need do nothing.",
        Cause::ClientEventsDisabled | Cause::ClientEventsTooMany => {
            "Messages arrive all the same; “is typing” may not."
        }
        Cause::ClockWrong => {
            "Set the device's clock, best by itself from the network. Messages stand in the right order all the same."
        }
        Cause::StorageDenied => {
            "Drafts and unsent messages are lost when the page is closed: leave it open until everything is sent."
        }
        Cause::TlsRequired
        | Cause::WrongKey
        | Cause::AppDisabled
        | Cause::WrongPath
        | Cause::NotAuthorized
        | Cause::SocketRefused
        | Cause::PolicyBlocksSocket
        | Cause::PolicyBlocksSite
        | Cause::Cors
        | Cause::WrongApiBase
        | Cause::CsrfMissing
        | Cause::AuthorizationMissing
        | Cause::WrongSecret
        | Cause::AuthorizationFails => TELL_THE_SITE,
    }
}

/// Whether trying at once can help.
pub(super) const fn can_try(cause: Cause) -> bool {
    !(cause.is_note() || matches!(cause, Cause::SignInEnded | Cause::RateLimited | Cause::LinkSilent))
}

const fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::Authorization => "POST /pusher/auth",
        Operation::History => "GET /chat/…/messages",
        Operation::Sending => "POST /chat/send",
        Operation::Joining => "POST /chat/join",
        Operation::Lists => "GET a profile or list",
        Operation::Check => "GET /realtime/health",
    }
}

/// One thing that was seen. `now` is on the engine's clock.
pub(super) fn seen(seen: &Seen, now: Millis) -> String {
    match seen {
        Seen::Code(code) => format!("code {code} from the Pusher server"),
        Seen::Status(of, status) => format!("{}: status {status}", operation(*of)),
        Seen::Page(of) => format!("{}: an HTML page", operation(*of)),
        Seen::Odd(of) => format!("{}: not what it is documented to answer", operation(*of)),
        Seen::NoAnswer(of) => format!("{}: no answer", operation(*of)),
        Seen::TooLate(of) => format!("{}: no answer in time", operation(*of)),
        Seen::Unreadable => "an answer came that this page's origin may not read".to_owned(),
        Seen::Host(host) => format!("host {host}"),
        Seen::Directive(directive) => format!("Content-Security-Policy: {directive}"),
        Seen::Rooms(rooms) => {
            let rooms: Vec<_> = rooms.iter().map(ToString::to_string).collect();
            format!("help request {}", rooms.join(", "))
        }
        Seen::OwnChannel => "the channel of one's own notifications".to_owned(),
        Seen::Attempts(count) => format!("{count} attempts in a row failed"),
        Seen::Times(count) => format!("{count} times in two minutes"),
        Seen::Took(ms) => format!("the last attempt took {}", duration((*ms).try_into().unwrap_or(i64::MAX))),
        Seen::NoHandshake => "the WebSocket opened, and no handshake came".to_owned(),
        Seen::WasConnected => "it was connected before".to_owned(),
        Seen::BadSignature => "the Pusher server found the signature wrong".to_owned(),
        Seen::Until(until) => {
            let left = until.saturating_sub(now).div_ceil(1_000) * 1_000;
            format!("goes on in {}", duration(left.try_into().unwrap_or(i64::MAX)))
        }
        Seen::ClockAhead(ahead) if *ahead >= 0 => format!("{} ahead of the site's clock", duration(*ahead)),
        Seen::ClockAhead(ahead) => format!("{} behind the site's clock", duration(-*ahead)),
        Seen::SaysActive => "GET /realtime/health: active".to_owned(),
        Seen::Arrives => "live messages arrive".to_owned(),
        Seen::WithoutEvent => "messages in the history that no new-message event had brought".to_owned(),
    }
}

/// What of it the reader is told beside the cure: how long, how much.
pub(super) fn at_a_glance(all: &[Seen], now: Millis) -> Option<String> {
    let told = all.iter().find(|seen| matches!(seen, Seen::Until(_) | Seen::ClockAhead(_)))?;
    Some(format!("{}.", crate::components::text::capitalised(&seen(told, now))))
}

/// A span in its two largest units.
fn duration(ms: i64) -> String {
    let seconds = ms / 1_000;
    match seconds {
        _ if ms < 10_000 => format!("{}.{} s", seconds, ms % 1_000 / 100),
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}
