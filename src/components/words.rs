//! Every word of our own, in one place, so that other languages can take its place. Says nothing of when a word is used.

use crate::engine::wire::{Failure, NoticeKind};
use crate::engine::{SocketProblem, Status, Working};

pub(super) const BRAND: &str = "GLX";
pub(super) const PRODUCT: &str = "Realtime";
pub(super) const STARTING: &str = "Starting…";
pub(super) const SKIP_TO_CONTENT: &str = "Skip to content";
pub(super) const CLOSE: &str = "Close";
pub(super) const SOMEONE: &str = "Someone";
pub(super) const YOU: &str = "You";
pub(super) const SHOW_ALL: &str = "Show all";
pub(super) const SHOW_LESS: &str = "Show less";
pub(super) const TRY_AGAIN: &str = "Try again";
pub(super) const TRY_NOW: &str = "Try now";
pub(super) const SIMILAR_NAME: &str = "Somebody else here has a name that looks like this one";

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

// The chat.
pub(super) const BACK: &str = "Back to the help requests";
pub(super) const MESSAGES: &str = "Messages";
pub(super) const WRITE: &str = "Write a message";
pub(super) const SEND: &str = "Send";
pub(super) const SEND_HINT: &str = "Enter sends, Shift and Enter begin a new line.";
pub(super) const NEW: &str = "New";
pub(super) const LOADING_CHAT: &str = "Loading the conversation…";
pub(super) const EMPTY_TITLE: &str = "It is quiet here";
pub(super) const EMPTY_TEXT: &str = "Nobody has written yet. Say hello, or tell when you could lend a hand.";
pub(super) const NO_ACCESS_TITLE: &str = "This conversation is not open to you";
pub(super) const NO_ACCESS_TEXT: &str =
    "It may have been closed or removed, or only the people who take part in it may read it.";
pub(super) const NO_ACCESS_NOW: &str = "You no longer have access here. What you have read stays until you leave.";
pub(super) const UNAVAILABLE_TITLE: &str = "The conversation cannot be loaded right now";
pub(super) const UNAVAILABLE_TEXT: &str =
    "It is asked for again by itself. What you write meanwhile is kept and sent later.";
pub(super) const SIGNED_OUT: &str = "Sign in to take part.";
pub(super) const SIGNED_OUT_TEXT: &str = "This conversation is for people who are signed in on this site.";
pub(super) const NO_ROOM_TITLE: &str = "No conversation is chosen";
pub(super) const NO_ROOM_TEXT: &str = "This page has to say which help request it is about.";
pub(super) const WRONG_ROOM_TITLE: &str = "There is no such conversation";
pub(super) const WRONG_ROOM_TEXT: &str = "This page names a help request by something that is not its number.";
pub(super) const SIGN_IN_ENDED_TITLE: &str = "Sign-in ended";
pub(super) const CATCHING_UP: &str = "Fetching what you missed…";
pub(super) const LATE: &str =
    "New messages do not arrive at the moment. What you write is kept and sent as soon as it can be.";
pub(super) const SAVED: &str = "Saved";
pub(super) const WAITING: &str = "Waiting to be sent";
pub(super) const SENDING: &str = "Sending…";
pub(super) const UNKNOWN: &str = "Checking whether it arrived…";
pub(super) const RETRY: &str = "Retry";
pub(super) const EDIT: &str = "Edit";
pub(super) const DISCARD: &str = "Discard";
pub(super) const JUMP: &str = "Jump to the latest message";
pub(super) const PEOPLE_NOTE: &str = "As far as this page was told.";

pub(super) const FIND: &str = "Find in this conversation";
pub(super) const CLOSE_FIND: &str = "Close the search";
pub(super) const OLDER_FOUND: &str = "Older match";
pub(super) const NEWER_FOUND: &str = "Newer match";
pub(super) const FINDING: &str = "Searching…";
pub(super) const FOUND_NOTHING: &str = "Not found";

/// Which one is shown, and of how many; of more where not all was looked at yet.
pub(super) fn found_of(number: usize, found: usize, is_all: bool) -> String {
    format!("{number} of {found}{}", if is_all { "" } else { "+" })
}

pub(super) fn waiting_because(failure: &Failure) -> String {
    format!("Waiting to be sent: {failure}")
}

pub(super) fn not_sent(failure: &Failure) -> String {
    format!("Not sent: {failure}")
}

/// What stands on the page after a panic.
pub const CRASHED: &str = "Something went wrong here, and this page has stopped. What you had not sent is kept. ";
/// The way on from there.
pub const RELOAD: &str = "Reload";
/// What stands above the sign-in form when the backend takes the token no more.
pub const SIGN_IN_ENDED: &str = "Your sign-in has ended. Please sign in again; nothing unsent is lost.";
/// What stands there when the site knows nobody with this e-mail address and password.
pub const WRONG_PASSWORD: &str = "E-mail or password is wrong.";

/// What stands there when it failed otherwise.
pub fn unable_to_sign_in(failure: &Failure) -> String {
    format!("Unable to sign in; {failure}.")
}

/// Asked before signing out.
pub fn sign_out_unsent(n: usize) -> String {
    let what = if n == 1 { "One message is".to_owned() } else { format!("{n} messages are") };
    format!("{what} not sent yet and will be lost. Sign out all the same?")
}

pub(super) fn new_messages(n: usize) -> String {
    count(n, "new message", "new messages")
}

pub(super) fn people_here(n: usize) -> String {
    count(n, "person here with you", "people here with you")
}

pub(super) fn characters_left(n: usize) -> String {
    format!("{n} left")
}

pub(super) fn too_long(n: usize) -> String {
    format!("Too long by {n}")
}

pub(super) const fn moved(joined: bool) -> &'static str {
    if joined { " joined" } else { " left" }
}

pub(super) fn announced(n: usize, name: &str, text: &str) -> String {
    if n == 1 { format!("{name}: {text}") } else { format!("{}. The latest, from {name}: {text}", new_messages(n)) }
}

// Connection health.
pub(super) const HEALTH: &str = "Connection";
pub(super) const RECEIVING: &str = "Receiving";
pub(super) const SENDING_MESSAGES: &str = "Sending";
pub(super) const HISTORY: &str = "History";
pub(super) const ROUND_TRIP: &str = "Round trip";
pub(super) const CONNECTED_SINCE: &str = "Connected since";
pub(super) const DISCONNECTED_SINCE: &str = "Not connected since";
pub(super) const RECONNECTS: &str = "Reconnected";
pub(super) const UNSENT: &str = "Waiting to be sent";
pub(super) const SAVE_RECORDING: &str = "Save a recording";
pub(super) const SAVE_RECORDING_HINT: &str =
    "What happened in this page, for whoever looks after it. What people wrote is not in it.";
pub(super) const SOCKET: &str = "Pusher says";

pub(super) fn proven(ago: Option<&str>) -> String {
    ago.map_or_else(|| "nothing proven yet".to_owned(), |ago| format!("last worked {ago}"))
}

/// The status in a word or two.
pub(super) fn status(status: &Status, problem: Option<&SocketProblem>) -> &'static str {
    match status {
        Status::SignedOut => "Signed out",
        Status::SignInEnded => "Sign-in ended",
        Status::Connecting => "Connecting…",
        Status::CatchingUp => "Catching up…",
        Status::Live => "Live",
        Status::Late => "Late",
        Status::Reconnecting { .. } => "Reconnecting…",
        Status::Offline => "Offline",
        Status::Refused => match problem.and_then(|problem| problem.code) {
            Some(4003) => "Switched off",
            Some(4004) => "Over its limit",
            Some(4009) => "Not allowed",
            _ => "Misconfigured",
        },
        Status::Unsupported => "Not supported",
    }
}

/// What the status means, and what can be done about it.
pub(super) fn status_sentence(status: &Status, problem: Option<&SocketProblem>) -> &'static str {
    match status {
        Status::SignedOut => "Nobody is signed in here.",
        Status::SignInEnded => "The site no longer accepts your sign-in. Sign in again; what is unsent is kept.",
        Status::Connecting => "The connection is being made.",
        Status::CatchingUp => "The connection is back. What you missed is asked for until it is here.",
        Status::Live => "Messages arrive the moment they are saved.",
        Status::Late => "New messages may come late. The page is finding out why, and nothing is lost.",
        Status::Reconnecting { .. } => {
            "The connection was lost. It is made again by itself, and nothing is lost meanwhile."
        }
        Status::Offline => "This device says it has no network. The page goes on by itself when it is back.",
        Status::Refused => refusal(problem.and_then(|problem| problem.code)),
        Status::Unsupported => "This browser, or something between it and the site, does not let a WebSocket through.",
    }
}

/// The same where messages arrive and what is written cannot be sent.
pub(super) const CANNOT_SEND: &str = "Not sending";
pub(super) const CANNOT_SEND_SENTENCE: &str =
    "Messages arrive, but what you write cannot be sent at the moment. It is kept, and sent as soon as it can be.";

fn refusal(code: Option<u16>) -> &'static str {
    match code {
        Some(4001) => {
            "The Pusher server does not know this page's key (4001). Whoever runs the site has to correct the key or the cluster."
        }
        Some(4003) => "This Pusher app is switched off (4003). Whoever runs the site has to switch it on again.",
        Some(4004) => {
            "This Pusher app has no connections left (4004). It works again when others leave, or with a larger plan."
        }
        Some(4009) => {
            "The Pusher server did not take this page's permission to connect (4009). Whoever runs the site has to look into it."
        }
        _ => "The Pusher server refuses this page. Whoever runs the site has to look into its Pusher settings.",
    }
}

/// Which attempt it is, and when the next one comes.
pub(super) fn tries(tries: u32, next_in_s: Option<u64>) -> String {
    match next_in_s {
        Some(seconds) if tries == 0 => format!("next try in {seconds} s"),
        Some(seconds) => format!("try {tries}, next in {seconds} s"),
        None => format!("try {tries}"),
    }
}

pub(super) const fn working(working: Working) -> &'static str {
    match working {
        Working::Untried => "not tried yet",
        Working::Live => "works",
        Working::Late => "waiting",
        Working::Down => "failing",
    }
}

pub(super) fn paused(failure: &Failure, in_s: u64) -> String {
    format!("Calls to the site wait: {failure}. They go on in {in_s} s.")
}

pub(super) fn refused(failure: &Failure) -> String {
    format!("The site refuses some calls: {failure}. Waiting alone will not help.")
}

pub(super) fn times(n: u32) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}

pub(super) fn messages(n: usize) -> String {
    if n == 0 { "nothing".to_owned() } else { count(n, "message", "messages") }
}

pub(super) fn milliseconds(n: u64) -> String {
    format!("{n} ms")
}

pub(super) fn spread(least: u64, most: u64) -> String {
    if least == most { milliseconds(least) } else { format!("{least} to {most} ms") }
}

// Notifications.
pub(super) const NOTIFICATIONS: &str = "Notifications";
pub(super) const MARK_ALL_READ: &str = "Mark all read";
pub(super) const UNREAD: &str = "Unread";
pub(super) const ALL: &str = "All";
pub(super) const CRISIS_NOW: &str = "Crisis alerts";
pub(super) const SHOW_KINDS: &str = "Show";
pub(super) const NO_NOTIFICATIONS_TITLE: &str = "All caught up";
pub(super) const NO_NOTIFICATIONS_TEXT: &str =
    "News about your help requests, proposals and alerts nearby will be here.";
pub(super) const LOADING_NOTIFICATIONS: &str = "Loading notifications…";

pub(super) fn notifications_unread(n: usize) -> String {
    if n == 0 { NOTIFICATIONS.to_owned() } else { format!("{NOTIFICATIONS}, {n} unread") }
}

pub(super) const fn kind(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Message => "Messages",
        NoticeKind::HelpRequest => "Help requests",
        NoticeKind::Crisis => "Crisis",
        NoticeKind::Proposal => "Proposals",
        NoticeKind::Other => "Other",
    }
}

pub(super) fn notifications_failed(failure: &Failure) -> String {
    format!("Notifications cannot be loaded: {failure}.")
}

pub(super) fn notifications_stale(failure: &Failure) -> String {
    format!("This list may be out of date: {failure}.")
}

pub(super) fn crisis(title: &str) -> String {
    format!("Crisis alert: {title}")
}

// Help requests.
pub(super) const HELP_REQUESTS: &str = "Help requests";
pub(super) const SEARCH: &str = "Search help requests";
pub(super) const CLEAR_SEARCH: &str = "Clear the search";
pub(super) const LOADING_ROOMS: &str = "Loading help requests…";
pub(super) const NO_ROOMS_TITLE: &str = "No open requests";
pub(super) const NO_ROOMS_TEXT: &str = "When somebody nearby asks for a hand, it will be here.";
pub(super) const ROOMS_FAILED: &str = "Help requests cannot be loaded";
pub(super) const CHOOSE_TITLE: &str = "Choose a conversation";
pub(super) const CHOOSE_TEXT: &str = "Pick a help request to read along and lend a hand.";

pub(super) fn sentence(failure: &Failure) -> String {
    super::text::capitalised(&format!("{failure}."))
}

pub(super) fn rooms_stale(failure: &Failure) -> String {
    format!("This list may be out of date: {failure}.")
}

pub(super) fn no_match(query: &str) -> String {
    format!("Nothing found for “{query}”")
}

pub(super) fn found(n: usize) -> String {
    count(n, "request", "requests")
}

// Signing in.
pub(super) const SIGN_IN: &str = "Sign in";
pub(super) const SIGNING_IN: &str = "Signing in…";
pub(super) const WELCOME: &str = "Welcome back";
pub(super) const WELCOME_TEXT: &str = "Sign in to talk with your neighbours about the help they need.";
pub(super) const EMAIL: &str = "E-mail address";
pub(super) const PASSWORD: &str = "Password";
pub(super) const SHOW_PASSWORD: &str = "Show the password";
pub(super) const EMAIL_MISSING: &str = "Enter your e-mail address.";
pub(super) const EMAIL_WRONG: &str = "This is not an e-mail address.";
pub(super) const PASSWORD_MISSING: &str = "Enter your password.";

// The page.
pub(super) const ACCOUNT: &str = "Account and appearance";
pub(super) const SIGN_OUT: &str = "Sign out";
pub(super) const APPEARANCE: &str = "Appearance";
pub(super) const THEME_AUTO: &str = "Automatic";
pub(super) const THEME_LIGHT: &str = "Light";
pub(super) const THEME_DARK: &str = "Dark";

// Trouble with the page itself.
pub(super) const CONFIG_TITLE: &str = "This page is not set up yet";
pub(super) const CONFIG_TEXT: &str = "These settings are missing or wrong:";
pub(super) const CONFIG_UNREAD_TITLE: &str = "This page cannot start right now";
pub(super) const TRIED_AGAIN: &str = "It is tried again by itself.";
pub(super) const CONFIG_HOW: &str = "How to set them";
pub(super) const CONFIG_RUN_TIME: &str = "Without a new build: put them into glx-config.json beside index.html, or into the block “glx-config” of index.html.";
pub(super) const CONFIG_BUILD_TIME: &str = "At build time: by environment variables, before trunk build --release.";
