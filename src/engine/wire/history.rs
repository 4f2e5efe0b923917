//! The answer of `GET /chat/{id}/messages`.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

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

/// Reads a history that comes in parts, cut anywhere, so that nobody has to hold all of it. Rows come as they stand there.
#[derive(Debug)]
pub struct HistoryReader {
    encoding: TextEncoding,
    /// What is around the rows.
    frame: String,
    /// The beginning of a row whose end has not come.
    rest: String,
    depth: usize,
    in_text: bool,
    escaped: bool,
    list: Stage,
    rows: usize,
    unreadable: usize,
    is_broken: bool,
}

/// Where the list of rows stands; inside, how deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    ToCome,
    Inside(usize),
    Over,
}

impl HistoryReader {
    /// Nothing has come yet.
    pub fn new(encoding: TextEncoding) -> Self {
        Self {
            encoding,
            frame: String::new(),
            rest: String::new(),
            depth: 0,
            in_text: false,
            escaped: false,
            list: Stage::ToCome,
            rows: 0,
            unreadable: 0,
            is_broken: false,
        }
    }

    /// The rows that end in this part.
    pub fn read(&mut self, part: &str) -> Vec<Incoming> {
        let (mut messages, mut from) = (Vec::new(), 0);
        for (at, byte) in part.bytes().enumerate() {
            if self.in_text {
                self.in_text = self.escaped || byte != b'"';
                self.escaped = !self.escaped && byte == b'\\';
                continue;
            }
            let is_inside = self.list == Stage::Inside(self.depth);
            match byte {
                b'"' => self.in_text = true,
                b'[' if self.begins_list(&part[from..at]) => {
                    self.frame.push_str(&part[from..=at]);
                    from = at + 1;
                    self.depth += 1;
                    self.list = Stage::Inside(self.depth);
                }
                b'{' | b'[' => self.depth += 1,
                b',' if is_inside => {
                    self.row(&part[from..at], &mut messages);
                    from = at + 1;
                }
                b'}' | b']' => {
                    if is_inside {
                        // An empty list ends without a row.
                        if self.rows > 0 || !(self.rest.trim().is_empty() && part[from..at].trim().is_empty()) {
                            self.row(&part[from..at], &mut messages);
                        }
                        self.rest.clear();
                        from = at;
                        self.list = Stage::Over;
                    }
                    self.is_broken |= self.depth == 0;
                    self.depth = self.depth.saturating_sub(1);
                }
                _ => {}
            }
        }
        let rest = if matches!(self.list, Stage::Inside(_)) { &mut self.rest } else { &mut self.frame };
        rest.push_str(&part[from..]);
        messages
    }

    /// Nothing more comes. Tells how many rows could not be read.
    ///
    /// # Errors
    /// [`Malformed`] when all of it together is no list in either shape.
    pub fn end(self) -> Result<usize, Malformed> {
        let what = "history";
        if self.is_broken || self.list != Stage::Over {
            return Err(Malformed { what });
        }
        for_each(what, &self.frame, |_: Element<IgnoredAny>| {})?;
        Ok(self.unreadable)
    }

    /// Whether a bracket after this is where the list begins: bare, or in the envelope.
    fn begins_list(&self, before: &str) -> bool {
        let is_named = || {
            // The name is seldom in another part than the bracket.
            let before = format!("{}{before}", self.frame);
            let name = before.trim_end().strip_suffix(':').map(str::trim_end);
            name.is_some_and(|name| name.ends_with("\"data\"") || name.ends_with("\"notifications\""))
        };
        self.list == Stage::ToCome && (self.depth == 0 || (self.depth == 1 && is_named()))
    }

    fn row(&mut self, end: &str, messages: &mut Vec<Incoming>) {
        self.rows += 1;
        let text =
            if self.rest.is_empty() { Cow::Borrowed(end) } else { Cow::Owned(std::mem::take(&mut self.rest) + end) };
        match serde_json::from_str::<Element<Row>>(&text) {
            Ok(Element::Good(row)) => messages.extend(row.read(self.encoding)),
            Ok(Element::Bad(_)) => self.unreadable += 1,
            Err(_) => self.is_broken = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Random;
    use super::*;

    /// As the whole would have been read.
    fn in_parts(body: &str, random: &mut Random) -> Result<HistoryPage, Malformed> {
        let (mut reader, mut messages, mut rest) = (HistoryReader::new(TextEncoding::Escaped), Vec::new(), body);
        while !rest.is_empty() {
            let wanted = usize::try_from(random.between(1, 40)).expect("small");
            let cut = (wanted..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
            messages.extend(reader.read(&rest[..cut]));
            rest = &rest[cut..];
        }
        let unreadable = reader.end()?;
        messages.sort_by_key(|message| message.id);
        messages.dedup_by_key(|message| message.id);
        Ok(HistoryPage { messages, unreadable })
    }

    #[test]
    fn in_parts_it_is_the_same_history_wherever_it_is_cut() {
        let rows = [
            r#"{"id":9,"message":"a \"b\" [,]} \\","sender_username":"Ána","created_at":"2024-02-29T12:30:15.250Z"}"#,
            r#" {"id":"3" , "message":"", "more":[1,[2],{"data":[]}]}"#,
            "null",
            "7",
            r#"{"id":-1,"message":"x"}"#,
            r#""data""#,
            "[[]]",
            "",
            "{]",
            r#"{"id":4,"message":"é"} 5"#,
        ];
        let mut random = Random::new(3);
        let mut good = 0;
        for _ in 0..3_000 {
            // The last of them are no JSON, and come seldom.
            let most = if random.between(0, 9) == 0 { rows.len() } else { 7 };
            let count = random.between(0, 5);
            let pick = |random: &mut Random| rows[usize::try_from(random.between(0, most as u64 - 1)).expect("small")];
            let list = (0..count).map(|_| pick(&mut random)).collect::<Vec<_>>().join(",");
            let body = match random.between(0, 7) {
                0 => format!(r#"{{"success":true,"list":[1],"data": [{list}],"api":{{"data":[1]}}}}"#),
                1 => format!(r#"{{"notifications":[{list}] , "x":null}}"#),
                2 => format!(r#"{{"data":[{list}],"data":[]}}"#),
                3 => format!(r#"{{"data":{{"data":[{list}]}}}}"#),
                4 => format!("[{list}]]"),
                5 => format!("[{list}"),
                _ => format!(" [{list}] "),
            };
            let whole = decode_history(&body, TextEncoding::Escaped);
            good += usize::from(whole.as_ref().is_ok_and(|page| !page.messages.is_empty()));
            assert_eq!(in_parts(&body, &mut random), whole, "{body}");
        }
        assert!(good > 500, "{good} were histories");
    }

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
