//! Why messages do not arrive, or not all: from what was seen to its cause. What is to be done about it stands with the words.
//! It observes; it never changes what the other parts do.

mod check;
mod clock;
mod glue;
mod notes;
mod rules;
mod rules_site;
mod rules_socket;

use super::ids::RoomId;
use super::time::{Millis, WallMillis};

pub(crate) use notes::Notes;

/// Where the page looks for its servers: host names with their ports, as the browser writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub struct Places {
    /// The host of the REST API.
    pub site: String,
    /// The host of the Pusher server.
    pub pusher: String,
}

/// What a call is for, as far as a diagnosis tells calls apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Authorizing a channel.
    Authorization,
    /// A room's history.
    History,
    /// Sending a message.
    Sending,
    /// Telling that one has come into a room.
    Joining,
    /// The profile and the lists.
    Lists,
    /// The site's own check of its live messages.
    Check,
}

/// Why the page is not live, or what else is worth knowing. In the order in which they are told: what decides most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The site takes this user's token no more.
    SignInEnded,
    /// The browser says that the device has no network.
    Offline,
    /// The site has blocked this network address.
    AddressBlocked,
    /// This browser has no WebSocket.
    NoWebSocket,
    /// pusher-js could not be loaded.
    PusherMissing,
    /// 4000: the Pusher app takes encrypted connections only.
    TlsRequired,
    /// 4001: no app with this key in this cluster.
    WrongKey,
    /// 4003: the app is switched off.
    AppDisabled,
    /// 4004: the app has no connections left.
    OverQuota,
    /// 4005 to 4008: path or protocol version.
    WrongPath,
    /// 4009: the Pusher server did not authorize the connection.
    NotAuthorized,
    /// Another code that forbids to try again.
    SocketRefused,
    /// The page's content security policy forbids the socket.
    PolicyBlocksSocket,
    /// The page's content security policy forbids calls to the site.
    PolicyBlocksSite,
    /// Neither the site nor the Pusher server can be reached.
    NetworkDown,
    /// The site answers, but its answers are kept from this page's origin.
    Cors,
    /// Nothing that answers where the API should be is the API.
    WrongApiBase,
    /// The site cannot be reached, though the Pusher server can.
    SiteUnreachable,
    /// 429: too many calls.
    RateLimited,
    /// The page itself waits, so that what is left of the site's limit is there for what people do.
    SparesCalls,
    /// The site wants a security token that the page did not supply.
    CsrfMissing,
    /// The site's authorization endpoint is not where the page asks.
    AuthorizationMissing,
    /// The site signs with a secret that is not the app's.
    WrongSecret,
    /// The site's authorization endpoint fails.
    AuthorizationFails,
    /// The site itself says that its live messages are out of order, and they are.
    ServiceDown,
    /// 4100 to 4299, again and again: the Pusher server lets us in and throws us out.
    ThrownOut,
    /// The socket opens, and the Pusher server closes it at once without a code.
    HungUp,
    /// The socket opens, and the Pusher server says nothing on it.
    ServerSilent,
    /// The Pusher server confirms no subscription.
    Unconfirmed,
    /// The site answers, and no socket was ever let through to the Pusher server.
    SocketBlocked,
    /// The Pusher server does not answer any more.
    ServerAway,
    /// The connection breaks again and again.
    Unstable,
    /// The link is silent.
    LinkSilent,
    /// The link holds, the channel is confirmed, and messages come in that no event has brought.
    EventsMissing,
    /// The site answers too late or not at all.
    SiteSlow,
    /// Most of the site fails.
    SiteFails,
    /// History cannot be fetched.
    HistoryFails,
    /// Messages cannot be sent.
    SendingFails,
    /// The site does not let this user into a room, or there is no such room.
    NoAccess,
    /// The site's content filter refused a text.
    TextRefused,
    /// The site says that its live messages are out of order, and they arrive.
    CheckWrong,
    /// The Pusher app does not allow client events.
    ClientEventsDisabled,
    /// 4301: too many client events.
    ClientEventsTooMany,
    /// The device's clock is wrong.
    ClockWrong,
    /// The device keeps nothing for this page.
    StorageDenied,
}

impl Cause {
    /// Whether messages can all be live in spite of it.
    pub const fn is_note(self) -> bool {
        matches!(
            self,
            Self::NoAccess
                | Self::TextRefused
                | Self::CheckWrong
                | Self::ClientEventsDisabled
                | Self::ClientEventsTooMany
                | Self::ClockWrong
                | Self::StorageDenied
        )
    }
}

/// One thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The Pusher server gave this code.
    Code(u16),
    /// A call was answered with this status.
    Status(Operation, u16),
    /// A call was answered with an HTML page.
    Page(Operation),
    /// A call was answered with something else than it is documented to be.
    Odd(Operation),
    /// A call got no answer.
    NoAnswer(Operation),
    /// A call got no answer in time.
    TooLate(Operation),
    /// An answer to a call that asks nothing of the site came, and could not be read.
    Unreadable,
    /// It concerns this host.
    Host(String),
    /// A directive of the page's policy forbade it.
    Directive(String),
    /// It concerns these rooms.
    Rooms(Vec<RoomId>),
    /// It concerns the user's own channel.
    OwnChannel,
    /// So many attempts in a row have failed.
    Attempts(u32),
    /// So often it has happened of late.
    Times(usize),
    /// The last attempt took so long.
    Took(Millis),
    /// The socket opened, and no handshake came.
    NoHandshake,
    /// It was connected before.
    WasConnected,
    /// The Pusher server found a signature wrong.
    BadSignature,
    /// Calls wait until then, on the engine's clock.
    Until(Millis),
    /// The device's clock is ahead of the site's by so many milliseconds; negative: behind.
    ClockAhead(i64),
    /// The site's own check says that its live messages work.
    SaysActive,
    /// Live messages arrive all the same.
    Arrives,
    /// Messages were saved, and no event brought them.
    WithoutEvent,
}

/// A cause, with what it is concluded from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub cause: Cause,
    /// From what.
    pub seen: Vec<Seen>,
    /// When it was first concluded.
    pub since: WallMillis,
}
