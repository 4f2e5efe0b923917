//! The names of things: rooms, users, messages, local sends, channels. Parsed once at the door, then trusted.
//! Never holds anything but identity.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The largest integer that JavaScript and JSON keep exact, 2^53 − 1. No id of the site's is larger.
pub const MAX_ID: u64 = (1 << 53) - 1;

/// A text that is not the id it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a valid {what}")]
pub struct InvalidId {
    /// What was expected: "room id", "channel", "client id", …
    pub what: &'static str,
}

macro_rules! numeric_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// The id with this number.
            ///
            /// # Errors
            /// [`InvalidId`] for zero and for numbers above [`MAX_ID`].
            pub const fn new(number: u64) -> Result<Self, InvalidId> {
                if number == 0 || number > MAX_ID { Err(InvalidId { what: $what }) } else { Ok(Self(number)) }
            }

            /// The number.
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

numeric_id!(
    /// A help request, which is what a room of this site is about.
    ///
    /// ```
    /// use glx_realtime::engine::RoomId;
    /// let room = RoomId::parse("help_request_123")?;
    /// assert_eq!(room, RoomId::parse("123")?);
    /// assert_eq!(room.wire(), "help_request_123");
    /// # Ok::<(), glx_realtime::engine::InvalidId>(())
    /// ```
    RoomId,
    "room id"
);
numeric_id!(
    /// A user, as the site's token and events name them.
    UserId,
    "user id"
);
numeric_id!(
    /// A saved message. Ids rise with time across all rooms: inside one room they have holes, and a hole proves nothing.
    MessageId,
    "message id"
);
numeric_id!(
    /// A notification.
    NotificationId,
    "notification id"
);

impl RoomId {
    /// Reads what callers of the old hook pass: `123` or `help_request_123`.
    ///
    /// # Errors
    /// [`InvalidId`] for anything else; nothing of it gets into a URL or a channel name.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        parse_number(text.strip_prefix("help_request_").unwrap_or(text))
            .and_then(|number| Self::new(number).ok())
            .ok_or(InvalidId { what: "room id" })
    }

    /// The form the REST calls use in bodies and events carry: `help_request_123`.
    pub fn wire(self) -> String {
        format!("help_request_{}", self.0)
    }

    /// Where its history is, under the API base.
    pub fn history_path(self) -> String {
        format!("/chat/{}/messages", self.0)
    }
}

/// Digits only, no sign, no blanks, no leading zero.
pub(crate) fn parse_number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.len() <= 16 && text.bytes().all(|b| b.is_ascii_digit());
    (plain && (text.len() == 1 || !text.starts_with('0'))).then(|| text.parse().ok()).flatten()
}

/// The name of a send, made here, which its row keeps when the backend has given the message an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

impl ClientId {
    /// An id from a random number of this page and the count of its sends.
    pub fn generate(random: u64, count: u64) -> Self {
        Self(format!("c{random:016x}-{count}"))
    }

    /// Reads an id that came back from the backend or from storage.
    ///
    /// # Errors
    /// [`InvalidId`] unless it is 1 to 64 of letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let valid =
            (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidId { what: "client id" }) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

/// A channel this client subscribes to. There are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// `private-help-request-{id}`: the messages of one room.
    Room(RoomId),
    /// `private-user-notifications-{userId}`: what concerns one user.
    Notifications(UserId),
}

impl Channel {
    /// Reads a channel's name.
    ///
    /// # Errors
    /// [`InvalidId`] for a name of any other form.
    pub fn parse(name: &str) -> Result<Self, InvalidId> {
        let invalid = InvalidId { what: "channel" };
        if let Some(id) = name.strip_prefix("private-help-request-") {
            return parse_number(id).and_then(|n| RoomId::new(n).ok()).map(Self::Room).ok_or(invalid);
        }
        name.strip_prefix("private-user-notifications-")
            .and_then(parse_number)
            .and_then(|n| UserId::new(n).ok())
            .map(Self::Notifications)
            .ok_or(invalid)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room(room) => write!(f, "private-help-request-{room}"),
            Self::Notifications(user) => write!(f, "private-user-notifications-{user}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_read_in_every_form_the_old_hook_was_given() {
        assert_eq!(RoomId::parse("123"), RoomId::new(123));
        assert_eq!(RoomId::parse("help_request_123"), RoomId::new(123));
        for bad in ["", "0", "-1", "1.5", "../1", "1:2", "1\n", "help_request_", "help_request_x", "00", "١٢", " 1"] {
            assert!(RoomId::parse(bad).is_err(), "{bad:?}");
        }
        assert!(RoomId::parse(&"9".repeat(1000)).is_err());
    }

    #[test]
    fn channels_survive_their_own_name() {
        for name in ["private-help-request-7", "private-user-notifications-12"] {
            assert_eq!(Channel::parse(name).expect("valid").to_string(), name);
        }
        for bad in ["private-help-request-help_request_7", "presence-help-request-7", "private-user-notifications", ""]
        {
            assert!(Channel::parse(bad).is_err(), "{bad:?}");
        }
    }
}
