//! What the site does to a text before it saves it: trim, then five characters become entities. Never the way back:
//! that is the client's work.

/// How texts are stored, and so how they travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextEncoding {
    /// HTML entities for `& < > " '`, as the site does today.
    Escaped,
    /// As typed, as a better backend would.
    Plain,
}

/// The text as the site saves it.
pub(crate) fn stored(text: &str, encoding: TextEncoding) -> String {
    let trimmed = text.trim_matches(is_js_space);
    match encoding {
        TextEncoding::Plain => trimmed.to_owned(),
        TextEncoding::Escaped => escape(trimmed),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What JavaScript's `trim` takes away: it knows U+FEFF and not U+0085, the reverse of Rust's.
fn is_js_space(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_its_five_characters_become_entities() {
        let check = |typed, saved| assert_eq!(stored(typed, TextEncoding::Escaped), saved);
        check("  Tom & Jerry's\n", "Tom &amp; Jerry&#x27;s");
        check("<b>\"hi\"</b>", "&lt;b&gt;&quot;hi&quot;&lt;/b&gt;");
        check("&amp;", "&amp;amp;");
        check("a/b `c` \\", "a/b `c` \\");
        check("\u{feff}\u{a0}x\u{2003}", "x");
        check("\u{85}", "\u{85}");
    }

    #[test]
    fn a_plain_backend_only_trims() {
        assert_eq!(stored(" <3 & 'u' ", TextEncoding::Plain), "<3 & 'u'");
    }
}
