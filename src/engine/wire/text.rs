//! Message text on its way out and in. The site stores text HTML-escaped; people read it as it was typed.
//! Decoding is to text and exactly once: nothing here, or after it, ever treats text as HTML.

use serde::{Deserialize, Serialize};

/// The longest text that is sent, as [`wire_size`] measures it. Pusher carries events of 10 KB at most; a longer message would be
/// saved but never broadcast. What an event carries beside the text fits into the rest.
pub const MAX_TEXT: usize = 9_000;

/// How the backend hands out text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextEncoding {
    /// With `& < > " '` as five entities, as today's backend does.
    #[default]
    Escaped,
    /// As it was sent.
    Plain,
}

const ENTITIES: [(&str, char); 5] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#x27;", '\'')];

impl TextEncoding {
    /// The text as it was typed.
    pub fn decode(self, wire: &str) -> String {
        if self == Self::Plain || !wire.contains('&') {
            return wire.to_owned();
        }
        let mut text = String::with_capacity(wire.len());
        let mut rest = wire;
        while let Some(at) = rest.find('&') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let (taken, decoded) = ENTITIES
                .iter()
                .find(|(entity, _)| rest.starts_with(entity))
                .map_or((1, '&'), |(entity, decoded)| (entity.len(), *decoded));
            text.push(decoded);
            rest = &rest[taken..];
        }
        text.push_str(rest);
        text
    }
}

/// What an escaping backend makes of a text: entities for `& < > " '`.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match ENTITIES.iter().find(|(_, plain)| *plain == c) {
            Some((entity, _)) => escaped.push_str(entity),
            None => escaped.push(c),
        }
    }
    escaped
}

/// What a text takes up in an event, in bytes: escaped by the backend, and then within JSON, where a backslash, a tab and an end of
/// line are two bytes each. To be compared with [`MAX_TEXT`].
pub fn wire_size(text: &str) -> usize {
    escape(text).bytes().map(|byte| if matches!(byte, b'\\' | b'\n' | b'\t') { 2 } else { 1 }).sum()
}

/// The text as it is sent: without control characters other than newline and tab (a NUL is answered with 500), ends of line as
/// `\n`, and trimmed as JavaScript trims, because the backend does. `None` when nothing is left.
pub fn clean_outgoing(text: &str) -> Option<String> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let cleaned: String = unified.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    // JavaScript's trim also takes the byte order mark, Rust's does not.
    let trimmed = cleaned.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    trimmed.chars().any(|c| !is_invisible(c)).then(|| trimmed.to_owned())
}

/// Characters that show nothing by themselves: a text of nothing else would be an empty row.
const fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_it_was_typed() {
        for typed in ["Tom & Jerry's", "a < b > c", "\"quoted\"", "&amp;", "&amp;lt;", "&", "&#x27;", "ñ & 🙂 &lt"] {
            assert_eq!(TextEncoding::Escaped.decode(&escape(typed)), typed);
            assert_eq!(TextEncoding::Plain.decode(typed), typed);
        }
    }

    #[test]
    fn what_grows_on_the_wire_counts_as_it_will() {
        assert_eq!(wire_size("plain ñ"), 8);
        assert_eq!(wire_size("&\n\\"), 5 + 2 + 2);
    }

    #[test]
    fn decoding_happens_once_and_knows_five_entities_only() {
        assert_eq!(TextEncoding::Escaped.decode("&amp;lt;script&amp;gt;"), "&lt;script&gt;");
        assert_eq!(TextEncoding::Escaped.decode("&nbsp;&#39;&lt"), "&nbsp;&#39;&lt");
    }

    #[test]
    fn what_the_backend_cannot_take_is_gone_before_it_is_sent() {
        assert_eq!(clean_outgoing(" \u{0}hi\r\nthere\u{7f}\t\u{feff} ").as_deref(), Some("hi\nthere"));
        for nothing in [" \n\u{0} ", "\u{200b}", "\u{202e} \u{2066}", "\u{feff}\u{3164}"] {
            assert_eq!(clean_outgoing(nothing), None, "{nothing:?}");
        }
        assert_eq!(clean_outgoing("👩\u{200d}🌾\u{fe0f}").as_deref(), Some("👩\u{200d}🌾\u{fe0f}"));
    }
}
