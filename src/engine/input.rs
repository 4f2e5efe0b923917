//! Every fact that can happen, as one closed enum. Time is passed beside it, never read.

use serde::Serialize;

use super::effect::{Answer, AuthId, CallError, CallId};
use super::ids::{ClientId, MessageId, NotificationId, RoomId, UserId};

/// The state of the connection, in the words of pusher-js.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub enum SocketState {
    /// Made, and never asked to connect. An instance that had a client before is `Disconnected` instead.
    Initialized,
    /// An attempt is under way or about to be made.
    Connecting,
    /// The handshake is done and there is a socket id. It does not say that messages arrive.
    Connected,
    /// No connection for a while; attempts go on.
    Unavailable,
    /// No WebSocket in this browser.
    Failed,
    /// Closed because it was asked for, **or** because the server refused (4000-4099): only the error tells which.
    Disconnected,
}

impl SocketState {
    /// The name pusher-js has for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initialized => "initialized",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
            Self::Disconnected => "disconnected",
        }
    }
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(serde::Deserialize))]
pub enum Input {
    /// Time has passed; the deadline that the engine named may be due.
    Tick,

    /// A user is signed in, with what the device keeps for them. Another user than before ends the former's stay first.
    SignIn {
        /// The user, from the token's claim.
        user: UserId,
        /// What was stored for this user, as it was stored.
        stored: Vec<(String, String)>,
    },
    /// The user wants out: close, forget, empty.
    SignOut,
    /// The host has (or has not) supplied a fresh token.
    TokenRefreshed(bool),

    /// Somebody opened a room. Joined as often as it is left.
    Join(RoomId),
    /// Somebody looks at a room that was just joined: it goes before rooms that are only listened to.
    LookAt(RoomId),
    /// The page has asked for the history of a room that was just joined, before the engine was there: it need not wait.
    HistoryAhead(RoomId),
    /// Somebody closed a room.
    Leave(RoomId),
    /// Somebody sent a text.
    Send {
        /// The room.
        room: RoomId,
        /// The text as typed.
        text: String,
    },
    /// Somebody sent a text under a name of their own, by which they follow what becomes of it.
    SendAs {
        /// The room.
        room: RoomId,
        /// The text as typed.
        text: String,
        /// The name: one that no other send has.
        client_id: ClientId,
    },
    /// Try a failed send again.
    Retry(RoomId, ClientId),
    /// Drop a failed send.
    Discard(RoomId, ClientId),
    /// Everything up to this message has been seen.
    Seen(RoomId, MessageId),
    /// What stands in a room's composer.
    Draft(RoomId, String),
    /// Somebody pressed *Try now*.
    ReconnectNow,
    /// Somebody wants to know why the page is not live.
    Diagnose,
    /// Somebody looks at the list of help requests.
    LoadHelpRequests,
    /// Somebody opens the notifications: what is shown has to be what there is.
    LookAtNotifications,
    /// A notification was read.
    ReadNotification(NotificationId),
    /// All notifications were read.
    ReadAllNotifications,

    /// The socket changed its state; the socket id comes with `Connected`.
    Socket(SocketState, Option<String>),
    /// The WebSocket of the present attempt is open: the handshake of Pusher's own comes next.
    SocketOpened,
    /// pusher-js will try again by itself after a loss.
    SocketLost,
    /// pusher-js itself, wanted for this attempt, could not be loaded.
    PusherMissing,
    /// An error on the connection.
    SocketError {
        /// Pusher's code, if it gave one.
        code: Option<u16>,
        /// Pusher's words.
        message: String,
    },
    /// The answer to our ping.
    Pong,
    /// An event on a channel, its data as JSON text.
    ChannelEvent {
        /// The channel's name.
        channel: String,
        /// The event's name.
        event: String,
        /// Its data.
        data: String,
    },
    /// pusher-js asks for a channel's authorization.
    AuthRequested {
        /// The number to answer with.
        id: AuthId,
        /// The socket it is for.
        socket_id: String,
        /// The channel's name.
        channel: String,
    },
    /// A part of the answer to a call that takes it in parts. All of it comes in them, and its end with an empty body: of what begins in the
    /// middle nobody could tell whether it is a page.
    Part {
        /// Which call.
        id: CallId,
        /// The text, cut anywhere.
        text: String,
    },
    /// A call came to its end.
    Answered {
        /// Which call.
        id: CallId,
        /// How.
        outcome: Result<Answer, CallError>,
    },

    /// The browser went online or offline.
    Online(bool),
    /// The page was shown or hidden.
    Visible(bool),
    /// The page is about to be frozen, or left for good.
    Frozen,
    /// The page was frozen and runs again: frames may have been lost without a close.
    Resumed,
    /// Another tab of this user's has kept a value on the device, or removed it.
    KeptElsewhere {
        /// The key, without the prefix that names the user.
        key: String,
        /// The value; `None` when it was removed.
        value: Option<String>,
    },
    /// The page is back after it was put away, and another in its place has had what the device keeps for this user: what that has left is what
    /// there is, and the stay begins anew with it.
    KeptByAnother {
        /// What is stored now, as it was stored.
        stored: Vec<(String, String)>,
    },
    /// The device refused to keep something.
    StorageFailed,
    /// The page's content security policy has forbidden something.
    PolicyViolation {
        /// The directive that forbids it.
        directive: String,
        /// The host that was to be talked to, with its port; empty where there is none.
        host: String,
    },
    /// A probe came to its end.
    Probed {
        /// The host answered, and the browser keeps the answer from this page because it is another origin's.
        hidden: bool,
    },
}
