//! The answer of `GET /chat/{id}/messages`.

use serde::Deserialize;

use super::lenient::{AnyId, Element, Lax, for_each};
use super::{Incoming, Malformed, TextEncoding, parse_timestamp};
use crate::engine::ids::{ClientId, MessageId, UserId};

/// Rows in the backend's order, with the number of rows that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// The messages, sorted by id, each id once.
    pub messages: Vec<Incoming>,
    /// Rows passed over because they did not parse.
    pub unreadable: usize,
}

#[derive(Deserialize)]
struct Row {
    id: AnyId,
    message: String,
    #[serde(default)]
    sender_username: Lax<String>,
    #[serde(default)]
    sender_avatar: Lax<String>,
    #[serde(default)]
    created_at: Lax<String>,
    #[serde(default, rename = "userId")]
    user_id: Lax<AnyId>,
    #[serde(default, rename = "clientId")]
    client_id: Lax<String>,
}

impl Row {
    fn read(self, encoding: TextEncoding) -> Option<Incoming> {
        Some(Incoming {
            id: MessageId::new(self.id.0).ok()?,
            user: self.user_id.0.and_then(|id| UserId::new(id.0).ok()),
            name: encoding.decode(&self.sender_username.0.unwrap_or_default()),
            avatar: self.sender_avatar.0,
            wire_text: self.message,
            at: self.created_at.0.and_then(|at| parse_timestamp(&at)),
            client_id: self.client_id.0.and_then(|id| ClientId::parse(&id).ok()),
        })
    }
}

/// Reads the rows, bare or enveloped.
///
/// # Errors
/// [`Malformed`] when the answer is no list in either shape.
pub fn decode_history(body: &str, encoding: TextEncoding) -> Result<HistoryPage, Malformed> {
    let mut unreadable = 0;
    let mut messages = Vec::new();
    for_each("history", body, |row: Element<Row>| match row {
        Element::Good(row) => messages.extend(row.read(encoding)),
        Element::Bad(_) => unreadable += 1,
    })?;
    messages.sort_by_key(|message| message.id);
    messages.dedup_by_key(|message| message.id);
    Ok(HistoryPage { messages, unreadable })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_and_enveloped_rows_are_the_same_history() {
        let rows = r#"[{"id":9,"message":"b","sender_username":"Ana","sender_avatar":null,"created_at":"2024-02-29T12:30:15.250Z"},
                       {"id":3,"message":"a","sender_username":"Ben"},{"id":-1,"message":"x"},null,{"id":9,"message":"b"}]"#;
        let bare = decode_history(rows, TextEncoding::Escaped).expect("bare");
        let enveloped =
            decode_history(&format!(r#"{{"success":true,"data":{rows},"api_version":"1"}}"#), TextEncoding::Escaped)
                .expect("enveloped");
        assert_eq!(bare, enveloped);
        assert_eq!(bare.messages.iter().map(|m| m.id.get()).collect::<Vec<_>>(), [3, 9]);
        assert_eq!(bare.unreadable, 2);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for bad in ["", "null", "0", "{}", "<!doctype html>", r#"{"data":3}"#] {
            assert!(decode_history(bad, TextEncoding::Escaped).is_err(), "{bad}");
        }
    }
}
