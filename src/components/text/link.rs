//! Finds links in a text, in one pass: `http:`, `https:` and `mailto:` that the browser's own URL parser accepts, nothing else.
//! What cannot be trusted to lead where it seems to lead stays text.

use std::borrow::Cow;
use std::ops::Range;

use web_sys::Url;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::components) enum Part<'a> {
    /// Plain.
    Text(&'a str),
    /// A link: where it leads, and what is shown of it.
    Link {
        /// The parsed address.
        href: String,
        /// As written, with the host in its plain form where that could be mistaken.
        shown: Cow<'a, str>,
    },
}

/// Nobody writes longer ones by hand.
const LONGEST: usize = 2_048;
/// After so many links in one text the rest stays text: every link costs a call of the URL parser.
const MOST: usize = 100;

const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// The text in stretches. Takes time in proportion to its length, whatever is in it.
pub(in crate::components) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut plain_from, mut at, mut links) = (0, 0, 0);
    let mut in_word = false;
    while let Some(c) = text[at..].chars().next() {
        if !in_word && links < MOST && matches!(c, 'h' | 'H' | 'm' | 'M') && starts_with_scheme(&text[at..]) {
            let end = at + text[at..].find(ends_link).unwrap_or(text.len() - at);
            let candidate = trimmed(&text[at..end]);
            if let Some(link) = link(candidate) {
                if plain_from < at {
                    parts.push(Part::Text(&text[plain_from..at]));
                }
                plain_from = at + candidate.len();
                links += 1;
                parts.push(link);
            }
            // Whether it was one or not, what was looked at is not looked at again.
            (at, in_word) = (end, false);
            continue;
        }
        in_word = c.is_alphanumeric() && !is_of_no_blanks(c);
        at += c.len_utf8();
    }
    if plain_from < text.len() {
        parts.push(Part::Text(&text[plain_from..]));
    }
    parts
}

/// The link that goes across a place of the text, if one does: from where it begins to where it ends.
pub(super) fn link_over(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text[..at].rfind(ends_link).map_or(0, |end| end + text[end..].chars().next().map_or(0, char::len_utf8));
    let end = text[at..].find(ends_link).map_or(text.len(), |end| at + end);
    let begun = text[start..at].char_indices().find(|(from, _)| starts_with_scheme(&text[start + from..]));
    begun.map(|(from, _)| start + from..end).filter(|link| link.end > at && link.len() <= LONGEST)
}

/// Whether words of this letter's script stand beside each other without a blank, so that a link may follow it.
const fn is_of_no_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

fn starts_with_scheme(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

/// What no link goes across: blanks, controls, quotes and brackets that hold links, and what turns text around.
const fn ends_link(c: char) -> bool {
    matches!(
        c,
        '\0'..=' ' | '"' | '<' | '>' | '`' | '\\' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{1680}' | '\u{180e}'
            | '\u{2000}'..='\u{200f}' | '\u{2018}'..='\u{201f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
            | '\u{3000}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{feff}' | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '«' | '»'
    )
}

/// Without the punctuation that ends a sentence around a link. A closing bracket stays if it was opened inside.
fn trimmed(candidate: &str) -> &str {
    let mut depth = [0_i32; 2];
    for byte in candidate.bytes() {
        match byte {
            b'(' => depth[0] += 1,
            b')' => depth[0] -= 1,
            b'[' => depth[1] += 1,
            b']' => depth[1] -= 1,
            _ => {}
        }
    }
    let mut end = candidate.len();
    for (at, c) in candidate.char_indices().rev() {
        match c {
            ')' if depth[0] < 0 => depth[0] += 1,
            ']' if depth[1] < 0 => depth[1] += 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '|' => {}
            _ => break,
        }
        end = at;
    }
    &candidate[..end]
}

fn link(candidate: &str) -> Option<Part<'_>> {
    if candidate.len() > LONGEST {
        return None;
    }
    let url = Url::new(candidate).ok()?;
    let shown = match url.protocol().as_str() {
        "mailto:" => {
            let has_address =
                url.pathname().split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
            if !has_address {
                return None;
            }
            Cow::Borrowed(candidate)
        }
        // A name before the host is how a link pretends to lead elsewhere.
        "http:" | "https:" if url.username().is_empty() && url.password().is_empty() => {
            with_plain_host(candidate, &url)?
        }
        _ => return None,
    };
    Some(Part::Link { href: url.href(), shown })
}

/// The link as written, unless its host mixes scripts that look alike: then with the host's plain form (`xn--…`).
fn with_plain_host<'a>(candidate: &'a str, url: &Url) -> Option<Cow<'a, str>> {
    let (scheme, rest) = candidate.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    if !mixes_scripts(host) {
        return Some(Cow::Borrowed(candidate));
    }
    Some(Cow::Owned(format!("{scheme}://{}{path}", url.host())))
}

fn mixes_scripts(host: &str) -> bool {
    if host.is_ascii() {
        return false;
    }
    let script = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        '\u{530}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{ab70}'..='\u{abbf}' => Some(3),
        // Letters that only look like others: fullwidth, mathematical, small capitals, dots and slashes of other scripts.
        '\u{250}'..='\u{2af}'
        | '\u{1d00}'..='\u{1dbf}'
        | '\u{2000}'..='\u{2bff}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{1d400}'..='\u{1d7ff}' => Some(4),
        _ => None,
    };
    // After a Latin letter these are read as a slash.
    let mut before = host.chars();
    let strokes = host.chars().skip(1).any(|c| {
        before.next().is_some_and(|before| before.is_ascii_alphanumeric())
            && matches!(c, 'ノ' | 'ソ' | 'ゾ' | 'ン' | '丶' | '丿')
    });
    let mut seen = host.chars().filter_map(script);
    let first = seen.next();
    strokes || first == Some(4) || seen.any(|script| Some(script) != first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn links(text: &str) -> Vec<String> {
        parts(text)
            .into_iter()
            .filter_map(|part| match part {
                Part::Link { shown, .. } => Some(shown.into_owned()),
                Part::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn links_are_found_in_sentences() {
        for (text, found) in [
            ("see https://example.org.", "https://example.org"),
            ("(http://example.org/a_(b))", "http://example.org/a_(b)"),
            ("HTTPS://Example.org/?q=1&r=2, ok", "HTTPS://Example.org/?q=1&r=2"),
            ("«https://example.org»", "https://example.org"),
            ("write mailto:ana@example.org!", "mailto:ana@example.org"),
            ("https://münchen.example/straße", "https://münchen.example/straße"),
            ("看https://example.org/abc，谢谢", "https://example.org/abc"),
            ("（https://example.org）", "https://example.org"),
            ("링크https://example.org", "https://example.org"),
        ] {
            assert_eq!(links(text), [found], "{text}");
        }
    }

    #[test]
    fn what_is_no_link_stays_text() {
        for text in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "xhttp://a.b",
            "http://",
            "https://bank.example@evil.example",
            "mailto:",
            "mailto:@",
            "file:///etc",
            "http:/example.org",
            "&#106;avascript:x",
        ] {
            assert_eq!(links(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        let text = "a https://b.example/, ü (http://c.example) http://x@y z";
        let whole: String = parts(text)
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => text.to_owned(),
                Part::Link { shown, .. } => shown.into_owned(),
            })
            .collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn a_host_of_mixed_scripts_shows_its_plain_form() {
        assert_eq!(links("https://аpple.com/x"), ["https://xn--pple-43d.com/x"]);
        assert_eq!(links("https://аррӏе.com"), ["https://xn--80ak6aa92e.com"]);
        let [link] = links("https://paypal.comノlogin.example").try_into().expect("one link");
        assert!(link.starts_with("https://paypal.xn--"), "{link}");
        assert_eq!(links("https://ノート.example"), ["https://ノート.example"]);
        assert_eq!(links("https://пример.рф"), ["https://пример.рф"]);
    }

    #[test]
    fn adversarial_text_takes_no_longer_than_its_length() {
        for text in
            ["http://".repeat(15_000), "https://a.b(".repeat(9_000), "mailto:a@b ".repeat(10_000), ")".repeat(100_000)]
        {
            let before = js_sys::Date::now();
            let _ = parts(&text);
            assert!(js_sys::Date::now() - before < 500.0, "{} ms", js_sys::Date::now() - before);
        }
    }
}
